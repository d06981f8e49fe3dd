"""Who takes part and what is at stake: roles, rights, remedies, providers."""

from enum import StrEnum


class Turn(StrEnum):
    """手番: whose turn it is."""

    FIRM = "firm"
    ATTORNEY = "attorney"
    PLATFORM = "platform"
    PROVIDER = "provider"
    COURT = "court"
    BAR = "bar_association"
    SENDER = "sender"
    POLICE = "police"


class RightInfringed(StrEnum):
    """侵害された権利 (law.md §2)."""

    HONOUR = "honour"
    HONOUR_FEELINGS = "honour_feelings"
    PRIVACY = "privacy"
    PORTRAIT = "portrait"
    IDENTITY = "identity"
    CREDIT = "credit"
    COPYRIGHT = "copyright"
    TRADEMARK = "trademark"
    PUBLICITY = "publicity"


class JustifiableReason(StrEnum):
    """開示を受けるべき正当な理由 (Act art. 5(1)(ii); law.md §2)."""

    DAMAGES = "damages"
    APOLOGY = "apology"
    DELETION = "deletion"
    CRIMINAL_COMPLAINT = "criminal_complaint"
    OTHER_RIGHTS = "other_rights"


class Remedy(StrEnum):
    """求める救済: any combination."""

    DELETION = "deletion"
    PLEDGE = "pledge"
    DAMAGES = "damages"
    EXPENSES = "expenses"
    CRIMINAL_COMPLAINT = "criminal_complaint"


class ObservationKind(StrEnum):
    """開示された情報の種類."""

    IP = "ip"
    PHONE = "phone"
    EMAIL = "email"


class LogKind(StrEnum):
    """通信の種類: the post itself or a login (侵害関連通信)."""

    POST = "post"
    LOGIN = "login"


class ProviderCategory(StrEnum):
    """プロバイダの種別: decides how long a log is planned to live."""

    MOBILE = "mobile"
    FIXED = "fixed"
    MVNO = "mvno"
    VNE = "vne"
    HOSTING = "hosting"
    UNIVERSITY = "university"
    CORPORATE = "corporate"
    PUBLIC_WIFI = "public_wifi"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"


class HolderRole(StrEnum):
    """ログの保有者: the platform's own log, a named access provider's, or one that nobody knows yet."""

    PLATFORM = "platform"
    PROVIDER = "provider"
    UNKNOWN = "unknown"


class PersonRole(StrEnum):
    """関係者の役割."""

    REQUESTER = "requester"
    LEGAL_REPRESENTATIVE = "legal_representative"
    ATTORNEY = "attorney"
    SUPERVISOR = "supervisor"
    SUBSCRIBER = "subscriber"
    SENDER = "sender"


class ItemKind(StrEnum):
    """発信者情報の種類: what an item of the order is about, whatever its number on that day."""

    NAME = "name"
    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"
    IP = "ip"
    MOBILE_CODE = "mobile_code"
    SIM = "sim"
    MOMENT = "moment"
    MANAGEMENT_CODE = "management_code"

"""The desk: how cases are found, how urgent they look, what is done to many at once, what a sweep did."""

from enum import StrEnum


class FindKind(StrEnum):
    """検索の手掛かり: what a case can be found by, besides its reference; kept as blind indexes only."""

    COURT_CASE_NO = "court_case_no"
    NAME = "name"
    KANA = "kana"
    URL = "url"
    ACCOUNT = "account"
    IP = "ip"
    PHONE = "phone"
    EMAIL = "email"
    PROVIDER = "provider"
    TRACKING_NO = "tracking_no"


class Light(StrEnum):
    """色: red = the safe day is here or past, amber = within the week, green = later, none = no date."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    NONE = "none"


class BulkAct(StrEnum):
    """まとめて行うこと: what a preview lists and a second step does."""

    CHASE = "chase"
    RELEASE = "release"
    REDATE = "redate"


class SweepDid(StrEnum):
    """見回りの記録: what a sweep did with a case, or why it did not."""

    ADVANCED = "advanced"
    FAILED = "failed"
    ELSEWHERE = "elsewhere"
    WITHOUT_WAKE_UP = "without_wake_up"
    MAIL_SENT = "mail_sent"
    MAIL_PUT_OFF = "mail_put_off"
    MAIL_REFUSED = "mail_refused"
    CHORE_FAILED = "chore_failed"

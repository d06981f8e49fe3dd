"""How a case moves: stages, facts, outcomes, waits, papers."""

from enum import StrEnum


class Stage(StrEnum):
    """段階: the five stages of a case, in order."""

    PLATFORM_REQUEST = "platform_request"
    PROVIDER_IDENTIFICATION = "provider_identification"
    LOG_PRESERVATION = "log_preservation"
    SUBSCRIBER_DISCLOSURE = "subscriber_disclosure"
    DAMAGES_CLAIM = "damages_claim"


class CaseStatus(StrEnum):
    """事件の状態: drafts, held and closed cases never alarm."""

    DRAFT = "draft"
    OPEN = "open"
    HELD = "held"
    CLOSED = "closed"


class Route(StrEnum):
    """手続の選択: how the platform is asked."""

    FORM = "form"
    PROVISIONAL_DISPOSITION = "provisional_disposition"


class StepKind(StrEnum):
    """手続の事実: something that happened, with its moment."""

    ROUTE_CHOSEN = "route_chosen"
    LETTER_SENT = "letter_sent"
    LETTER_ARRIVED = "letter_arrived"
    PLATFORM_ANSWERED = "platform_answered"
    POST_DELETED = "post_deleted"
    HEARING_SET = "hearing_set"
    SECURITY_ORDERED = "security_ordered"
    SECURITY_DEPOSITED = "security_deposited"
    DISPOSITION_DECIDED = "disposition_decided"
    IDENTIFICATION_TRIED = "identification_tried"
    PROVIDER_IDENTIFIED = "provider_identified"
    PRESERVATION_ANSWERED = "preservation_answered"
    SUIT_SERVED = "suit_served"
    OPINION_INQUIRED = "opinion_inquired"
    JUDGMENT_GIVEN = "judgment_given"
    APPEALED = "appealed"
    DISCLOSED = "disclosed"
    BAR_INQUIRY_ANSWERED = "bar_inquiry_answered"
    SENDER_CONFIRMED = "sender_confirmed"
    CLAIM_ANSWERED = "claim_answered"
    PLEDGE_SIGNED = "pledge_signed"
    PAID = "paid"
    DAMAGES_DECIDED = "damages_decided"
    COMPLAINT_ANSWERED = "complaint_answered"
    ACCOUNT_DELETED = "account_deleted"
    EXECUTION_SOUGHT = "execution_sought"
    OBJECTION_RULED = "objection_ruled"
    MAIN_SUIT_ORDERED = "main_suit_ordered"
    MAIN_SUIT_PROVED = "main_suit_proved"
    DISCLOSURE_ORDER_DECIDED = "disclosure_order_decided"
    PROVISION_ORDERED = "provision_ordered"
    DELETION_PROHIBITED = "deletion_prohibited"
    PROVIDER_NAMED = "provider_named"
    PROVIDER_PETITIONED = "provider_petitioned"
    PLATFORM_NOTIFIED = "platform_notified"
    WITHDRAWAL_NOTICED = "withdrawal_noticed"
    WITHDRAWAL_ANSWERED = "withdrawal_answered"
    APPEAL_DECIDED = "appeal_decided"
    RULING_SERVED = "ruling_served"
    ADDITIONAL_PERIOD_SET = "additional_period_set"
    EXCUSE_ENDED = "excuse_ended"
    TAKEDOWN_REQUESTED = "takedown_requested"
    TAKEDOWN_ANSWERED = "takedown_answered"
    SYSTEM_NOTICE_SENT = "system_notice_sent"
    SENDER_SUSPECTED = "sender_suspected"
    BODILY_HARM_FOUND = "bodily_harm_found"
    NEGOTIATION_AGREED = "negotiation_agreed"
    COMPLAINT_WITHDRAWN = "complaint_withdrawn"
    HEARING_PROPOSED = "hearing_proposed"
    PAPER_ASKED = "paper_asked"
    ANSWER_ANNOUNCED = "answer_announced"
    PAPERS_REQUESTED = "papers_requested"
    PAPERS_SUPPLIED = "papers_supplied"
    LETTER_RETURNED = "letter_returned"
    REDIRECTED = "redirected"
    TRANSFERRED = "transferred"
    SERVICE_FAILED = "service_failed"
    OPPONENT_APPEALED = "opponent_appealed"
    EXECUTION_DECIDED = "execution_decided"
    SECURITY_RETURN_SOUGHT = "security_return_sought"
    SECURITY_RETURNED = "security_returned"
    OPINION_GIVEN = "opinion_given"
    DISCLOSURE_REFUSED = "disclosure_refused"
    PROVIDER_UNKNOWN = "provider_unknown"
    LINES_PASSED_ON = "lines_passed_on"
    COUNTER_OFFERED = "counter_offered"
    INSTALMENTS_AGREED = "instalments_agreed"
    COUNSEL_RETAINED = "counsel_retained"
    BANKRUPTCY_NOTICED = "bankruptcy_noticed"
    SENDER_DIED = "sender_died"
    MEDIATION_REFERRED = "mediation_referred"
    MEDIATION_ENDED = "mediation_ended"
    COMPLAINT_FORWARDED = "complaint_forwarded"
    PROSECUTION_DECIDED = "prosecution_decided"


class Outcome(StrEnum):
    """結果: what an answering step said. Each StepKind uses a few of these."""

    NONE = ""
    DISCLOSED = "disclosed"
    PARTLY = "partly"
    REFUSED = "refused"
    SILENT = "silent"
    NO_RECORD = "no_record"
    CONTACT_INSTEAD = "phone_or_email"
    GRANTED = "granted"
    DISMISSED = "dismissed"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"
    KEPT = "kept"
    ORDERED = "ordered"
    NO_SUCH_LOG = "no_such_log"
    ANOTHER_PROVIDER = "another_provider"
    IDENTIFIED = "identified"
    NEEDS_REVIEW = "needs_review"
    UNAVAILABLE = "unavailable"
    NOT_FOUND = "not_found"
    AGREED = "agreed"
    PAID = "paid"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    SENDER = "sender"
    NOT_SENDER = "not_sender"
    UNCLEAR = "unclear"
    GIVEN_UP = "given_up"
    INADMISSIBLE = "inadmissible"
    OVERSEAS = "overseas"
    PROSECUTED = "prosecuted"
    SUMMARY_ORDER = "summary_order"
    NOT_PROSECUTED = "not_prosecuted"


class WaitKind(StrEnum):
    """回答待ち: one thing waited for from one party; each has its form."""

    LETTER_RELEASE = "letter_release"
    LETTER_SENDING = "letter_sending"
    PLATFORM_ANSWER = "platform_answer"
    DISPOSITION_PROGRESS = "disposition_progress"
    SECURITY_DEPOSIT = "security_deposit"
    PROVIDER_REVIEW = "provider_review"
    CONTACT_CARRIER = "contact_carrier"
    PRESERVATION_ANSWER = "preservation_answer"
    SUIT_PROGRESS = "suit_progress"
    SUBSCRIBER_DISCLOSURE = "subscriber_disclosure"
    BAR_INQUIRY_ANSWER = "bar_inquiry_answer"
    SENDER_CONFIRMATION = "sender_confirmation"
    CLAIM_ANSWER = "claim_answer"
    PAYMENT = "payment"
    DAMAGES_SUIT = "damages_suit"
    COMPLAINT_ANSWER = "complaint_answer"
    DEAD_END = "dead_end"
    CLOSING = "closing"


class LetterKind(StrEnum):
    """書面: a paper to an outsider, released by an attorney before it leaves."""

    DISCLOSURE_REQUEST = "disclosure_request"
    CHASE_UP = "chase_up"
    DISPOSITION_PETITION = "disposition_petition"
    PRESERVATION_NOTICE = "preservation_notice"
    PRESERVATION_CHASE = "preservation_chase"
    SUIT_NOTICE = "suit_notice"
    PRESERVATION_RENEWAL = "preservation_renewal"
    DISCLOSURE_COMPLAINT = "disclosure_complaint"
    BAR_INQUIRY = "bar_inquiry"
    DEMAND_LETTER = "demand_letter"
    DAMAGES_COMPLAINT = "damages_complaint"
    CRIMINAL_COMPLAINT = "criminal_complaint"
    DELETION_PETITION = "deletion_petition"
    PRESERVATION_PETITION = "preservation_petition"
    ORDER_PETITION = "order_petition"
    PROVISION_PETITION = "provision_petition"
    DELETION_PROHIBITION_PETITION = "deletion_prohibition_petition"
    PROVIDER_NOTICE = "provider_notice"
    PLEDGE = "pledge"
    SETTLEMENT = "settlement"


class LetterState(StrEnum):
    """書面の状態."""

    DRAFTED = "drafted"
    RELEASED = "released"
    SENT = "sent"
    VOID = "void"


class Channel(StrEnum):
    """送付方法."""

    WEB_FORM = "web_form"
    POST = "post"
    CERTIFIED_POST = "certified_post"
    EMAIL = "email"
    E_FILING = "e_filing"
    COUNTER = "counter"


class ExpenseKind(StrEnum):
    """費用の種類."""

    RETAINER = "retainer"
    SUCCESS_FEE = "success_fee"
    STAMPS = "stamps"
    POSTAGE = "postage"
    SECURITY = "security"
    OTHER = "other"


class DocumentKind(StrEnum):
    """記録の種類."""

    LETTER = "letter"
    EVIDENCE = "evidence"
    REGISTRY_ANSWER = "registry_answer"


class Procedure(StrEnum):
    """手続: P1 to P12 of law.md §3.1, and the suit against a disclosure order (Act art. 14)."""

    VOLUNTARY = "voluntary"
    DISCLOSURE_DISPOSITION = "disclosure_disposition"
    DELETION_DISPOSITION = "deletion_disposition"
    PRESERVATION_LETTER = "preservation_letter"
    PRESERVATION_DISPOSITION = "preservation_disposition"
    DISCLOSURE_ORDER = "disclosure_order"
    PROVISION_ORDER = "provision_order"
    DELETION_PROHIBITION_ORDER = "deletion_prohibition_order"
    DISCLOSURE_SUIT = "disclosure_suit"
    BAR_INQUIRY = "bar_inquiry"
    DAMAGES_SUIT = "damages_suit"
    CRIMINAL_COMPLAINT = "criminal_complaint"
    OBJECTION_SUIT = "objection_suit"

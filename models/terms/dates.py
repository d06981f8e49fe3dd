"""How dates are counted and how sure they are."""

from enum import StrEnum


class DeadlineKind(StrEnum):
    """期限の種類."""

    LOG_EXPIRY = "log_expiry"
    KEPT_UNTIL = "kept_until"
    SECURITY_DEPOSIT = "security_deposit"
    EXECUTION = "execution"
    APPEAL = "appeal"
    HEARING = "hearing"
    LIMITATION_KNOWN = "limitation_known"
    LIMITATION_ACT = "limitation_act"
    COMPLAINT_PERIOD = "complaint_period"
    PROSECUTION_BAR = "prosecution_bar"
    ANSWER_EXPECTED = "answer_expected"
    PLATFORM_LOG_EXPIRY = "platform_log_expiry"
    OBJECTION_SUIT = "objection_suit"
    PROVISION_NOTICE = "provision_notice"
    MAIN_SUIT_PROOF = "main_suit_proof"
    WITHDRAWAL_CONSENT = "withdrawal_consent"
    FINALITY = "finality"
    OPINION_REPLY = "opinion_reply"
    TAKEDOWN_ANSWER = "takedown_answer"
    LATE_REMEDY = "late_remedy"
    SERVICE_DEEMED = "service_deemed"
    DEMAND_EFFECT = "demand_effect"
    NEGOTIATION_END = "negotiation_end"
    ROUTE_START = "route_start"
    CORRECTION = "correction"


class Verdict(StrEnum):
    """間に合うか: what a plan says of one route."""

    FEASIBLE = "feasible"
    LATE_BY_PLAN = "late_by_plan"
    OUT_OF_REACH = "out_of_reach"


class PeriodRule(StrEnum):
    """期間の数え方: which article counts and rolls."""

    COURT = "court"
    CIVIL = "civil"
    CRIMINAL_COMPLAINT = "criminal_complaint"
    PROSECUTION = "prosecution"
    WINDOW = "window"
    NONE = "none"


class FigureKind(StrEnum):
    """数字の性質: the three kinds are never mixed (law.md, head)."""

    STATUTORY = "STATUTORY"
    COURT_SET = "COURT_SET"
    PRACTICE = "PRACTICE"


class Confidence(StrEnum):
    """確度: H read in a source, M partly read, L needs a lawyer's confirmation."""

    HIGH = "H"
    MEDIUM = "M"
    LOW = "L"

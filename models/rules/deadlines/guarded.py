"""When a step of the guards' table can still be forgotten, and what its sentence says then."""

from datetime import date
from typing import Final

from models.facts import CaseFacts, StepFact, platform_subject
from models.rules.deadlines.sequence import came_after, followed, since
from models.rules.japan_time import japan_date
from models.terms import Outcome, StepKind

_MAIN_CASE_OVER: Final = frozenset({Outcome.WITHDRAWN, Outcome.SETTLED})
_STILL_BOTH: Final = "プロバイダへの開示命令の申立ても、プラットフォームへの通知も、まだ記録されていません。"
_STILL_NOTICE: Final = (
    "【通知がまだです】プロバイダへの申立ては済みましたが、申立てだけでは足りません。"
    "プラットフォームに通知書を送り、届いたことを記録してください。"
)


def order_not_obeyed(facts: CaseFacts, order: StepFact) -> bool:
    """Say whether the platform gave nothing after the order; a refusal does not end the execution period."""
    if order.subject not in {platform_subject(p) for p in facts.platforms()}:
        return False
    answers = since(facts, order, StepKind.PLATFORM_ANSWERED)
    return all(s.outcome is Outcome.REFUSED for s in answers)


def suit_is_not_proof(_facts: CaseFacts, _order: StepFact, sentence: str) -> str:
    """Filing the suit alone proves nothing to the court of the disposition."""
    return f"訴えを起こしただけでは足りず、その証明書を保全裁判所に出す必要があります。{sentence}"


def petition_is_not_notice(facts: CaseFacts, named: StepFact, sentence: str) -> str:
    """Say which of the two steps is still missing (law.md §13-9: the petition alone does not save the order)."""
    petitioned = followed(facts, named, StepKind.PROVIDER_PETITIONED)
    return f"{_STILL_NOTICE if petitioned else _STILL_BOTH}{sentence}"


def platform_not_notified(facts: CaseFacts, named: StepFact) -> bool:
    """Say whether no notice to the platform is on record for this provider.

    A notice says in `on` which day the provider's name was received; one that does not say so counts for the provider
    named last before it, so that of two the earlier date goes on to alarm. With the main case the order is gone (T11).
    """
    ended = since(facts, named, StepKind.DISCLOSURE_ORDER_DECIDED)
    if any(s.outcome in _MAIN_CASE_OVER for s in ended):
        return False
    waiting = list(facts.steps_of(named.subject, StepKind.PROVIDER_NAMED))
    for notice in facts.steps_of(named.subject, StepKind.PLATFORM_NOTIFIED):
        meant = [s for s in waiting if came_after(notice, s) and _is_meant(notice.on, s)]
        if meant:
            waiting.remove(meant[-1])
    return named in waiting


def _is_meant(received_on: date | None, named: StepFact) -> bool:
    return received_on is None or received_on == japan_date(named.happened_at)


def log_kept_by_order(facts: CaseFacts, decision: StepFact) -> bool:
    """Say whether the holder keeps the log only because a court forbade deleting it (no date of its own promised)."""
    prohibited = facts.steps_of(decision.subject, StepKind.DELETION_PROHIBITED)
    ordered = [s for s in prohibited if s.outcome not in {Outcome.DISMISSED, Outcome.INADMISSIBLE, Outcome.WITHDRAWN}]
    answers = facts.steps_of(decision.subject, StepKind.PRESERVATION_ANSWERED)
    ordered += [s for s in answers if s.outcome is Outcome.ORDERED and s.on is None]
    return any(came_after(decision, s) for s in ordered)


def prohibition_ends(_facts: CaseFacts, decision: StepFact, _sentence: str) -> str:
    """The prohibition lives as long as the main case: its end is the log's end."""
    if decision.outcome is Outcome.GRANTED:
        return (
            "開示命令が確定すると本案の事件が終わり、消去禁止命令も効力を失います。"
            "この日までに開示を受けるか、プロバイダから書面で保存の約束を得てください。"
        )
    return (
        "この日までに不服を申し立てないと本案の事件が終わり、消去禁止命令も効力を失って、"
        "プロバイダがログを消せるようになります。"
    )

"""What may come back before the answer itself: more papers asked for, a day announced, the letter itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from models.answers.answer import Answer, NewStep
from models.answers.reading import Reader, WaitForm
from models.facts import CaseFacts
from models.rules.progress.plan import japan_day
from models.terms import LetterKind, Outcome, StepKind

INTERIM: Final[Mapping[str, StepKind]] = {
    "papers_requested": StepKind.PAPERS_REQUESTED,
    "answer_announced": StepKind.ANSWER_ANNOUNCED,
    "letter_returned": StepKind.LETTER_RETURNED,
    "redirected": StepKind.REDIRECTED,
    "counsel_retained": StepKind.COUNSEL_RETAINED,
    "bankruptcy": StepKind.BANKRUPTCY_NOTICED,
    "forwarded": StepKind.COMPLAINT_FORWARDED,
}
"""By the code of a form's list: after any of these the answer is still waited for."""
_DATED: Final = frozenset({"papers_requested", "answer_announced"})
_DAY_CURE: Final = "日付があるのは「追加書類・補正の求め」と「回答予定日の連絡」だけです"
_ANNOUNCED_CURE: Final = "知らされた回答予定日を入れてください"
_NOTE_CURE: Final = "案内された相手・窓口を書いてください"
MOST_SIGNS: Final = 400
MOST_COURT_SIGNS: Final = 80


class InterimForm(WaitForm):
    """途中の連絡がありうる回答: an answer before which something else may come in."""

    said_day: str = ""
    note: str = ""


def is_interim(outcome: str) -> bool:
    """Whether what came in is not the answer yet."""
    return outcome in INTERIM


def read_interim(reader: Reader, form: InterimForm, outcome: str, happened: datetime) -> Answer:
    """The fact that something came in before the answer, which is still waited for. Raises Faults with every fault."""
    on = reader.day("said_day", form.said_day, required=outcome == "answer_announced")
    if on is not None and outcome not in _DATED:
        reader.fault("said_day", form.said_day, _DAY_CURE)
    if on is not None and on < japan_day(happened):
        reader.fault("said_day", form.said_day, "受け取った日より前です。年を確認してください")
    if outcome == "redirected":
        reader.text("note", form.note, cure=_NOTE_CURE)
    note = reader.short("note", form.note, MOST_SIGNS)
    spent = reader.spent(form)
    reader.finish()
    kind = INTERIM[outcome]
    letter = _last_letter(reader.asked.facts, reader.asked.subject) if kind is StepKind.LETTER_RETURNED else None
    step = NewStep(kind=kind, subject=reader.asked.subject, happened_at=happened, on=on, letter=letter, note=note)
    return Answer(steps=(step,), expenses=spent)


def no_day(reader: Reader, form: InterimForm) -> str | None:
    """The note beside an answer; a day belongs to what comes before it only."""
    if form.said_day.strip():
        reader.fault("said_day", form.said_day, _DAY_CURE)
    return reader.short("note", form.note, MOST_SIGNS)


def _last_letter(facts: CaseFacts, subject: str) -> LetterKind | None:
    """The kind of the letter that left to this opponent last: the one that came back."""
    sent = [(x.sent_at, x.id, x.kind) for x in facts.letters if x.subject == subject and x.sent_at]
    return max(sent)[2] if sent else None


COURT_EVENTS: Final[Mapping[str, StepKind]] = {
    "served": StepKind.SUIT_SERVED,
    "opinion_inquiry": StepKind.OPINION_INQUIRED,
    "hearing_set": StepKind.HEARING_SET,
    "security_ordered": StepKind.SECURITY_ORDERED,
    "papers_requested": StepKind.PAPERS_REQUESTED,
    "transferred": StepKind.TRANSFERRED,
    "service_failed": StepKind.SERVICE_FAILED,
    "mediation_referred": StepKind.MEDIATION_REFERRED,
    "opponent_appealed": StepKind.OPPONENT_APPEALED,
}
"""Steps before a court by the code of a form's list; every other code there is how the court decided."""


def court_step(event: str, decision: StepKind) -> tuple[StepKind, Outcome]:
    """The fact behind a code, and its outcome: a step on the way, or the decision; a court's wish is an order."""
    kind = COURT_EVENTS.get(event)
    if kind is None:
        return decision, Outcome(event)
    return kind, Outcome.ORDERED if kind is StepKind.PAPERS_REQUESTED else Outcome.NONE


def moved_to(reader: Reader, event: str, court: str) -> str | None:
    """The court to which a case was transferred; no other step names one."""
    named = reader.short("court", court, MOST_COURT_SIGNS)
    if event == "transferred" and named is None:
        reader.fault("court", court, "移送先の裁判所を入れてください")
    if event != "transferred" and named is not None:
        reader.fault("court", court, "裁判所を入れるのは transferred（移送）のときだけです")
    return named

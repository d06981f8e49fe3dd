"""An attorney asks for a paper that no stage drafts: which one, about whom."""

from typing import Final

from pydantic import Field

from models.answers.answer import NewStep, Told
from models.answers.reading import Form, Reader
from models.rules.progress.on_demand import ON_DEMAND, subjects_for
from models.terms import CaseStatus, LetterKind, StepKind

KINDS: Final = tuple(kind.value for kind in ON_DEMAND)


class PaperAskedForm(Form):
    """書面の起案の依頼."""

    kind: str = Field(default="", json_schema_extra={"enum": ["", *KINDS]})
    subject: str = ""


def read_paper_asked(form: PaperAskedForm, told: Told) -> NewStep:
    """Read the form against the facts: the only possible subject need not be typed. Raises Faults with every fault."""
    reader = Reader(told)
    reader.who(form)
    if told.facts.status is not CaseStatus.OPEN:
        reader.fault("case", told.facts.ref, "進行中の事件ではありません。再開（kaiji reopen）してから依頼してください")
    if form.spent:
        reader.fault("spent", len(form.spent), "費用は、書面を発送・申立てするときに入れてください")
    kind = _kind(reader, form.kind.strip())
    subject = _subject(reader, kind, form.subject.strip())
    reader.finish()
    return NewStep(kind=StepKind.PAPER_ASKED, subject=subject, happened_at=told.now, letter=kind)


def _kind(reader: Reader, typed: str) -> LetterKind | None:
    if typed in KINDS:
        return LetterKind(typed)
    reader.fault("kind", typed, f"次のいずれかです: {', '.join(KINDS)}（ほかの書面は手続の段階に応じて起案されます）")
    return None


def _subject(reader: Reader, kind: LetterKind | None, typed: str) -> str:
    """A kind that is not known leaves every subject open to which any such paper may go."""
    facts = reader.asked.facts
    kinds = ON_DEMAND if kind is None else (kind,)
    possible = tuple(dict.fromkeys(subject for each in kinds for subject in subjects_for(facts, each)))
    if typed in possible:
        return typed
    if not typed and kind is not None and len(possible) == 1:
        return possible[0]
    shown = f"次のいずれかです: {', '.join(possible)}" if possible else _NOBODY
    reader.fault("subject", typed, shown)
    return typed


_NOBODY: Final = "この書面の対象がまだありません（プロバイダの特定、発信者の確認のあとで依頼してください）"

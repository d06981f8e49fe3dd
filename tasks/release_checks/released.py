"""What the checks before a release look at: one frozen value, read from the rows once. Personal fields have no repr."""

from dataclasses import dataclass, field
from datetime import date

from models.provisions import Law
from models.terms import Concealment, PaperRole, PersonRole
from tasks.letter_context import LetterContext, Party


@dataclass(frozen=True, kw_only=True)
class PaperText:
    """One paper of a letter as it would leave: its words, whether drafted or brought back by the attorney."""

    role: PaperRole
    no: int = 1
    title: str
    text: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class CasePerson:
    """Somebody of this case as the rows hold them: nothing is concealed here."""

    role: PersonRole
    party: Party = field(repr=False)
    concealment: Concealment = Concealment.NONE


@dataclass(frozen=True, kw_only=True)
class PartyElsewhere:
    """A party of another open case. The name is for finding it only: what is said of it is the reference."""

    ref: str
    name: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Released:
    """A letter on its way to release.

    `context` is what it would say if it were drawn now, `papers` what it does say; `on` the day of the release.
    `listed` is the addressee by the directory (profile, disclosure, the firm's settings), None when it has no entry;
    `login_type` and `names_registered` say what a platform can hold. `elsewhere` are the parties of other open cases,
    `other_refs` the references of other cases that stand in the papers. `edited`: the attorney brought it back from
    Word; `changes` is what changed in the case since the papers were drawn, in Japanese; `reply_by` the answer-by day
    that they were drawn with. `damaged` are the files that are not what was stored; then there are no papers.
    """

    context: LetterContext
    papers: tuple[PaperText, ...]
    on: date
    law: Law
    people: tuple[CasePerson, ...]
    listed: Party | None
    login_type: bool = False
    names_registered: bool = False
    elsewhere: tuple[PartyElsewhere, ...] = ()
    other_refs: tuple[str, ...] = ()
    edited: bool = False
    changes: tuple[str, ...] = ()
    reply_by: date | None = None
    damaged: tuple[str, ...] = ()

    @property
    def main(self) -> PaperText | None:
        """The paper itself, without what goes with it."""
        return next((paper for paper in self.papers if paper.role is PaperRole.MAIN), None)

    @property
    def requester(self) -> CasePerson:
        """The client as the rows hold them."""
        return next(person for person in self.people if person.role is PersonRole.REQUESTER)

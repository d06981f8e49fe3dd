"""The letters of a case as people look them up: versions, files, and what changed since. No person in it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.tables import LetterRow
from models.terms import LetterKind, LetterState, VersionOrigin
from tasks.case_store.facts import case_row, key_of
from tasks.case_store.staleness import changes_since
from tasks.case_store.unshown import unshown_signs
from tasks.case_store.versions import StoredFile, versions_of
from tasks.wiring import Services

_MAY_CHANGE = frozenset({LetterState.DRAFTED, LetterState.RELEASED})


@dataclass(frozen=True, kw_only=True)
class ListedVersion:
    """One version with its files (paths below KAIJI_HOME/documents)."""

    no: int
    origin: VersionOrigin
    made_at: datetime
    files: tuple[StoredFile, ...]


@dataclass(frozen=True, kw_only=True)
class ListedLetter:
    """One letter. `changes`: what changed since its current version was drawn; of one that has left nothing is said.

    `unshown`: signs that the fonts lack and the PDF shows as 〓.
    """

    id: int
    kind: LetterKind
    subject: str
    no: int
    state: LetterState
    on_demand: bool
    versions: tuple[ListedVersion, ...]
    changes: tuple[str, ...]
    unshown: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """How the letter is called wherever it is waited for."""
        return f"{self.subject}/{self.kind}:{self.no}"

    @property
    def current(self) -> ListedVersion:
        """The newest version."""
        return self.versions[-1]


def listed_letters(made: Services, ref: str) -> tuple[ListedLetter, ...]:
    """The letters of a case that are not void, oldest first. Raises NoSuchCase."""
    with made.store.read() as session:
        case = case_row(session, ref)
        query = select(LetterRow).where(LetterRow.case_id == case.id, LetterRow.state != LetterState.VOID)
        rows = session.exec(query.order_by(col(LetterRow.id)))
        found = [(letter, _versions(session, letter)) for letter in rows]
    return tuple(_listed(made, letter, versions) for letter, versions in found)


def listed_letter(made: Services, letter_id: int | None) -> ListedLetter | None:
    """One letter, None when the id names none."""
    with made.store.read() as session:
        letter = session.get(LetterRow, letter_id) if letter_id else None
        versions = _versions(session, letter) if letter else ()
    return _listed(made, letter, versions) if letter else None


def _versions(session: Session, letter: LetterRow) -> tuple[ListedVersion, ...]:
    found = versions_of(session, key_of(letter))
    return tuple(ListedVersion(no=v.no, origin=v.kind, made_at=v.made_at, files=v.files) for v in found)


def _listed(made: Services, letter: LetterRow, versions: tuple[ListedVersion, ...]) -> ListedLetter:
    letter_id = key_of(letter)
    return ListedLetter(
        id=letter_id,
        kind=letter.kind,
        subject=letter.subject,
        no=letter.no,
        state=letter.state,
        on_demand=letter.on_demand,
        versions=versions,
        changes=changes_since(made, letter_id) if letter.state in _MAY_CHANGE else (),
        unshown=unshown_signs(made, letter_id) if letter.state in _MAY_CHANGE else (),
    )

"""The first step: look at every item as its own door would, and write nothing."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from sqlmodel import Session

from models.provisions import LawError
from models.rules.letter_channels import channels_for
from models.rules.progress.plan import Draft, japan_day
from models.tables import CaseRow, LetterRow
from models.terms import BulkAct, CaseStatus, LetterKind
from tasks.bulk.items import BulkItem, BulkStep, DatesToMove, LetterToGo, Preview
from tasks.case_store.legs import due_cases
from tasks.case_store.letter_material import Desk
from tasks.case_store.letter_material.addressee import addressee_of
from tasks.case_store.position import view_case
from tasks.case_store.redating import changes_of, open_refs
from tasks.case_store.rehearsing import rehearse
from tasks.case_store.releasable import WaitingDraft, waiting_drafts
from tasks.case_store.releasing import read_by_attorney
from tasks.case_store.versions import current_version
from tasks.fault_log import note_fault
from tasks.release_checks import release_faults
from tasks.wiring import Services

CHASES: Final = frozenset({LetterKind.CHASE_UP, LetterKind.PRESERVATION_CHASE})
MOST_ITEMS: Final = 50  # so that a person can read what they confirm
_PERSON: Final = "sender:"


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Which cases and kinds of letters; empty: all."""

    refs: frozenset[str] = frozenset()
    kinds: frozenset[LetterKind] = frozenset()


EVERYTHING: Final = Scope()


Look = Callable[[], BulkItem | None]
Looks = Iterator[tuple[str, Look]]


def preview(made: Services, act: BulkAct, scope: Scope = EVERYTHING) -> Preview:
    """What would be done now, item by item, with what stands against it; a case that fails never hides the next."""
    items: list[BulkItem] = []
    failed: list[str] = []
    more = 0
    for ref, look in _ACTS[act](made, scope):
        if len(items) == MOST_ITEMS:
            more += 1
            continue
        try:
            item = look()
        except Exception as fault:  # noqa: BLE001 (one failing case never hides the others; it is reported by ref)
            note_fault(made.settings.root, fault)
            failed.append(ref)
        else:
            items += [item] if item else []
    return Preview(act=act, items=tuple(items), failed=tuple(dict.fromkeys(failed)), more=more)


def _releases(made: Services, scope: Scope) -> Looks:
    for draft in waiting_drafts(made.store, scope.kinds, scope.refs):
        yield draft.ref, partial(_letter, made, draft)


def _chases(made: Services, scope: Scope) -> Looks:
    """Chase-ups whose day has come: those that no sweep has drafted yet, then the drafts that wait for a release."""
    for ref in _due(made, scope):
        for todo in _chases_to_draft(made, ref):
            yield ref, partial(BulkItem, ref=ref, name=todo.name, step=BulkStep.DRAFT, what=todo)
    yield from _releases(made, replace(scope, kinds=CHASES))


def _redates(made: Services, scope: Scope) -> Looks:
    for ref in sorted(scope.refs) or open_refs(made.store):
        yield ref, partial(_dates, made, ref)


def _due(made: Services, scope: Scope) -> list[str]:
    due = due_cases(made.store, made.clock.now())
    return [ref for ref in due if not scope.refs or ref in scope.refs]


def _chases_to_draft(made: Services, ref: str) -> Iterator[Draft]:
    view = view_case(made.store, made.law, ref, made.clock.now())
    if view.status is CaseStatus.OPEN:
        yield from (todo for todo in view.todos if isinstance(todo, Draft) and todo.letter in CHASES)


def _letter(made: Services, draft: WaitingDraft) -> BulkItem:
    """One draft: its version, addressee and ways, and all that stands against its release."""
    seen = read_by_attorney(made, draft.letter_id)
    refused = tuple(str(fault) for fault in release_faults(made, draft.letter_id))
    with made.store.read() as session:
        letter = session.get_one(LetterRow, draft.letter_id)
        version = current_version(session, draft.letter_id)
        to = _addressee(made, session, letter)
    letter_to_go = LetterToGo(
        letter_id=draft.letter_id,
        wait_id=draft.wait_id,
        kind=draft.kind,
        subject=draft.subject,
        no=draft.no,
        version=version.no,
        origin=version.kind,
        to=to,
        ways=channels_for(draft.kind, japan_day(made.clock.now()), made.law).channels,
        due_on=draft.due_on,
        files=tuple((file.path, file.sha256) for file in version.files),
        seen=seen,
    )
    return BulkItem(ref=draft.ref, name=draft.name, step=BulkStep.RELEASE, what=letter_to_go, refused=refused)


def _addressee(made: Services, session: Session, letter: LetterRow) -> str:
    """The company or authority that the letter goes to; empty for a person, who is named nowhere outside the letter."""
    if letter.subject.startswith(_PERSON) and letter.kind is not LetterKind.CRIMINAL_COMPLAINT:
        return ""
    case = session.get_one(CaseRow, letter.case_id)
    desk = Desk(law=made.law, firm=made.settings.firm, now=made.clock.now())
    try:
        return addressee_of(session, case, letter.kind, letter.subject, desk, None).name
    except LawError:  # the checks say that the profile is gone
        return ""


def _dates(made: Services, ref: str) -> BulkItem | None:
    """The dates of one case that move and whom that tells; nothing when none does."""
    if not changes_of(made.store, made.law, ref, made.clock.now()):
        return None
    found = rehearse(made.store, made.law, ref, made.clock.now())
    moved = DatesToMove(changes=found.changes, mails=found.mails)
    return BulkItem(ref=ref, name="dates", step=BulkStep.REDATE, what=moved)


_ACTS: Final[Mapping[BulkAct, Callable[[Services, Scope], Looks]]] = {
    BulkAct.RELEASE: _releases,
    BulkAct.CHASE: _chases,
    BulkAct.REDATE: _redates,
}

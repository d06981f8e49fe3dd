"""The blind indexes that cases are found by: written again for each case that has changed since."""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.rules.find_terms import FindTerm, stored_terms
from models.tables import CaseRow, FindTermRow, LetterRow, ObservationRow, PersonRow, PostRow, sealing
from models.tables.case import UNINDEXED
from models.terms import FindKind
from tasks.case_store.engine import Store
from tasks.case_store.facts import key_of, live_hops, lock_case
from tasks.case_store.steps import standing, step_rows

SLICE = 500


@dataclass(frozen=True, kw_only=True)
class Indexed:
    """How many cases were written; references of those that cannot be read (a lost key): they are not found."""

    done: int
    unreadable: tuple[str, ...] = ()


class UnreadableCases(Exception):
    """Some cases cannot be indexed; names their references."""


def blind_of(term: FindTerm) -> str:
    """What is kept of a term: it says nothing without the key, and a name is another one than an account."""
    return sealing.ring().blind(f"{term.kind}|{term.text}")


def index_slice(store: Store, most: int = SLICE) -> None:
    """Index some of the cases that have changed; a sweep does so. Raises UnreadableCases after all others are done."""
    done = index_changed(store, most)
    if done.unreadable:
        raise UnreadableCases(", ".join(done.unreadable))


def index_changed(store: Store, most: int | None = None) -> Indexed:
    """Index the cases that have changed since they were indexed, each for itself; all of them when `most` is None.

    Nothing is lost with such a transaction: the case is then as unindexed as before.
    """
    with store.read() as session:
        behind = select(CaseRow.id, CaseRow.ref).where(sa.text(UNINDEXED)).order_by(col(CaseRow.id)).limit(most)
        cases = session.exec(behind).all()
    unreadable = []
    for case_id, ref in cases:
        try:
            with store.write_lightly() as session:
                _index(session, lock_case(session, case_id or 0))
        except sealing.SealError:
            unreadable.append(ref)
    return Indexed(done=len(cases) - len(unreadable), unreadable=tuple(unreadable))


def _index(session: Session, case: CaseRow) -> None:
    case_id = key_of(case)
    wanted = {(term.kind, blind_of(term)) for term in terms_of(session, case)}
    kept = session.exec(select(FindTermRow).where(FindTermRow.case_id == case_id)).all()
    for row in kept:
        if (row.kind, row.digest) not in wanted:
            session.delete(row)
    known = {(row.kind, row.digest) for row in kept}
    session.add_all(FindTermRow(case_id=case_id, kind=kind, digest=digest) for kind, digest in sorted(wanted - known))
    case.indexed_head = case.docket_head
    session.add(case)
    session.flush()


def terms_of(session: Session, case: CaseRow) -> frozenset[FindTerm]:
    """Everything that a case is found by, as its rows stand: corrected facts and providers are not found any more."""
    return frozenset(term for kind, text in _said(session, key_of(case)) for term in stored_terms(kind, text))


def _said(session: Session, case_id: int) -> Iterator[tuple[FindKind, str | None]]:
    for person in session.exec(select(PersonRow).where(PersonRow.case_id == case_id)):
        yield FindKind.NAME, person.name
        yield FindKind.KANA, person.kana
        yield FindKind.EMAIL, person.email
        yield FindKind.PHONE, person.phone
    for post in session.exec(select(PostRow).where(PostRow.case_id == case_id)):
        yield FindKind.URL, post.url
        yield FindKind.ACCOUNT, post.account
        yield FindKind.PROVIDER, post.platform
    for line in session.exec(select(ObservationRow).where(ObservationRow.case_id == case_id)):
        yield FindKind.IP, line.ip
        yield FindKind.PHONE, line.phone
        yield FindKind.EMAIL, line.email
    for hop in session.exec(live_hops(case_id)):
        yield FindKind.PROVIDER, hop.provider
    yield from _numbers(session, case_id)


def _numbers(session: Session, case_id: int) -> Iterator[tuple[FindKind, str | None]]:
    for _, step in standing(step_rows(session, case_id)):
        if step.court_case_no:
            yield FindKind.COURT_CASE_NO, f"{step.court or ''}{step.court_case_no}"
            yield FindKind.COURT_CASE_NO, step.court_case_no
    for letter in session.exec(select(LetterRow).where(LetterRow.case_id == case_id)):
        yield FindKind.TRACKING_NO, letter.tracking_no
        yield FindKind.TRACKING_NO, letter.proof

"""Finding cases by what people have in hand, through blind indexes: no personal cell is opened to answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.provisions import Law
from models.rules.find_terms import FindTerm, Sought, sought
from models.rules.progress.plan import japan_day
from models.tables import BoardLineRow, CaseRow, FindTermRow
from models.terms import CaseStatus, FindKind, WaitKind
from tasks.case_store.board import dates_of
from tasks.case_store.engine import Store
from tasks.case_store.find_index import blind_of, index_changed

MOST_SHOWN = 100
MOST_WORDS = 8
_ORDER = (CaseStatus.OPEN, CaseStatus.HELD, CaseStatus.DRAFT, CaseStatus.CLOSED)


@dataclass(frozen=True, kw_only=True)
class Found:
    """One case that was found: `by` what (none: its reference); `surely` is False when it matched less precisely.

    `waits_for`: what is asked next, `act_by`: the next safe day, as on the board; a case that is over has neither.
    """

    ref: str
    status: CaseStatus
    opened_on: date
    by: tuple[FindKind, ...]
    surely: bool
    waits_for: WaitKind | None = None
    act_by: date | None = None


@dataclass(frozen=True, kw_only=True)
class Search:
    """The cases that were found, surely meant and open ones first; `count`: how many there are in all.

    `unreadable`: cases that could not be looked at, because their cells do not open.
    """

    found: tuple[Found, ...]
    count: int
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Match:
    """What of one case matched what was typed."""

    by: frozenset[FindKind]
    surely: bool

    def __and__(self, other: "_Match") -> "_Match":
        return _Match(by=self.by | other.by, surely=self.surely and other.surely)


Matches = Mapping[int, _Match]


def find_cases(store: Store, law: Law, words: Sequence[str]) -> Search:
    """Find cases by all that was typed together, or by each of its words; the index is brought up to date first.

    A word is a reference, a court's number, a name, kana, URL, account, IP address, telephone, mailbox, provider,
    platform or tracking number, in any of its spellings. Nothing typed is kept.
    """
    indexed = index_changed(store)
    typed = " ".join(words)
    apart = typed.split()[:MOST_WORDS]
    with store.read() as session:
        found = dict(_of_all(session, law, apart)) if len(apart) > 1 else {}
        for case_id, match in _of_word(session, law, typed).items():
            if case_id not in found or not found[case_id].surely:
                found[case_id] = match
        cases = _cases(session, found)
    return Search(found=cases[:MOST_SHOWN], count=len(cases), unreadable=indexed.unreadable)


def _of_all(session: Session, law: Law, words: Iterable[str]) -> Matches:
    """The cases that every one of these words finds."""
    first, *others = (_of_word(session, law, word) for word in words)
    together = dict(first)
    for other in others:
        together = {case_id: match & other[case_id] for case_id, match in together.items() if case_id in other}
    return together


def _of_word(session: Session, law: Law, word: str) -> Matches:
    asked = sought(word, law.providers, law.platforms)
    sure = _with_terms(session, asked.whole)
    maybe = _with_terms(session, asked.loose)
    found = {case_id: _Match(by=by, surely=False) for case_id, by in maybe.items()}
    found |= {case_id: _Match(by=by, surely=True) for case_id, by in sure.items()}
    return found | {case_id: _Match(by=frozenset(), surely=True) for case_id in _with_ref(session, asked)}


def _with_terms(session: Session, terms: Iterable[FindTerm]) -> Mapping[int, frozenset[FindKind]]:
    digests = {blind_of(term) for term in terms}
    query = select(FindTermRow.case_id, FindTermRow.kind).where(col(FindTermRow.digest).in_(digests)).distinct()
    found: dict[int, frozenset[FindKind]] = {}
    for case_id, kind in session.exec(query):
        found[case_id] = found.get(case_id, frozenset()) | {FindKind(kind)}
    return found


def _with_ref(session: Session, asked: Sought) -> Iterable[int]:
    if asked.ref is None:
        return ()
    return [case_id for case_id in session.exec(select(CaseRow.id).where(CaseRow.ref == asked.ref)) if case_id]


def _cases(session: Session, found: Matches) -> tuple[Found, ...]:
    query = (
        select(CaseRow, BoardLineRow)
        .join(BoardLineRow, col(BoardLineRow.case_id) == col(CaseRow.id), isouter=True)
        .where(col(CaseRow.id).in_(found))
        .order_by(col(CaseRow.id).desc())
    )
    cases = [_found(case, line, found[case.id or 0]) for case, line in session.exec(query)]
    return tuple(sorted(cases, key=lambda case: (not case.surely, _ORDER.index(case.status))))


def _found(case: CaseRow, line: BoardLineRow | None, match: _Match) -> Found:
    dates = dates_of(line.dates) if line else ()
    return Found(
        ref=case.ref,
        status=case.status,
        opened_on=japan_day(case.opened_at),
        by=tuple(sorted(match.by)),
        surely=match.surely,
        waits_for=line.wait_kind if line else None,
        act_by=dates[0].act_by if dates else None,
    )

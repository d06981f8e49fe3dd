"""Plays a sample case from intake to its end by its playbook, without the engine: doors, clock, registry."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from flows.case_files import read_case_file
from flows.demo.playbook import Event, load_events
from flows.demo.registry import LoopbackRegistry, load_blocks
from models.provisions import Law
from models.rules.progress.plan import Draft
from models.tables import CaseRow, LetterRow, PersonRow, WaitRow
from models.terms import CaseStatus, PersonRole, WaitKind
from tasks import wiring
from tasks.answers import answer_wait
from tasks.case_store.drafting import draft_letter
from tasks.case_store.facts import case_row, key_of
from tasks.case_store.identifying import address_of, record_identification
from tasks.case_store.legs import next_moment, open_waits, run_of
from tasks.case_store.opening import open_case
from tasks.case_store.position import refresh_case
from tasks.clock import SystemClock
from tasks.registry.identify import RegistryClient
from tasks.settings import Settings
from tasks.wiring import Services
from tests.conftest import CASES, build_services
from tests.fakes import RecordingMailer, SteppedClock

STAFF = "事務局 見本"
MOST_WAKES = 400


@contextmanager
def played(sample: str, settings: Settings, law: Law, until: str | None = None) -> Iterator[tuple[Services, str]]:
    """A sample case at its end, or at a moment before; in services of its own with a registry on loopback."""
    end = datetime.fromisoformat(until) if until else None
    events = [event for event in events_of(CASES, sample) if end is None or event.at < end]
    clock = SteppedClock(events[0].at)
    with LoopbackRegistry(load_blocks(CASES / "registry.toml")) as served:
        made = build_services(
            settings,
            law=law,
            clock=clock,
            wall=SystemClock(),
            mailer=RecordingMailer(),
            registry=RegistryClient(served.endpoints(), law.providers, SystemClock()),
        )
        wiring.install(made)
        try:
            ref = play(made, clock, CASES, events)
            if end:
                rest(made, clock, ref, end)
            else:
                assert run_of(made.store, ref).status is CaseStatus.CLOSED
            yield made, ref
        finally:
            wiring.install(None)
            made.store.dispose()


def events_of(folder: Path, sample: str) -> list[Event]:
    """What happens in one sample case, in time order."""
    return [event for event in load_events(folder) if event.playbook == sample]


def play(made: Services, clock: SteppedClock, folder: Path, events: Sequence[Event]) -> str:
    """Let these things happen to one case; return its reference."""
    ref = ""
    for event in events:
        if event.intake:
            clock.step_to(event.at)
            ref = open_case(made.store, made.law, _case_file(folder, event.intake), clock.now())
        else:
            rest(made, clock, ref, event.at)
            _answer(made, ref, event)
        _work(made, ref)
    return ref


def _case_file(folder: Path, name: str) -> Mapping[str, Any]:
    return read_case_file((folder / name).read_bytes(), name)


def letters_of(session: Session, ref: str) -> list[LetterRow]:
    """All letters of a case that were not given up, in the order in which they were drafted."""
    case = session.exec(select(CaseRow).where(CaseRow.ref == ref)).one()
    query = select(LetterRow).where(LetterRow.case_id == case.id, col(LetterRow.no) > 0)
    return list(session.exec(query.order_by(col(LetterRow.id))))


def rest(made: Services, clock: SteppedClock, ref: str, until: datetime) -> None:
    """Let time pass; every wake-up before that moment happens at its own."""
    for _ in range(MOST_WAKES):
        due = next_moment(made.store, clock.now())
        if due is None or due >= until:
            break
        clock.step_to(max(due, clock.now()))
        _work(made, ref)
    clock.step_to(until)
    _work(made, ref)


def _work(made: Services, ref: str) -> None:
    while (view := refresh_case(made.store, made.law, ref, made.clock.now())).todos:
        for todo in view.todos:
            if isinstance(todo, Draft):
                draft_letter(made, ref, todo)
                continue
            asked = address_of(made.store, todo.observation_id)
            found = asyncio.run(made.registry.identify(asked.ip, port=asked.port, at=asked.at))
            record_identification(made, todo, found)


def _answer(made: Services, ref: str, event: Event) -> None:
    waits = [w for w in open_waits(made.store, ref) if w.kind is event.wait and fnmatchcase(w.subject, event.subject)]
    assert waits, f"{event.at}: nothing waits for {event.wait}@{event.subject}"
    typed = {"entered_by": STAFF, **event.typed, **_known(made, ref, waits[0])}
    if event.typed.get("same_as") == "@first_subscriber":
        typed["same_as"] = _people(made, ref, PersonRole.SUBSCRIBER)[0].id
    answer_wait(made, ref, key_of(waits[0]), typed)


def _known(made: Services, ref: str, wait: WaitRow) -> dict[str, str]:
    releases = wait.kind is WaitKind.LETTER_RELEASE
    return {"attorney": _people(made, ref, PersonRole.ATTORNEY)[0].name} if releases else {}


def _people(made: Services, ref: str, role: PersonRole) -> list[PersonRow]:
    with made.store.read() as session:
        case = case_row(session, ref)
        query = select(PersonRow).where(PersonRow.case_id == case.id, PersonRow.role == role)
        return list(session.exec(query.order_by(col(PersonRow.id))))

"""The sweep: due notices, chase-ups, stalled cases, lost runs. One failing case never stops the others."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from prefect import flow, get_run_logger, task
from prefect.client.orchestration import SyncPrefectClient

from flows.board_published import fill_board, light_runs, publish_board
from flows.engine import is_ready, kept_client, lost_runs, run_leg, wake
from flows.engine_trouble import look, tell_without_wake_up
from flows.faults import kept_out
from flows.showing import show_tags
from models.terms import SweepDid
from tasks.audit import audit_when_due
from tasks.calendar_feeds import write_feeds
from tasks.case_store.find_index import index_slice
from tasks.case_store.legs import (
    due_cases,
    is_advancing,
    misshown_runs,
    next_slice,
    run_of,
    with_older_mail,
    without_wake_up,
)
from tasks.case_store.outbox import leaving_ids
from tasks.case_store.position import refresh_case
from tasks.case_store.stalls import note_stalls
from tasks.case_store.sweep_notes import Note, note_sweep
from tasks.delivery import Delivered, deliver_due
from tasks.digests import queue_digests
from tasks.fault_log import note_fault
from tasks.heartbeat import beat, begin, tell
from tasks.redating import wake_when_law_changed
from tasks.replies.reading import read_replies
from tasks.staff import follow_settings
from tasks.wiring import Services, services

Chore = tuple[str, Callable[[Services], object]]
# What a sweep does besides the cases, each for itself: one that fails is reported and never stops the next.
FIRST: tuple[Chore, ...] = (
    ("the heartbeat", begin),
    ("the staff list", follow_settings),
    ("the replies", read_replies),
)
BEFORE_DELIVERY: tuple[Chore, ...] = (("the digests", queue_digests), ("the heartbeat mail", tell))
LAST: tuple[Chore, ...] = (
    ("the calendars", write_feeds),
    ("the search index", lambda made: index_slice(made.store)),
    ("the audit", audit_when_due),
)
BOARD: tuple[Chore, ...] = (("old cases", fill_board), ("the board", publish_board))


@dataclass(kw_only=True)
class Swept:
    """What one sweep did, as counts and refs; `because`: the kind of fault by which a case failed."""

    advanced: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    sent: int = 0
    put_off: int = 0
    refused: int = 0
    without_wake_up: list[str] = field(default_factory=list)
    chores_failed: list[str] = field(default_factory=list)
    because: dict[str, str] = field(default_factory=dict)

    def notes(self) -> list[Note]:
        """The same as it is kept for the board: what goes well counted, what does not by case."""
        counts = {
            SweepDid.ADVANCED: len(self.advanced),
            SweepDid.ELSEWHERE: len(self.elsewhere),
            SweepDid.MAIL_SENT: self.sent,
            SweepDid.MAIL_PUT_OFF: self.put_off,
            SweepDid.MAIL_REFUSED: self.refused,
        }
        return [
            *(Note(did=did, count=count) for did, count in counts.items()),
            *(Note(did=SweepDid.FAILED, count=1, ref=ref, because=self.because.get(ref, "")) for ref in self.failed),
            *(Note(did=SweepDid.WITHOUT_WAKE_UP, count=1, ref=ref) for ref in self.without_wake_up),
            *(Note(did=SweepDid.CHORE_FAILED, count=1, because=name) for name in self.chores_failed),
        ]


@flow(name="sweep", retries=0, persist_result=False)
def sweep_flow() -> str:
    """Advance what is due and deliver what is to be said."""
    swept = sweep(services())
    logger = get_run_logger()
    logger.info(
        "advanced %s, failed %s, sent %s, put off %s, refused %s",
        len(swept.advanced),
        len(swept.failed),
        swept.sent,
        swept.put_off,
        swept.refused,
    )
    for ref in (*swept.failed, *swept.without_wake_up):
        logger.error("case %s needs operations: its leg failed or it has no next wake-up", ref)
    for chore in swept.chores_failed:
        logger.error("%s failed: the log of faults says why", chore)
    return "ok"


def sweep(made: Services) -> Swept:
    """One sweep. Two at once do nothing twice: legs and notices are claimed by rows."""
    swept = Swept()
    wake_when_law_changed(made)
    _do(made, FIRST, swept)
    with kept_client() as client:
        for ref in _to_advance(made, client, swept):
            _one(made, ref, client, swept)
        _do(made, BEFORE_DELIVERY, swept)
        _deliver_all(made, swept)
        swept.without_wake_up = without_wake_up(made.store)
        with_engine: tuple[Chore, ...] = (
            ("the colours", lambda made: light_runs(made, client)),
            ("the engine's runs", lambda made: look(made, client)),
            ("the engine's events", lambda _made: tell_without_wake_up(client, swept.without_wake_up)),
        )
        _do(made, with_engine, swept)
    stalled = [*swept.failed, *swept.without_wake_up]
    _do(made, (("stalls", lambda made: note_stalls(made.store, stalled, made.clock.now())), *LAST), swept)
    _do(made, (("the notes", lambda made: note_sweep(made.store, swept.notes(), made.clock.now())), *BOARD), swept)
    beat(made, swept.chores_failed)
    return swept


def _do(made: Services, chores: Iterable[Chore], swept: Swept) -> None:
    for name, chore in chores:
        try:
            chore(made)
        except Exception as fault:  # noqa: BLE001 (one failing chore never stops the others; it is reported by name)
            note_fault(made.settings.root, fault)
            swept.chores_failed.append(name)


def _to_advance(made: Services, client: SyncPrefectClient, swept: Swept) -> list[str]:
    """Cases in which time has changed something, whose run shows the wrong thing, or whose run is not waiting."""
    now = made.clock.now()
    looked_at = dict.fromkeys((*due_cases(made.store, now), *with_older_mail(made.store, now)))
    refs = [ref for ref in looked_at if _has_work(made, ref, client, swept)]
    refs += [case.ref for case in misshown_runs(made.store)]
    refs += lost_runs(client, next_slice(made.store, made.wall.now()))
    swept.elsewhere = [ref for ref in dict.fromkeys(refs) if is_advancing(made.store, ref, made.wall.now())]
    return [ref for ref in dict.fromkeys(refs) if ref not in swept.elsewhere]


def _has_work(made: Services, ref: str, client: SyncPrefectClient, swept: Swept) -> bool:
    """Settle a case whose time has come: its notices are queued by that; a leg is needed only for new work."""
    try:
        view = refresh_case(made.store, made.law, ref, made.clock.now())
        show_tags(client, run_of(made.store, ref).run_id, view)
        return bool(view.todos)
    except Exception as fault:  # noqa: BLE001 (one failing case never stops the others; it is reported by ref)
        note_fault(made.settings.root, fault)
        swept.failed.append(ref)
        swept.because[ref] = type(fault).__name__
        return False


def _one(made: Services, ref: str, client: SyncPrefectClient, swept: Swept) -> None:
    try:
        result = advance_case(made, ref, client)
    except Exception as fault:  # noqa: BLE001 (one failing case never stops the others; it is reported by ref)
        note_fault(made.settings.root, fault)
        swept.because[ref] = type(fault).__name__
        result = "failed"
    if result == "done":
        swept.advanced.append(ref)
    elif result == "elsewhere":
        swept.elsewhere.append(ref)
    elif result == "failed" and ref not in swept.failed:
        swept.failed.append(ref)


def advance_case(made: Services, ref: str, client: SyncPrefectClient) -> str:
    """Wake one case and run its leg here, unless a worker has taken it."""
    run_id = wake(made, run_of(made.store, ref), client)
    if not is_ready(client, run_id):
        return "elsewhere"
    return run_leg(run_id).result


def _deliver_all(made: Services, swept: Swept) -> None:
    """Send what is due; of a case that is being worked on right now the next sweep sends what is then still true."""
    if not leaving_ids(made.store, made.law, made.clock.now(), but_of=swept.elsewhere):
        return
    state = send_notices(swept.elsewhere, return_state=True)
    if state.is_failed():
        swept.chores_failed.append("delivery")
        return
    delivered = state.result()
    swept.sent, swept.put_off, swept.refused = delivered.sent, delivered.put_off, delivered.refused


@task(name="send_notices", task_run_name="notices", persist_result=False)
def send_notices(but_of: list[str]) -> Delivered:
    """Deliver all that is due, but of the cases with these references; the engine sees counts only."""
    with kept_out():
        delivered = asyncio.run(deliver_due(services(), but_of))
    counts = (delivered.sent, delivered.put_off, delivered.refused, delivered.left)
    get_run_logger().info("sent %s, put off %s, refused %s, left to the next sweep %s", *counts)
    return delivered

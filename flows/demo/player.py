"""Plays the events in stepped time: every wake-up in between happens at its own moment, by the same sweep as ever."""

import threading
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient
from prefect.exceptions import ObjectNotFound
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from flows.demo.doors import DemoFault, answer, enter_case, finish_side_runs, is_done, ref_of, settled_state
from flows.demo.owner import own_what_was_told
from flows.demo.play import sample_urls
from flows.demo.playbook import Event, load_events
from flows.engine import kept_client
from flows.running import say
from flows.sweep import sweep
from models.rules.progress.plan import JAPAN
from models.terms import CaseStatus
from tasks.case_store.legs import next_moment, run_of
from tasks.case_store.outbox import leaving_ids
from tasks.clock import FileClock
from tasks.wiring import Services

MOST_SWEEPS = 5


class Player:
    """One demonstration."""

    def __init__(self, made: Services, folder: Path, stopping: threading.Event) -> None:
        if not isinstance(made.clock, FileClock):
            message = "the demonstration needs a stepped clock"
            raise DemoFault(message)
        self._made, self._clock = made, made.clock
        self._events = load_events(folder)
        self._stopping = stopping
        self._urls = sample_urls(folder)

    def play(self) -> None:
        """Play every event that has not been played yet. Raises DemoFault."""
        columns = (TextColumn("{task.description:<58}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with (
            kept_client() as client,
            Progress(*columns, console=Console(stderr=True)) as progress,
        ):
            bar = progress.add_task("見本事件", total=len(self._events))
            finish_side_runs(client)
            self._sweep(client)  # what a kill left half done belongs to the moment of the kill
            for number, event in enumerate(self._events, 1):
                if self._stopping.is_set():
                    message = "stopped; the same command goes on where it was"
                    raise DemoFault(message)
                progress.update(bar, description=self._label(event))
                if not progress.console.is_terminal:
                    say(f"{number}/{len(self._events)} {self._label(event)}")
                if not is_done(self._made, self._ref(event), event):
                    self._until(client, event.at)
                    self._happen(client, event)
                progress.advance(bar)
            self._sweep(client)

    def refs(self) -> list[str]:
        """References of the sample cases."""
        found = (ref_of(self._made, url) for url in self._urls.values())
        return sorted(ref for ref in found if ref)

    def all_closed(self) -> bool:
        """Whether both cases closed as they should."""
        refs = self.refs()
        closed = all(run_of(self._made.store, ref).status is CaseStatus.CLOSED for ref in refs)
        return closed and len(refs) == len(self._urls)

    def _until(self, client: SyncPrefectClient, moment: datetime) -> None:
        """Step through every wake-up before `moment`, then to it."""
        while (due := next_moment(self._made.store, self._clock.now())) and due < moment:
            self._clock.step_to(due)
            self._sweep(client)
        self._clock.step_to(moment)
        self._sweep(client)

    def _sweep(self, client: SyncPrefectClient) -> None:
        """Sweep until each case rests and nothing more is to be said at this moment (the worker may take a case)."""
        for _ in range(MOST_SWEEPS):
            sweep(self._made)
            self._rest(client)
            for ref in self.refs():
                own_what_was_told(self._made, ref)
            if not leaving_ids(self._made.store, self._made.law, self._clock.now()):
                return

    def _rest(self, client: SyncPrefectClient) -> None:
        for ref in self.refs():
            run = run_of(self._made.store, ref).run_id
            if run:
                with suppress(ObjectNotFound):  # a closed case whose run was deleted with Prefect's database
                    settled_state(client, UUID(run))

    def _happen(self, client: SyncPrefectClient, event: Event) -> None:
        ref = self._ref(event)
        if event.intake:
            enter_case(client, event.intake)
        elif ref is None:
            message = f"{event.playbook}: the case is not open"
            raise DemoFault(message)
        else:
            answer(self._made, client, ref, event)
        self._sweep(client)

    def _ref(self, event: Event) -> str | None:
        return ref_of(self._made, self._urls[event.playbook])

    def _label(self, event: Event) -> str:
        what = event.intake or f"{event.wait} {event.subject}"
        return f"{event.at.astimezone(JAPAN):%Y-%m-%d %H:%M} {what}"[:58]

"""Walks one case through its story: time passes wake-up by wake-up, staff use their doors, the sweep does the rest."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun
from prefect.flows import Flow

from flows.case import case_flow
from flows.demo.owner import own_what_was_told
from flows.demo.registry import LoopbackRegistry
from flows.engine import run_leg
from flows.intake import intake_flow
from flows.record import record_flow
from flows.sweep import Swept, sweep
from flows.waiting import resume
from models.terms import WaitKind
from tasks.answers import find_wait
from tasks.case_store.legs import next_moment, run_of
from tasks.case_store.opening import hold_case
from tasks.case_store.position import case_refs
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.page_typing import chosen
from tests.story.story import Step
from tests.tasks.mail.loopback_smtp import Desk


class Walk:
    """One case on its way."""

    def __init__(self, made: Services, clock: SteppedClock, post: Desk, registry: LoopbackRegistry) -> None:
        self.made, self.clock, self.post, self.registry = made, clock, post, registry
        self.ref = ""

    def go(self, step: Step, case_file: Mapping[str, Any]) -> None:
        """Let time pass until the step's moment, then let it happen."""
        if step.registry == "silent":
            self.registry.fail_next(1000, "refuse")
        elif step.registry == "answers":
            self.registry._faults.clear()
        self._until(step.at)
        match step.door:
            case "intake":
                self.ref = self.intake(case_file)
            case "page":
                self.page(step)
            case "record":
                self.record(step)
            case "hold":
                until = date.fromisoformat(step.typed["until"])
                hold_case(
                    self.made.store,
                    self.made.law,
                    self.ref,
                    until=until,
                    reason=step.typed["reason"],
                    by="事務局 見本",
                    now=step.at,
                )
            case "time":
                pass
        self.sweep()

    def _until(self, moment: datetime) -> None:
        """Every wake-up before `moment` at its own moment, then `moment` itself is left to the step."""
        while (due := next_moment(self.made.store, self.clock.now())) and due < moment:
            self.clock.step_to(due)
            self.sweep()
        self.clock.step_to(moment)
        if due == moment:
            self.sweep()

    def sweep(self) -> Swept:
        """The scheduled sweep; nothing may go wrong in it. The attorney owns at once what they were told of."""
        swept = sweep(self.made)
        assert (swept.failed, swept.refused, swept.put_off, swept.without_wake_up) == ([], 0, 0, [])
        assert swept.chores_failed == []
        if self.ref:
            own_what_was_told(self.made, self.ref)
        return swept

    def intake(self, typed: Mapping[str, Any]) -> str:
        """A new case typed into the page of an `intake` run."""
        run = self._start("intake/main", {})
        self._leg(run.id, intake_flow)
        assert self._state(run.id) == "新規事件の入力待ち"
        self._resume(run.id, typed)
        self._leg(run.id, intake_flow)
        assert self._state(run.id) == "Completed"
        [ref] = case_refs(self.made.store)
        return ref

    def page(self, step: Step) -> None:
        """An answer typed into the form that the case's own run shows."""
        wait = find_wait(self.made, self.ref, WaitKind(step.wait), step.subject)
        run = run_of(self.made.store, self.ref)
        assert run.shown_wait == wait.key, f"the run does not ask for {step.wait} {step.subject} now"
        assert run.run_id
        self._resume(UUID(run.run_id), self._typed(step))
        self._leg(UUID(run.run_id), case_flow)

    def record(self, step: Step) -> None:
        """An answer to a wait that the case's run does not show, through `record-answer`."""
        wait = find_wait(self.made, self.ref, WaitKind(step.wait), step.subject)
        assert run_of(self.made.store, self.ref).shown_wait != wait.key, "the run itself asks for this"
        run = self._start("record-answer/main", {"case_id": self.ref, "wait": step.wait, "subject": step.subject})
        self._leg(run.id, record_flow)
        self._resume(run.id, self._typed(step))
        self._leg(run.id, record_flow)
        assert self._state(run.id) == "Completed"

    def run(self) -> FlowRun:
        """The engine's run of the case."""
        found = run_of(self.made.store, self.ref).run_id
        assert found
        with get_client(sync_client=True) as client:
            return client.read_flow_run(UUID(found))

    def _typed(self, step: Step) -> dict[str, Any]:
        return {"entered_by": "事務局 見本", **step.typed}

    def _start(self, deployment: str, parameters: dict[str, Any]) -> FlowRun:
        with get_client(sync_client=True) as client:
            found = client.read_deployment_by_name(deployment)
            return client.create_flow_run_from_deployment(found.id, parameters=parameters)

    def _resume(self, run_id: UUID, typed: Mapping[str, Any]) -> None:
        with get_client(sync_client=True) as client:
            answer = resume(client, run_id, chosen(client, run_id, typed))
            assert answer.status.value == "ACCEPT", answer

    def _leg(self, run_id: UUID, flow: Flow[..., Any]) -> None:
        assert run_leg(run_id, flow).result == "done"

    def _state(self, run_id: UUID) -> str:
        with get_client(sync_client=True) as client:
            state = client.read_flow_run(run_id).state
        assert state
        return str(state.name)

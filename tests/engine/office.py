"""A firm with cases on the real engine, fakes at its edges."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import select

from flows.case import case_flow
from flows.case_files import read_case_file
from flows.sweep import Swept, sweep
from models.tables import DocketRow
from tasks.case_store.legs import run_of
from tasks.case_store.opening import open_case
from tasks.wiring import Services
from tests.conftest import CASES
from tests.engine import runs
from tests.fakes import RecordingMailer, SteppedClock

RELEASE = {"attorney": "例示 太郎", "entered_by": "事務局 見本"}


def case_file(number: int = 1) -> dict[str, Any]:
    """The sample case; another number has other posts."""
    data = deepcopy(dict(read_case_file((CASES / "mamasta.toml").read_bytes(), "mamasta.toml")))
    for post in data["posts"]:
        post["url"] = post["url"].replace("/0001/", f"/{number:04}/")
    return data


@dataclass(frozen=True, kw_only=True)
class Office:
    """Services, the clock that steps them, the mails that left."""

    made: Services
    clock: SteppedClock
    mailer: RecordingMailer

    def open(self, number: int = 1, **changes: Any) -> str:
        """Open a sample case; its run is made by the next sweep."""
        return open_case(self.made.store, self.made.law, case_file(number) | changes, self.clock.now())

    def opened(self, number: int = 1) -> tuple[str, UUID]:
        """Open a sample case and let its run wait for the first letter's release."""
        ref = self.open(number)
        self.sweep()
        return ref, self.run(ref)

    def run(self, ref: str) -> UUID:
        """The run of a case."""
        found = run_of(self.made.store, ref).run_id
        assert found
        return UUID(found)

    def sweep(self) -> Swept:
        """One sweep."""
        return sweep(self.made)

    def answer(self, ref: str, typed: Mapping[str, Any]) -> None:
        """Type into the case's page and let the leg run."""
        run_id = self.run(ref)
        assert runs.type_in(run_id, typed)[0] == "ACCEPT"
        runs.leg(run_id, case_flow)

    def events(self) -> list[str]:
        """The docket: what happened, oldest first."""
        with self.made.store.read() as session:
            return [row.event for row in session.exec(select(DocketRow).order_by(DocketRow.id))]  # type: ignore[arg-type]

"""The chains of one case with all that is known of each hop, for the people of the firm; never for the engine."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models.facts import CaseFacts, LogWindow
from models.provisions import Law
from models.rules.windows import windows_of
from models.tables import CaseRow, HopRow, ObservationRow, StepRow
from models.terms import StepKind
from tasks.case_store.engine import Store
from tasks.case_store.facts import case_row, facts_of, key_of


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What the registries said last of one observation: whom they name, the directory's candidate, reason codes."""

    holder: str | None = None
    candidate: str | None = None
    candidate_name: str | None = None
    category: str = ""
    reasons: tuple[str, ...] = ()
    chain: tuple[str, ...] = ()
    held_then: str | None = None
    provider_then: str | None = None


@dataclass(frozen=True, kw_only=True)
class ListedHop:
    """One hop as recorded; superseded ones carry when and why."""

    id: int
    observation_id: int
    position: int
    provider: str
    category: str
    holder_no: int
    source: str
    reasons: tuple[str, ...]
    identified_at: datetime
    basis: str = field(default="", repr=False)
    superseded_at: datetime | None = None
    superseded_because: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class ListedChains:
    """Facts, clocks, all hops ever recorded, what the registries said, and the lines themselves (personal)."""

    ref: str
    facts: CaseFacts
    windows: tuple[LogWindow, ...]
    hops: tuple[ListedHop, ...]
    tried: Mapping[int, Tried]
    lines: Mapping[int, "Line"] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Line:
    """What a provider needs to find a line: address, port, moment."""

    ip: str | None = field(repr=False)
    port: int | None
    observed_at: datetime | None


def list_chains(store: Store, law: Law, ref: str) -> ListedChains:
    """Read the chains of a case. Raises NoSuchCase."""
    with store.read() as session:
        case = case_row(session, ref)
        facts = facts_of(session, case)
        hops = session.exec(select(HopRow).where(HopRow.case_id == case.id).order_by(col(HopRow.id))).all()
        lines = session.exec(select(ObservationRow).where(ObservationRow.case_id == case.id)).all()
        return ListedChains(
            ref=ref,
            facts=facts,
            windows=windows_of(facts, law),
            hops=tuple(_hop(row) for row in hops),
            tried=tried_of(session, case),
            lines={key_of(row): Line(ip=row.ip, port=row.port, observed_at=row.observed_at) for row in lines},
        )


def tried_of(session: Session, case: CaseRow) -> dict[int, Tried]:
    """What the registries said last, by observation."""
    query = select(StepRow).where(StepRow.case_id == case.id, StepRow.kind == StepKind.IDENTIFICATION_TRIED)
    rows: Sequence[StepRow] = session.exec(query.order_by(col(StepRow.id))).all()
    return {int(row.subject.rpartition(":")[2]): _tried(json.loads(row.note or "{}")) for row in rows}


def _tried(note: Mapping[str, Any]) -> Tried:
    return Tried(
        holder=note.get("holder"),
        candidate=note.get("candidate"),
        candidate_name=note.get("candidate_name"),
        held_then=note.get("held_then"),
        provider_then=note.get("provider_then"),
        category=note.get("category", ""),
        reasons=tuple(note.get("reasons", ())),
        chain=tuple(note.get("chain", ())),
    )


def _hop(row: HopRow) -> ListedHop:
    return ListedHop(
        id=key_of(row),
        observation_id=row.observation_id,
        position=row.position,
        provider=row.provider,
        category=row.category.value,
        holder_no=row.holder_no,
        source=row.source,
        reasons=tuple(row.reasons),
        identified_at=row.identified_at,
        basis=row.basis or "",
        superseded_at=row.superseded_at,
        superseded_because=row.superseded_because or "",
    )

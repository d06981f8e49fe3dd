"""Recording what the registries said about one observation: evidence, try, and the hop when it is certain."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from models.answers.answer import NewHop
from models.facts import observation_subject
from models.provisions import Law
from models.rules.chains import REVIEWED
from models.rules.progress.plan import Identify
from models.tables import CaseRow, DocumentRow, HopRow, ObservationRow, StepRow
from models.terms import DocumentKind, Outcome, Stage, StepKind
from tasks.case_store import docket
from tasks.case_store.answer_rows import add_hop
from tasks.case_store.engine import Store
from tasks.case_store.facts import key_of, lock_case
from tasks.case_store.settling import settle
from tasks.ports import DocumentStore, Identification
from tasks.wiring import Services

OUTCOMES = {
    "identified": Outcome.IDENTIFIED,
    "needs_review": Outcome.NEEDS_REVIEW,
    "unavailable": Outcome.UNAVAILABLE,
}


@dataclass(frozen=True, kw_only=True)
class AddressToIdentify:
    """What a registry is asked about; the address stays out of the repr."""

    case_ref: str
    ip: str = field(repr=False)
    port: int | None
    at: datetime | None


def address_of(store: Store, observation_id: int) -> AddressToIdentify:
    """The address of one observation. Raises LookupError when it has none."""
    with store.read() as session:
        row = session.get_one(ObservationRow, observation_id)
        case = session.get_one(CaseRow, row.case_id)
        if row.ip is None:
            msg = f"observation {observation_id} has no address"
            raise LookupError(msg)
        return AddressToIdentify(case_ref=case.ref, ip=row.ip, port=row.port, at=row.observed_at)


def record_identification(
    made: Services, todo: Identify, found: Identification, again_at: datetime | None = None
) -> Outcome:
    """Write evidence, try and (when certain) the hop in one transaction; the same attempt twice is one row.

    `again_at`: when a registry that limits us may be asked again.
    """
    outcome = _outcome(made.law, found)
    now = made.clock.now()
    with made.store.write() as session:
        row = session.get_one(ObservationRow, todo.observation_id)
        case = lock_case(session, row.case_id)
        dedupe = f"identify:{todo.observation_id}:{todo.attempt}"
        if session.exec(select(StepRow).where(StepRow.case_id == case.id, StepRow.dedupe == dedupe)).first():
            return outcome
        _keep_evidence(session, made.documents, case, todo.observation_id, found)
        tried = _try(case, todo.observation_id, outcome, found, dedupe, now)
        tried.again_at = again_at
        session.add(tried)
        if outcome is Outcome.IDENTIFIED and found.provider and not _is_known(session, todo.observation_id):
            add_hop(session, case, _hop(made.law, todo.observation_id, found.provider, found), now)
        detail = {"observation": todo.observation_id, "outcome": outcome.value, "reasons": list(found.reasons)}
        docket.append(session, key_of(case), now, "kaiji", "identification", **detail, holder=found.holder)
        settle(session, case, made.law, now, answered=True)
    return outcome


def _is_known(session: Session, observation_id: int) -> bool:
    """Whether a person named the holder while the registries were being asked."""
    live = select(HopRow).where(HopRow.observation_id == observation_id, col(HopRow.superseded_at).is_(None))
    return session.exec(live).first() is not None


def _outcome(law: Law, found: Identification) -> Outcome:
    """What the answer is worth to a case: a holder of some kinds is a person's choice however sure its name is."""
    outcome = OUTCOMES.get(found.status, Outcome.NOT_FOUND)
    profile = law.providers.get(found.provider or "")
    special = profile is not None and profile.category in REVIEWED
    unsure = found.needs_review or special
    return Outcome.NEEDS_REVIEW if outcome is Outcome.IDENTIFIED and unsure else outcome


def _hop(law: Law, observation_id: int, provider: str, found: Identification) -> NewHop:
    return NewHop(
        observation_id=observation_id,
        provider=provider,
        category=law.provider(provider).category,
        source=f"registry:{found.registry}",
        reasons=found.reasons,
    )


def _try(
    case: CaseRow, observation_id: int, outcome: Outcome, found: Identification, dedupe: str, now: datetime
) -> StepRow:
    return StepRow(
        case_id=key_of(case),
        stage=Stage.PROVIDER_IDENTIFICATION,
        kind=StepKind.IDENTIFICATION_TRIED,
        subject=observation_subject(observation_id),
        happened_at=now,
        recorded_at=now,
        recorded_by="kaiji",
        outcome=outcome,
        note=json.dumps(_said(found), ensure_ascii=False),
        dedupe=dedupe,
    )


def _said(found: Identification) -> dict[str, object]:
    """Both candidates and why a person must look: whom the registry names, and whom the directory would ask."""
    return {
        "holder": found.holder,
        "candidate": found.provider,
        "candidate_name": found.provider_name,
        "category": found.category.value,
        "held_then": found.held_then,
        "provider_then": found.provider_then,
        "reasons": list(found.reasons),
        "chain": list(found.chain),
    }


def _keep_evidence(
    session: Session, documents: DocumentStore, case: CaseRow, observation_id: int, found: Identification
) -> None:
    for number, item in enumerate(found.evidence, 1):
        title = f"registry-{observation_id}-{number}-{item.sha256[:12]}.txt"
        known = select(DocumentRow).where(DocumentRow.case_id == case.id, DocumentRow.title == title)
        if session.exec(known).first():
            continue
        origin = {
            "server": item.server,
            "query": item.query,
            "fetched_at": item.fetched_at.isoformat(),
            "decoder": item.decoder,
            "parser": item.parser,
        }
        session.add(
            DocumentRow(
                case_id=key_of(case),
                kind=DocumentKind.REGISTRY_ANSWER,
                title=title,
                path=documents.put(case.ref, title, item.raw),
                sha256=hashlib.sha256(item.raw).hexdigest(),
                origin=json.dumps(origin, ensure_ascii=False),
                created_at=item.fetched_at,
            )
        )

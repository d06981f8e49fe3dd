"""Rows of one case as the frozen facts that rules read."""

from collections.abc import Sequence

from sqlmodel import Session, SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models.answers.exactness import how_exact
from models.facts import CaseFacts, HopFact, LetterFact, ObservationFact, PostFact, SubscriberFact
from models.tables import CaseRow, HopRow, LetterRow, ObservationRow, PersonRow, PostRow
from models.terms import Concealment, LetterState, Outcome, PersonRole, Remedy
from tasks.case_store.steps import standing, step_fact, step_rows


class NoSuchCase(LookupError):
    """There is no case with that reference."""


def case_row(session: Session, ref: str, *, lock: bool = False) -> CaseRow:
    """The case with this reference. Raises NoSuchCase."""
    query = select(CaseRow).where(CaseRow.ref == ref)
    row = session.exec(query.with_for_update() if lock else query).first()
    if row is None:
        msg = f"case {ref!r}: no such case; `kaiji cases` lists them"
        raise NoSuchCase(msg)
    return row


def lock_case(session: Session, case_id: int) -> CaseRow:
    """The case with this key, locked until the transaction ends: writers of one case take turns."""
    return session.exec(select(CaseRow).where(CaseRow.id == case_id).with_for_update()).one()


def key_of(row: SQLModel) -> int:
    """Primary key of a stored row."""
    found: int | None = getattr(row, "id")  # noqa: B009 (every table has it, the base class does not)
    if found is None:
        msg = f"{type(row).__name__} is not stored yet"
        raise ValueError(msg)
    return found


def facts_of(session: Session, case: CaseRow) -> CaseFacts:
    """All facts of one case: a fixed number of queries, whatever the case holds."""
    case_id = key_of(case)
    people = session.exec(select(PersonRow).where(PersonRow.case_id == case_id).order_by(col(PersonRow.id))).all()
    posts = session.exec(select(PostRow).where(PostRow.case_id == case_id).order_by(col(PostRow.no))).all()
    seen = session.exec(
        select(ObservationRow).where(ObservationRow.case_id == case_id).order_by(col(ObservationRow.id))
    )
    hops = session.exec(live_hops(case_id)).all()
    letters = session.exec(select(LetterRow).where(LetterRow.case_id == case_id).order_by(col(LetterRow.id))).all()
    return CaseFacts(
        ref=case.ref,
        status=case.status,
        opened_at=case.opened_at,
        requester_is_minor=any(person.role is PersonRole.LEGAL_REPRESENTATIVE for person in people),
        remedies=frozenset(Remedy(item) for item in case.remedies),
        posts=tuple(_post(row) for row in posts),
        observations=_observations(list(seen)),
        hops=tuple(_hop(row) for row in hops),
        steps=tuple(step_fact(first, row) for first, row in standing(step_rows(session, case_id))),
        letters=tuple(letter_fact(row) for row in letters if row.state is not LetterState.VOID),
        subscribers=_subscribers(people),
        claim_yen=case.claim_yen,
        concealment=next((row.concealment for row in people if row.role is PersonRole.REQUESTER), Concealment.NONE),
    )


def live_hops(case_id: int) -> SelectOfScalar[HopRow]:
    """The chains as they stand: a hop that was corrected stays on record and is no fact any more."""
    query = select(HopRow).where(HopRow.case_id == case_id, col(HopRow.superseded_at).is_(None))
    return query.order_by(col(HopRow.id))


def _post(row: PostRow) -> PostFact:
    return PostFact(
        id=key_of(row),
        no=row.no,
        platform=row.platform,
        posted_at=row.posted_at,
        seen_at=row.seen_at,
        right_infringed=row.right_infringed,
    )


def _observations(rows: list[ObservationRow]) -> tuple[ObservationFact, ...]:
    first: dict[str, int] = {}
    for row in rows:
        first.setdefault(row.value_index, key_of(row))
    return tuple(_observation(row, first[row.value_index]) for row in rows)


def _observation(row: ObservationRow, value_group: int) -> ObservationFact:
    has_seconds, zone_known = how_exact(row.as_written)
    return ObservationFact(
        id=key_of(row),
        post_id=row.post_id,
        kind=row.kind,
        log_kind=row.log_kind,
        observed_at=row.observed_at,
        has_port=row.port is not None,
        has_destination=row.destination_ip is not None,
        received_at=row.received_at,
        value_group=value_group,
        ip_version=6 if ":" in (row.ip or "") else 4,
        has_seconds=has_seconds,
        zone_known=zone_known,
    )


def _hop(row: HopRow) -> HopFact:
    return HopFact(
        id=key_of(row),
        observation_id=row.observation_id,
        position=row.position,
        provider=row.provider,
        category=row.category,
        holder_no=row.holder_no,
        needs_review=row.needs_review,
        identified_at=row.identified_at,
        parent=row.parent_id,
    )


def letter_fact(row: LetterRow) -> LetterFact:
    """One letter as a fact."""
    return LetterFact(
        id=key_of(row),
        kind=row.kind,
        subject=row.subject,
        no=row.no,
        state=row.state,
        drafted_at=row.drafted_at,
        released_at=row.released_at,
        sent_at=row.sent_at,
        channel=row.channel,
        on_demand=row.on_demand,
    )


def _subscribers(people: Sequence[PersonRow]) -> tuple[SubscriberFact, ...]:
    return tuple(
        SubscriberFact(
            id=key_of(row),
            holder_no=row.holder_no,
            disclosed_at=row.disclosed_at,
            is_sender=Outcome(row.is_sender),
            confirmed_at=row.confirmed_at,
            same_as=row.same_as,
        )
        for row in people
        if row.holder_no is not None and row.disclosed_at is not None
    )

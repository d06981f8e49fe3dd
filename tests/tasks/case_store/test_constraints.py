"""Impossible states and doubled sendings cannot be written, whatever the code above does: the database refuses."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, col, select

from models.tables import (
    CaseRow,
    ExpenseRow,
    HopRow,
    LetterRow,
    NoticeRow,
    ObservationRow,
    PersonRow,
    PostRow,
    StepRow,
    WaitRow,
)
from tasks.wiring import Services
from tests.fakes import START
from tests.tasks.case_store.cases import case_file, disclosed, opened

SENT = {"state": "sent", "sent_at": START, "channel": "post", "proof": "x", "released_at": START, "released_by": "x"}


def _refused(made: Services, table: type[Any], name: str, **values: Any) -> None:
    """Changing the newest row of a table like this breaks that constraint (and it stays as it was)."""
    newest = sa.select(sa.func.max(table.id)).scalar_subquery()
    with pytest.raises(IntegrityError, match=name), made.store.write() as session:
        session.exec(sa.update(table).where(table.id == newest).values(**values))


# Letters are sent only after release, with channel and proof; a notice has one end; a case is closed with a reason or
# open without; a post was not seen before it was made; an observation has what its kind says; a wait is open or ended.
IMPOSSIBLE: list[tuple[type[Any], str, dict[str, Any]]] = [
    (LetterRow, "ck_letter_released_by_attorney", {"state": "released"}),
    (LetterRow, "ck_letter_released_by_attorney", {"state": "released", "released_at": START}),
    (LetterRow, "ck_letter_released_by_attorney", {"state": "released", "released_by": "x"}),
    (LetterRow, "ck_letter_released_by_attorney", {**SENT, "released_at": None, "released_by": None}),
    (LetterRow, "ck_letter_sent_at", {**SENT, "sent_at": None}),
    (LetterRow, "ck_letter_sent_at", {"sent_at": START}),
    (LetterRow, "ck_letter_sent_has_proof", {**SENT, "channel": None}),
    (LetterRow, "ck_letter_sent_has_proof", {**SENT, "proof": None}),
    (LetterRow, "ck_letter_no", {"no": 0}),
    (NoticeRow, "ck_notice_sent_has_proof", {"sent_at": START}),
    (NoticeRow, "ck_notice_sent_or_cancelled", {"sent_at": START, "proof": "250", "cancelled_at": START}),
    (NoticeRow, "ck_notice_failed_only", {"sent_at": START, "proof": "250", "failed_at": START}),
    (NoticeRow, "ck_notice_failed_only", {"cancelled_at": START, "failed_at": START}),
    (NoticeRow, "ck_notice_claim", {"claimed_by": "somebody"}),
    (CaseRow, "ck_case_closed_has_reason", {"status": "closed", "closed_at": START}),
    (CaseRow, "ck_case_closed_has_reason", {"close_reason": "x"}),
    (CaseRow, "ck_case_closed_at", {"status": "closed", "close_reason": "x"}),
    (CaseRow, "ck_case_closed_at", {"closed_at": START}),
    (CaseRow, "ck_case_held_until", {"held_until": START.date()}),
    (CaseRow, "ck_case_claim", {"claim_yen": -1}),
    (PostRow, "ck_post_seen_after_posted", {"seen_at": START - timedelta(days=30)}),
    (ObservationRow, "ck_observation_ip", {"ip": None}),
    (ObservationRow, "ck_observation_ip", {"observed_at": None}),
    (ObservationRow, "ck_observation_phone", {"kind": "phone"}),
    (ObservationRow, "ck_observation_email", {"kind": "email"}),
    (ObservationRow, "ck_observation_port", {"port": 65536}),
    (HopRow, "ck_hop_position", {"position": 0, "parent_id": 1}),
    (HopRow, "ck_hop_parent", {"position": 2}),
    (WaitRow, "ck_wait_state", {"state": "lost", "ended_at": START}),
    (WaitRow, "ck_wait_ended", {"state": "answered"}),
    (ExpenseRow, "ck_expense_amount", {"amount_yen": -1}),
]


def test_impossible_states_are_refused(services: Services, subtests: pytest.Subtests) -> None:
    disclosed(services)
    for table, name, values in IMPOSSIBLE:
        with subtests.test(name=name, values=values):
            _refused(services, table, name, **values)


def test_a_word_outside_the_glossary_is_refused(services: Services) -> None:
    disclosed(services)
    with pytest.raises(IntegrityError, match="ck_wait_kind"), services.store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE wait SET kind = 'hope'"))


TWINS: dict[type[Any], tuple[str, ...]] = {
    WaitRow: ("uq_wait_open", "case_id, wait.kind, wait.subject"),
    NoticeRow: ("uq_notice_dedupe", "notice.dedupe"),
    LetterRow: ("uq_letter_once", "letter.case_id, letter.kind, letter.subject, letter.no"),
    StepRow: ("uq_step_dedupe", "step.case_id, step.dedupe"),
    ExpenseRow: ("uq_expense_dedupe", "expense.case_id, expense.dedupe"),
    ObservationRow: ("uq_observation_value", "observation.post_id, observation.value_index, observation.moment_key"),
    PersonRow: ("uq_person_role", "person.case_id, person.role, person.no"),
    PostRow: ("uq_post_", "post."),
}


def test_the_same_thing_twice_is_refused(services: Services, subtests: pytest.Subtests) -> None:
    """One open wait of a kind and subject, one notice a fact and person, one letter a number, one row a fact."""
    disclosed(services)
    for table, names in TWINS.items():
        with services.store.read() as session:
            newest = session.exec(select(table).order_by(col(table.id).desc()).limit(1)).one()
        twin = table(**{name: value for name, value in newest.model_dump().items() if name != "id"})
        with subtests.test(table=table.__tablename__):
            _unwritable(services, twin, "|".join(names))


def _unwritable(made: Services, row: SQLModel, name: str) -> None:
    with pytest.raises(IntegrityError, match=name), made.store.write() as session:
        session.add(row)


def test_an_ended_wait_makes_room_for_the_next(services: Services) -> None:
    disclosed(services)
    with services.store.write() as session:
        old = session.exec(select(WaitRow).where(WaitRow.state == "open")).first()
        assert old is not None
        old.state, old.ended_at = "superseded", START
        session.add(old)
        session.flush()
        session.add(
            WaitRow(**{k: v for k, v in old.model_dump().items() if k != "id"} | {"state": "open", "ended_at": None})
        )


def test_rows_of_nobody_are_refused(services: Services) -> None:
    opened(services)
    with pytest.raises(IntegrityError), services.store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE post SET case_id = 4711"))


def test_two_open_cases_of_one_url_and_requester_are_refused(services: Services) -> None:
    opened(services)
    opened(services, posts=[{**case_file()["posts"][0], "url": "https://board.example/planted/103"}])
    with services.store.read() as session:
        guard = session.exec(select(PostRow.open_guard).where(PostRow.case_id == 1, PostRow.no == 1)).one()
    _refused(services, PostRow, r"uq_post_open_guard|post\.open_guard", open_guard=guard)

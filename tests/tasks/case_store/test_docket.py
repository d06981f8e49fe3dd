"""The docket: the database refuses to change it, and what was changed behind its back is found."""

from datetime import timedelta, timezone

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from tasks.case_store import docket
from tasks.case_store.facts import case_row, key_of
from tasks.wiring import Services
from tests.tasks.case_store.cases import PLANTED, STAFF, asked_platform, opened

PERSON = {key: PLANTED[key] for key in ("kana", "address", "born_on")}
DROP = {
    "sqlite": ("DROP TRIGGER docket_no_update", "DROP TRIGGER docket_no_delete"),
    "postgresql": ("ALTER TABLE docket DISABLE TRIGGER USER",),
}


def _behind_its_back(made: Services, *statements: str) -> None:
    """What somebody with the database password could do."""
    with made.store.engine.begin() as connection:
        for statement in (*DROP[made.store.engine.dialect.name], *statements):
            connection.execute(sa.text(statement))


def _faults(made: Services) -> list[str]:
    with made.store.read() as session:
        return list(docket.verify(session))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE docket SET event = 'nothing'",
        "UPDATE docket SET at = at",
        "UPDATE docket SET hash = 'x', previous_hash = 'y'",
        "UPDATE docket SET seq = seq + 100",
        "UPDATE docket SET case_id = case_id",
        "DELETE FROM docket",
        "DELETE FROM docket WHERE seq = (SELECT max(seq) FROM docket)",
    ],
)
def test_the_database_itself_refuses(services: Services, statement: str) -> None:
    opened(services)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), services.store.engine.begin() as connection:
        connection.execute(sa.text(statement))
    assert _faults(services) == []


def test_there_is_no_way_round_by_replacing_or_truncating(services: Services) -> None:
    opened(services)
    sqlite = services.store.engine.dialect.name == "sqlite"
    statement = "INSERT OR REPLACE INTO docket SELECT * FROM docket" if sqlite else "TRUNCATE docket"
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), services.store.engine.begin() as connection:
        connection.execute(sa.text(statement))
    assert _faults(services) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            "UPDATE docket SET event = 'x' WHERE case_id = 1 AND seq = 2",
            "docket entry 2 was changed after it was written",
        ),
        ("UPDATE docket SET detail = (SELECT detail FROM docket WHERE id = 1) WHERE id = 3", "entry 3 was changed"),
        ("UPDATE docket SET actor = (SELECT actor FROM docket WHERE id = 2) WHERE id = 1", "entry 1 was changed"),
        ("UPDATE docket SET detail = actor WHERE case_id = 1 AND seq = 2", "cannot be opened"),
        ("DELETE FROM docket WHERE case_id = 1 AND seq = 2", "docket entry 2 is missing"),
        ("DELETE FROM docket WHERE case_id = 1 AND seq > 3", "docket entries after number 3 are missing"),
        ("DELETE FROM docket WHERE case_id = 1", "the docket is empty"),
    ],
)
def test_verification_finds_what_was_changed_behind_its_back(services: Services, change: str, said: str) -> None:
    asked_platform(services)
    opened(services, requester={**PERSON, "name": "別の 人"})
    assert _faults(services) == []
    _behind_its_back(services, change)
    (fault,) = _faults(services)
    assert fault.startswith("2026-0001: ")
    assert said in fault


def test_a_moment_in_any_zone_keeps_the_chain(services: Services) -> None:
    ref = opened(services)
    japan = services.clock.now().astimezone(timezone(timedelta(hours=9)))
    with services.store.write() as session:
        docket.append(session, key_of(case_row(session, ref)), japan, STAFF, "looked")
    assert _faults(services) == []


def test_two_cases_have_chains_of_their_own(services: Services) -> None:
    opened(services)
    opened(services, requester={**PERSON, "name": "別の 人"})
    assert _faults(services) == []
    with services.store.read() as session:
        assert [docket.entries(session, case_id)[0].previous_hash for case_id in (1, 2)] == [docket.GENESIS] * 2


def test_an_entry_says_who_when_what(services: Services) -> None:
    opened(services)
    with services.store.read() as session:
        first = docket.entries(session, 1)[0]
    assert (first.actor, first.at, first.event) == (STAFF, services.clock.now(), "case_opened")


def test_an_entry_of_a_transaction_that_fails_is_not_there(services: Services) -> None:
    ref = opened(services)

    def fail(session: Session) -> None:
        docket.append(session, key_of(case_row(session, ref)), services.clock.now(), STAFF, "never")
        raise RuntimeError

    with pytest.raises(RuntimeError), services.store.write() as session:
        fail(session)
    with services.store.read() as session:
        assert [entry.event for entry in docket.entries(session, 1)] == ["case_opened"]
    assert _faults(services) == []

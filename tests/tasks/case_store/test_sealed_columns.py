"""Nothing personal lies readable in the database; a key can be exchanged; a moved or damaged cell is refused."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from models.tables import CaseRow, PersonRow, PostRow, sealing
from models.tables.sealing import KeyRing, SealError
from models.terms import WaitKind
from tasks.case_store import docket
from tasks.case_store.opening import close_case, open_case
from tasks.case_store.position import view_case
from tasks.case_store.rotation import reseal, unreadable_cells
from tasks.key_file import add_key
from tasks.wiring import Services
from tests.tasks.case_store.cases import (
    ATTORNEY,
    MOBILE_IP,
    PLANTED,
    STAFF,
    answer,
    asked_platform,
    case_file,
    disclosed,
    opened,
    work,
)


@pytest.fixture
def full(services: Services) -> Services:
    """Services whose database has been told everything planted, in answers, refusals, reasons and late answers."""
    ref = disclosed(services)
    answer(services, ref, WaitKind.LETTER_RELEASE, decision="release", attorney=ATTORNEY)
    close_case(services.store, services.law, ref, reason=PLANTED["reason"], by=STAFF, now=services.clock.now())
    second = asked_platform(services)
    row = {"post_no": 1, "log_kind": "post", "phone": PLANTED["phone"]}
    mail = {"post_no": 2, "log_kind": "post", "email": PLANTED["disclosed mail"]}
    answer(
        services, second, WaitKind.PLATFORM_ANSWER, outcome="phone_or_email", received="2026-01-13", rows=[row, mail]
    )
    work(services, second)
    return services


def _raw_rows(made: Services) -> Iterator[tuple[str, str]]:
    """Every cell as the driver gives it, with its place."""
    with made.store.engine.connect() as connection:
        for table in sa.inspect(made.store.engine).get_table_names():
            for row in connection.execute(sa.text(f'SELECT * FROM "{table}"')).mappings():  # noqa: S608
                for column, value in row.items():
                    said = bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else value
                    yield f"{table}.{column}", str(said)


def test_nothing_planted_is_readable_in_any_cell(full: Services) -> None:
    cells = list(_raw_rows(full))
    found = {(name, place) for name, value in PLANTED.items() for place, said in cells if value in said}
    assert found == set()
    assert len(cells) > 500


def test_nothing_planted_lies_in_the_database_files(full: Services, tmp_path: Path) -> None:
    if full.store.engine.dialect.name != "sqlite":
        with full.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            folder = Path(str(connection.scalar(sa.text("SHOW data_directory"))))
            connection.execute(sa.text("CHECKPOINT"))
            oid = connection.scalar(sa.text("SELECT oid FROM pg_database WHERE datname = current_database()"))
        if not os.access(folder, os.R_OK):
            pytest.skip("the files of this PostgreSQL server lie on another machine")
        files = list((folder / "base" / str(oid)).iterdir())
    else:
        files = list(tmp_path.glob("kaiji.db*"))
    content = b"".join(file.read_bytes() for file in files)
    assert b"platform_request" in content
    assert [name for name, value in PLANTED.items() if value.encode() in content] == []


def test_what_was_sealed_is_read_back(full: Services) -> None:
    with full.store.read() as session:
        names = set(session.exec(select(PersonRow.name)))
        reasons = set(session.exec(select(CaseRow.close_reason)))
        told = [entry.detail for entry in docket.entries(session, 1)]
    assert {PLANTED["requester"], PLANTED["attorney"], PLANTED["supervisor"]} == names
    assert reasons == {PLANTED["reason"], None}
    assert any(MOBILE_IP in detail for detail in told)


def test_no_row_shows_a_person_in_its_repr(full: Services) -> None:
    with full.store.read() as session:
        shown = repr([*session.exec(select(PersonRow)), *session.exec(select(PostRow)), *session.exec(select(CaseRow))])
        shown += repr(docket.entries(session, 1))
    assert [name for name, value in PLANTED.items() if value in shown] == []


def test_a_cell_moved_to_another_column_is_refused(services: Services) -> None:
    opened(services)
    with services.store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE person SET address = name"))
    with services.store.read() as session, pytest.raises(SealError, match=r"person\.address"):
        session.exec(select(PersonRow)).all()
    assert unreadable_cells(services.store) > 0


@pytest.mark.parametrize("damage", [b"", b"\x01", b"\x01" + bytes(40)])
def test_a_damaged_cell_is_refused_and_counted(services: Services, damage: bytes) -> None:
    opened(services)
    with services.store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE post SET url = :damage WHERE no = 1"), {"damage": damage})
    with services.store.read() as session, pytest.raises(SealError, match=r"post\.url"):
        session.exec(select(PostRow)).all()
    assert unreadable_cells(services.store) == 1


def test_a_wrong_key_opens_nothing_and_says_no_content(services: Services) -> None:
    ref = opened(services)
    ring = sealing.ring()
    sealing.install(KeyRing(keys={1: bytes(32)}, current=1, index_key=ring.index_key))
    with services.store.read() as session, pytest.raises(SealError) as refusal:
        session.exec(select(PersonRow)).all()
    assert "wrong key" in str(refusal.value)
    assert not any(value in str(refusal.value) for value in PLANTED.values())
    sealing.install(ring)
    assert view_case(services.store, services.law, ref, services.clock.now()).ref == ref


def test_a_naive_moment_is_never_stored(services: Services) -> None:
    naive = services.clock.now().replace(tzinfo=None)
    with pytest.raises((sa.exc.StatementError, TypeError, ValueError)):
        open_case(services.store, services.law, case_file(), naive)


def test_rotation_seals_every_cell_anew_and_keeps_the_docket(full: Services) -> None:
    with full.store.read() as session:
        before = [(entry.actor, entry.detail, entry.hash) for entry in docket.entries(session, 1)]
        people = list(session.exec(select(PersonRow.name).order_by(col(PersonRow.id))))
    ring = add_key(full.settings.root)
    sealing.install(ring)
    count = reseal(full.store)
    assert count > 20
    assert reseal(full.store) == 0
    sealing.install(KeyRing(keys={2: ring.keys[2]}, current=2, index_key=ring.index_key))
    assert unreadable_cells(full.store) == 0
    with full.store.read() as session:
        assert [(entry.actor, entry.detail, entry.hash) for entry in docket.entries(session, 1)] == before
        assert list(session.exec(select(PersonRow.name).order_by(col(PersonRow.id)))) == people
        assert list(docket.verify(session)) == []


def test_rotation_that_fails_in_the_middle_changes_nothing(full: Services) -> None:
    with full.store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE step SET recorded_by = :damage WHERE id = 1"), {"damage": b"\x01" * 40})
    old = sealing.ring()
    sealing.install(add_key(full.settings.root))
    with pytest.raises(SealError):
        reseal(full.store)
    sealing.install(old)
    assert unreadable_cells(full.store) == 1


def test_the_same_name_is_found_without_opening_it(services: Services) -> None:
    opened(services)
    spaced = sealing.ring().blind(" 植込　花子 ")
    with services.store.read() as session:
        assert session.exec(select(PersonRow).where(PersonRow.name_index == spaced)).one().name == "植込 花子"

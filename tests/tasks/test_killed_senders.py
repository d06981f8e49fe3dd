"""Processes that die between two steps of a delivery, counted at the server."""

import asyncio
from collections.abc import Mapping

import pytest

from models.terms import AttemptResult
from tasks.case_store import docket
from tasks.delivery import deliver_due
from tasks.wiring import Services
from tests.tasks.case_store.claims import add_digest, attempts, due, row
from tests.tasks.dying_sender import POINTS, start_sender
from tests.tasks.mail.loopback_smtp import Desk

pytestmark = pytest.mark.one_database("how rows are claimed on the other is tested with two living processes")

KILLED = -9


@pytest.mark.parametrize("carries", [False, True], ids=["single", "digest"])
@pytest.mark.parametrize("point", POINTS, ids=[point.replace(" ", "-") for point in POINTS])
def test_a_sender_killed_anywhere_loses_nothing_and_repeats_only_what_may_have_left(
    firm: Services, desk: Desk, environment: Mapping[str, str], point: str, *, carries: bool
) -> None:
    """Doubled only between the server's taking it and our proof; with the same Message-ID, and the row says so."""
    lines = due(firm)
    waiting = [add_digest(firm, *lines)] if carries else lines
    sender = start_sender({**environment, "KAIJI_NOTICES__CONNECTIONS": "1"}, point)
    sender.join()
    assert sender.exitcode == KILLED
    assert [row(firm, notice).sent_at is not None for notice in waiting].count(True) == (point == "marked")
    while due(firm):
        asyncio.run(deliver_due(firm))
    asked = {row(firm, notice).message_id: notice for notice in waiting}
    counted = desk.message_ids()
    assert set(counted) == set(asked)
    doubled = {message for message, count in counted.items() if count > 1}
    assert len(doubled) <= (point in {"handed over", "accepted"})
    assert len(doubled) == 1 or point != "accepted"
    assert set(counted.values()) <= {1, 2}
    for message in doubled:
        assert [result for result, _ in attempts(firm, asked[message])] == [AttemptResult.UNKNOWN]
    assert all(row(firm, notice).proof for notice in {*waiting, *lines})
    with firm.store.read() as session:
        assert list(docket.verify(session)) == []
        assert [entry.event for entry in docket.entries(session, 1)].count("notice_sent") == len(lines)

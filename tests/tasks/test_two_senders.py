"""Two processes that deliver at once, on either database, counted at the server."""

from collections.abc import Mapping

from models.terms import NoticeKind
from tasks.settings import NoticesSection
from tasks.wiring import Services
from tests.tasks.case_store.claims import add_notices, attempts, due, row
from tests.tasks.dying_sender import start_sender
from tests.tasks.mail.loopback_smtp import Desk


def test_two_processes_that_deliver_at_once_send_each_message_once(
    firm: Services, desk: Desk, environment: Mapping[str, str]
) -> None:
    add_notices(firm, due(firm)[0], 60)
    waiting = due(firm)
    both = [start_sender(environment) for _ in range(2)]
    for process in both:
        process.join()
    assert [process.exitcode for process in both] == [0, 0]
    assert due(firm) == []
    assert set(desk.message_ids().values()) == {1}
    assert set(desk.message_ids()) == {row(firm, notice).message_id for notice in waiting}
    assert all(attempts(firm, notice) == [] for notice in waiting)
    assert desk.most_open <= 2 * NoticesSection().connections
    assert {row(firm, notice).kind for notice in waiting} == {NoticeKind.CASE_OPENED}

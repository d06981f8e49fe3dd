"""Processes that die between two steps of a morning; mails are counted at the server."""

import asyncio
from collections.abc import Mapping

import pytest

from tasks.clock import FileClock
from tasks.delivery import deliver_due
from tasks.digests import queue_digests
from tasks.wiring import Services
from tests.tasks.case_store.cases import PLANTED, opened
from tests.tasks.dying_morning import POINTS, start_morning
from tests.tasks.mail.loopback_smtp import Desk
from tests.tasks.mornings import at, digests, waiting

pytestmark = pytest.mark.one_database("two sweeps at once are tested on either")

KILLED = -9
SECOND = "second.planted@firm.example"


@pytest.mark.parametrize("point", POINTS, ids=[point.replace(" ", "-") for point in POINTS])
def test_a_sweep_killed_anywhere_in_the_morning_leaves_one_digest_a_person(
    firm: Services, desk: Desk, environment: Mapping[str, str], point: str
) -> None:
    requester = {"name": "乙野 次", "address": "架空県", "born_on": "1990-01-01"}
    opened(firm, attorney={"name": "第二 三郎", "email": SECOND}, requester=requester)
    assert isinstance(firm.clock, FileClock)
    firm.clock.step_to(at(8))
    dying = start_morning(environment, point)
    dying.join()
    assert dying.exitcode == KILLED
    queue_digests(firm)
    asyncio.run(deliver_due(firm))
    assert len(digests(firm)) == 2
    assert all(digest.sent_at for digest in digests(firm))
    mails = [mail for mail in desk.messages if "まとめ" in str(mail["Subject"])]
    assert sorted(str(mail["To"].addresses[0].addr_spec) for mail in mails) == sorted(
        [PLANTED["attorney's mail"], SECOND]
    )
    assert {line.carrier_id for line in waiting(firm)} == {digest.id for digest in digests(firm)}
    assert all(line.sent_at for line in waiting(firm))

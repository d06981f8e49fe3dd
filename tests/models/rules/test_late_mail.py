"""Mail that is late or tried again: outside office hours only a fatal date in its last days may leave."""

from datetime import date, datetime

import pytest

from models.provisions import load_law
from models.rules.carriage import may_leave
from models.rules.japan_time import JST

LAW = load_law()
TUESDAY, SUNDAY = datetime(2026, 9, 29, 10, tzinfo=JST), datetime(2026, 9, 27, 10, tzinfo=JST)
NIGHT = datetime(2026, 9, 29, 3, tzinfo=JST)


@pytest.mark.parametrize(
    ("fatal", "act_by", "now", "leaves"),
    [
        pytest.param(False, None, TUESDAY, True, id="anything in office hours"),
        pytest.param(False, date(2026, 9, 27), SUNDAY, False, id="a date that kills nothing waits for the office"),
        pytest.param(True, date(2026, 9, 28), SUNDAY, True, id="a fatal one with a day left goes on a Sunday"),
        pytest.param(True, date(2026, 9, 29), SUNDAY, False, id="with two days left it waits"),
        pytest.param(True, date(2026, 9, 29), NIGHT, True, id="on its last day it goes in the night"),
        pytest.param(True, date(2026, 9, 1), NIGHT, True, id="and when it is over"),
        pytest.param(True, None, NIGHT, False, id="a mail without a date waits"),
    ],
)
def test_late_mail(fatal: bool, act_by: date | None, now: datetime, leaves: bool) -> None:  # noqa: FBT001 (a table)
    assert may_leave(fatal=fatal, act_by=act_by, now=now, calendar=LAW.calendar, office=LAW.alarms.office) is leaves

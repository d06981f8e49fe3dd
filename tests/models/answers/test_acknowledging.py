"""The page on which a date is owned: what is chosen there, and all its faults at once."""

import pytest

from models.answers.acknowledging import (
    ALL,
    AcknowledgeForm,
    read_acknowledgement,
)
from models.answers.faults import Faults
from models.terms import AckKind

DATE = "log_expiry:post:1"
GOOD = {"date": DATE, "say": "seen", "member": "1", "entered_by": "事務"}


def form(**typed: object) -> AcknowledgeForm:
    return AcknowledgeForm.model_validate({**GOOD, **typed})


def test_one_date_or_all_are_owned_by_a_member() -> None:
    one = read_acknowledgement(form())
    assert (one.topic, one.reply.kind, one.member_id, one.entered_by) == ("log_expiry:post:1", AckKind.SEEN, 1, "事務")
    assert read_acknowledgement(form(date=ALL)).topic is None
    put_off = read_acknowledgement(form(say="deferred", days=3, reason=" 回答待ち ")).reply
    assert (put_off.kind, put_off.days, put_off.reason) == (AckKind.DEFERRED, 3, "回答待ち")
    assert "回答待ち" not in repr(put_off)


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"date": " ", "entered_by": "", "member": ""}, ["date", "entered_by", "member"]),
        ({"say": "maybe"}, ["say"]),
        ({"say": "maybe", "days": -1}, ["say", "days"]),
        ({"say": "deferred"}, ["days", "reason"]),
        ({"say": "deferred", "days": -3, "reason": "待つ"}, ["days"]),
        ({"days": 3}, ["days"]),
        ({"member": "弁護士"}, ["member"]),
    ],
    ids=["empty", "unknown", "unknown-and-days", "put-off-empty", "put-off-back", "days-without", "no-number"],
)
def test_all_faults_at_once(typed: dict[str, object], fields: list[str]) -> None:
    with pytest.raises(Faults) as refused:
        read_acknowledgement(form(**typed))
    assert [fault.field for fault in refused.value.faults] == fields
    assert all(fault.cure for fault in refused.value.faults)

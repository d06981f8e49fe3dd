"""A letter leaves by a way that fits it; a court paper as the day's law has it filed, and to a court that is named."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from models.answers import read_answer
from models.answers.answer import Answer, Asked
from models.answers.faults import Faults
from models.facts import LetterFact
from models.terms import Channel, LetterKind, LetterState, Stage, WaitKind
from tests.models.answers.case_world import CLERK, LAW, CaseWorld, at, post, really_sent, written

K = LetterKind
BEFORE, AFTER = "2026-05-20T15:00", "2026-05-21T09:00"  # 令和4年法律第48号: 2026-05-21
TOKYO = "東京地方裁判所"


def _asked(kind: LetterKind, now: datetime) -> Asked:
    """A letter of this kind, released an hour ago and about to leave."""
    released = now - timedelta(hours=1)
    letter = LetterFact(
        id=7,
        kind=kind,
        subject="platform:mamasta",
        no=1,
        state=LetterState.RELEASED,
        drafted_at=released,
        released_at=released,
        sent_at=None,
        channel=None,
    )
    return Asked(
        facts=CaseWorld(post(posted_at=at("2026-01-08T23:41"))).facts,
        law=LAW,
        stage=Stage.PLATFORM_REQUEST,
        kind=WaitKind.LETTER_SENDING,
        subject=f"platform:mamasta/{kind}:1",
        now=now,
        letter=letter,
    )


def _sent(kind: LetterKind, moment: str = AFTER, **changes: Any) -> Answer:
    now = at(moment)
    answer = read_answer(_asked(kind, now), CLERK | really_sent(kind, now) | changes)
    assert answer is not None
    return answer


def _refused(kind: LetterKind, moment: str = AFTER, **changes: Any) -> list[tuple[str, str]]:
    with pytest.raises(Faults) as refused:
        _sent(kind, moment, **changes)
    return [(fault.field, fault.cure) for fault in refused.value.faults]


@pytest.mark.parametrize("kind", LetterKind)
def test_every_kind_of_letter_has_a_way_to_leave(kind: LetterKind) -> None:
    answer = _sent(kind)
    assert answer.letter is not None
    assert answer.letter.sent_at == at(AFTER)


@pytest.mark.parametrize("kind", [K.DISCLOSURE_COMPLAINT, K.DAMAGES_COMPLAINT])
@pytest.mark.parametrize("channel", ["counter", "post"])
def test_an_attorney_may_not_sue_on_paper_since_the_day_of_the_law(kind: LetterKind, channel: str) -> None:
    ((field, cure),) = _refused(kind, channel=channel)
    assert field == "channel"
    for told in ("不適法", "民事訴訟法132条の11", "e_filing", "paper_reason"):
        assert told in cure
    assert _sent(kind, BEFORE, channel=channel).steps[0].note is None


def test_a_suit_of_the_day_before_could_not_be_filed_electronically() -> None:
    ((field, cure),) = _refused(K.DAMAGES_COMPLAINT, BEFORE, channel="e_filing")
    assert field == "channel"
    assert "counter, post" in cure


def test_paper_goes_through_when_the_system_failed_and_the_reason_is_kept() -> None:
    reason = "mints の障害（2026-05-21 08:00 から停止、裁判所の告知あり）"
    answer = _sent(K.DISCLOSURE_COMPLAINT, channel="counter", paper_reason=reason)
    assert answer.steps[0].note == reason
    assert reason not in repr(answer)


@pytest.mark.parametrize(("kind", "channel"), [(K.DAMAGES_COMPLAINT, "e_filing"), (K.DISPOSITION_PETITION, "counter")])
def test_a_reason_for_paper_is_given_only_where_paper_needs_one(kind: LetterKind, channel: str) -> None:
    ((field, _),) = _refused(kind, channel=channel, paper_reason="急いでいた")
    assert field == "paper_reason"


@pytest.mark.parametrize(
    "kind",
    [K.DISPOSITION_PETITION, K.DELETION_PETITION, K.PRESERVATION_PETITION, K.ORDER_PETITION, K.PROVISION_PETITION],
)
def test_petitions_are_still_filed_on_paper(kind: LetterKind) -> None:
    assert _sent(kind, channel="post").steps[0].court == TOKYO
    ((field, cure),) = _refused(kind, channel="e_filing")
    assert field == "channel"
    assert "2028年6月13日" in cure


@pytest.mark.parametrize(
    ("kind", "channel", "why"),
    [
        (K.BAR_INQUIRY, "email", "弁護士法23条の2"),
        (K.BAR_INQUIRY, "certified_post", "弁護士会"),
        (K.CRIMINAL_COMPLAINT, "web_form", "刑事訴訟法241条"),
        (K.CRIMINAL_COMPLAINT, "e_filing", "counter, post"),
        (K.DISCLOSURE_REQUEST, "certified_post", "同封できない"),
        (K.DISCLOSURE_REQUEST, "counter", "web_form"),
        (K.DEMAND_LETTER, "web_form", "certified_post"),
        (K.PRESERVATION_NOTICE, "e_filing", "post"),
        (K.SETTLEMENT, "certified_post", "post"),
        (K.DAMAGES_COMPLAINT, "email", "132条の11"),
    ],
)
def test_a_way_that_does_not_fit_is_refused_with_the_ways_that_do(kind: LetterKind, channel: str, why: str) -> None:
    (fault,) = _refused(kind, channel=channel, tracking_no="12345678901" if channel == "certified_post" else "")
    assert fault[0] == "channel"
    assert why in fault[1]


@pytest.mark.parametrize("court", ["", "  ", "東京地裁", "見本弁護士会"])
@pytest.mark.parametrize("kind", [K.DISPOSITION_PETITION, K.DAMAGES_COMPLAINT])
def test_a_court_paper_names_the_court(kind: LetterKind, court: str) -> None:
    ((field, cure),) = _refused(kind, court=court)
    assert (field, "裁判所の名称" in cure) == ("court", True)


def test_a_letter_needs_no_court() -> None:
    assert _sent(K.PRESERVATION_NOTICE, court="").steps[0].court is None


@pytest.mark.parametrize(
    "number",
    [
        "123-45-67890-1",
        "12345678901",
        "１２３４－５６７８－９０１２",
        "1234567890123",
        "EJ123456789JP",
        "ej 123456789 jp",
    ],
)
def test_the_number_of_the_post_is_kept(number: str) -> None:
    answer = _sent(K.PRESERVATION_NOTICE, channel="post", tracking_no=number)
    assert answer.letter is not None
    assert answer.letter.tracking_no
    assert number not in repr(answer.letter)


@pytest.mark.parametrize("number", ["1234567890", "12345678901234", "123-45-6789O-1", "見本引受番号", "EJ12345678JP"])
def test_a_number_that_the_post_does_not_give_is_refused(number: str) -> None:
    ((field, cure),) = _refused(K.PRESERVATION_NOTICE, channel="post", tracking_no=number)
    assert (field, "11～13桁" in cure) == ("tracking_no", True)


def test_only_the_post_traces() -> None:
    ((field, _),) = _refused(K.PRESERVATION_NOTICE, channel="email", tracking_no="12345678901")
    assert field == "tracking_no"


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        ({"proof": "配達証明書"}, ["tracking_no"]),
        ({"proof": "引受番号は受領証のとおり"}, ["tracking_no"]),
        ({"proof": "引受番号 123-45-67890-1"}, []),
        ({"proof": "配達証明書", "tracking_no": "123-45-67890-1"}, []),
    ],
)
def test_certified_post_is_registered_and_has_its_number(typed: dict[str, str], refused: list[str]) -> None:
    if refused:
        assert [field for field, _ in _refused(K.DEMAND_LETTER, channel="certified_post", **typed)] == refused
        return
    answer = _sent(K.DEMAND_LETTER, channel="certified_post", **typed)
    assert answer.letter is not None
    assert answer.letter.channel is Channel.CERTIFIED_POST


def test_all_that_is_wrong_is_told_at_once() -> None:
    yesterday = written(at(AFTER) - timedelta(days=1))
    changes = {"sent": yesterday, "channel": "certified_post", "tracking_no": "1", "proof": "", "court": ""}
    fields = [field for field, _ in _refused(K.DISPOSITION_PETITION, **changes)]
    assert fields == ["sent", "channel", "tracking_no", "proof", "court"]

"""What the world answers to each wait of a case, at random but as the forms want it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from models.answers.subjects import known_subjects
from models.facts import CaseFacts, platform_subject
from models.rules.japan_time import JST
from models.tables import WaitRow
from models.terms import LetterKind, WaitKind
from tasks.case_store.position import CaseView
from tests.models.answers.case_world import really_sent

Typed = dict[str, Any]
PROVIDERS = ("sample_mobile", "sample_fibre", "sample_carrier", "short_logs", "long_logs", "longest_logs")
ADDRESSES = {
    "203.0.113.45": "sample_mobile",
    "203.0.113.46": "sample_carrier",
    "203.0.113.47": "short_logs",
    "198.51.100.77": "sample_fibre",
    "198.51.100.78": "long_logs",
    "198.51.100.79": "longest_logs",
    "198.51.100.80": None,
}
SOME_YEN = 300_000


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One wait, the case as it stands, the moment and the dice."""

    dice: Random
    view: CaseView
    wait: WaitRow
    now: datetime
    lawyer: str

    @property
    def facts(self) -> CaseFacts:
        """The facts of the case."""
        return self.view.facts

    def moment(self) -> str:
        """Now, as staff type it."""
        return typed_moment(self.now)

    def day(self, *after: int) -> str:
        """A day so many days from now."""
        return (self.now.astimezone(JST).date() + timedelta(days=self.dice.choice(after))).isoformat()


def typed_moment(moment: datetime) -> str:
    """A moment as staff type it."""
    return moment.astimezone(JST).strftime("%Y-%m-%d %H:%M:%S JST")


def random_answer(asked: Asked) -> Typed:
    """One answer to this wait."""
    return asked.dice.choice(ANSWERS[asked.wait.kind](asked))


def _lines(asked: Asked, **more: Any) -> list[Typed]:
    posts = [post for post in asked.facts.posts if platform_subject(post.platform) == asked.wait.subject]
    return [
        {
            "post_no": post.no,
            "log_kind": asked.dice.choice(["post", "login"]),
            "moment": typed_moment(post.posted_at),
            **(more or {"ip": asked.dice.choice(list(ADDRESSES)), "port": 50_000 + post.no}),
        }
        for post in posts
    ]


def _platform(asked: Asked) -> list[Typed]:
    said = {"received": asked.moment()}
    return [
        *([{"outcome": "disclosed", "rows": _lines(asked)} | said] * 4),
        {"outcome": "partly", "rows": _lines(asked)[:1]} | said,
        {"outcome": "phone_or_email", "rows": _lines(asked, phone="090-0000-0000")} | said,
        {"outcome": "refused"} | said,
        {"outcome": "no_record"} | said,
    ]


def _disposition(asked: Asked) -> list[Typed]:
    said = {"happened": asked.moment()}
    return [
        {"event": "hearing_set", "on": asked.day(7, 14, 30), "at": "13:30"} | said,
        {"event": "security_ordered", "amount_yen": SOME_YEN, "on": asked.day(3, 5, 7)} | said,
        *([{"event": "granted"} | said] * 2),
        {"event": "dismissed"} | said,
    ]


def _new_provider(asked: Asked) -> str:
    number = int(asked.wait.subject.rpartition(":")[2])
    lines = {hop.observation_id for hop in asked.facts.hops_of_holder(number)}
    known = {hop.provider for hop in asked.facts.hops if hop.observation_id in lines}
    return asked.dice.choice([key for key in PROVIDERS if key not in known])


def _preservation(asked: Asked) -> list[Typed]:
    said = {"received": asked.moment()}
    return [
        *([{"outcome": "kept", "kept_until": asked.day(40, 90, 200, 400), "in_writing": True} | said] * 3),
        {"outcome": "arrived"} | said,
        {"outcome": "ordered"} | said,
        {"outcome": "refused"} | said,
        {"outcome": "no_such_log"} | said,
        {"outcome": "another_provider", "other_provider": _new_provider(asked)} | said,
    ]


def _suit(asked: Asked) -> list[Typed]:
    said = {"happened": asked.moment()}
    return [
        {"event": "served"} | said,
        {"event": "opinion_inquiry"} | said,
        {"event": "hearing_set", "on": asked.day(10, 30, 60)} | said,
        *([{"event": "granted"} | said] * 3),
        {"event": "dismissed"} | said,
    ]


def _person(asked: Asked, **more: Any) -> Typed:
    number = asked.dice.randint(1, 99)
    named = {"name": f"仮名 発信子{number}（架空）", "address": "架空県例示市見本町1-2-3", "received": asked.moment()}
    return named | {"is_sender": asked.dice.choice(["sender", "sender", "unclear"])} | more


def _bar(asked: Asked) -> list[Typed]:
    said = {"received": asked.moment()}
    return [
        {"outcome": "disclosed"} | _person(asked),
        {"outcome": "refused"} | said,
        {"outcome": "no_record"} | said,
    ]


def _claim(asked: Asked) -> list[Typed]:
    said = {"received": asked.moment()}
    return [
        {"outcome": "agreed", "amount_yen": SOME_YEN} | said,
        *([{"outcome": "refused"} | said] * 2),
        {"outcome": "withdrawn"} | said,
    ]


def _damages(asked: Asked) -> list[Typed]:
    said = {"happened": asked.moment()}
    return [
        {"outcome": "granted", "amount_yen": SOME_YEN} | said,
        {"outcome": "settled", "amount_yen": SOME_YEN} | said,
        {"outcome": "dismissed"} | said,
    ]


def _dead_end(asked: Asked) -> list[Typed]:
    if asked.wait.subject == "case":
        return [{"action": "recheck"}, {"decision": "close", "reason": "見込みがない"}]
    return [
        {"decision": "given_up", "reason": "見込みがない"},
        {"decision": "appeal", "reason": "不服", "happened": asked.moment()},
    ]


def _sending(asked: Asked) -> list[Typed]:
    kind = LetterKind(asked.wait.subject.partition("/")[2].partition(":")[0])
    return [really_sent(kind, asked.now) | {"sent": asked.moment()}]


ANSWERS: dict[WaitKind, Callable[[Asked], list[Typed]]] = {
    WaitKind.LETTER_RELEASE: lambda asked: [*([{"attorney": asked.lawyer}] * 9), {"decision": "return"}],
    WaitKind.LETTER_SENDING: _sending,
    WaitKind.PLATFORM_ANSWER: _platform,
    WaitKind.DISPOSITION_PROGRESS: _disposition,
    WaitKind.SECURITY_DEPOSIT: lambda asked: [
        {"happened": asked.moment(), "amount_yen": SOME_YEN, "deposit_no": "令和8年度金第1号"}
    ],
    WaitKind.PROVIDER_REVIEW: lambda asked: [{"provider": asked.dice.choice(PROVIDERS), "basis": "WHOIS"}],
    WaitKind.CONTACT_CARRIER: lambda asked: [{"provider": asked.dice.choice(PROVIDERS), "basis": "番号帯"}],
    WaitKind.PRESERVATION_ANSWER: _preservation,
    WaitKind.SUIT_PROGRESS: _suit,
    WaitKind.SUBSCRIBER_DISCLOSURE: lambda asked: [_person(asked)],
    WaitKind.BAR_INQUIRY_ANSWER: _bar,
    WaitKind.SENDER_CONFIRMATION: lambda _: [
        {"is_sender": "sender", "basis": "本人の説明"},
        {"is_sender": "given_up", "basis": "わからない"},
    ],
    WaitKind.CLAIM_ANSWER: _claim,
    WaitKind.PAYMENT: lambda asked: [{"paid": asked.moment(), "amount_yen": SOME_YEN}],
    WaitKind.DAMAGES_SUIT: _damages,
    WaitKind.COMPLAINT_ANSWER: lambda asked: [
        {"outcome": outcome, "happened": asked.moment()} for outcome in ("accepted", "returned")
    ],
    WaitKind.DEAD_END: _dead_end,
    WaitKind.CLOSING: lambda _: [{"reason": "終結"}, {"action": "recheck"}],
}


def random_event(dice: Random, view: CaseView, now: datetime) -> Typed:
    """Something that happened and that nobody was asked for; some of these the desk will refuse, as it should."""
    day = now.astimezone(JST).date()
    kind, kinds, more = dice.choice(_events(dice, day.toordinal() - day.replace(month=1, day=1).toordinal()))
    subjects = known_subjects(view.facts, *kinds)
    days = more.pop("in_days", None)
    if days is not None:
        more["on"] = (day + timedelta(days=days)).isoformat()
    past = now - timedelta(days=more.pop("days_ago", 0))
    return {
        "event": kind,
        "subject": dice.choice(subjects) if subjects else "",
        "happened": typed_moment(past),
        **more,
    }


def _events(dice: Random, _day_of_year: int) -> list[tuple[str, tuple[str, ...], Typed]]:
    court = ("platform", "holder", "sender")
    return [
        ("hearing_set", court, {"in_days": dice.choice([5, 12, 25]), "at": "10:00"}),
        ("hearing_proposed", court, {"in_days": dice.choice([5, 12, 25])}),
        ("security_ordered", ("platform", "holder"), {"amount_yen": SOME_YEN, "days": dice.choice([3, 7])}),
        ("main_suit_ordered", ("platform", "holder"), {"days": 14}),
        ("provision_ordered", ("platform",), {"outcome": "ordered"}),
        ("disclosure_order_decided", ("platform", "holder"), {"outcome": dice.choice(["granted", "dismissed"])}),
        ("disposition_decided", ("platform", "holder"), {"outcome": dice.choice(["granted", "dismissed"])}),
        ("ruling_served", court, {"outcome": "dismissed"}),
        ("sender_suspected", ("sender", "post"), {}),
        ("judgment_given", ("platform", "holder"), {"outcome": dice.choice(["granted", "dismissed"])}),
        ("negotiation_agreed", ("sender", "post"), {"in_days": 60}),
    ]

"""Whatever happens in whatever order: an open case is on somebody's desk, no letter is doubled, and it can be ended."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.answers import QUESTIONS
from models.facts import platform_subject
from models.rules.progress.plan import CasePlan, Draft, Identify, WaitSpec
from models.rules.progress.subscriber_disclosure import senders
from models.terms import CaseStatus, Outcome, Remedy, Stage, WaitKind
from tests.models.answers.beginnings import someone
from tests.models.answers.case_world import ATTORNEY, LAW, CaseWorld, post, really_sent, row, written

Typed = dict[str, Any]
Answers = Callable[[CaseWorld, WaitSpec], list[Typed]]


def _rows(world: CaseWorld, wait: WaitSpec, **more: Any) -> list[Typed]:
    return [row(p.no, **more) for p in world.facts.posts if platform_subject(p.platform) == wait.subject]


def _platform(world: CaseWorld, wait: WaitSpec) -> list[Typed]:
    said = {"received": written(world.now)}
    return [
        {"outcome": "disclosed", "rows": _rows(world, wait)} | said,
        {"outcome": "partly", "rows": _rows(world, wait)[:1]} | said,
        {"outcome": "phone_or_email", "rows": _rows(world, wait, phone="090-0000-0000")} | said,
        {"outcome": "refused"} | said,
        {"outcome": "no_record"} | said,
    ]


def _new_provider(world: CaseWorld, wait: WaitSpec) -> str:
    number = int(wait.subject.rpartition(":")[2])
    lines = {hop.observation_id for hop in world.facts.hops_of_holder(number)}
    known = {hop.provider for hop in world.facts.hops if hop.observation_id in lines}
    return next(key for key in sorted(LAW.providers) if key not in known)


def _preservation(world: CaseWorld, wait: WaitSpec) -> list[Typed]:
    said = {"received": written(world.now)}
    until = world.now.date().replace(year=world.now.year + 1, day=1).isoformat()
    return [
        {"outcome": "kept", "kept_until": until, "in_writing": True} | said,
        {"outcome": "ordered"} | said,
        {"outcome": "refused"} | said,
        {"outcome": "no_such_log"} | said,
        {"outcome": "another_provider", "other_provider": _new_provider(world, wait)} | said,
    ]


def _bar(world: CaseWorld, wait: WaitSpec) -> list[Typed]:
    said = {"received": written(world.now)}
    return [
        {"outcome": "disclosed"} | dict(someone(world, "unclear")),
        {"outcome": "refused"} | said,
        {"outcome": "no_record"} | said,
        {"outcome": "another_provider", "other_provider": _new_provider(world, wait)} | said,
    ]


def _happened(name: str, *events: str, **more: Any) -> Answers:
    return lambda world, _: [{name: event, "happened": written(world.now)} | more for event in events]


def _subscriber(world: CaseWorld, _: WaitSpec) -> list[Typed]:
    first = next((p.id for p in world.facts.subscribers), 0)
    people = [dict(someone(world, is_sender)) for is_sender in ("sender", "unclear", "not_sender")]
    return [*people, people[0] | {"same_as": first}]


def _claim(world: CaseWorld, _: WaitSpec) -> list[Typed]:
    said = {"received": written(world.now)}
    signed = world.now.date().isoformat()
    return [
        {"outcome": "agreed", "amount_yen": 500_000, "pledge_signed_on": signed} | said,
        {"outcome": "agreed", "amount_yen": 500_000} | said,
        {"outcome": "refused"} | said,
        {"outcome": "withdrawn"} | said,
    ]


def _payment(world: CaseWorld, _: WaitSpec) -> list[Typed]:
    both = {"paid": written(world.now), "pledge_signed_on": world.now.date().isoformat()}
    return [both | {"amount_yen": 500_000}, {"paid": written(world.now), "amount_yen": 100_000}]


def _dead_end(world: CaseWorld, wait: WaitSpec) -> list[Typed]:
    if wait.subject == "case":
        return [{"action": "recheck"}]
    return [
        {"decision": "given_up", "reason": "見込みがない"},
        {"decision": "appeal", "reason": "不服", "happened": written(world.now)},
    ]


def _sending(world: CaseWorld, wait: WaitSpec) -> list[Typed]:
    assert wait.letter is not None
    return [really_sent(wait.letter, world.now)]


ANSWERS: dict[WaitKind, Answers] = {
    WaitKind.LETTER_RELEASE: lambda *_: [{"attorney": ATTORNEY}, {"decision": "return"}],
    WaitKind.LETTER_SENDING: _sending,
    WaitKind.PLATFORM_ANSWER: _platform,
    WaitKind.DISPOSITION_PROGRESS: lambda world, wait: [
        *_happened("event", "granted")(world, wait),
        *_happened("event", "hearing_set", on="2030-01-15")(world, wait),
        *_happened("event", "security_ordered", amount_yen=300_000)(world, wait),
        *_happened("event", "dismissed", "withdrawn")(world, wait),
    ],
    WaitKind.SECURITY_DEPOSIT: lambda world, _: [
        {"happened": written(world.now), "amount_yen": 300_000, "deposit_no": "令和8年度金第1号"}
    ],
    WaitKind.PROVIDER_REVIEW: lambda *_: [{"provider": "ntt_docomo", "basis": "WHOIS"}],
    WaitKind.CONTACT_CARRIER: lambda *_: [{"provider": "kddi", "basis": "番号帯"}],
    WaitKind.PRESERVATION_ANSWER: _preservation,
    WaitKind.SUIT_PROGRESS: lambda world, wait: [
        *_happened("event", "granted", "served", "opinion_inquiry", "dismissed", "settled", "withdrawn")(world, wait),
        *_happened("event", "hearing_set", on="2030-01-15")(world, wait),
    ],
    WaitKind.SUBSCRIBER_DISCLOSURE: _subscriber,
    WaitKind.BAR_INQUIRY_ANSWER: _bar,
    WaitKind.SENDER_CONFIRMATION: lambda *_: [
        {"is_sender": "sender", "basis": "本人の説明"},
        {"is_sender": "not_sender", "basis": "家族の回線", "name": "仮名 家族（架空）", "address": "同所"},
        {"is_sender": "given_up", "basis": "わからない"},
    ],
    WaitKind.CLAIM_ANSWER: _claim,
    WaitKind.PAYMENT: _payment,
    WaitKind.DAMAGES_SUIT: lambda world, wait: [
        *_happened("outcome", "granted", "settled", amount_yen=400_000)(world, wait),
        *_happened("outcome", "dismissed", "withdrawn")(world, wait),
    ],
    WaitKind.COMPLAINT_ANSWER: _happened("outcome", "accepted", "returned", "withdrawn"),
    WaitKind.DEAD_END: _dead_end,
    WaitKind.CLOSING: lambda *_: [{"action": "recheck"}],
}
FIRST_IS_BEST = 0
REGISTRY = (Outcome.IDENTIFIED, Outcome.NEEDS_REVIEW, Outcome.UNAVAILABLE, Outcome.NOT_FOUND)


def check(world: CaseWorld) -> CasePlan:
    """What must hold of every plan of an open case."""
    plan = world.plan()
    assert plan.todos or plan.waits, "an open case that is on nobody's desk"
    letters = {(x.kind, x.subject, x.no) for x in world.facts.letters}
    wanted = [(t.letter, t.subject, t.no) for t in plan.todos if isinstance(t, Draft)]
    assert not letters & set(wanted), "a letter that exists is drafted again"
    assert len(wanted) == len(set(wanted)), "one letter drafted twice"
    questions = [(wait.kind, wait.subject) for wait in plan.waits]
    assert len(questions) == len(set(questions)), "one question asked twice"
    assert plan.wake_at is None or plan.wake_at > world.now, "a wake-up in the past"
    assert set(plan.marks) == set(Stage)
    return plan


def advance(world: CaseWorld, data: st.DataObject) -> None:
    """One thing happens: time passes, the registries answer, a wait is answered; drafts are always written."""
    plan = check(world)
    world.draft()
    if any(isinstance(todo, Identify) for todo in plan.todos):
        world.identify(data.draw(st.sampled_from(REGISTRY), label="registry"))
    if plan.todos:
        return
    waits = plan.waits
    choice = data.draw(st.integers(-1, len(waits) - 1), label="wait (-1: time passes)")
    if choice < 0:
        world.days(data.draw(st.sampled_from([1, 3, 10, 40]), label="days"))
        return
    typed = ANSWERS[waits[choice].kind](world, waits[choice])
    world.answer(waits[choice].kind, waits[choice].subject, **data.draw(st.sampled_from(typed), label="typed"))
    if data.draw(st.booleans(), label="next day"):
        world.days(1)


def finish(world: CaseWorld) -> WaitKind:
    """Everybody answers as one hopes, first question first; return what the case waits for in the end."""
    for _ in range(120):
        plan = check(world)
        world.draft()
        world.identify(Outcome.IDENTIFIED)
        if plan.todos:
            continue
        wait = plan.waits[0]
        if wait.subject == "case":
            return wait.kind
        world.answer(wait.kind, wait.subject, **ANSWERS[wait.kind](world, wait)[FIRST_IS_BEST])
        world.days(1)
    raise AssertionError(f"no end in sight: {world.waits()}")


def test_every_question_has_answers_here() -> None:
    assert set(ANSWERS) == set(QUESTIONS) == set(WaitKind)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_an_open_case_is_always_on_a_desk_and_can_always_be_ended(data: st.DataObject) -> None:
    remedies = data.draw(st.sets(st.sampled_from(Remedy), min_size=1), label="remedies")
    posts = data.draw(st.sampled_from([(post(1),), (post(1), post(2)), (post(1), post(2, "x"))]), label="posts")
    world = CaseWorld(*posts, remedies=frozenset(remedies))
    for _ in range(data.draw(st.integers(0, 40), label="steps")):
        advance(world, data)
    end = finish(world)
    assert end is (WaitKind.CLOSING if senders(world.facts) else WaitKind.DEAD_END)
    world.answer(end, "case", **({"decision": "close"} if end is WaitKind.DEAD_END else {}), reason="終結")
    assert world.facts.status is CaseStatus.CLOSED
    assert not world.plan().waits

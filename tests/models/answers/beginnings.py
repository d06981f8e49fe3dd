"""Cases that stand where a test begins: each builds on the one before, through the real forms."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from models.facts import PostFact
from models.terms import CaseStatus, LetterKind, ObservationKind, Outcome, WaitKind
from tests.models.answers.case_world import CaseWorld, row, written


def asked_for_ip(*posts: PostFact, **more: Any) -> CaseWorld:
    """The platform was asked by its form and has disclosed one address a post."""
    world = CaseWorld(*posts, **more)
    for platform in world.facts.platforms():
        world.send(LetterKind.DISCLOSURE_REQUEST, f"platform:{platform}").days(1)
        rows = [row(p.no) for p in world.facts.posts if p.platform == platform]
        world.answer(WaitKind.PLATFORM_ANSWER, f"platform:{platform}", received=written(world.now), rows=rows)
    return world


def identified(*posts: PostFact, provider: str = "ntt_docomo", **more: Any) -> CaseWorld:
    """The registries have named the provider of every address."""
    return asked_for_ip(*posts, **more).identify(Outcome.IDENTIFIED, provider)


def kept(*posts: PostFact, until: str = "2027-03-31", **more: Any) -> CaseWorld:
    """Holder 1 was asked to keep the log and promised it in writing."""
    world = identified(*posts, **more).send(LetterKind.PRESERVATION_NOTICE, "holder:1").days(7)
    typed = {"received": written(world.now), "kept_until": until, "in_writing": True}
    world.answer(WaitKind.PRESERVATION_ANSWER, "holder:1", outcome="kept", **typed)
    return world


def sued(*posts: PostFact, **more: Any) -> CaseWorld:
    """The suit against holder 1 was filed."""
    return kept(*posts, **more).send(LetterKind.DISCLOSURE_COMPLAINT, "holder:1", court="東京地方裁判所").days(14)


def named(*posts: PostFact, is_sender: str = "sender", **more: Any) -> CaseWorld:
    """Holder 1 lost the suit and disclosed a name."""
    world = sued(*posts, **more).days(90)
    world.answer(WaitKind.SUIT_PROGRESS, "holder:1", event="granted", happened=written(world.now))
    world.days(14)
    world.answer(WaitKind.SUBSCRIBER_DISCLOSURE, "holder:1", **someone(world, is_sender))
    return world


def someone(world: CaseWorld, is_sender: str = "sender") -> Mapping[str, Any]:
    """A disclosed person, plainly fictitious."""
    name = {"name": "仮名 発信子（架空）", "address": "架空県例示市見本町1-2-3"}
    return name | {"received": written(world.now), "is_sender": is_sender}


def on_hold(world: CaseWorld, status: CaseStatus) -> CaseWorld:
    world.facts = replace(world.facts, status=status)
    return world


def phone_world(**more: Any) -> CaseWorld:
    """The platform gave a telephone number; staff named the carrier; the bar inquiry has left."""
    world = CaseWorld(**more).send(LetterKind.DISCLOSURE_REQUEST).days(1)
    rows = [row(phone="090-0000-0000", log_kind="login")]
    world.answer(WaitKind.PLATFORM_ANSWER, outcome="phone_or_email", received=written(world.now), rows=rows)
    world.answer(WaitKind.CONTACT_CARRIER, provider="kddi", basis="番号帯")
    assert {o.kind for o in world.facts.observations} == {ObservationKind.PHONE}
    return world.send(LetterKind.BAR_INQUIRY)

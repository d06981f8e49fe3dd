"""The stories of tests/scenarios/progress.toml: what happened on which day; what is then drafted, awaited, told."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.answers import QUESTIONS
from models.facts import sender_subject
from models.rules.progress.plan import WaitSpec
from models.rules.progress.subscriber_disclosure import senders
from models.terms import LetterKind, Outcome, Remedy, WaitKind
from tests.models.answers.beginnings import identified, named, phone_world, someone, sued
from tests.models.answers.case_world import CaseWorld, post, row, written

FILE = Path(__file__).parents[2] / "scenarios" / "progress.toml"
STORIES = tomllib.loads(FILE.read_text(encoding="utf-8"))["story"]
BEGINNINGS: dict[str, Callable[..., CaseWorld]] = {
    "identified": identified,
    "sued": sued,
    "named": named,
    "": CaseWorld,
}


def begin(story: dict[str, Any]) -> CaseWorld:
    """The case as it stands when the story begins (by default: opened on 2 June 2026, one post on MamaSta)."""
    posts = [post(no, platform) for no, platform in enumerate(story.get("posts", ["mamasta"]), 1)]
    remedies = frozenset(map(Remedy, story.get("remedies", ["damages"])))
    if story.get("begins") == "phone":
        return phone_world(remedies=remedies)
    return BEGINNINGS[story.get("begins", "")](*posts, remedies=remedies)


def happen(world: CaseWorld, step: dict[str, Any]) -> None:
    """One step: something is sent, found, answered, or nothing but time passes."""
    if "send" in step:
        kind, _, subject = step["send"].partition(" to ")
        world.send(LetterKind(kind), subject or None)
    if "ask" in step:
        kind, _, subject = step["ask"].partition(" of ")
        world.ask(LetterKind(kind), subject if ":" in subject else sender_subject(senders(world.facts)[0].id))
    if "registries" in step:
        world.identify(Outcome(step["registries"]), step.get("provider", "ntt_docomo"))
    if "answer" in step:
        kind, _, subject = step["answer"].partition(" of ")
        world.answer(WaitKind(kind), subject or None, **typed(world, WaitKind(kind), step.get("typed", {})))


def typed(world: CaseWorld, kind: WaitKind, given: dict[str, Any]) -> dict[str, Any]:
    """What the story says, at the story's moment; a name and one disclosed line where the answer needs them."""
    fields = QUESTIONS[kind].form.model_fields
    usual: dict[str, Any] = {name: written(world.now) for name in ("received", "happened") if name in fields}
    if kind is WaitKind.SUBSCRIBER_DISCLOSURE:
        usual |= {name: value for name, value in someone(world).items() if name in fields}
    if given.get("outcome") == "disclosed" and kind is WaitKind.BAR_INQUIRY_ANSWER:
        usual |= someone(world)
    if "posts" in given:
        usual |= {"rows": [row(no) for no in given["posts"]]}
    return usual | {name: value for name, value in given.items() if name != "posts"}


def shown(wait: WaitSpec) -> str:
    return f"{wait.kind} {wait.subject}" + (f" until {wait.due_on}" if wait.due_on else "")


def unnumbered(texts: list[str]) -> list[str]:
    """Each story has one sender; their number is of no interest."""
    return [re.sub(r"sender:\d+", "sender", text) for text in texts]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story["name"])
def test_story(story: dict[str, Any]) -> None:
    world = begin(story)
    for step in story["step"]:
        world.to(str(step["on"]))
        happen(world, step)
        drafts = world.draft()
        plan = world.plan()
        found: dict[str, Any] = {
            "drafts": unnumbered(drafts),
            "waits": unnumbered([shown(wait) for wait in plan.waits]),
            "escalations": [item.reason for item in plan.escalations],
            "looks_again_on": plan.wake_at and plan.wake_at.date(),
        }
        for name, is_now in found.items():
            assert is_now == step.get(name, [] if name in {"drafts", "escalations"} else None), f"{step['on']}: {name}"

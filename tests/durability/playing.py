"""How the demonstrations of this folder are played: undisturbed, killed at many points, the long one killed twice."""

from contextlib import nullcontext

from tests.durability.demonstration import Demonstration
from tests.durability.kills import KILLS, Kill, answered
from tests.durability.post import Post

Played = tuple[Demonstration, Post]


def undisturbed(demonstration: Demonstration, post: Post) -> Played:
    """Play to the end without a disturbance."""
    return _to_its_end(demonstration, post)


def killed(demonstration: Demonstration, post: Post) -> Played:
    """Kill and start again at every point of KILLS."""
    for number, (name, kill) in enumerate(KILLS.items()):
        if not demonstration.is_alive:
            demonstration.start()
        _kill(demonstration, post, name, kill)
        if kill.wipe:
            (demonstration.home / "prefect").rename(demonstration.home.with_name(f"killed-engine-{number}"))
    return _to_its_end(demonstration, post)


def full(demonstration: Demonstration, post: Post) -> Played:
    """Kill twice just when an answer is recorded and the engine still has it."""
    for answers in (12, 25):
        demonstration.start()
        _kill(demonstration, post, f"{answers} answers", Kill(at=answered(answers)))
    return _to_its_end(demonstration, post)


def _kill(demonstration: Demonstration, post: Post, name: str, kill: Kill) -> None:
    demonstration.wait_until(kill.at, name)
    with post.held_at_next() if kill.sending else nullcontext():
        demonstration.kill(*kill.victims)


def _to_its_end(demonstration: Demonstration, post: Post) -> Played:
    demonstration.start()
    assert demonstration.finish() == 0, demonstration.said()
    return demonstration, post

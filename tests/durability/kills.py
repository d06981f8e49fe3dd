"""Where the short cases are killed; the docket's entries count the progress."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.durability.demonstration import Progress

EVERYTHING = ("demo", "server", "worker", "leg", "deploy")


@dataclass(frozen=True, kw_only=True)
class Kill:
    """What is killed, at which progress.

    `sending`: while the next mail is accepted but not confirmed; `wipe`: Prefect's whole folder is taken away too.
    """

    at: Callable[[Progress], bool]
    victims: tuple[str, ...] = EVERYTHING
    sending: bool = False
    wipe: bool = False


def docket(entries: int) -> Callable[[Progress], bool]:
    """The docket has this many entries."""
    return lambda progress: progress["docket"] >= entries


def answered(waits: int) -> Callable[[Progress], bool]:
    """This many waits are answered."""
    return lambda progress: progress["answered"] >= waits


KILLS = {
    "before anything": Kill(at=lambda progress: progress["key"] == 1),
    "the first case is written": Kill(at=docket(1)),
    "a mail of the first ones is on its way": Kill(at=docket(2), sending=True),
    "inside a leg": Kill(at=lambda progress: progress["docket"] >= 7 and progress["legs"] > 0),
    "a release is recorded; only the demonstration dies": Kill(at=docket(8), victims=("demo",)),
    "an answer through the side door is recorded": Kill(at=docket(18)),
    "one of two addresses is identified": Kill(at=docket(19)),
    "one of two letters is drafted; the engine's folder goes too": Kill(at=docket(21), wipe=True),
    "a mail is on its way; only the demonstration dies": Kill(at=docket(22), victims=("demo",), sending=True),
    "only the worker dies, and is started again": Kill(at=docket(27), victims=("worker",)),
    "only the server dies, and is started again": Kill(at=docket(36), victims=("server",)),
    "the name of the sender is recorded": Kill(at=docket(45)),
    "the first case is closed; the engine's folder goes too": Kill(at=docket(52), wipe=True),
}

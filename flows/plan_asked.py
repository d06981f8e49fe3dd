"""Which plan was asked for: of a post, a case, or all open cases; words that do not go together are refused."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flows.planning import day_faults
from models.answers.faults import Fault, Faults


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The words of the command; `typed` are those about a post, None where not typed."""

    ref: str | None
    open_cases: bool
    on: str | None
    typed: Mapping[str, str | None]


def check(asked: Asked) -> None:
    """Raise Faults when it is not one of the three, or when a case is given words that only a post has."""
    faults = list(_faults(asked))
    if faults:
        raise Faults(faults)


def _faults(asked: Asked) -> Iterator[Fault]:
    posted_at = asked.typed["--posted-at"]
    ways = {"REF": asked.ref, "--posted-at": posted_at, "--open": "--open" if asked.open_cases else None}
    chosen = {way: text for way, text in ways.items() if text is not None}
    if len(chosen) != 1:
        cure = "整理番号、--posted-at（まだ事件でない投稿）、--open（すべての事件）の一つだけを書いてください"
        yield Fault(field=" / ".join(chosen or ways), value=", ".join(chosen.values()), cure=cure)
    if posted_at is not None:
        return
    for option, text in asked.typed.items():
        if text is not None:
            yield Fault(field=option, value=text, cure="--posted-at と一緒に使います（事件の内容は記録から読みます）")
    yield from day_faults(asked.on)

"""What was put right, as the person who did it reads it."""

from collections.abc import Iterator

from tasks.case_store.correcting import EXPLANATION, Corrected


def as_text(ref: str, done: Corrected) -> str:
    """Before → after, one line a value; an attorney's account of a post stays out of every screen and log."""
    if done.withdrawn:
        return f"{ref}: fact {done.fact} withdrawn; the dates follow"
    return "\n".join([f"{ref}: fact {done.fact} corrected; the dates follow", *_values(done)])


def _values(done: Corrected) -> Iterator[str]:
    for name, after in done.after.items():
        before = done.before.get(name, "—")
        yield f"  {name}" if name == EXPLANATION else f"  {name}: {before} → {after}"

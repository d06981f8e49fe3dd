"""What was put right, as the person who did it reads it."""

from tasks.case_store.correcting import Corrected


def as_text(ref: str, done: Corrected) -> str:
    """Before → after, one line a value."""
    if done.withdrawn:
        return f"{ref}: fact {done.fact} withdrawn; the dates follow"
    values = [f"  {name}: {done.before.get(name, '—')} → {after}" for name, after in done.after.items()]
    return "\n".join([f"{ref}: fact {done.fact} corrected; the dates follow", *values])

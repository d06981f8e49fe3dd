"""Dating all open cases anew when the law, the calendar or a profile has changed: old, new, because; told once."""

from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from models.provisions import Law
from models.provisions.fingerprint import fingerprint
from models.rules.redating import DateChange
from tasks.case_store.redating import changes_of, dated_by, note_law, open_refs, redate_case
from tasks.fault_log import note_fault
from tasks.wiring import Services


@dataclass(frozen=True, kw_only=True)
class Redated:
    """What one run over the cases found: changes by reference, and the cases that failed (their dates stay)."""

    looked_at: int
    changes: tuple[tuple[str, tuple[DateChange, ...]], ...]
    failed: tuple[str, ...]
    dry_run: bool


def redate(made: Services, *, ref: str | None = None, dry_run: bool = False) -> Redated:
    """Date every open case (or one) under the law as it is now; one that fails never stops the next.

    A case named by `ref` that is not open raises NotOpen, one that does not exist NoSuchCase.
    """
    refs = [ref] if ref else open_refs(made.store)
    found: list[tuple[str, tuple[DateChange, ...]]] = []
    failed: list[str] = []
    work = changes_of if dry_run else redate_case
    for one in refs:
        try:
            found.append((one, work(made.store, made.law, one, made.clock.now())))
        except Exception as fault:
            if ref:
                raise
            note_fault(made.settings.root, fault)
            failed.append(one)
    if not (ref or dry_run or failed):
        note_law(made.store, law_now(made), made.clock.now(), wake=False)
    changed = tuple((one, changes) for one, changes in found if changes)
    return Redated(looked_at=len(refs), changes=changed, failed=tuple(failed), dry_run=dry_run)


def wake_when_law_changed(made: Services) -> bool:
    """Make every open case due at once when the law is another one than the cases were dated by; say whether it was."""
    now = law_now(made)
    return dated_by(made.store) != now and note_law(made.store, now, made.clock.now(), wake=True)


class _Read:
    """The law that this process has read, with its fingerprint: it is read once and asked for by every sweep."""

    law: Law | None = None
    text = ""


def law_now(made: Services) -> str:
    """Fingerprint of the law as this process has read it, the firm's own figures included."""
    if _Read.law is not made.law:
        _Read.text = fingerprint(made.law, _release())
        _Read.law = made.law
    return _Read.text


@cache
def _release() -> str:
    try:
        return version("kaiji")
    except PackageNotFoundError:
        return "unreleased"

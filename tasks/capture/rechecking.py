"""Whether posts are still there: a look each, and what all looks say together; a person confirms what is gone."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from models.answers.faults import Fault, Faults
from models.rules.page_looks import PageStanding
from models.rules.progress.plan import japan_day
from models.terms import CapturePurpose, StepKind
from tasks.capture.capturing import Captured, look_and_record
from tasks.capture.looking import Bounds
from tasks.case_store.captures import Target, deletion_recorded, page_standing, targets_of
from tasks.case_store.events import Recorded
from tasks.events import record_event
from tasks.wiring import Services


@dataclass(frozen=True, kw_only=True)
class Rechecked:
    """One post after a look. `confirm`: it is gone and the case does not say so yet."""

    ref: str
    post_no: int
    post_id: int
    captured: Captured = field(repr=False)
    standing: PageStanding
    confirm: bool


def recheck(made: Services, ref: str | None = None, bounds: Bounds | None = None) -> Iterator[Rechecked]:
    """Look at every post of one case, or of every open case; each look is recorded. Raises NoSuchCase, NoBrowser."""
    for target in targets_of(made.store, ref):
        captured = look_and_record(made, target, CapturePurpose.RECHECK, bounds)
        with made.store.read() as session:
            standing = page_standing(session, target.post_id or 0)
            confirm = standing.first_gone is not None and not deletion_recorded(session, target)
        yield Rechecked(
            ref=target.ref or "",
            post_no=target.post_no or 0,
            post_id=target.post_id or 0,
            captured=captured,
            standing=standing,
            confirm=confirm,
        )


def confirm_deleted(made: Services, ref: str, post_no: int, *, on: date | None, by: str) -> Recorded:
    """Record that a post found gone was deleted, on the day that a person gives. Raises Faults, NoSuchCase."""
    target = next((each for each in targets_of(made.store, ref) if each.post_no == post_no), None)
    if target is None:
        raise Faults([Fault(field="deleted", value=str(post_no), cure="この事件の投稿の番号を入れてください")])
    with made.store.read() as session:
        standing = page_standing(session, target.post_id or 0)
    gone = standing.first_gone
    if gone is None:
        cure = "消えたことを確認していません。先に kaiji recheck を。別に確かめた削除は kaiji event で記録できます"
        raise Faults([Fault(field="deleted", value=str(post_no), cure=cure)])
    return record_event(made, ref, _typed(target, gone, _day(on, standing, gone), by))


def _day(on: date | None, standing: PageStanding, gone: datetime) -> date:
    """The day given, which must lie between the last look that showed the post and the first that did not."""
    earliest = japan_day(standing.last_online) if standing.last_online else None
    if on is not None and on <= japan_day(gone) and (earliest is None or on >= earliest):
        return on
    first = f"{earliest.isoformat()}（最後に見た日）から " if earliest else ""
    cure = f"削除された日を {first}{japan_day(gone).isoformat()}（消えたことを確認した日）までの間で入れてください"
    raise Faults([Fault(field="on", value=on.isoformat() if on else "", cure=cure)])


def _typed(target: Target, gone: datetime, on: date, by: str) -> dict[str, str]:
    return {
        "event": StepKind.POST_DELETED.value,
        "subject": f"post:{target.post_id}",
        "happened": f"{gone:%Y-%m-%d %H:%M:%S} UTC",
        "on": on.isoformat(),
        "entered_by": by,
    }

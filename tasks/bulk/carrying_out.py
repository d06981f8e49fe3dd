"""The second step: do exactly what the preview listed, each item through the door that a single one goes through.

Every item is a transaction of its own that cannot be done twice, so whatever stops this half-way, a new preview lists
what is left.
"""

from dataclasses import dataclass
from enum import StrEnum

from models.answers.bulk import BulkConfirmed
from models.answers.faults import Faults
from models.rules.progress.plan import Draft
from models.terms import BulkAct
from tasks.answers import answer_wait
from tasks.bulk.items import BulkItem, LetterToGo, Preview, same_token
from tasks.bulk.previewing import EVERYTHING, Scope, preview
from tasks.case_store.answering import NotWaiting
from tasks.case_store.drafting import draft_letter
from tasks.case_store.legs import wait_by_id
from tasks.case_store.redating import NotOpen, redate_case
from tasks.fault_log import note_fault
from tasks.wiring import Services


class BulkResult(StrEnum):
    """結果."""

    DONE = "done"
    REFUSED = "refused"
    MOVED_ON = "moved_on"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class ItemDone:
    """What came of one item; `because` says why it was refused, or the number of its fault."""

    item: BulkItem
    result: BulkResult
    because: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CarriedOut:
    """What came of all. Without `done`, nothing was: the preview had changed, `preview` is the new one."""

    preview: Preview
    done: tuple[ItemDone, ...] | None


def carry_out(made: Services, act: BulkAct, confirmed: BulkConfirmed, scope: Scope = EVERYTHING) -> CarriedOut:
    """Do what was previewed if it is still exactly that; one item that fails never stops the next."""
    fresh = preview(made, act, scope)
    if not same_token(confirmed.token, fresh.token):
        return CarriedOut(preview=fresh, done=None)
    going = [item for item in fresh.going if item.code not in confirmed.without]
    return CarriedOut(preview=fresh, done=tuple(_one(made, item, confirmed) for item in going))


def _one(made: Services, item: BulkItem, who: BulkConfirmed) -> ItemDone:
    try:
        done = _do(made, item, who)
    except Faults as refused:
        return ItemDone(item=item, result=BulkResult.REFUSED, because=refused.lines())
    except (NotWaiting, NotOpen):
        return ItemDone(item=item, result=BulkResult.MOVED_ON)
    except Exception as fault:  # noqa: BLE001 (one failing item never stops the next; it is reported by ref)
        return ItemDone(item=item, result=BulkResult.FAILED, because=(note_fault(made.settings.root, fault),))
    return ItemDone(item=item, result=BulkResult.DONE if done else BulkResult.FAILED)


def _do(made: Services, item: BulkItem, who: BulkConfirmed) -> bool:
    """False when a letter could not be drawn: the office has a task that says so."""
    if isinstance(item.what, LetterToGo):
        wait = wait_by_id(made.store, item.what.wait_id)
        if wait is None or wait.state != "open":
            raise NotWaiting(item.name)
        typed = {"decision": "release", "attorney": who.attorney, "entered_by": who.entered_by}
        answer_wait(made, item.ref, item.what.wait_id, typed, seen=item.what.seen)
    elif isinstance(item.what, Draft):
        return draft_letter(made, item.ref, item.what)
    else:
        redate_case(made.store, made.law, item.ref, made.clock.now())
    return True

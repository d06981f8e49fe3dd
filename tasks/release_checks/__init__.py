"""Checks before a person signs: every fault of a letter at once, each with its article and its cure."""

from collections.abc import Callable, Iterator
from typing import Final

from models.provisions import LawError
from tasks.release_checks.by_law import wrong_act, wrong_items
from tasks.release_checks.concealed import concealed_told
from tasks.release_checks.directory import wrong_address
from tasks.release_checks.fault import ReleaseFault
from tasks.release_checks.gaps import gaps
from tasks.release_checks.parties import sender_told, wrong_party
from tasks.release_checks.reading import read_released
from tasks.release_checks.released import Released
from tasks.release_checks.wording import answer_day_gone, blanks, certified, damaged, levers, stale
from tasks.wiring import Services

__all__ = ["ReleaseFault", "Released", "faults_of", "release_faults"]

CHECKS: Final[tuple[Callable[[Released], Iterator[ReleaseFault]], ...]] = (
    lambda it: iter(gaps(it.context)),
    damaged,
    blanks,
    wrong_party,
    sender_told,
    concealed_told,
    wrong_address,
    wrong_items,
    wrong_act,
    certified,
    levers,
    answer_day_gone,
    stale,
)


def release_faults(made: Services, letter_id: int) -> tuple[ReleaseFault, ...]:
    """What stands between this letter and its release; empty when it may go."""
    try:
        return faults_of(read_released(made, letter_id))
    except LawError as error:  # a profile that the letter needs was taken away, or the law cannot be read
        cure = f"kaiji doctor で確かめ、プロファイルを戻してください（{error}）"
        return (ReleaseFault(what="この書面に要るプロファイル・法令のデータを読めません", cite="実務", cure=cure),)


def faults_of(it: Released) -> tuple[ReleaseFault, ...]:
    """Every fault once, in the order of the checks."""
    return tuple(dict.fromkeys(fault for check in CHECKS for fault in check(it)))

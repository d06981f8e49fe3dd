"""The life of each log, until its fate is settled (law.md §4, T20, T21)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from models.facts import CaseFacts, Deadline, LogWindow
from models.provisions.law import Law
from models.rules.deadlines.build import of_window
from models.rules.log_fates import promise
from models.rules.windows import kept_window, windows_of
from models.terms import DeadlineKind, HolderRole, Stage

_LOG_DIES: Final = "この日を過ぎるとプロバイダの接続ログが消え、発信者を特定できなくなるおそれがあります。"
_OWN_LOG_DIES: Final = (
    "この日を過ぎると投稿先自身のログが消え、IPアドレスと時刻の開示を受けられなくなるおそれがあります。"
)
_PROMISE_ENDS: Final = (
    "この日を過ぎるとプロバイダが保存しているログを消去するおそれがあります。延長を依頼してください。"
)


def deadlines(facts: CaseFacts, law: Law) -> Iterator[Deadline]:
    """Yield one deadline for each post's and line's earliest unsettled log, each platform's own log, each promise."""
    open_ones = [log for log in windows_of(facts, law) if not log.settled]
    yield from (_own(log) for log in open_ones if log.role is HolderRole.PLATFORM)
    earliest: dict[str, LogWindow] = {}
    for log in open_ones:
        if log.role is not HolderRole.PLATFORM:
            earliest[log.subject] = min(earliest.get(log.subject, log), log, key=lambda w: w.window.closes_earliest)
    yield from (_connection(log) for log in earliest.values())
    for holder_no in facts.holders():
        yield from _kept(facts, law, holder_no)


def _own(log: LogWindow) -> Deadline:
    return _of_log(log, DeadlineKind.PLATFORM_LOG_EXPIRY, Stage.PLATFORM_REQUEST, _OWN_LOG_DIES)


def _connection(log: LogWindow) -> Deadline:
    stage = Stage.LOG_PRESERVATION if log.role is HolderRole.PROVIDER else Stage.PROVIDER_IDENTIFICATION
    return _of_log(
        log, DeadlineKind.LOG_EXPIRY, Stage.PLATFORM_REQUEST if log.observation_id is None else stage, _LOG_DIES
    )


def _of_log(log: LogWindow, kind: DeadlineKind, stage: Stage, consequence: str) -> Deadline:
    made = of_window(kind=kind, stage=stage, subject=log.subject, window=log.window, consequence=consequence)
    return replace(made, trigger=log.subject, article=log.window.source)


def _kept(facts: CaseFacts, law: Law, holder_no: int) -> Iterator[Deadline]:
    kept, window = promise(facts, holder_no), kept_window(facts, law, holder_no)
    if kept is None or window is None:
        return
    made = of_window(
        kind=DeadlineKind.KEPT_UNTIL,
        stage=Stage.LOG_PRESERVATION,
        subject=kept.subject,
        window=window,
        consequence=_PROMISE_ENDS,
    )
    yield replace(made, trigger=f"step:{kept.id}", article=window.source)

"""Looking at the desk: its database (only read, whatever its version), its disk, its key."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from tasks.settings import Settings, WatchdogSection
from tasks.watchdog.alarms import Alarm, in_japan

LEAST_FREE_BYTES = 200 * 1024 * 1024
WAIT_SECONDS = 10
_MOMENT = sa.DateTime(timezone=True)
_PULSE = sa.text("SELECT began_at, ended_at, oldest_due_at, pending, chores_failed FROM heartbeat").columns(
    sa.column("began_at", _MOMENT),
    sa.column("ended_at", _MOMENT),
    sa.column("oldest_due_at", _MOMENT),
    sa.column("pending", sa.Integer),
    sa.column("chores_failed", sa.String),
)
_FAILED = sa.text("SELECT count(*) FROM office_task WHERE done_at IS NULL AND kind = 'refused'")


def look(settings: Settings, now: datetime) -> list[Alarm]:
    """Everything that is wrong at this moment of the real clock."""
    if not settings.root.is_dir():
        return [
            Alarm(
                name="home",
                ja="KAIJI_HOME のフォルダがありません。",
                en="The folder KAIJI_HOME is not there.",
            )
        ]
    return [*_disk(settings.root), *_key(settings), *_database(settings, now)]


def _disk(root: Path) -> Iterator[Alarm]:
    state = os.statvfs(root)
    free = state.f_bavail * state.f_frsize
    full = free < LEAST_FREE_BYTES or (state.f_files > 0 and state.f_favail == 0)
    if full or not os.access(root, os.W_OK):
        megabytes = free // 1024 // 1024
        yield Alarm(
            name="disk",
            ja=f"KAIJI_HOME のディスクに書けなくなります（空き {megabytes} MB）。",
            en=f"The disk of KAIJI_HOME is full or cannot be written ({megabytes} MB free).",
        )


def _key(settings: Settings) -> Iterator[Alarm]:
    if settings.key is not None:
        return
    try:
        readable = bool((settings.root / "key").read_bytes().strip())
    except OSError:
        readable = False
    if not readable:
        yield Alarm(
            name="key",
            ja="鍵ファイル KAIJI_HOME/key を読めません。控えから戻してください。",
            en="The key file KAIJI_HOME/key cannot be read: restore it from its copy.",
        )


def _database(settings: Settings, now: datetime) -> Iterator[Alarm]:
    """Each question in a transaction of its own: one that an older or newer database cannot answer is an alarm."""
    limits = settings.watchdog
    questions: dict[str, Callable[[sa.Connection], Iterator[Alarm]]] = {
        "heartbeat": lambda connection: _sweeps(connection, limits, now),
        "office_task": _failed,
    }
    unanswered = []
    engine = reader(settings.database_url)
    try:
        for name, question in questions.items():
            try:
                with engine.connect() as connection:
                    yield from question(connection)
            except (SQLAlchemyError, sqlite3.Error, OSError) as fault:
                unanswered.append(f"{name}: {type(fault).__name__}")
    finally:
        engine.dispose()
    if unanswered:
        said = ", ".join(unanswered)
        yield Alarm(
            name="database",
            ja=f"事件データベースを読めません（{said}）。",
            en=f"The case database cannot be read ({said}).",
        )


def reader(url: str) -> sa.Engine:
    """An engine that can only read, waits for nobody for long, and never makes a database that is not there."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        file = f"file:{quote(str(Path(str(parsed.database)).absolute()))}?mode=ro"
        return sa.create_engine(
            "sqlite://",
            creator=lambda: sqlite3.connect(file, uri=True, timeout=WAIT_SECONDS),
            poolclass=sa.NullPool,
        )
    options = f"-c default_transaction_read_only=on -c statement_timeout={WAIT_SECONDS * 1000}"
    return sa.create_engine(
        parsed,
        poolclass=sa.NullPool,
        hide_parameters=True,
        connect_args={"connect_timeout": WAIT_SECONDS, "options": options},
    )


def _sweeps(connection: sa.Connection, limits: WatchdogSection, now: datetime) -> Iterator[Alarm]:
    row = connection.execute(_PULSE).first()
    began_at, ended_at = (_aware(row.began_at), _aware(row.ended_at)) if row else (None, None)
    if ended_at is None or now - ended_at > timedelta(minutes=limits.sweep_minutes):
        ja = f"最後に終わったのは {in_japan(ended_at)}" if ended_at else "一度も終わっていません"
        en = f"the last one ended {in_japan(ended_at)}" if ended_at else "none has ever ended"
        if began_at and (ended_at is None or began_at > ended_at):
            ja, en = f"{ja}、{in_japan(began_at)} に始まったまま", f"{en}; one began {in_japan(began_at)}"
        yield Alarm(name="sweep_stopped", ja=f"見回りが止まっています（{ja}）。", en=f"Sweeps have stopped ({en}).")
    if row:
        yield from _piled(row, limits, now)
    if row and row.chores_failed:
        yield Alarm(
            name="chores_failed",
            ja=f"見回りの一部が失敗しました: {row.chores_failed}。logs/faults.log を見てください。",
            en=f"Parts of the last sweep failed: {row.chores_failed}. See logs/faults.log.",
        )


def _piled(row: Any, limits: WatchdogSection, now: datetime) -> Iterator[Alarm]:
    since = _aware(row.oldest_due_at)
    if since is not None and now - since > timedelta(minutes=limits.pile_minutes):
        moment = in_japan(since)
        yield Alarm(
            name="mail_piled",
            ja=f"社内通知が出ていません。最も古いものは {moment} から待っています（送信待ち {row.pending} 件）。",
            en=f"Notices do not leave: the oldest has been waiting since {moment} ({row.pending} pending).",
        )


def _failed(connection: sa.Connection) -> Iterator[Alarm]:
    count = connection.execute(_FAILED).scalar_one()
    if count:
        yield Alarm(
            name="mail_refused",
            ja=f"届けられなかった社内通知が {count} 件、未処理です。`kaiji tasks` を見てください。",
            en=f"{count} notices could not be delivered and nobody has seen to them: see `kaiji tasks`.",
        )


def _aware(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)

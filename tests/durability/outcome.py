"""What a demonstration left behind: the case database as plain rows, the mails, and everything the engine keeps."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest

from flows.doctor import Finding, examine
from tasks.mail import message_id
from tasks.settings import Settings
from tasks.wiring import Services, build

Rows = list[tuple[Any, ...]]

# Ids of letters, people and waits are counted by the database and follow the order of events, so they are compared too.
WHAT_MUST_BE_EQUAL = {
    "cases": "SELECT ref, status, opened_at, closed_at, next_wake_at, shown_wait = wanted_wait FROM case_file",
    "letters": (
        "SELECT case_id, stage, kind, subject, no, state, drafted_at, released_at, sent_at, channel, sha256 FROM letter"
    ),
    "steps": (
        "SELECT case_id, stage, kind, subject, happened_at, recorded_at, outcome, letter, said_on, amount_yen, court,"
        " court_case_no, dedupe FROM step"
    ),
    "waits": "SELECT case_id, stage, kind, subject, turn, opened_at, ended_at, due_on, state FROM wait",
    "notices": (
        "SELECT dedupe, kind, carriage, carrier_id IS NULL, stated_on, rung, content, written_at, not_before, sent_at,"
        " failed_at, cancelled_at, ack_by FROM notice"
    ),
    "observations": "SELECT case_id, post_id, kind, moment_key, observed_at, received_at FROM observation",
    "hops": "SELECT case_id, observation_id, position, provider, holder_no, identified_at FROM provider_hop",
    "people": "SELECT case_id, role, no, holder_no, disclosed_at, is_sender, confirmed_at, same_as FROM person",
    "expenses": "SELECT case_id, stage, kind, amount_yen, incurred_on, dedupe FROM expense",
    "documents": "SELECT case_id, kind, title, sha256 FROM document",
    "versions": "SELECT letter_id, no, origin, made_at, law, templates, material_sha256 FROM letter_version",
    "papers": (
        "SELECT v.letter_id, v.no, f.role, f.no, f.format, d.sha256 FROM paper_file f"
        " JOIN letter_version v ON v.id = f.version_id JOIN document d ON d.id = f.document_id"
    ),
    "docket": "SELECT case_id, at, event FROM docket",
    "owned": "SELECT case_id, topic, stated_on, kind, until_on, door, said_at FROM acknowledgement",
    "tasks": "SELECT kind, case_id, opened_at, done_at FROM office_task",
    "calendar": "SELECT case_id, key, sequence, status, starts_on, act_by FROM calendar_entry",
}
# Where the desk shows a case, and the number of a row: neither says anything of the case.
OF_ONE_DATABASE = re.compile(r'"(run_id|notice_id)": (null|\d+|"[^"]*")')


def outcome(home: Path) -> dict[str, Rows]:
    """The rows that must be the same whatever was killed, each table sorted."""
    with closing(sqlite3.connect(home / "kaiji.db")) as database:
        found = {name: database.execute(query).fetchall() for name, query in WHAT_MUST_BE_EQUAL.items()}
    return {name: sorted((_comparable(row) for row in rows), key=repr) for name, rows in found.items()}


def _comparable(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(OF_ONE_DATABASE.sub("", cell) if isinstance(cell, str) else cell for cell in row)


def differences(found: dict[str, Rows], wanted: dict[str, Rows]) -> list[str]:
    """Rows on one side only, as lines that name the table."""
    lines = []
    for name, rows in wanted.items():
        lines += [f"{name}: missing {row}" for row in rows if row not in found[name]]
        lines += [f"{name}: not in the reference {row}" for row in found[name] if row not in rows]
        if len(rows) != len(found[name]):
            lines.append(f"{name}: {len(found[name])} rows instead of {len(rows)}")
    return lines


@contextmanager
def opened(home: Path) -> Iterator[Services]:
    """The services of a home whose desk is closed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KAIJI_HOME", str(home))
        patch.setenv("KAIJI_CLOCK_FILE", str(home / "clock"))
        patch.setenv("KAIJI_SMTP__HOST", "127.0.0.1")
        patch.setenv("KAIJI_REPLIES__HOST", "127.0.0.1")
        patch.setenv("KAIJI_WATCHDOG__TO", '["watch@firm.example"]')
        patch.setenv("KAIJI_NOTICES__OPERATIONS", '[{"name": "運用", "mail": "operations@firm.example"}]')
        made = build(Settings())
    try:
        yield made
    finally:
        made.store.dispose()


def mail_ids(home: Path) -> set[str]:
    """The Message-ID of every notice that was sent as a mail of its own."""
    with opened(home) as made, closing(sqlite3.connect(home / "kaiji.db")) as database:
        alone = "SELECT dedupe FROM notice WHERE sent_at IS NOT NULL AND carrier_id IS NULL"
        sent = database.execute(alone).fetchall()
        return {message_id(made.mail_key, dedupe, made.settings.firm.mail_domain) for (dedupe,) in sent}


def faults(home: Path) -> list[Finding]:
    """What `kaiji doctor` finds wrong, but for the desk, which is closed."""
    with opened(home) as made:
        return [finding for finding in examine(made) if not finding.ok and finding.about != "desk"]


def engine_folders(home: Path) -> list[Path]:
    """Prefect's own folder, and those that were taken away from the home in the middle."""
    return [home / "prefect", *sorted(home.parent.glob(f"{home.name}-engine-*"))]


def engine_texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Every cell of Prefect's database as (place, text), text that was escaped as JSON also unescaped."""
    with closing(sqlite3.connect(folder / "prefect.db")) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            cursor = database.execute(f'SELECT * FROM "{table}"')  # noqa: S608 (the database's own table names)
            columns = [column[0] for column in cursor.description]
            for row in cursor:
                for column, cell in zip(columns, row, strict=True):
                    yield f"{table}.{column}", readable(cell)


def file_texts(home: Path) -> Iterator[tuple[str, str]]:
    """Every log, and every file of Prefect's own besides its database."""
    kept = [path for folder in (home / "logs", *engine_folders(home)) for path in folder.rglob("*")]
    for path in kept:
        if path.is_file() and path.name != "faults.log" and not path.name.startswith("prefect.db"):
            yield f"{path.parent.name}/{path.name}", readable(path.read_bytes())


def readable(cell: object) -> str:
    """A cell as text; `\\u8a18` and the like are undone too, and full-width digits are plain."""
    text = cell.decode("utf-8", errors="replace") if isinstance(cell, bytes) else str(cell)
    if "\\u" in text:
        text += text.encode("utf-8").decode("raw_unicode_escape", errors="replace")
    return normalize("NFKC", text)


def forms_with_answers(folder: Path) -> Rows:
    """Answers that staff typed and the engine still keeps."""
    with closing(sqlite3.connect(folder / "prefect.db")) as database:
        return database.execute("SELECT key, value FROM flow_run_input WHERE key LIKE '%-response'").fetchall()

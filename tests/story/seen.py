"""What is true of the case now, in the words of the story."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from prefect.client.orchestration import get_client
from sqlmodel import col, select

from models.rules.progress.plan import JAPAN
from models.tables import CaseRow, LetterRow
from models.terms import LetterState
from tasks.case_store.legs import open_waits
from tasks.case_store.position import view_case
from tests.story.walk import Walk

ROLES = {"attorney@example.jp": "attorney", "supervisor@example.jp": "supervisor"}


def deadlines(walk: Walk) -> dict[str, str]:
    """Open deadlines: kind and subject, then due date and safe day."""
    view = view_case(walk.made.store, walk.made.law, walk.ref, walk.clock.now())
    found = {f"{item.kind} {item.subject}": f"{item.due_on}, safe {item.act_by}" for item in view.deadlines}
    assert len(found) == len(view.deadlines)
    return found


def waits(walk: Walk) -> list[str]:
    """Open waits, most urgent first: kind, subject, whose turn, by when."""
    found = open_waits(walk.made.store, walk.ref)
    return [f"{wait.kind} {wait.subject} | {wait.turn} | {wait.due_on or '-'}" for wait in found]


def letters(walk: Walk) -> dict[int, str]:
    """Every letter with its state."""
    with walk.made.store.read() as session:
        rows = session.exec(select(LetterRow).order_by(col(LetterRow.id))).all()
        return {row.id or 0: f"{row.subject}/{row.kind}{_number(row)} {row.state}" for row in rows}


def _number(row: LetterRow) -> str:
    return "" if row.state is LetterState.VOID else f":{row.no}"


def mails(walk: Walk) -> list[str]:
    """Every mail that arrived: when (JST), to whom, subject."""
    found = zip(walk.post.messages, walk.post.recipients, strict=True)
    return [f"{_when(message)} {ROLES[address]} {message['Subject']}" for message, [address] in found]


def _when(message: EmailMessage) -> str:
    return f"{parsedate_to_datetime(str(message['Date'])).astimezone(JAPAN):%m-%d %H:%M}"


def next_wake(walk: Walk) -> datetime | str:
    """When the sweep looks at the case again."""
    with walk.made.store.read() as session:
        found = session.exec(select(CaseRow.next_wake_at)).one()
    return found or "never"


def tags(walk: Walk) -> list[str]:
    """Tags of the run that say where the case stands; who answers for it, open waits and colour are tested apart."""
    found = walk.run().tags
    assert {f"case:{walk.ref}", "platform:mamasta"} <= set(found)
    return sorted(tag for tag in found if tag.startswith(("status:", "stage:", "turn:", "due:")))


def briefing(walk: Walk) -> str:
    """The text above the form that the run shows."""
    run = walk.run()
    keys = run.state.state_details.run_input_keyset if run.state else None
    assert keys
    with get_client(sync_client=True) as client:
        return client.read_flow_run_input(run.id, keys["description"])

"""The board as it stands, and its publishing: one version for each change of what it says."""

import hashlib
from datetime import timedelta

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import ArtifactCreate

from flows.board_sheet import Board, board_sheet
from flows.sheet_published import freshen_sheet
from flows.showing import show_tags
from models.rules.progress.plan import japan_day
from models.tables.sealing import SealError
from models.terms import SweepDid
from tasks.case_store.board import board_lines, changed_lights, without_line
from tasks.case_store.legs import run_of
from tasks.case_store.office_tasks import tasks
from tasks.case_store.position import refresh_case, view_case
from tasks.case_store.sweep_notes import board_shown, morning_before, note_board, note_lit, notes_between
from tasks.wiring import Services
from tasks.words import word

KEY = "board"
MOST_FILLED = 300
# What only says that the desk is at work belongs to the night's counts; it is no reason to publish anew.
ROUTINE = frozenset({SweepDid.ADVANCED, SweepDid.ELSEWHERE, SweepDid.MAIL_SENT, SweepDid.MAIL_PUT_OFF})


def board_of(made: Services) -> Board:
    """The board at this moment: a fixed number of queries, however many cases there are."""
    now = made.clock.now()
    morning = morning_before(now)
    return Board(
        day=japan_day(now),
        lines=board_lines(made.store, japan_day(now)),
        tasks=tasks(made.store),
        night=notes_between(made.store, morning - timedelta(days=1), morning),
        night_from=morning - timedelta(days=1),
        night_to=morning,
        trouble=[
            note for note in notes_between(made.store, morning, now + timedelta(seconds=1)) if note.did not in ROUTINE
        ],
    )


def light_runs(made: Services, client: SyncPrefectClient) -> None:
    """Once a day the runs whose colour has changed by itself get their tags anew, and their sheet follows the day.

    Done again when it was cut short. On the first day of all, sheets are left to the legs of their cases.
    """
    today = japan_day(made.clock.now())
    lit_on, _ = board_shown(made.store)
    if lit_on == today:
        return
    unreadable: list[Exception] = []
    for ref in changed_lights(made.store, lit_on, today):
        try:
            view = view_case(made.store, made.law, ref, made.clock.now())
        except SealError as fault:  # one case whose cells do not open never keeps the others' colours back
            unreadable.append(fault)
            continue
        show_tags(client, run_of(made.store, ref).run_id, view)
        if lit_on:
            freshen_sheet(client, made, view)
    note_lit(made.store, today, made.wall.now())
    if unreadable:
        raise ExceptionGroup("colours of cases that cannot be read", unreadable)


def fill_board(made: Services) -> None:
    """Cases that were open before there was a board get their lines, some hundreds a sweep."""
    for ref in without_line(made.store, MOST_FILLED):
        refresh_case(made.store, made.law, ref, made.clock.now())


def publish_board(made: Services) -> bool:
    """Publish the board when it says something else than the one published last; say whether it did."""
    language = made.settings.language
    sheet = board_sheet(board_of(made), made.law, language)
    digest = hashlib.sha256(sheet.encode()).hexdigest()
    _, shown = board_shown(made.store)
    if digest == shown:
        return False
    title = word("board", "title", language)
    with get_client(sync_client=True) as client:  # by itself: a sweep from the shell stands in no flow
        client.create_artifact(ArtifactCreate(type="markdown", key=KEY, description=title, data=sheet))
    note_board(made.store, digest, made.wall.now())
    return True

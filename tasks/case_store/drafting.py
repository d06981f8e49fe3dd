"""Drafting one letter: draw it outside any transaction, then record it; the same letter is drafted once."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, select

from models.provisions import LawError
from models.rules.progress.plan import Draft
from models.tables import CaseRow, LetterRow
from models.terms import LetterState, VersionOrigin
from tasks.case_store import docket
from tasks.case_store.facts import case_row, key_of
from tasks.case_store.letter_material import Desk, letter_context
from tasks.case_store.settling import settle
from tasks.case_store.undrawn import forget_undrawn, note_undrawn
from tasks.case_store.versions import Origin, StoredFile, add_version, store_files, title_path
from tasks.letter_context import LetterContext
from tasks.letter_papers import papers_of
from tasks.letter_values import values_of
from tasks.papers.look import look_of
from tasks.papers.making import PAPER_FAULTS, make_files, own_templates, templates_of
from tasks.redating import law_now
from tasks.wiring import Services


def draft_letter(made: Services, ref: str, todo: Draft) -> bool:
    """Draw a letter and record it as a draft; one that exists already stays as it is.

    False when its templates, the look of papers or the law's data are at fault: the case and the office then have an
    entry that says so, and the letter is tried again the next morning, or as soon as that office task is done.
    """
    now = made.clock.now()
    try:
        context = _context(made, ref, todo, now)
        if context is None:
            return True
        origin, files = _draw(made, ref, context)
    except (*PAPER_FAULTS, LawError) as fault:
        note_undrawn(made, ref, todo, fault)
        return False
    _record(made, ref, todo, origin, files, now)
    return True


def _context(made: Services, ref: str, todo: Draft, now: datetime) -> LetterContext | None:
    """What the letter says; None when it is drafted already."""
    with made.store.read() as session:
        case = case_row(session, ref)
        if _known(session, case, todo):
            return None
        desk = Desk(law=made.law, firm=made.settings.firm, now=now)
        return letter_context(session, case, todo.letter, todo.subject, todo.no, desk)


def _known(session: Session, case: CaseRow, todo: Draft) -> bool:
    known = select(LetterRow.id).where(
        LetterRow.case_id == case.id,
        LetterRow.kind == todo.letter,
        LetterRow.subject == todo.subject,
        LetterRow.no == todo.no,
    )
    return session.exec(known).first() is not None


def _draw(made: Services, ref: str, context: LetterContext) -> tuple[Origin, tuple[StoredFile, ...]]:
    """The files of a first version, stored, and what they were drawn from. A kill from here on leaves files only."""
    environment = own_templates(made.settings.root)
    files = make_files(context, environment, look_of(made.settings.documents))
    titles = {title_path(plan.role, plan.no): plan.title for plan in papers_of(context)}
    regime = made.law.regime(context.written_on).regime_id
    origin = Origin(
        law=f"{regime} {law_now(made)}",
        templates=templates_of(context, environment),
        material=values_of(context) | titles,
    )
    return origin, store_files(made.documents, ref, files)


def _record(
    made: Services, ref: str, todo: Draft, origin: Origin, files: tuple[StoredFile, ...], now: datetime
) -> None:
    """All rows of the draft in one transaction, unless somebody drafted it meanwhile."""
    with made.store.write() as session:
        case = case_row(session, ref, lock=True)
        if _known(session, case, todo):
            return
        letter = LetterRow(
            case_id=key_of(case),
            stage=todo.stage,
            kind=todo.letter,
            subject=todo.subject,
            no=todo.no,
            state=LetterState.DRAFTED,
            drafted_at=now,
            path="",
            sha256="",
            on_demand=todo.on_demand,
        )
        session.add(letter)
        session.flush()
        add_version(session, letter, kind=VersionOrigin.DRAFTED, origin=origin, files=files, by="kaiji", now=now)
        docket.append(session, key_of(case), now, "kaiji", "letter_drafted", **_said(todo, letter))
        forget_undrawn(session, case, todo, now)
        settle(session, case, made.law, now, answered=True)


def _said(todo: Draft, letter: LetterRow) -> Mapping[str, object]:
    return {"letter": todo.letter.value, "subject": todo.subject, "no": todo.no, "sha256": letter.sha256}

"""The table at the end of the demonstration: case, stage, what was done, when, which date it beat, by how many days."""

import sys
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from flows.briefing import subject_label
from models.facts import CaseFacts
from models.rules.outcomes import Milestone, last_of_stage
from models.terms import LetterKind, Stage, StepKind
from tasks import letters
from tasks.case_store.position import view_case
from tasks.views import link
from tasks.wiring import Services
from tasks.words import word

PAGE_COLUMNS = 150
SHOWN = {
    StepKind.LETTER_SENT,
    StepKind.PLATFORM_ANSWERED,
    StepKind.SECURITY_DEPOSITED,
    StepKind.DISPOSITION_DECIDED,
    StepKind.IDENTIFICATION_TRIED,
    StepKind.PROVIDER_IDENTIFIED,
    StepKind.PRESERVATION_ANSWERED,
    StepKind.JUDGMENT_GIVEN,
    StepKind.DISCLOSED,
    StepKind.SENDER_CONFIRMED,
    StepKind.PLEDGE_SIGNED,
    StepKind.DAMAGES_DECIDED,
    StepKind.COMPLAINT_ANSWERED,
    StepKind.PAID,
}


def print_summary(made: Services, refs: list[str]) -> None:
    """Print one table a case, and where to look."""
    console = Console(width=None if sys.stdout.isatty() else PAGE_COLUMNS)
    for ref in refs:
        view = view_case(made.store, made.law, ref, made.clock.now())
        table = Table(title=f"{ref}（{word('status', view.status)}）", title_justify="left")
        for title in ("段階", "したこと", "日付", "守った期限", "余裕"):
            table.add_column(title, no_wrap=title in {"段階", "日付", "余裕"})
        for stage, found in last_of_stage(view.facts, made.law).items():
            for row in _rows(stage, found, view.facts):
                table.add_row(*row)
        console.print(table)
        console.print(f"費用の合計（担保を除く） {view.spent_yen:,}円\n")
    root = made.settings.root
    for ref in refs:
        console.print(f"画面   {ref}: {link(made.settings.link_url, 'case', ref)}", soft_wrap=True)
    console.print(f"一覧   {link(made.settings.link_url, 'board')}", soft_wrap=True)
    console.print(f"書面   {root / 'documents'}", soft_wrap=True)
    console.print(f"メール {made.mailer.describe()}", soft_wrap=True)


def _rows(stage: Stage, found: list[Milestone], facts: CaseFacts) -> Iterator[tuple[str, str, str, str, str]]:
    first = True
    for item in found:
        if item.step.kind not in SHOWN:
            continue
        yield (word("stage", stage) if first else "", _done(item, facts), item.on.isoformat(), *_date(item))
        first = False


def _date(item: Milestone) -> tuple[str, str]:
    """The date that was met, or in brackets the one that stood over the act."""
    if item.beaten:
        deadline, left = item.beaten[0]
        return f"{word('deadline', deadline.kind)} {deadline.due_on}", f"{left}日"
    if item.standing:
        deadline, left = item.standing
        return f"（{word('deadline', deadline.kind)} {deadline.due_on}）", f"（{left}日）"
    return "", ""


def _done(item: Milestone, facts: CaseFacts) -> str:
    step = item.step
    where = subject_label(step.subject, facts)
    if step.kind is StepKind.LETTER_SENT and step.letter:
        return f"{letters.label(LetterKind(step.letter))} 発送（{where}）"
    outcome = f": {word('outcome', step.outcome)}" if step.outcome else ""
    until = f" {step.on}" if step.on else ""
    return f"{word('step', step.kind)}{outcome}{until}（{where}）"

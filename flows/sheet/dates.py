"""Deadlines, dates that nobody has owned, the logs with their timetable: absolute dates only."""

from collections.abc import Iterator

from flows.acknowledging_shown import HEADS as UNOWNED
from flows.acknowledging_shown import open_rows
from flows.dates_shown import shown_dates
from flows.gaps_shown import gap_lines
from flows.plan_section import LEG_HEADS, LOG_HEADS, leg_rows, log_rows
from flows.sheet.material import Material, Part
from models.rules.deadlines import statements
from models.rules.japan_time import start_of

HEADS = ("what", "act_by", "due_on", "ground")
DAYS = UNOWNED.index("days")  # days left: true on one day only
TOLD = UNOWNED.index("told")


def dates(sheet: Material) -> Iterator[Part]:
    """Every date of the case with its ground."""
    view, language = sheet.view, sheet.language
    shown = (
        (item.what, item.act_by, item.due_on, item.ground) for item in shown_dates(view.deadlines, view.today, language)
    )
    yield Part(lines=(f"## {sheet.said('deadlines')}",))
    yield Part(lines=sheet.table(HEADS, shown))
    said = tuple(f"- {item.text}（{item.cite}）" for item in statements(view.facts, sheet.law))
    if said:
        yield Part(lines=said)
    yield from _unowned(sheet)


def plan(sheet: Material) -> Iterator[Part]:
    """Each log at stake with its route, the timetable that binds, and what the log lines lack."""
    facts, language = sheet.view.facts, sheet.language
    yield Part(lines=(f"## {sheet.said('plan')}",))
    yield Part(lines=sheet.table(LOG_HEADS, log_rows(sheet.plans, facts, language)))
    yield Part(lines=sheet.table(LEG_HEADS, leg_rows(sheet.plans, language)))
    yield Part(lines=(f"## {sheet.said('gaps')}",))
    gaps = gap_lines(facts, sheet.law, language, start_of(sheet.view.today))
    yield Part(lines=tuple(f"- {line}" for line in gaps) or (sheet.said("none"),))


def _unowned(sheet: Material) -> Iterator[Part]:
    """Dates that wait for somebody to own them; no section when there is none."""
    if not sheet.view.unowned:
        return
    rows = list(open_rows(sheet.view.unowned, sheet.view.facts, sheet.view.today, sheet.language))
    shown = (tuple(cell for place, cell in enumerate(row) if place != DAYS) for row in rows)
    heads = tuple(head for place, head in enumerate(UNOWNED) if place != DAYS)
    meant = "\n".join(" ".join(cell for place, cell in enumerate(row) if place not in {DAYS, TOLD}) for row in rows)
    yield Part(lines=(f"## {sheet.said('unowned')}",))
    yield Part(lines=sheet.table(heads, shown), meaning=meant)
    if sheet.on_page:
        yield Part(lines=(f"- {sheet.door('acknowledge')}",))

"""What staff read above a form, and what the run shows: refs, dates and labels only; people stay out of the engine."""

from collections.abc import Iterable

from flows.dates_shown import shown_dates
from flows.fault_lines import fault_lines
from flows.filing_shown import filing_lines
from flows.gaps_shown import gaps_before
from flows.late_shown import late_lines
from flows.letters_shown import waiting_lines
from flows.review_shown import review_lines
from models.answers import QUESTIONS
from models.facts import CaseFacts
from models.provisions import Law
from models.rules.progress.plan import japan_day
from models.rules.putting_off import hanging
from models.tables import WaitRow
from models.terms import LetterKind
from tasks import letters
from tasks.case_store.late_answers import Late
from tasks.case_store.letter_list import ListedLetter
from tasks.case_store.position import CaseView
from tasks.mail_templates import full_day
from tasks.views import link
from tasks.words import word

MOST_DATES = 3


def state_name(wait: WaitRow, language: str) -> str:
    """The state's name says what is waited for."""
    return word("wait", wait.kind, language)


def state_message(wait: WaitRow, view: CaseView, language: str) -> str:
    """Whose turn, about what, until when; and that it was put off."""
    parts = [word("turn", wait.turn, language), subject_label(wait.subject, view.facts, language)]
    if wait.due_on:
        parts.append(_expected(wait, language))
    if wait.deferred_until:
        parts.append(word("sheet", "deferred", language).format(day=full_day(wait.deferred_until, language)))
    return " / ".join(parts)


def briefing(  # noqa: PLR0913 (what a page knows of one wait, the last by keyword)
    wait: WaitRow,
    view: CaseView,
    law: Law,
    language: str,
    reasons: tuple[str, ...] = (),
    *,
    letter: ListedLetter | None = None,
    late: Iterable[Late] = (),
) -> str:
    """Markdown: what was wrong last time, what is asked of whom, which dates hang on it, what to check, links.

    It stands until somebody answers, so that it says days and never how many are left. The page shows the first lines
    only until one scrolls, so the most urgent comes first and there is no heading.
    """
    parts = (
        [*late_lines(late, language)],
        _wrong(wait, language, reasons),
        _question(wait, view, language),
        [
            *(waiting_lines(letter, language) if letter else ()),
            *(f"- {line}" for line in filing_lines(wait, view.facts, law, view.today, language)),
            *(f"- {line}" for line in _review(wait, view, law, language)),
            *(f"- {line}" for line in gaps_before(wait.kind, wait.subject, view.facts, law, language)),
        ],
        _dates(wait, view, language),
        _checks(wait, language),
        _others(wait, view, language),
        [_links(view.ref, language)],
    )
    return "\n\n".join("\n".join(part) for part in parts if part)


def _question(wait: WaitRow, view: CaseView, language: str) -> list[str]:
    """What is asked, of whom, since when, and by which day it is expected."""
    title = f"**{view.ref} {word('wait', wait.kind, language)}** {subject_label(wait.subject, view.facts, language)}"
    since = word("briefing", "since", language).format(day=full_day(japan_day(wait.opened_at), language))
    whom = f"- {word('briefing', 'of', language)}: {word('turn', wait.turn, language)}（{since}）"
    lines = [title, "", word("ask", wait.kind, language), "", whom]
    if wait.due_on:
        lines.append(f"- {_expected(wait, language)}")
    if wait.deferred_until:
        day = full_day(wait.deferred_until, language)
        lines.append(f"- {word('briefing', 'put_off', language).format(day=day)}")
    if wait.asked_first_at:
        lines.append(f"- **{word('briefing', 'kept_for', language)}**")
    return lines


def _dates(wait: WaitRow, view: CaseView, language: str) -> list[str]:
    """The dates that hang on this wait; where none does, the nearest of the case."""
    own = tuple(shown_dates(hanging(wait.subject, view.facts, view.deadlines), view.today, language))
    said = own[:MOST_DATES] or tuple(shown_dates(view.deadlines[:1], view.today, language))
    if not said:
        return []
    lines = [f"**{word('briefing', 'dates' if own else 'no_dates', language)}**", ""]
    lines += [f"- {item.what}: **{item.act_by}** （{item.ground}）" for item in said]
    if len(own) > MOST_DATES:
        lines.append(f"- {word('briefing', 'more_dates', language).format(count=len(own) - MOST_DATES)}")
    return lines


def _checks(wait: WaitRow, language: str) -> list[str]:
    """What to look for in the paper at hand before it is entered."""
    checks = word("check", wait.kind, language).splitlines()
    return [f"**{word('briefing', 'check', language)}**", "", *(f"- {line}" for line in checks)]


def _others(wait: WaitRow, view: CaseView, language: str) -> list[str]:
    others = [item for item in view.waits if item.id != wait.id]
    if not others:
        return []
    rows = (
        f"- {item.id}: {state_name(item, language)} {subject_label(item.subject, view.facts, language)}"
        for item in others
    )
    return [word("briefing", "others", language), "", *rows]


def _links(ref: str, language: str) -> str:
    """Paths of the desk itself: they lead there from whichever address the page was opened at."""
    return (
        f"[{word('briefing', 'sheet', language)}]({link('', 'sheet', ref)}) · "
        f"[{word('briefing', 'case', language)}]({link('', 'case', ref)})"
    )


def _review(wait: WaitRow, view: CaseView, law: Law, language: str) -> tuple[str, ...]:
    number = wait.subject.rpartition(":")[2]
    tried = view.tried.get(int(number)) if number.isdigit() else None
    return review_lines(wait.kind, wait.subject, view.facts, tried, law, language)


def sheet_key(ref: str) -> str:
    """The key under which the engine keeps the versions of a case's sheet."""
    return f"case-{ref}".lower()


def _wrong(wait: WaitRow, language: str, reasons: tuple[str, ...]) -> list[str]:
    wrong = reasons or tuple((wait.asked_again or "").splitlines())
    if not wrong:
        return []
    lines = fault_lines(wrong, QUESTIONS[wait.kind].form, language)
    return [f"**{word('sheet', 'wrong', language)}**", "", *lines, "", "---"]


def _expected(wait: WaitRow, language: str) -> str:
    return f"{word('sheet', 'expected', language)} {full_day(wait.due_on, language)}" if wait.due_on else ""


def subject_label(subject: str, facts: CaseFacts, language: str = "ja") -> str:
    """A subject in words, without people: letter and number, platform key, holder and its provider."""
    head, _, letter = subject.partition("/")
    kind, _, key = head.partition(":")
    if kind == "holder":
        provider = next((hop.provider for hop in facts.hops if str(hop.holder_no) == key), "?")
        shown = word("subject_said", kind, language).format(number=key, provider=provider)
    elif kind == "platform":
        shown = key
    else:
        post = next((str(post.no) for post in facts.posts if str(post.id) == key), key)
        known = kind if kind in {"observation", "sender", "post"} else "case"
        shown = word("subject_said", known, language).format(number=post if kind == "post" else key)
    if not letter:
        return shown
    name, _, number = letter.partition(":")
    times = word("subject_said", "times", language).format(number=number) if number != "1" else ""
    return f"{letters.label(LetterKind(name), 'ja' if language == 'ja' else 'en')}{times} → {shown}"

"""What staff read above a form, and what the run shows: refs, dates and labels only; people stay out of the engine."""

from flows.dates_shown import shown_dates
from flows.fault_lines import fault_lines
from flows.filing_shown import filing_lines
from flows.gaps_shown import gaps_before
from flows.letters_shown import waiting_lines
from flows.review_shown import review_lines
from models.answers import QUESTIONS
from models.facts import CaseFacts
from models.provisions import Law
from models.tables import WaitRow
from models.terms import LetterKind
from tasks import letters
from tasks.case_store.letter_list import ListedLetter
from tasks.case_store.position import CaseView
from tasks.mail_templates import full_day
from tasks.words import word

MOST_DATES = 3


def state_name(wait: WaitRow, language: str) -> str:
    """The state's name says what is waited for."""
    return word("wait", wait.kind, language)


def state_message(wait: WaitRow, view: CaseView, language: str) -> str:
    """Whose turn, about what, until when."""
    due = f" / {_expected(wait, language)}" if wait.due_on else ""
    return f"{word('turn', wait.turn, language)} / {subject_label(wait.subject, view.facts)}{due}"


def briefing(
    wait: WaitRow,
    view: CaseView,
    law: Law,
    language: str,
    reasons: tuple[str, ...] = (),
    *,
    letter: ListedLetter | None = None,
) -> str:
    """Markdown: what was wrong last time, what is asked, about what, which dates hang on it.

    The page shows the first lines only until one scrolls, so the most urgent comes first and there is no heading.
    """
    title = f"**{view.ref} {word('wait', wait.kind, language)}** {subject_label(wait.subject, view.facts)}"
    lines = [*_wrong(wait, language, reasons), title, "", word("ask", wait.kind, language), ""]
    if letter is not None:
        lines += waiting_lines(letter, language)
    lines.append(f"- {word('sheet', 'turn', language)}: {word('turn', wait.turn, language)}")
    if wait.due_on:
        lines.append(f"- {_expected(wait, language)}")
    lines += [f"- {line}" for line in filing_lines(wait, view.facts, law, view.today, language)]
    lines += [f"- {line}" for line in _review(wait, view, law, language)]
    dates = list(shown_dates(view.deadlines, view.today, language))[:MOST_DATES]
    lines += [f"- {item.what}: **{item.act_by}** {item.left}（{item.ground}）" for item in dates]
    lines += [f"- {line}" for line in gaps_before(wait.kind, wait.subject, view.facts, law, language)]
    others = [item for item in view.waits if item.id != wait.id]
    if others:
        lines += ["", word("sheet", "others", language), ""]
        lines += [
            f"- {item.id}: {state_name(item, language)} {subject_label(item.subject, view.facts)}" for item in others
        ]
    lines += ["", f"[{word('sheet', 'title', language)}](/artifacts/key/{sheet_key(view.ref)})"]
    return "\n".join(lines)


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
    return [
        f"**{word('sheet', 'wrong', language)}**",
        "",
        *fault_lines(wrong, QUESTIONS[wait.kind].form),
        "",
        "---",
        "",
    ]


def _expected(wait: WaitRow, language: str) -> str:
    return f"{word('sheet', 'expected', language)} {full_day(wait.due_on, language)}" if wait.due_on else ""


def subject_label(subject: str, facts: CaseFacts) -> str:
    """A subject in words, without people: letter and number, platform key, holder and its provider."""
    head, _, letter = subject.partition("/")
    kind, _, key = head.partition(":")
    if kind == "holder":
        provider = next((hop.provider for hop in facts.hops if str(hop.holder_no) == key), "?")
        shown = f"保有者{key} ({provider})"
    else:
        post = next((str(post.no) for post in facts.posts if str(post.id) == key), key)
        names = {"platform": key, "observation": f"通信{key}", "sender": f"発信者（番号{key}）", "post": f"投稿{post}"}
        shown = names.get(kind, "事件全体")
    if not letter:
        return shown
    name, _, number = letter.partition(":")
    times = f"（{number}通目）" if number != "1" else ""
    return f"{letters.label(LetterKind(name))}{times} → {shown}"

"""What the case waits for, each with the way to its form, and the letters that stand ready to leave."""

from collections.abc import Iterator

from flows.briefing import state_name, subject_label
from flows.letters_shown import version_words
from flows.sheet.material import Material, Part
from models.tables import WaitRow
from models.terms import LetterState

HEADS = ("number", "turn", "wait", "subject", "until")
READY = {LetterState.DRAFTED: "to_release", LetterState.RELEASED: "to_send"}


def turns(sheet: Material) -> Iterator[Part]:
    """The waits in the order in which they are asked, then the letters to release and to send."""
    yield Part(lines=(f"## {sheet.said('waits')}",))
    rows = (_wait(wait, is_first=number == 0, sheet=sheet) for number, wait in enumerate(sheet.view.waits))
    yield Part(lines=sheet.table(HEADS, rows))
    ready = tuple(_ready(sheet))
    if ready:
        yield Part(lines=(f"## {sheet.said('ready')}",))
        yield Part(lines=ready)


def _wait(wait: WaitRow, *, is_first: bool, sheet: Material) -> tuple[str, ...]:
    """The first is the form of the case's own page; any other is answered by its number."""
    name = state_name(wait, sheet.language)
    ref = sheet.view.ref
    opened = sheet.link(name, "case", ref) if is_first else sheet.link(name, "door", "record-answer", ref)
    until = sheet.day(wait.due_on)
    if wait.deferred_until and wait.deferred_until > sheet.view.today:
        until = sheet.said("deferred").format(day=sheet.day(wait.deferred_until))
    turn = sheet.word("turn", wait.turn)
    return str(wait.id), turn, opened, subject_label(wait.subject, sheet.view.facts), until


def _ready(sheet: Material) -> Iterator[str]:
    """Drafts that wait for their release, and released letters that have not left."""
    waits = {wait.letter_id: wait for wait in sheet.view.waits if wait.letter_id}
    for letter in sheet.view.facts.letters:
        listed = sheet.listed.get(letter.id)
        if letter.state in READY and letter.id in waits:
            name = subject_label(waits[letter.id].subject, sheet.view.facts)
            version = f" {version_words(listed.current.no, listed.current.origin, sheet.language)}" if listed else ""
            yield f"- **{sheet.said(READY[letter.state])}** {name}{version}"

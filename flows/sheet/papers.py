"""What is kept of the posts, who carried each communication, and every letter with its version."""

from collections.abc import Iterator
from datetime import datetime

from flows.briefing import subject_label
from flows.letters_shown import version_words
from flows.sheet.material import Material, Part
from models.answers.moments import shown
from models.facts import HopFact, LetterFact, holder_subject
from models.rules.chains import chains_of
from models.rules.progress.plan import japan_day
from models.terms import LetterKind, StepKind
from tasks.letters import label

EVIDENCE = ("post", "kept", "last_online", "first_gone")
LETTERS = ("letter", "state", "version", "sent")


def evidence(sheet: Material) -> Iterator[Part]:
    """What is kept of each post's page and when it was seen last; where nothing is kept, how to keep it."""
    if not sheet.pages:
        return
    rows = [
        (
            str(page.post_no),
            _seen(page.kept_at) if page.kept_at else sheet.said("not_kept"),
            _seen(page.standing.last_online),
            _seen(page.standing.first_gone),
        )
        for page in sheet.pages
    ]
    yield Part(lines=(f"## {sheet.said('evidence')}",))
    meant = "\n".join(f"{post} {kept} {gone}" for post, kept, _, gone in rows)
    yield Part(lines=sheet.table(EVIDENCE, iter(rows)), meaning=meant)
    missing = [str(page.post_no) for page in sheet.pages if page.kept_at is None]
    ref, how = sheet.view.ref, "on_page" if sheet.on_page else "by_command"
    if missing:
        todo = sheet.said(f"keep_{how}").format(ref=ref, door=sheet.door("capture-page"))
        yield Part(lines=(f"- **{sheet.said('keep').format(posts='、'.join(missing))}** {todo}",))
    for page in (page for page in sheet.pages if page.unsaid):
        todo = sheet.said(f"unsaid_{how}").format(ref=ref, post=page.post_no, door=sheet.door("record-event"))
        yield Part(lines=(f"- **{sheet.said('unsaid').format(post=page.post_no)}** {todo}",))


def chain(sheet: Material) -> Iterator[Part]:
    """Whom each communication leads to, hop by hop; no section before anything was disclosed."""
    facts = sheet.view.facts
    lines = [
        f"- {sheet.said('line').format(line=line.id, post=facts.post(line.post_id).no)}: "
        f"{' → '.join(_hop(hop, sheet) for hop in hops)}"
        for line in facts.observations
        for hops in chains_of(facts, line.id)
        if hops
    ]
    if lines:
        yield Part(lines=(f"## {sheet.said('chain')}",))
        yield Part(lines=(*lines, *((f"- {sheet.door('change-chain')}",) if sheet.on_page else ())))


def letters(sheet: Material) -> Iterator[Part]:
    """Every letter with its state and version; those that say what is not so any more."""
    yield Part(lines=(f"## {sheet.said('letters')}",))
    yield Part(lines=sheet.table(LETTERS, (_letter(letter, sheet) for letter in sheet.view.facts.letters)))
    stale = tuple(
        f"- **{sheet.word('version', 'stale')}** {_name(letter, sheet)}: {'、'.join(sheet.listed[letter.id].changes)}"
        for letter in sheet.view.facts.letters
        if letter.id in sheet.listed and sheet.listed[letter.id].changes
    )
    if stale:
        yield Part(lines=stale)


def _hop(hop: HopFact, sheet: Material) -> str:
    profile = sheet.law.providers.get(hop.provider)
    answer = sheet.view.facts.last_step(holder_subject(hop.holder_no), StepKind.PRESERVATION_ANSWERED)
    told = f"（{sheet.word('outcome', answer.outcome)}）" if answer else ""
    return f"{profile.name if profile else hop.provider}{told}"


def _letter(letter: LetterFact, sheet: Material) -> tuple[str, ...]:
    listed = sheet.listed.get(letter.id)
    version = version_words(listed.current.no, listed.current.origin, sheet.language) if listed else "—"
    sent = sheet.day(japan_day(letter.sent_at)) if letter.sent_at else "—"
    return _name(letter, sheet), sheet.word("letter", letter.state), version, sent


def _name(letter: LetterFact, sheet: Material) -> str:
    times = f"（{letter.no}通目）" if letter.no > 1 else ""
    return f"{label(LetterKind(letter.kind))}{times} → {subject_label(letter.subject, sheet.view.facts)}"


def _seen(moment: datetime | None) -> str:
    return shown(moment) if moment else "—"

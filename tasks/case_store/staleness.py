"""What changed in a case since a letter was drawn: the same letter, dated as it is, from the facts as they are now."""

from datetime import datetime
from typing import Final

from sqlmodel import Session

from models.provisions import Law, LawError
from models.rules.progress.plan import japan_day
from models.tables import CaseRow, LetterRow
from models.terms import PaperFormat, PaperRole
from tasks.case_store.facts import key_of
from tasks.case_store.letter_material import Desk, letter_context
from tasks.case_store.versions import Origin, Version, current_version, facts_in, titles_in, versions_of
from tasks.letter_context import LetterContext
from tasks.letter_values import values_of, what_changed
from tasks.papers.making import PAPER_FAULTS, own_templates, pages_of, templates_of, without_draft_line
from tasks.wiring import Services
from tasks.words import word

_BY_THE_DAY: Final = frozenset({"electronic", "fee_yen", "interest_percent", "items", "specified_items", "value_yen"})


def changes_since(made: Services, letter_id: int) -> tuple[str, ...]:
    """What changed since the current version was drawn, in Japanese and without any personal value; empty: nothing did.

    A change that leaves every word of the papers as it is counts for nothing, and so does today's date alone. Of a
    letter drafted before versions were kept nothing is known.
    """
    with made.store.read() as session:
        letter = session.get_one(LetterRow, letter_id)
        version = current_version(session, letter_id)
        if not facts_in(version):
            return ()
        context = redrawn(session, made, letter)
        today = redrawn(session, made, letter, made.clock.now())
        drawn = _with_pages(session, letter_id)
    regime = (word("letter_value", "regime"),) if _regime_changed(made, version) else ()
    if context is None or today is None:
        return (*regime, word("letter_value", "unreadable"))
    by_law = what_changed(_of_the_law(context), _of_the_law(today))
    changed = what_changed(facts_in(version), values_of(context))
    by_facts = () if changed and drawn and _same_words(made, drawn, context) else changed
    return tuple(dict.fromkeys((*regime, *by_law, *by_facts)))


def redrawn(session: Session, made: Services, letter: LetterRow, on: datetime | None = None) -> LetterContext | None:
    """What the letter would say if it were drawn from the rows as they are now, with its own day on it or another.

    None when a profile or the law that it needs cannot be read any more.
    """
    case = session.get_one(CaseRow, letter.case_id)
    desk = Desk(law=made.law, firm=made.settings.firm, now=on or letter.drafted_at)
    try:
        return letter_context(session, case, letter.kind, letter.subject, letter.no, desk)
    except LawError:
        return None


def origin_now(session: Session, made: Services, letter: LetterRow) -> Origin:
    """What a version rests on that a person brings back now: the facts as they are, whatever the draft was drawn from.

    The templates stay those of the draft. Raises LawError when a profile or the law cannot be read.
    """
    known = current_version(session, key_of(letter)).origin
    case = session.get_one(CaseRow, letter.case_id)
    desk = Desk(law=made.law, firm=made.settings.firm, now=letter.drafted_at)
    context = letter_context(session, case, letter.kind, letter.subject, letter.no, desk)
    return Origin(law=known.law, templates=known.templates, material=values_of(context) | titles_in(known.material))


def _of_the_law(context: LetterContext) -> dict[str, str]:
    """What the day on a letter decides, whatever the facts: how it is filed, items, value, fee, interest."""
    return {place: text for place, text in values_of(context).items() if place.partition(".")[0] in _BY_THE_DAY}


def _regime_changed(made: Services, version: Version) -> bool:
    return _regime(made.law, version.made_at) != _regime(made.law, made.clock.now())


def _regime(law: Law, moment: datetime) -> str:
    return law.regime(japan_day(moment)).regime_id


def _with_pages(session: Session, letter_id: int) -> Version | None:
    """The newest version that kaiji itself wrote: of an edited one the main paper has no page."""
    versions = versions_of(session, letter_id)
    return next((v for v in reversed(versions) if v.file(PaperRole.MAIN, PaperFormat.HTML)), None)


def _same_words(made: Services, drawn: Version, context: LetterContext) -> bool:
    """Whether the letter, drawn now with the same templates, would be word for word what it is."""
    environment = own_templates(made.settings.root)
    try:
        if templates_of(context, environment) != drawn.origin.templates:
            return False
        fresh = [without_draft_line(page) for page in pages_of(context, environment)]
        kept = [made.documents.get(f.path).decode() for f in drawn.files if f.format is PaperFormat.HTML]
    except (*PAPER_FAULTS, OSError):
        return False
    return fresh == [without_draft_line(page) for page in kept]

"""Which court a paper goes to, by the rules of jurisdiction; the firm's own where a seat is not known."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from models.facts import ExplainedStep
from models.provisions import Law
from models.rules.damages_suit import SUMMARY, court_level
from models.rules.jurisdiction import ORDERS, Seat, Venue, VenueQuestion, Venues, joint_venues, venues
from models.rules.letter_channels import PROCEDURES
from models.terms import LetterKind, Procedure
from tasks.letter_context import LetterContext, Party
from tasks.letter_law import in_papers

_UNSEEN = "双方について管轄を有する一つの裁判所を、相手方の所在地から確認することができない"
IN_JAPAN = "日本における代表者"
_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def with_court(context: LetterContext, law: Law, *, firm_court: str, deletion_petitioned: bool) -> LetterContext:
    """The court of a paper that is filed, why it is the right one, and what of that must be confirmed.

    `deletion_petitioned`: a petition for deletion alone stands beside it. Raises LawError for an order petition before
    2022-10-01.
    """
    procedure = PROCEDURES.get(context.kind)
    if procedure is None:
        return context
    context = _with_deletion(context, law, apart=deletion_petitioned)
    found = _venues(context, procedure, law)
    court = _chosen(found.courts, firm_court)
    return replace(
        context,
        court=court,
        venue=tuple(_step(venue) for venue in _first(found.courts, court)),
        venue_open=tuple(_open(context, found, court, law)),
    )


def _with_deletion(context: LetterContext, law: Law, *, apart: bool) -> LetterContext:
    """Deletion is joined to disclosure only before a court that has both, and while nobody petitions for it apart."""
    if context.kind not in {LetterKind.DISPOSITION_PETITION, LetterKind.DELETION_PETITION} or not context.deletion:
        return context
    disclosure = _venues(context, Procedure.DISCLOSURE_DISPOSITION, law)
    deletion = _venues(context, Procedure.DELETION_DISPOSITION, law)
    both = joint_venues(disclosure, deletion)
    why = "" if both else _why_apart(disclosure, deletion)
    if context.kind is LetterKind.DELETION_PETITION:
        return replace(context, deletion_apart=why)
    if both and apart:
        why = "既に別の申立書によることとした"
    return replace(context, deletion=not why, deletion_apart=why)


def _why_apart(disclosure: Venues, deletion: Venues) -> str:
    if not disclosure.courts or not deletion.courts:
        return _UNSEEN
    here, there = ("、".join(venue.court for venue in found.courts) for found in (disclosure, deletion))
    return f"発信者情報の開示については{here}が、投稿記事の削除については{there}が管轄を有し、共通の管轄裁判所がない"


def _venues(context: LetterContext, procedure: Procedure, law: Law) -> Venues:
    first_case = context.related.court if context.related and procedure in ORDERS else ""
    asked = VenueQuestion(
        procedure=procedure,
        respondent=seat_of(context.addressee, law),
        on=context.written_on,
        requester=seat_of(context.requester, law),
        first_case_court=first_case,
    )
    return venues(asked, law)


def seat_of(party: Party, law: Law) -> Seat:
    """The prefecture an address begins with; abroad when not in Japanese letters and nobody stands for it here."""
    address = "".join(party.address).strip()
    prefectures = (name for area in law.courts.areas for name in area.district_courts)
    found = next((name for name in prefectures if address.startswith(name)), "")
    here = party.representative.startswith(IN_JAPAN)
    abroad = bool(address) and not _JAPANESE.search(address) and not here
    return Seat(prefecture=found, none_in_japan=abroad)


def _chosen(courts: Iterable[Venue], firm_court: str) -> str:
    """The firm's own court where it has jurisdiction (with its division), else the first that has; else the firm's."""
    names = [venue.court for venue in courts]
    if not names or any(firm_court.startswith(name) for name in names):
        return firm_court
    return names[0]


def _first(courts: Iterable[Venue], chosen: str) -> list[Venue]:
    """The chosen court before the others."""
    return sorted(courts, key=lambda venue: not chosen.startswith(venue.court))


def _step(venue: Venue) -> ExplainedStep:
    return ExplainedStep(
        text=f"本件は{venue.court}の{'専属管轄に属する' if venue.exclusive else '管轄に属する'}",
        cite=in_papers(venue.cite),
    )


def _open(context: LetterContext, found: Venues, court: str, law: Law) -> Iterator[str]:
    if not found.courts:
        yield f"{court}は事務所の設定によるものです。管轄を確かめてください"
    yield from found.settle
    if context.kind is LetterKind.DAMAGES_COMPLAINT and context.claim:
        level, step = court_level(context.total_yen, law, on=context.written_on)
        if level == SUMMARY and not context.deletion:
            yield f"{step.text}（{step.cite}）。地方裁判所に提起してよいか（民事訴訟法16条2項）を確かめてください"

"""予定: what the attorneys' calendars show of one case, and which entries must be written anew or taken back."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final

from models.facts import CaseFacts, Deadline, ExplainedStep, StepFact
from models.rules.deadlines.build import key_of
from models.rules.deadlines.sequence import came_after, followed
from models.rules.japan_time import JST
from models.terms import CalendarStatus, CaseStatus, Confidence, DeadlineKind, StepKind

# The other side's periods are shown on the desk only: nobody of the firm acts on them, and nobody is mailed.
QUIET: Final = frozenset({DeadlineKind.FINALITY, DeadlineKind.OPINION_REPLY, DeadlineKind.WITHDRAWAL_CONSENT})
HEARING: Final = DeadlineKind.HEARING.value
CANCELLED: Final = ""
_SILENT: Final = frozenset({CaseStatus.DRAFT, CaseStatus.CLOSED})
_SET = ExplainedStep(text="裁判所が指定した期日", cite="期日の指定")
_PROPOSED = ExplainedStep(text="期日の候補（まだ指定されていない）", cite="期日の調整")


@dataclass(frozen=True, kw_only=True)
class CalendarEntry:
    """One entry: all day on `on` (Japan), or from `starts_at` where the hour of a hearing is known.

    `key` is stable for the same fact. `kind` is that of the deadline; a candidate day is a tentative hearing. `held`:
    the case is on hold, so the entry stays and never alarms.
    """

    key: str
    kind: str
    subject: str
    status: CalendarStatus
    on: date
    act_by: date | None = None
    starts_at: datetime | None = None
    fatal: bool = False
    held: bool = False
    because: tuple[ExplainedStep, ...] = ()
    confidence: Confidence = Confidence.HIGH

    @property
    def content_hash(self) -> str:
        """SHA-256 of all that the entry says: another one is another version of the entry."""
        said = [
            [self.kind, self.subject, self.status.value, self.on.isoformat(), self.fatal, self.held],
            self.act_by.isoformat() if self.act_by else None,
            self.starts_at.astimezone(UTC).isoformat() if self.starts_at else None,
            [[step.text, step.cite] for step in self.because],
            self.confidence.value,
        ]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Kept:
    """An entry as calendars were told it last; `content_hash` is CANCELLED of one that was taken back."""

    kind: str
    on: date
    content_hash: str


@dataclass(frozen=True, kw_only=True)
class CalendarChange:
    """What calendars must hear: entries that are new, say something else or are back; keys of those taken back."""

    written: tuple[CalendarEntry, ...] = ()
    cancelled: tuple[str, ...] = field(default=())


def calendar_entries(facts: CaseFacts, deadlines: Iterable[Deadline], today: date) -> tuple[CalendarEntry, ...]:
    """Every entry that the calendars should hold now, by key. A draft has none, a closed case its past hearings."""
    if facts.status is CaseStatus.DRAFT:
        return ()
    held = facts.status is CaseStatus.HELD
    found = [*_hearings(facts, held=held)]
    if facts.status in _SILENT:
        found = [entry for entry in found if entry.status is CalendarStatus.CONFIRMED and entry.on < today]
    found += [_of_deadline(item, held=held) for item in deadlines if _is_ours(item)]
    return tuple(sorted(found, key=lambda entry: entry.key))


def calendar_change(kept: Mapping[str, Kept], wanted: Iterable[CalendarEntry], today: date) -> CalendarChange:
    """Compare what calendars were told with what they should hold.

    A deadline that is gone after its day stays where it was: it no longer alarms, and what lies behind is no news. A
    hearing is taken back at any time, because its fact was. What is past when it is first heard of is not entered.
    """
    entries = {entry.key: entry for entry in wanted}
    written = (entry for key, entry in entries.items() if _is_news(kept.get(key), entry, today))
    gone = (
        key
        for key, item in kept.items()
        if key not in entries and item.content_hash != CANCELLED and (item.kind == HEARING or item.on >= today)
    )
    return CalendarChange(written=tuple(written), cancelled=tuple(gone))


def _is_news(kept: Kept | None, entry: CalendarEntry, today: date) -> bool:
    if kept is None:
        return entry.on >= today
    return kept.content_hash != entry.content_hash


def _is_ours(item: Deadline) -> bool:
    return item.kind not in QUIET and item.kind is not DeadlineKind.HEARING


def _of_deadline(item: Deadline, *, held: bool) -> CalendarEntry:
    return CalendarEntry(
        key=item.key,
        kind=item.kind.value,
        subject=item.subject,
        status=CalendarStatus.CONFIRMED,
        on=item.due_on,
        act_by=item.act_by,
        fatal=item.fatal,
        held=held,
        because=item.because,
        confidence=item.confidence,
    )


def _hearings(facts: CaseFacts, *, held: bool) -> Iterator[CalendarEntry]:
    """Yield hearings that were set, and candidate days until one is set; the day that was chosen keeps its entry."""
    proposed = [step for step in facts.steps if step.kind is StepKind.HEARING_PROPOSED and step.on]
    taken: set[int] = set()
    for step in sorted(facts.steps, key=lambda step: step.id):
        if step.kind is StepKind.HEARING_SET and step.on:
            chosen = next((each for each in proposed if each.id not in taken and _is_choice(step, each)), step)
            taken.add(chosen.id)
            yield _hearing(step, step.on, chosen.id, CalendarStatus.CONFIRMED, held=held)
    for step in proposed:
        if step.on and step.id not in taken and not followed(facts, step, StepKind.HEARING_SET):
            yield _hearing(step, step.on, step.id, CalendarStatus.TENTATIVE, held=held)


def _is_choice(hearing: StepFact, proposal: StepFact) -> bool:
    """Whether the court set just this candidate day, and no other hour than the candidate's."""
    same_day = (proposal.subject, proposal.on) == (hearing.subject, hearing.on)
    other_hour = None not in {hearing.at, proposal.at} and hearing.at != proposal.at
    return same_day and not other_hour and came_after(hearing, proposal)


def _hearing(step: StepFact, on: date, number: int, status: CalendarStatus, *, held: bool) -> CalendarEntry:
    return CalendarEntry(
        key=key_of(DeadlineKind.HEARING, step.subject, number),
        kind=HEARING,
        subject=step.subject,
        status=status,
        on=on,
        starts_at=datetime.combine(on, step.at, tzinfo=JST) if step.at else None,
        held=held,
        because=(_SET if status is CalendarStatus.CONFIRMED else _PROPOSED,),
    )

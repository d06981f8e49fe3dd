"""Builders of small case facts for the deadline tests."""

from datetime import date, datetime
from itertools import count

from models.facts import (
    CaseFacts,
    Deadline,
    HopFact,
    ObservationFact,
    PostFact,
    StepFact,
    SubscriberFact,
)
from models.provisions import load_law
from models.rules.deadlines import deadlines
from models.rules.japan_time import JST
from models.terms import (
    CaseStatus,
    DeadlineKind,
    LetterKind,
    LogKind,
    ObservationKind,
    Outcome,
    ProviderCategory,
    Remedy,
    RightInfringed,
    Stage,
    StepKind,
)

LAW = load_law()
POSTED = datetime(2026, 6, 1, 21, 15, tzinfo=JST)
LATER = datetime(2026, 7, 1, 10, tzinfo=JST)
LOGS = {DeadlineKind.LOG_EXPIRY, DeadlineKind.KEPT_UNTIL}
IDS = count(1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JST)


def post(
    number: int = 1,
    right: RightInfringed = RightInfringed.HONOUR,
    posted_at: datetime = POSTED,
    platform: str = "mamasta",
) -> PostFact:
    return PostFact(
        id=number, no=number, platform=platform, posted_at=posted_at, seen_at=posted_at, right_infringed=right
    )


def line(number: int = 1, kind: ObservationKind = ObservationKind.IP, post_id: int = 1) -> ObservationFact:
    return ObservationFact(
        id=number,
        post_id=post_id,
        kind=kind,
        log_kind=LogKind.POST,
        observed_at=at("2026-06-01T21:15:04"),
        has_port=True,
        has_destination=True,
        received_at=LATER,
    )


def hop(
    provider: str, category: ProviderCategory = ProviderCategory.MOBILE, holder_no: int = 1, position: int = 1
) -> HopFact:
    return HopFact(
        id=holder_no,
        observation_id=1,
        position=position,
        provider=provider,
        category=category,
        holder_no=holder_no,
        needs_review=False,
        identified_at=LATER,
    )


def step(
    kind: StepKind,
    subject: str,
    outcome: Outcome = Outcome.NONE,
    on: date | None = None,
    happened: str = "2026-07-01T10:00",
    letter: LetterKind | None = None,
) -> StepFact:
    return StepFact(
        id=next(IDS),
        stage=Stage.SUBSCRIBER_DISCLOSURE,
        kind=kind,
        subject=subject,
        happened_at=at(happened),
        outcome=outcome,
        letter=letter,
        on=on,
    )


def case(**parts: object) -> CaseFacts:
    whole: dict[str, object] = {
        "ref": "2026-0042",
        "status": CaseStatus.OPEN,
        "opened_at": POSTED,
        "requester_is_minor": False,
        "remedies": frozenset({Remedy.DAMAGES}),
        "posts": (post(),),
    }
    return CaseFacts(**(whole | parts))  # type: ignore[arg-type]


def found(facts: CaseFacts, *kinds: DeadlineKind, as_of: datetime = LATER) -> list[Deadline]:
    return [d for d in deadlines(facts, LAW, as_of) if d.kind in kinds]


def one(facts: CaseFacts, *kinds: DeadlineKind) -> Deadline:
    (deadline,) = found(facts, *kinds)
    return deadline


def person(is_sender: Outcome = Outcome.SENDER, number: int = 1, same_as: int | None = None) -> SubscriberFact:
    confirmed = at("2027-01-12T10:00") if is_sender is Outcome.SENDER else None
    return SubscriberFact(
        id=number,
        holder_no=1,
        disclosed_at=at("2027-01-05T10:00"),
        is_sender=is_sender,
        confirmed_at=confirmed,
        same_as=same_as,
    )


def known(*people: SubscriberFact, steps: tuple[StepFact, ...] = (), criminal: bool = False) -> CaseFacts:
    wanted = {Remedy.DAMAGES} | ({Remedy.CRIMINAL_COMPLAINT} if criminal else set())
    hops = (hop("kddi"),)
    return case(observations=(line(),), hops=hops, subscribers=people, steps=steps, remedies=frozenset(wanted))

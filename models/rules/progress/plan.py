"""What a case needs next: things to do now, things waited for, and when to look again."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.terms import LetterKind, Stage, Turn, WaitKind

JAPAN = ZoneInfo("Asia/Tokyo")
MORNING = time(8, 0)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Draft letter number `no` of this kind to this subject. `on_demand`: an attorney asked for it, no stage did."""

    stage: Stage
    letter: LetterKind
    subject: str
    no: int = 1
    on_demand: bool = False

    @property
    def name(self) -> str:
        """How the letter is called wherever it is waited for."""
        return f"{self.subject}/{self.letter}:{self.no}"


@dataclass(frozen=True, kw_only=True)
class Identify:
    """Ask the registries who holds the address of one observation; `attempt` counts from 1."""

    stage: Stage
    observation_id: int
    attempt: int


Todo = Draft | Identify


@dataclass(frozen=True, kw_only=True)
class WaitSpec:
    """One thing waited for from one party. Lower `rank` is asked first when several are open."""

    stage: Stage
    kind: WaitKind
    subject: str
    turn: Turn
    due_on: date | None = None
    letter_no: int | None = None
    letter: LetterKind | None = None
    rank: int = 50


@dataclass(frozen=True, kw_only=True)
class Escalation:
    """Silence that a person must hear of: the supervisor is told once per subject and reason."""

    stage: Stage
    subject: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Track:
    """What one stage wants. `done` has reached its end; `dead` cannot reach it any more."""

    stage: Stage
    todos: tuple[Todo, ...] = ()
    waits: tuple[WaitSpec, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    wakes: tuple[datetime, ...] = ()
    done: bool = False
    dead: bool = False


@dataclass(frozen=True, kw_only=True)
class CasePlan:
    """All stages together; `wake_at` is the next moment at which time alone changes something."""

    todos: tuple[Todo, ...]
    waits: tuple[WaitSpec, ...]
    escalations: tuple[Escalation, ...]
    wake_at: datetime | None
    marks: dict[Stage, str] = field(default_factory=dict)


def join(stage: Stage, tracks: list[Track]) -> Track:
    """Several subjects of one stage as one track: done when all are done, dead when all ended and some are dead."""
    return Track(
        stage=stage,
        todos=tuple(todo for track in tracks for todo in track.todos),
        waits=tuple(wait for track in tracks for wait in track.waits),
        escalations=tuple(item for track in tracks for item in track.escalations),
        wakes=tuple(moment for track in tracks for moment in track.wakes),
        done=bool(tracks) and all(track.done for track in tracks),
        dead=bool(tracks) and all(track.done or track.dead for track in tracks) and any(t.dead for t in tracks),
    )


def japan_day(moment: datetime) -> date:
    """The calendar day in Japan."""
    return moment.astimezone(JAPAN).date()


def morning_of(day: date) -> datetime:
    """08:00 in Japan on that day."""
    return datetime.combine(day, MORNING, tzinfo=JAPAN)


def days_after(moment: datetime, days: int) -> date:
    """The day in Japan that lies `days` after `moment`'s day."""
    return japan_day(moment) + timedelta(days=days)

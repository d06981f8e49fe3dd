"""An invented firm on a real case store: its people, its relay with outages, its cases."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa

from models.provisions import load_law
from models.rules.japan_time import JST
from tasks import delivery, wiring
from tasks.case_store.outbox import DueNotice
from tasks.ports import FateUnknown, Refused, Unreached
from tasks.settings import NoticesSection, OperationsPerson, Settings
from tasks.wiring import Services
from tests.conftest import CASES, FIRM, build_services
from tests.fakes import DictRegistry, RecordingMailer, SteppedClock
from tests.simulation.world_answers import ADDRESSES, PROVIDERS
from tests.tasks.case_store.cases import case_file

BEGINS = datetime(2026, 1, 5, 0, 0, tzinfo=UTC)  # Monday, 09:00 in Japan
ATTORNEYS = (
    {"name": "例示 太郎", "email": "taro@firm.example", "language": "ja"},
    {"name": "例示 花子", "email": "hanako@firm.example", "language": "en"},
)
SUPERVISOR = {"name": "監督 次郎", "email": "jiro@firm.example", "language": "ja"}
OPERATIONS = OperationsPerson(name="事務局 見本", mail="office@firm.example")
# Platforms like the sample one: how they are asked, and after how many days they answer.
PLATFORMS = {"board": ("form", 28), "quick_board": ("form", 7), "court_only": ("provisional_disposition", 28)}
REMEDIES = ("pledge", "damages", "expenses", "criminal_complaint")


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One mail that reached its reader, or may have."""

    at: datetime
    to: str
    message_id: str
    subject: str = field(repr=False)


class Relay(RecordingMailer):
    """A mail relay that is down now and then, forgets to answer, and refuses a few mails for good."""

    def __init__(self, clock: SteppedClock, dice: Random, days: int) -> None:
        super().__init__()
        self._clock, self._dice = clock, dice
        self.outages = [_span(dice, days, hours=dice.choice([1, 6, 30])) for _ in range(days // 25)]
        self.mails: list[Mail] = []
        self.unsure: set[str] = set()
        self.refused: set[str] = set()

    def is_down(self) -> bool:
        """Whether nothing gets through now."""
        return any(start <= self._clock.now() < end for start, end in self.outages)

    async def send(self, message: EmailMessage) -> str:
        """Take one mail, or not."""
        name = str(message["Message-ID"])
        if self.is_down():
            raise Unreached("the relay does not answer")
        chance = self._dice.random()
        if chance < 0.01:
            self.refused.add(name)
            raise Refused("550 no such mailbox")
        self.mails.append(
            Mail(at=self._clock.now(), to=str(message["To"]), message_id=name, subject=str(message["Subject"]))
        )
        if chance < 0.03:
            self.unsure.add(name)
            raise FateUnknown("the connection was lost after the mail was handed over")
        return f"kept as {len(self.mails)}"


def _span(dice: Random, days: int, *, hours: int) -> tuple[datetime, datetime]:
    start = BEGINS + timedelta(days=dice.uniform(0, days))
    return start, start + timedelta(hours=hours)


@dataclass(kw_only=True)
class Firm:
    """The services and the dice of one simulated firm."""

    made: Services
    clock: SteppedClock
    relay: Relay
    dice: Random
    cases: int = 0

    def today(self) -> datetime:
        """Now, in Japan."""
        return self.clock.now().astimezone(JST)

    def lawyers_of(self, number: int) -> tuple[dict[str, str], dict[str, str]]:
        """Attorney and supervisor of the case with that number; an attorney supervises the other now and then."""
        attorney = ATTORNEYS[number % len(ATTORNEYS)]
        return attorney, ATTORNEYS[(number + 1) % len(ATTORNEYS)] if number % 4 == 3 else SUPERVISOR

    def new_case(self) -> dict[str, Any]:
        """A case file as staff would write it today."""
        self.cases += 1
        attorney, supervisor = self.lawyers_of(self.cases)
        platforms = self.dice.sample(list(PLATFORMS), self.dice.choice([1, 1, 2]))
        posts = [self._post(number, platform) for number, platform in enumerate(platforms, 1)]
        remedies = self.dice.sample(REMEDIES, self.dice.randint(1, len(REMEDIES)))
        return case_file(
            posts=posts,
            attorney=attorney,
            supervisor=supervisor,
            remedies=remedies,
            draft=self.dice.random() < 0.1,
        )

    def _post(self, number: int, platform: str) -> dict[str, Any]:
        posted = self.clock.now() - timedelta(days=self.dice.choice([2, 10, 20, 45, 75, 200, 1030]), minutes=number)
        return {
            "platform": platform,
            "url": f"https://board.example/{self.cases}/{number}",
            "account": "",
            "posted_at": posted.isoformat(),
            "seen_at": (posted + timedelta(hours=10)).isoformat(),
            "right_infringed": "honour",
            "as_written": "架空の投稿",
        }


def _profiles(folder: Path) -> Path:
    """The sample profiles, and platforms and providers made after the sample ones."""
    made = folder / "profiles"
    shutil.copytree(CASES / "profiles", made)
    provider = (made / "providers" / "sample_mobile.toml").read_text(encoding="utf-8")
    for number, key in enumerate(PROVIDERS[3:]):
        text = provider.replace("sample_mobile", key).replace("Sample Mobile", f"Sample {number}")
        text = text.replace("サンプルモバイル", f"見本通信{number}").replace("= 93", f"= {60 + 60 * number}")
        (made / "providers" / f"{key}.toml").write_text(text.replace('"mobile"', '"fixed"'), encoding="utf-8")
    sample = (made / "platforms" / "sample_social.toml").read_text(encoding="utf-8")
    for key, (route, days) in PLATFORMS.items():
        text = sample.replace('key = "sample_social"', f'key = "{key}"').replace('"form"', f'"{route}"')
        (made / "platforms" / f"{key}.toml").write_text(text.replace("= 14", f"= {days}", 1), encoding="utf-8")
    return made


def _plain(made: Services, notice: DueNotice) -> EmailMessage:
    """A mail without its text, for years in which the text matters less than the time."""
    del made
    mail = EmailMessage()
    mail["To"], mail["Subject"], mail["Message-ID"] = notice.email, notice.dedupe, notice.message_id
    return mail


@contextmanager
def _composing(*, plainly: bool) -> Iterator[None]:
    names = vars(delivery)
    kept = names["notice_mail"]
    if plainly:
        names["notice_mail"] = _plain
    try:
        yield
    finally:
        names["notice_mail"] = kept


def _without_waiting_for_the_disk(engine: sa.Engine) -> None:
    """Nobody cuts the power of a simulation."""

    @sa.event.listens_for(engine, "checkout")
    def _to_off(connection: Any, *_rest: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")


@contextmanager
def firm(folder: Path, seed: int, days: int, *, plainly: bool) -> Iterator[Firm]:
    """A firm in this folder; everything that happens to it follows from the seed. `plainly`: mails without text."""
    clock, dice = SteppedClock(BEGINS), Random(seed)
    relay = Relay(clock, Random(seed + 1), days)
    settings = Settings(
        home=folder,
        database=f"sqlite:///{folder / 'kaiji.db'}",
        firm=FIRM,
        notices=NoticesSection(operations=[OPERATIONS]),
    )
    made = build_services(
        settings,
        law=load_law(_profiles(folder)),
        clock=clock,
        wall=clock,
        mailer=relay,
        registry=DictRegistry({ip: provider for ip, provider in ADDRESSES.items() if provider}),
    )
    _without_waiting_for_the_disk(made.store.engine)
    wiring.install(made)
    try:
        with _composing(plainly=plainly):
            yield Firm(made=made, clock=clock, relay=relay, dice=dice)
    finally:
        wiring.install(None)
        made.store.dispose()

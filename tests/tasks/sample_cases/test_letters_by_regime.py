"""One case of 2020 on both sides of each change of the law: every main paper by the name, articles, items of its day.

KAIJI_WRITE_GOLDEN=1 writes the files anew; read the difference between two days first.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from models.provisions import Law, LawError
from models.rules.japan_time import JST
from models.tables import PersonRow, sealing
from models.terms import LetterKind, Outcome, PersonRole, WaitKind
from tasks.case_store.facts import case_row, key_of
from tasks.case_store.letter_material import Desk, letter_context
from tasks.letter_papers import papers_of
from tasks.letters import render
from tasks.papers.blocks import plain_text
from tasks.papers.making import own_templates
from tasks.papers.reading import read_paper
from tasks.settings import Settings
from tasks.wiring import Services
from tests.conftest import FIRM, build_services
from tests.fakes import DictRegistry, RecordingMailer, SteppedClock
from tests.tasks.case_store.cases import answer, case_file, opened, release, send, work

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "by_regime"
WRITES = os.environ.get("KAIJI_WRITE_GOLDEN") == "1"  # read now: a test's own environment knows no KAIJI_ variable
DAYS = ("2020-08-30", "2020-08-31", "2022-09-30", "2022-10-01", "2025-03-31", "2025-04-01")
PLATFORM, HOLDER = "platform:sample_social", "holder:1"
TO_HOLDER = {
    LetterKind.PRESERVATION_NOTICE,
    LetterKind.PRESERVATION_CHASE,
    LetterKind.SUIT_NOTICE,
    LetterKind.PRESERVATION_RENEWAL,
    LetterKind.DISCLOSURE_COMPLAINT,
    LetterKind.BAR_INQUIRY,
    LetterKind.PRESERVATION_PETITION,
    LetterKind.DELETION_PROHIBITION_PETITION,
}
TO_SENDER = {
    LetterKind.DEMAND_LETTER,
    LetterKind.DAMAGES_COMPLAINT,
    LetterKind.CRIMINAL_COMPLAINT,
    LetterKind.PLEDGE,
    LetterKind.SETTLEMENT,
}


@pytest.fixture(scope="module")
def of_2020(
    tmp_path_factory: pytest.TempPathFactory, migrated_file: Path, law: Law
) -> Iterator[tuple[Services, str, str]]:
    """Posts of July 2020, their log lines (one a login), the provider, and the person whose line it was."""
    home = tmp_path_factory.mktemp("of_2020")
    (home / "kaiji.db").write_bytes(migrated_file.read_bytes())
    clock = SteppedClock(datetime(2020, 7, 20, 1, 0, tzinfo=UTC))
    made = build_services(
        Settings(home=home, firm=FIRM),
        law=_asked_for_logins(law),
        clock=clock,
        wall=clock,
        mailer=RecordingMailer(),
        registry=DictRegistry({"203.0.113.45": "sample_mobile"}),
    )
    try:
        ref = _disclosed(made)
        yield made, ref, f"sender:{_sender(made, ref)}"
    finally:
        made.store.dispose()


@pytest.mark.parametrize("day", DAYS)
def test_every_paper_is_of_its_day(day: str, of_2020: tuple[Services, str, str]) -> None:
    made, ref, sender = of_2020
    text = "".join(_words(made, ref, kind, _subject(kind, sender), date.fromisoformat(day)) for kind in LetterKind)
    path = GOLDEN / f"{day}.txt"
    if WRITES:
        GOLDEN.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("before", "after", "only_before", "only_after"),
    [
        ("2020-08-30", "2020-08-31", [], ["３　発信者の電話番号"]),
        ("2022-09-30", "2022-10-01", ["第４条第１項"], ["第５条第１項", "特定発信者情報", "侵害関連通信"]),
        (
            "2025-03-31",
            "2025-04-01",
            ["特定電気通信役務提供者の損害賠償責任の制限及び"],
            ["情報の流通によって発生する権利侵害等への対処"],
        ),
    ],
)
def test_what_a_change_of_the_law_changes_in_the_papers(
    before: str, after: str, only_before: list[str], only_after: list[str]
) -> None:
    old, new = (_petitions((GOLDEN / f"{day}.txt").read_text(encoding="utf-8")) for day in (before, after))
    assert [word for word in only_before if word not in old or word in new] == []
    assert [word for word in only_after if word in old or word not in new] == []


def _petitions(text: str) -> str:
    """The papers that name the Act and ask for items under it."""
    parts = text.split("━━ ")
    wanted = (LetterKind.DISPOSITION_PETITION, LetterKind.DISCLOSURE_COMPLAINT)
    return "".join(part for part in parts if part.startswith(wanted))


def _subject(kind: LetterKind, sender: str) -> str:
    if kind in TO_SENDER:
        return sender
    return HOLDER if kind in TO_HOLDER else PLATFORM


def _words(made: Services, ref: str, kind: LetterKind, subject: str, day: date) -> str:
    desk = Desk(law=made.law, firm=made.settings.firm, now=datetime.combine(day, time(10), tzinfo=JST))
    try:
        with made.store.read() as session:
            context = letter_context(session, case_row(session, ref), kind, subject, 1, desk)
    except LawError as too_early:
        return f"━━ {kind} {subject.partition(':')[0]}\n{too_early}\n"
    plan = papers_of(context)[0]
    page = render(plan, own_templates(made.settings.root))
    paper = read_paper(page, title=plan.title, identity=ref, language=context.language, written_on=day)
    return f"━━ {kind} {subject.partition(':')[0]}\n{plain_text(paper)}"


def _asked_for_logins(law: Law) -> Law:
    """The sample platform as one that discloses logins, so that papers ask for 特定発信者情報 once there is such."""
    logs_in = replace(law.platforms["sample_social"], login_type=True)
    return replace(law, platforms={**law.platforms, "sample_social": logs_in})


def _disclosed(made: Services) -> str:
    first, second = case_file()["posts"]
    posts = [
        first
        | {
            "platform": "sample_social",
            "posted_at": "2020-07-15T23:41:05+09:00",
            "seen_at": "2020-07-16T09:00:00+09:00",
        },
        second
        | {
            "platform": "sample_social",
            "posted_at": "2020-07-16T22:15:30+09:00",
            "seen_at": "2020-07-17T09:00:00+09:00",
        },
    ]
    ref = opened(made, posts=posts)
    work(made, ref)
    release(made, ref)
    send(made, ref)
    work(made, ref)
    rows = [
        {"post_no": 1, "log_kind": "post", "ip": "203.0.113.45", "port": 50_001, "moment": "2020-07-15 23:41:05 JST"},
        {"post_no": 2, "log_kind": "login", "ip": "203.0.113.45", "port": 50_002, "moment": "2020-07-16 21:00:00 JST"},
    ]
    answer(made, ref, WaitKind.PLATFORM_ANSWER, outcome="disclosed", received="2020-07-20 01:00 UTC", rows=rows)
    work(made, ref)
    return ref


def _sender(made: Services, ref: str) -> int:
    with made.store.write() as session:
        row = PersonRow(
            case_id=key_of(case_row(session, ref)),
            role=PersonRole.SUBSCRIBER,
            no=1,
            name="仮名 成済",
            name_index=sealing.ring().blind("仮名 成済"),
            address="架空県例示市見本町4-5-6",
            holder_no=1,
            disclosed_at=datetime(2020, 8, 3, tzinfo=UTC),
            is_sender=Outcome.SENDER.value,
            confirmed_at=datetime(2020, 8, 4, tzinfo=UTC),
        )
        session.add(row)
        session.flush()
        return key_of(row)

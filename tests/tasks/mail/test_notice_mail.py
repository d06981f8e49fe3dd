"""The mails of a real case, from its rows: what they say, and above all what they do not say."""

import re
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from models.rules.replies import read_reply
from models.tables import AcknowledgementRow, CaseRow, MemberRow, PostRow
from models.terms import AckDoor, AckKind, DeadlineKind, NoticeKind
from tasks.notice_mail import notice_mail
from tasks.notice_words import answers
from tasks.pictures import rendering
from tasks.settings import RepliesSection
from tasks.wiring import Services
from tasks.words import word
from tests.case_side import sweep_cases
from tests.fakes import RecordingMailer, SteppedClock
from tests.tasks.case_store.cases import PLANTED
from tests.tasks.case_store.claims import change, rows
from tests.tasks.case_store.claims import row as row_of
from tests.tasks.mail.case_mails import (
    DEADLINE,
    LINE,
    all_said,
    allowed,
    body_of,
    buttons,
    deadline_mail,
    due_notice,
    mail_for,
    write,
)
from tests.tasks.mail.notices import part

READERS = ("attorney", "attorney's mail", "supervisor", "supervisor's mail")
COMPANIES = ("docomo", "ドコモ", "biglobe", "ビッグローブ", "mamasta", "ママスタ", "インタースペース", "kandato.jp")


@pytest.fixture
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A copy of a firm's folder. One database is enough here: `test_mail_facts.py` reads what mails need from both."""
    is_disclosed = "disclosed_case" in request.fixturenames
    home: Path = request.getfixturevalue("disclosed_home" if is_disclosed else "opened_home")
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
    return f"sqlite:///{tmp_path / 'kaiji.db'}"


@pytest.fixture
def case(services: Services) -> Services:
    """A case of two posts."""
    return services


@pytest.fixture
def disclosed_case(services: Services) -> Services:
    """The same after the platform disclosed an address for each post, with two known providers."""
    return services


def test_no_mail_of_a_case_names_a_person_a_company_or_an_address(
    disclosed_case: Services, clock: SteppedClock, mailer: RecordingMailer
) -> None:
    case = disclosed_case
    with case.store.write() as session:
        for member, language in zip(session.exec(select(MemberRow)), ("ja", "en"), strict=True):
            member.language = language
            session.add(member)
    for days in (0, 1, 1, 1, 80, 2, 1, 1, 1, 10):
        clock.step(days=days)
        sweep_cases(case)
    assert len(mailer.sent) > 10
    assert {mail["Content-Language"] for mail in mailer.sent} == {"ja", "en"}
    kinds = {row.kind for row in rows(case, *NoticeKind) if row.sent_at}
    assert {NoticeKind.DEADLINE, NoticeKind.DIGEST, NoticeKind.OFFICE_TASK, NoticeKind.RELEASE_REQUESTED} <= kinds
    dated = [mail for mail in mailer.sent if "ログ消滅" in mail["Subject"] or "Log expiry" in mail["Subject"]]
    assert len(dated) > 2
    assert all(any(each.get_content_type() == "image/png" for each in mail.walk()) for mail in dated)
    assert any(each.get_content_type() == "text/calendar" for mail in mailer.sent for each in mail.walk())
    for mail in mailer.sent:
        said = body_of(mail)
        assert [name for name, value in PLANTED.items() if value in said] == []
        assert [name for name in COMPANIES if name.casefold() in said.casefold()] == []
        whole = all_said(mail)
        assert [name for name, value in PLANTED.items() if value in whole and name not in READERS] == []


def test_each_name_is_shown_only_where_the_firm_allows_it(disclosed_case: Services) -> None:
    case = disclosed_case
    shown = {
        "requester": PLANTED["requester"],
        "platform": "ママスタ",
        "provider": "NTTドコモ、BIGLOBE",
    }
    for name, value in shown.items():
        mail = mail_for(
            allowed(case, name), write(case, NoticeKind.DEADLINE, DEADLINE, stated_on=date(2026, 1, 16), topic=name)
        )
        assert f"{word('mail_name', name)}：{value}" in part(mail, "plain")
        assert value in part(mail, "html")
        others = [other for other in shown.values() if other != value]
        assert [other for other in others if other in all_said(mail)] == []


def test_a_step_names_the_provider_only_where_it_may(case: Services) -> None:
    for_each = write(case, NoticeKind.DEADLINE, DEADLINE, stated_on=date(2026, 1, 16))
    for language in ("ja", "en"):
        assert "1. この事業者の保存期間 93日: 93日経過" in part(mail_for(case, for_each, language), "plain")
    may = allowed(case, "provider", "platform")
    mail = mail_for(may, write(case, NoticeKind.DEADLINE, DEADLINE, stated_on=date(2026, 1, 16), topic="other"))
    assert "1. NTTドコモの保存期間 93日" in part(mail, "plain")
    assert "kandato.jp/x" in part(mail, "plain")


def test_a_deadline_says_what_to_do_what_is_lost_and_until_when_to_own_it(case: Services) -> None:
    notice_id = write(case, NoticeKind.DEADLINE, DEADLINE, stated_on=date(2026, 1, 16), ack_hours=4)
    japanese, english = (part(mail_for(case, notice_id, language), "plain") for language in ("ja", "en"))
    assert f"次にすること：{word('act', 'log_expiry')}" in japanese
    assert "間に合わないと：接続ログが消えます。" in japanese
    assert "4時間以内（執務時間）" in japanese
    assert f"If it is missed: {word('lost', 'log_expiry', 'en')}" in english
    assert "within 4 office hours" in english
    assert "接続ログが" not in english
    window = "Counted from Tue 14 Oct 2025; the log is surely there to the end of Fri 16 Jan 2026"
    assert f"Why this date\n{window}" in english
    assert window not in japanese
    period = (
        part(deadline_mail(case, opens_on=None), "plain"),
        part(
            mail_for(
                case, write(case, NoticeKind.DEADLINE, DEADLINE | {"opens_on": None}, stated_on=date(2026, 1, 16)), "en"
            ),
            "plain",
        ),
    )
    assert ["The period ends on Fri 16 Jan 2026" in text for text in period] == [False, True]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_buttons_write_what_is_understood_and_carry_the_code_apart(case: Services, language: str) -> None:
    replies = RepliesSection(address="replies@firm.example")
    made = replace(case, settings=case.settings.model_copy(update={"replies": replies}))
    mail = deadline_mail(made, language, act_by="2026-01-16")
    (code,) = set(re.findall(r"K-[0-9A-HJKMNP-TV-Z]{10}", part(mail, "plain")))
    found = list(buttons(mail))
    assert [address for address, _, _ in found] == ["replies@firm.example"] * 3
    assert {subject for _, subject, _ in found} == {f"Re: {mail['Subject']}"}
    assert all(body.endswith(f"\r\n-- \r\n{code}") for _, _, body in found)
    read = [read_reply(body) for _, _, body in found]
    assert [reply.kind if reply else None for reply in read] == list(AckKind)
    assert [reply.days for reply in read if reply] == [None, None, 2]
    assert all(reply.reason == "" for reply in read if reply)
    assert mail["Reply-To"].addresses[0].addr_spec == "replies@firm.example"


def test_without_an_address_for_replies_they_go_to_the_sender(case: Services) -> None:
    mail = deadline_mail(case)
    assert {address for address, _, _ in buttons(mail)} == {case.settings.firm.mail_from}
    assert mail["Reply-To"] is None


def test_posts_are_counted_as_people_count_them(case: Services) -> None:
    with case.store.read() as session:
        second = session.exec(select(PostRow).where(PostRow.no == 2)).one()
    mail = deadline_mail(case, subject=f"post:{second.id}", also=["log_expiry:observation:2", "log_expiry:holder:1"])
    assert "対象：投稿2、通信2、ログの保有者1\n" in part(mail, "plain")


def test_a_moved_date_says_old_new_and_because(case: Services) -> None:
    because = [["根拠の変更: NTTドコモの保存期間 93日 → NTTドコモの保存期間 90日", ""]]
    mail = deadline_mail(case, moved_from="2026-01-19", act_by_from="2026-01-16", moved_because=because)
    text = part(mail, "plain")
    assert "期限：2026年1月19日(月) → 2026年1月16日(金)" in text
    assert "安全日：2026年1月16日(金) → 2026年1月15日(木)" in text
    assert "理由：根拠の変更: この事業者の保存期間 93日 → この事業者の保存期間 90日" in text
    assert "1. この事業者の保存期間 93日: 93日経過" in text
    counted_anew = part(deadline_mail(case, moved_from="2026-01-19", rung="new"), "plain")
    assert "理由：もとになる事実" in counted_anew
    assert "理由：もとになる事実" not in text


def test_a_handover_says_who_was_told_when_by_role_only(case: Services) -> None:
    moment = case.clock.now()
    first = write(case, NoticeKind.DEADLINE, DEADLINE, stated_on=date(2026, 1, 16))
    change(case, first, sent_at=moment - timedelta(hours=5), proof="250", bounced_at=moment - timedelta(hours=4))
    with case.store.write() as session:
        case_id, member = (
            session.exec(select(CaseRow.id)).one() or 0,
            session.exec(select(MemberRow.id).order_by(col(MemberRow.id))).first() or 0,
        )
        session.add(
            AcknowledgementRow(
                case_id=case_id,
                topic="log_expiry:observation:1",
                stated_on=date(2026, 1, 16),
                kind=AckKind.DEFERRED,
                until_on=date(2026, 1, 14),
                reason="planted reason",
                member_id=member,
                door=AckDoor.CLI,
                said_at=moment - timedelta(hours=1),
                recorded_at=moment,
                entered_by=PLANTED["staff"],
                dedupe="test",
            )
        )
    notice_id = write(case, NoticeKind.UNACKNOWLEDGED, DEADLINE, stated_on=date(2026, 1, 16), ack_hours=1)
    mail = mail_for(case, notice_id)
    text = part(mail, "plain")
    assert "これまでの経過\n・1/13(火) 05:00 担当弁護士に通知\n・1/13(火) 06:00 担当弁護士への通知が不達\n" in text
    assert "・1/13(火) 09:00 担当弁護士が延期\n" in text
    assert "planted reason" not in all_said(mail)
    assert mail["Importance"] == "high"
    english = part(mail_for(case, write(case, NoticeKind.IDLE, DEADLINE, stated_on=date(2026, 1, 16)), "en"), "plain")
    assert "- Tue 13 Jan 05:00 attorney in charge was told\n" in english


def test_the_picture_stands_in_the_html_by_its_id_with_its_words(case: Services) -> None:
    mail = deadline_mail(case)
    (picture,) = (each for each in mail.walk() if each.get_content_type() == "image/png")
    html = part(mail, "html")
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in html
    assert 'alt="日程の図：起算 2025/10/14(火)、本日 1/13(火)、安全日 1/15(木)、期限 1/16(金)"' in html
    assert "本日 1/13(火)・安全日 1/15(木)・期限 1/16(金)" in part(mail, "plain")
    assert re.findall(r'(?:src|background|url)[=(]"(?!cid:)', html) == []
    assert set(re.findall(r'href="(\w+):', html)) == {"http", "mailto"}


def test_a_mail_leaves_without_its_picture_when_that_cannot_be_made(
    case: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise ImportError("no typst on this machine")

    rendering.png_of.cache_clear()
    monkeypatch.setattr(rendering, "_compiler", broken)
    mail = deadline_mail(case)
    assert [each.get_content_type() for each in mail.walk() if each.get_content_maintype() == "image"] == []
    assert "cid:" not in part(mail, "html")
    assert "本日 1/13(火)・安全日 1/15(木)・期限 1/16(金)" in part(mail, "html")
    noted = (case.settings.root / "logs" / "faults.log").read_text()
    assert "no typst on this machine" in noted


def test_one_thread_a_case_and_one_a_member_for_the_mails_of_the_office(case: Services) -> None:
    first = write(case, NoticeKind.DEADLINE, DEADLINE, stated_on=date(2026, 1, 16))
    again = write(case, NoticeKind.IDLE, DEADLINE, stated_on=date(2026, 1, 16))
    digests = [write(case, NoticeKind.DIGEST, {"sections": {"week": [LINE]}}, topic=topic) for topic in ("1", "2")]
    threads = [mail_for(case, notice_id)["In-Reply-To"] for notice_id in (first, again, *digests)]
    assert threads[0] == threads[1] != threads[2]
    assert threads[2] == threads[3]
    other = replace(due_notice(case, digests[0]), email="another@firm.example")
    assert notice_mail(case, other)["In-Reply-To"] != threads[2]


@pytest.mark.parametrize("kind", DeadlineKind)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_kind_of_deadline_has_its_next_act_and_its_loss(kind: DeadlineKind, language: str) -> None:
    assert word("act", kind, language)
    assert word("lost", kind, "en").isascii()


def test_who_reads_for_somebody_else_is_told_so(case: Services) -> None:
    notice_id = write(case, NoticeKind.DEADLINE, DEADLINE, stated_on=date(2026, 1, 16))
    change(case, notice_id, sent_to_id=row_of(case, notice_id).member_id)
    assert "ご不在" not in part(mail_for(case, notice_id), "plain")
    with case.store.read() as session:
        other = session.exec(select(MemberRow.id).order_by(col(MemberRow.id).desc())).first()
    change(case, notice_id, sent_to_id=other)
    japanese, english = (mail_for(case, notice_id, language) for language in ("ja", "en"))
    assert "ご不在の方（担当弁護士）に代わって" in part(japanese, "plain")
    assert "for somebody who is away (attorney in charge)" in part(english, "html")
    assert PLANTED["attorney"] not in body_of(japanese)


def test_what_was_said_to_be_done_is_to_be_recorded(case: Services) -> None:
    mail = mail_for(case, write(case, NoticeKind.IDLE, DEADLINE, stated_on=date(2026, 1, 16)))
    assert f"次にすること：{word('next', 'idle')}" in part(mail, "plain")


@pytest.mark.parametrize("moved_from", [None, "2026-01-20"], ids=["same", "moved"])
def test_of_a_notice_that_did_not_arrive_role_and_date_are_told(case: Services, moved_from: str | None) -> None:
    lost = write(case, NoticeKind.DEADLINE, DEADLINE, stated_on=date(2026, 1, 16))
    content = DEADLINE | {"failed_kind": "deadline", "reason": "undeliverable", "moved_from": moved_from}
    mail = mail_for(case, write(case, NoticeKind.UNDELIVERABLE, content, topic=f"notice:{lost}"))
    assert mail["Subject"].startswith("【残り3日】2026-0001 【不達】通知が届きません（ログ消滅）")
    assert "届かなかった相手：担当弁護士\n" in part(mail, "plain")
    other = DEADLINE | {"failed_kind": "release_requested", "reason": "undeliverable", "deadline_kind": None}
    mail = mail_for(case, write(case, NoticeKind.UNDELIVERABLE, other | {"moved_from": moved_from}, topic="notice:999"))
    assert "通知が届きません（発信許可のお願い）" in mail["Subject"]


def test_signs_that_no_mail_may_carry_never_keep_one_back(case: Services) -> None:
    steps = [["\u202e保存期間\x00 93日", "民法\u200b140条"]]
    text = part(deadline_mail(case, steps=steps, consequence="消え\nます。", act_by="2026-01-20"), "plain")
    assert "1. 保存期間 93日（民法140条）" in text
    assert "間に合わないと：消えます。" in text
    assert "安全日" not in text.partition("なぜこの日か")[0].partition("本日 ")[2]


@pytest.mark.parametrize(
    ("left", "deferral"),
    [
        (30, "延期 3日 理由：…"),
        (4, "延期 3日 理由：…"),
        (3, "延期 2日 理由：…"),
        (2, "延期 1日 理由：…"),
        (1, None),
        (0, None),
    ],
)
def test_putting_off_is_offered_to_a_day_before_the_safe_day_only(left: int, deferral: str | None) -> None:
    offered = answers("ja", left)
    assert offered[:2] == ("了解", "対応済")
    assert offered[2:] == ((deferral,) if deferral else ())


def test_one_day_is_one_day() -> None:
    assert answers("en", 2)[-1] == "defer 1 day because …"
    assert answers("en")[-1] == "defer 3 days because …"

"""The mails of a real case, from its rows: what they say, and above all what they do not say."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from email.message import EmailMessage
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import select

from models.rules.replies import read_reply
from models.tables import AcknowledgementRow, CaseRow, MailInRow, MemberRow, NoticeRow, PostRow
from models.terms import AckDoor, AckKind, DeadlineKind, MailVerdict, NoticeKind, OfficeTaskKind
from tasks.case_store.facts import key_of
from tasks.case_store.outbox import DueNotice
from tasks.mail import message_id, reply_code
from tasks.notice_mail import notice_mail
from tasks.pictures import rendering
from tasks.settings import NoticesSection, RepliesSection
from tasks.wiring import Services
from tasks.words import word
from tests.case_side import sweep_cases
from tests.fakes import DictRegistry, RecordingMailer, SteppedClock
from tests.tasks.case_store.cases import FIXED_IP, MOBILE_IP, PLANTED, disclosed, opened
from tests.tasks.case_store.claims import change, rows
from tests.tasks.case_store.claims import row as row_of
from tests.tasks.mail.notices import part

READERS = ("attorney", "attorney's mail", "supervisor", "supervisor's mail")
COMPANIES = ("docomo", "ドコモ", "biglobe", "ビッグローブ", "mamasta", "ママスタ", "インタースペース", "kandato.jp")
DEADLINE: dict[str, Any] = {
    "stage": "log_preservation",
    "subject": "observation:1",
    "reason": "",
    "rung": "3",
    "also": [],
    "deadline_kind": "log_expiry",
    "act_by": "2026-01-15",
    "opens_on": "2025-10-14",
    "fatal": True,
    "moved_from": None,
    "act_by_from": None,
    "consequence": "接続ログが消えます。",
    "confidence": "H",
    "since": None,
    "steps": [["NTTドコモの保存期間 93日: 93日経過で2026年1月17日(土)に消える可能性がある", "kandato.jp/x（確度H）"]],
}
LINE = {
    "ref": "2026-0001",
    "run_id": "11111111-2222-3333-4444-555555555555",
    "deadline_kind": "route_start",
    "subject": "platform:mamasta",
    "stage": "platform_request",
    "due_on": "2026-01-16",
    "act_by": "2026-01-15",
    "moved_from": None,
    "rung": "",
    "notice_id": None,
}


@pytest.fixture
def migrated_url(migrated_file: Path, tmp_path: Path) -> str:
    """One database is enough here: `test_mail_facts.py` reads what mails need from both."""
    shutil.copy(migrated_file, tmp_path / "kaiji.db")
    return f"sqlite:///{tmp_path / 'kaiji.db'}"


@pytest.fixture
def case(services: Services) -> Services:
    """A case of two posts."""
    opened(services)
    return services


@pytest.fixture
def disclosed_case(services: Services, registry: DictRegistry) -> Services:
    """The same after the platform disclosed an address for each post, with two known providers."""
    registry.answers |= {MOBILE_IP: "ntt_docomo", FIXED_IP: "biglobe"}
    disclosed(services)
    return services


def all_said(mail: EmailMessage) -> str:
    """Everything in a mail that anybody could read: headers, texts, HTML with its attributes, files and their names."""
    said = [f"{name}: {value}" for name, value in mail.items()]
    for each in mail.walk():
        said += [f"{name}: {value}" for name, value in each.items()]
        if each.get_content_maintype() == "text":
            said.append(unescape(each.get_content()).replace("\r\n ", "").replace("\n ", ""))
    return "\n".join(said)


def body_of(mail: EmailMessage) -> str:
    return "\n".join(line for line in all_said(mail).splitlines() if not line.startswith("To: "))


def write(made: Services, kind: NoticeKind, content: dict[str, Any], **columns: Any) -> int:
    """Queue a notice to the attorney of the case."""
    with made.store.write() as session:
        member = session.exec(select(MemberRow).order_by(MemberRow.id)).first()  # type: ignore[arg-type]
        case = session.exec(select(CaseRow)).one()
        parts: dict[str, Any] = {
            "case_id": None if kind in {NoticeKind.DIGEST, NoticeKind.HEARTBEAT} else case.id,
            "member_id": member.id if member else None,
            "dedupe": f"test:{kind}:{len(content)}:{columns.get('topic')}:{columns.get('stated_on')}",
            "topic": "log_expiry:observation:1",
            "written_at": made.clock.now(),
            "not_before": made.clock.now(),
        }
        row = NoticeRow(kind=kind, content=content, **(parts | columns))
        session.add(row)
        session.flush()
        return key_of(row)


def due_notice(made: Services, notice_id: int, language: str = "ja") -> DueNotice:
    """The notice as delivery has it after its claim."""
    row = row_of(made, notice_id)
    return DueNotice(
        id=notice_id,
        kind=row.kind,
        case_ref="2026-0001" if row.case_id else "",
        dedupe=row.dedupe,
        stated_on=row.stated_on.isoformat() if row.stated_on else None,
        content=row.content,
        run_id=None,
        give_up_at=None,
        name=PLANTED["attorney"],
        email=PLANTED["attorney's mail"],
        language=language,
        member_id=row.member_id or 0,
        message_id=message_id(made.mail_key, row.dedupe, "firm.example"),
        reply_code=reply_code(made.mail_key, row.dedupe),
        topic=row.topic,
        claimed_until=made.wall.now(),
    )


def mail_for(made: Services, notice_id: int, language: str = "ja") -> EmailMessage:
    return notice_mail(made, due_notice(made, notice_id, language))


def allowed(made: Services, *names: str) -> Services:
    section = NoticesSection.model_validate({"may_name": list(names)})
    return replace(made, settings=made.settings.model_copy(update={"notices": section}))


def deadline_mail(made: Services, language: str = "ja", **content: Any) -> EmailMessage:
    notice_id = write(made, NoticeKind.DEADLINE, DEADLINE | content, stated_on=date(2026, 1, 16), ack_hours=4)
    return mail_for(made, notice_id, language)


def buttons(mail: EmailMessage) -> Iterator[tuple[str, str, str]]:
    """To whom, under which subject and with which text each button writes."""
    for href in re.findall(r'href="(mailto:[^"]+)"', part(mail, "html")):
        found = urlsplit(unescape(href))
        query = parse_qs(found.query)
        yield found.path, query["subject"][0], query["body"][0]


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
    assert "1. この事業者の保存期間 93日: 93日経過" in part(deadline_mail(case), "plain")
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


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_buttons_write_what_is_understood_and_carry_the_code_apart(case: Services, language: str) -> None:
    replies = RepliesSection(address="replies@firm.example")
    made = replace(case, settings=case.settings.model_copy(update={"replies": replies}))
    mail = deadline_mail(made, language)
    (code,) = set(re.findall(r"K-[0-9A-HJKMNP-TV-Z]{10}", part(mail, "plain")))
    found = list(buttons(mail))
    assert [address for address, _, _ in found] == ["replies@firm.example"] * 3
    assert {subject for _, subject, _ in found} == {f"Re: {mail['Subject']}"}
    assert all(body.endswith(f"\r\n-- \r\n{code}") for _, _, body in found)
    read = [read_reply(body) for _, _, body in found]
    assert [reply.kind if reply else None for reply in read] == list(AckKind)
    assert [reply.days for reply in read if reply] == [None, None, 3]
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
    steps = [["根拠の変更: NTTドコモの保存期間 93日 → NTTドコモの保存期間 90日", ""], *DEADLINE["steps"]]
    text = part(deadline_mail(case, moved_from="2026-01-19", act_by_from="2026-01-16", steps=steps), "plain")
    assert "期限：2026年1月19日(月) → 2026年1月16日(金)" in text
    assert "安全日：2026年1月16日(金) → 2026年1月15日(木)" in text
    assert "理由：根拠の変更: この事業者の保存期間 93日 → この事業者の保存期間 90日" in text
    assert "1. この事業者の保存期間 93日: 93日経過" in text


def test_a_handover_says_who_was_told_when_by_role_only(case: Services) -> None:
    moment = case.clock.now()
    first = write(case, NoticeKind.DEADLINE, DEADLINE, stated_on=date(2026, 1, 16))
    change(case, first, sent_at=moment - timedelta(hours=5), proof="250", bounced_at=moment - timedelta(hours=4))
    with case.store.write() as session:
        case_id, member = session.exec(select(CaseRow.id)).one() or 0, session.exec(select(MemberRow.id)).first() or 0
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
    assert 'alt="日程の図：記録 2025/10/14(火)、本日 1/13(火)、安全日 1/15(木)、期限 1/16(金)"' in html
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


def test_a_digest_lists_its_lines_by_role_with_links_and_one_answer(case: Services) -> None:
    moved = LINE | {"deadline_kind": "log_expiry", "subject": "holder:1", "moved_from": "2026-01-20", "notice_id": 1}
    content = {"sections": {"today": [LINE], "moved": [moved], "week": [], "withdrawn": [LINE]}}
    mail = mail_for(case, write(case, NoticeKind.DIGEST, content))
    text = part(mail, "plain")
    assert mail["Subject"] == "朝のまとめ 1/13(火) 本日1件・変更1件・取消1件"
    url = f"{case.settings.ui_url}/runs/flow-run/{LINE['run_id']}"
    first = "・2026-0001 手続の着手期限（投稿先） 1/16(金) 【残り3日】 安全日 1/15(木)"
    assert f"■ 本日まで\n{first}\n  {url}\n" in text
    assert "・2026-0001 ログ消滅（ログの保有者1） 1/20(火) → 1/16(金) 【残り3日】 安全日 1/15(木)\n" in text
    assert "■ なくなったもの（対応不要）\n・2026-0001 手続の着手期限（投稿先） 1/16(金)\n" in text
    assert "今週" not in text.split("■", 1)[1]
    assert [body.splitlines()[0] for _, _, body in buttons(mail)] == ["了解"]
    assert "mamasta" not in all_said(mail)
    english = mail_for(case, write(case, NoticeKind.DIGEST, {"sections": {"unowned": [LINE]}}, topic="2"), "en")
    assert english["Subject"] == "Morning digest Tue 13 Jan: 1 not owned"
    assert list(buttons(english)) == []


def test_a_heartbeat_says_that_it_is_alive_and_what_comes_next(case: Services) -> None:
    content = {
        "open_cases": 12,
        "next_fatal_on": "2026-01-16",
        "next_fatal_ref": "2026-0001",
        "pending": 2,
        "tasks_open": 1,
        "audit_missing": 0,
        "refs_unowned": ["2026-0001", "2026-0007"],
    }
    mail = mail_for(case, write(case, NoticeKind.HEARTBEAT, content))
    assert mail["Subject"] == "稼働中 進行中 12件 次の期限 1/16(金)"
    assert "次の致命的な期限：1/16(金) 2026-0001\n" in part(mail, "plain")
    assert "誰も引き受けていない期限のある事件：2026-0001、2026-0007\n" in part(mail, "plain")
    empty = content | {"next_fatal_on": None, "next_fatal_ref": None, "refs_unowned": []}
    english = mail_for(case, write(case, NoticeKind.HEARTBEAT, empty, topic="2"), "en")
    assert english["Subject"] == "Alive: 12 open cases, next fatal date none"


@pytest.mark.parametrize("kind", OfficeTaskKind)
def test_a_task_is_said_in_words_without_names(case: Services, kind: OfficeTaskKind) -> None:
    said = "route_start:platform:mamasta 2026-01-16, log_expiry:observation:2, x@y.example, 2026-02-30"
    mail = mail_for(case, write(case, NoticeKind.OFFICE_TASK, {"task_id": 7, "task_kind": kind.value, "said": said}))
    text = part(mail, "plain")
    assert mail["Subject"] == f"2026-0001 【所内作業】{word('office_task', kind)}"
    assert "内容：手続の着手期限 投稿先 2026年1月16日(金), ログ消滅 通信2, 〔省略〕, 2026-02-30\n" in text
    assert f"次にすること：{word('mail_task', kind)}" in text


def incoming(made: Services, message_id: str) -> str:
    """A mail that came in, as its notices name it."""
    raw = f"From: x@mail.example\r\nMessage-ID: {message_id}\r\nSubject: Re\r\n\r\nMessage-ID: <no@header>\r\n"
    with made.store.write() as session:
        row = MailInRow(
            dedupe="a" * 64, received_at=made.clock.now(), raw=raw, verdict=MailVerdict.NOT_UNDERSTOOD, sender=""
        )
        session.add(row)
        session.flush()
        return f"mail:{row.id}"


@pytest.mark.parametrize(
    ("because", "answers"),
    [("unclear", 3), ("too_late", 3), ("not_yours", 0)],
    ids=["unclear", "too_late", "not_yours"],
)
def test_who_was_not_understood_hears_what_would_be(case: Services, because: str, answers: int) -> None:
    asked = write(case, NoticeKind.DEADLINE, DEADLINE, stated_on=date(2026, 1, 16))
    change(case, asked, reply_code="K-0123456789")
    topic = incoming(case, "<a.b-1@mail.example>")
    mail = mail_for(case, write(case, NoticeKind.NOT_UNDERSTOOD, {"because": because, "asked_for": asked}, topic=topic))
    assert (mail["Auto-Submitted"], mail["In-Reply-To"]) == ("auto-replied", "<a.b-1@mail.example>")
    assert mail["References"].split()[-1] == "<a.b-1@mail.example>"
    assert word("mail_not_understood", because) in mail["Subject"]
    assert "返信番号：K-0123456789\n" in part(mail, "plain")
    assert "ログ消滅 通信1" in part(mail, "plain")
    assert len(list(buttons(mail))) == answers


def test_who_is_nobody_in_the_case_hears_nothing_of_it(case: Services) -> None:
    asked = write(case, NoticeKind.DEADLINE, DEADLINE, stated_on=date(2026, 1, 16))
    change(case, asked, reply_code="K-0123456789")
    content = {"because": "not_yours", "asked_for": asked}
    said = all_said(mail_for(case, write(case, NoticeKind.NOT_UNDERSTOOD, content, case_id=None)))
    assert [word for word in ("2026-0001", "ログ消滅", "1/16", "K-0123456789", "通信1") if word in said] == []


@pytest.mark.parametrize("message_id", ["", "no id", "<a@b> (<c@d>)", "<é@b>"], ids=["none", "no-id", "two", "signs"])
def test_an_incoming_id_that_no_header_can_carry_is_left_out(case: Services, message_id: str) -> None:
    content = {"because": "unclear", "asked_for": None}
    mail = mail_for(case, write(case, NoticeKind.NOT_UNDERSTOOD, content, topic=incoming(case, message_id)))
    assert mail["In-Reply-To"] == mail["References"]


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

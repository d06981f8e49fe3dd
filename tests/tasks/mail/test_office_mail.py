"""The mails of the office itself, from their rows: digest, heartbeat, tasks, answers to replies not understood."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from models.rules.audit import Finding, Missing
from models.rules.digests import Section
from models.tables import MailInRow
from models.terms import MailVerdict, NoticeKind, OfficeTaskKind
from tasks.wiring import Services
from tasks.words import word
from tests.tasks.case_store.claims import change
from tests.tasks.mail.case_mails import DEADLINE, LINE, all_said, buttons, mail_for, write
from tests.tasks.mail.notices import part


@pytest.fixture
def migrated_url(opened_home: Path, tmp_path: Path) -> str:
    """A copy of a firm's folder. One database is enough here: `test_mail_facts.py` reads what mails need from both."""
    shutil.copytree(opened_home, tmp_path, dirs_exist_ok=True)
    return f"sqlite:///{tmp_path / 'kaiji.db'}"


@pytest.fixture
def case(services: Services) -> Services:
    """A case of two posts."""
    return services


def test_a_digest_lists_its_lines_by_role_with_links_and_one_answer(case: Services) -> None:
    moved = LINE | {"deadline_kind": "log_expiry", "subject": "holder:1", "moved_from": "2026-01-20", "notice_id": 1}
    content = {"sections": {"today": [LINE], "moved": [moved], "week": [], "withdrawn": [LINE]}}
    mail = mail_for(case, write(case, NoticeKind.DIGEST, content))
    text = part(mail, "plain")
    assert mail["Subject"] == "朝のまとめ 1/13(火) 本日1件・変更1件・取消1件"
    url = f"{case.settings.link_url}/desk/case/{LINE['ref']}"
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


@pytest.mark.parametrize("section", Section)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_heading_of_a_digest_has_its_words(section: Section, language: str) -> None:
    assert word("mail_digest", section, language)
    assert word("mail_digest", f"{section}_count", language).format(count=3).count("3") == 1


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("missing", Missing)
def test_what_an_audit_found_is_said_in_words(case: Services, missing: Missing, language: str) -> None:
    said = Finding(missing=missing, ref="2026-0001", topic="log_expiry:post:1", on=date(2026, 4, 7)).said
    content = {"task_id": 7, "task_kind": "audit", "said": said}
    text = part(mail_for(case, write(case, NoticeKind.OFFICE_TASK, content), language), "plain")
    assert word("audit", missing, "en" if language == "en" else "ja") in text
    assert missing.value not in text
    assert "log_expiry" not in text

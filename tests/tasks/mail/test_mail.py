"""The text of every notice against golden files, and the headers that mail programs act on."""

import os
import re
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from html import unescape
from pathlib import Path

import pytest

from models.terms import NoticeKind
from tasks.calendar_files import Attachment
from tasks.mail import Language, message_id, reply_code, thread_id
from tasks.mail_templates import TEMPLATES
from tasks.mime_parts import POLICY
from tests.tasks.mail.notices import CODE, DATED, make_mail, make_notice, part, with_picture

GOLDEN = Path(__file__).parents[2] / "golden" / "mail"
EACH = [(kind, language) for kind in NoticeKind for language in ("ja", "en")]


def compare(name: str, content: str) -> None:
    """KAIJI_WRITE_GOLDEN=1 writes what is said now; read the difference before committing it."""
    file = GOLDEN / name
    if os.environ.get("KAIJI_WRITE_GOLDEN"):
        file.write_text(content, encoding="utf-8")
    assert content == file.read_text(encoding="utf-8")


@pytest.mark.parametrize(("kind", "language"), EACH)
def test_each_kind_says_what_its_golden_file_says(kind: NoticeKind, language: Language) -> None:
    mail = make_mail(make_notice(kind, language))
    compare(f"{kind}.{language}.txt", f"{mail['Subject']}\n\n{part(mail, 'plain')}")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_html_is_the_golden_one(language: Language) -> None:
    compare(f"escalation.{language}.html", part(make_mail(make_notice(NoticeKind.ESCALATION, language)), "html"))


@pytest.mark.parametrize(("kind", "language"), EACH)
def test_the_html_says_all_that_the_text_says(kind: NoticeKind, language: Language) -> None:
    mail = make_mail(make_notice(kind, language))
    html = unescape(re.sub(r"<[^>]+>", "", part(mail, "html")))
    lines = [line.strip() for line in part(mail, "plain").splitlines() if line not in {"", "----"}]
    for line in lines:
        if line.startswith("https://"):
            assert f'href="{line}"' in unescape(part(mail, "html"))
            continue
        words = re.sub(r"^(\d+\.|-|==|■|・) ?", "", line)
        for piece in re.split(r"：(?=\S)|: ", words):
            assert piece in html


@pytest.mark.parametrize(
    ("today", "language", "subject"),
    [
        (date(2026, 11, 25), "ja", "【残り30日】2026-0042 ログ保存期限 12/25(金)"),
        (date(2026, 12, 24), "ja", "【残り1日・対応は本日】2026-0042 ログ保存期限 12/25(金)"),
        (date(2026, 12, 25), "ja", "【本日・対応日超過】2026-0042 ログ保存期限 12/25(金)"),
        (date(2026, 12, 26), "ja", "【超過1日】2026-0042 ログ保存期限 12/25(金)"),
        (date(2025, 12, 25), "ja", "【残り365日】2026-0042 ログ保存期限 2026/12/25(金)"),
        (date(2026, 12, 23), "en", "[2 days left] 2026-0042 Log expiry Fri 25 Dec"),
        (date(2026, 12, 24), "en", "[1 day left, act today] 2026-0042 Log expiry Fri 25 Dec"),
        (date(2026, 12, 26), "en", "[1 day overdue] 2026-0042 Log expiry Fri 25 Dec"),
    ],
)
def test_the_subject_counts_the_days(today: date, language: Language, subject: str) -> None:
    assert make_mail(make_notice(language=language, today=today))["Subject"] == subject


def test_on_the_day_without_an_earlier_safe_day() -> None:
    on_the_day = make_notice(today=date(2026, 12, 25), act_by=None)
    assert make_mail(on_the_day)["Subject"] == "【本日】2026-0042 ログ保存期限 12/25(金)"


def test_without_a_date_the_subject_counts_nothing() -> None:
    mail = make_mail(make_notice(NoticeKind.RELEASE_REQUESTED, due_on=None, act_by=None))
    assert mail["Subject"] == "2026-0042 承認待ち ログ保存要請書"
    assert part(mail, "plain").startswith("発送の承認をお待ちしています：ログ保存要請書。対応者：担当弁護士\n")


def test_with_a_day_to_act_only() -> None:
    mail = make_mail(make_notice(NoticeKind.RELEASE_REQUESTED, due_on=None))
    assert mail["Subject"] == "【残り2日】2026-0042 承認待ち ログ保存要請書 12/24(木)"
    assert "対応は 2026年12月24日(木) まで（残り2日）" in part(mail, "plain")


def test_a_closed_case_never_counts_days_nor_alarms() -> None:
    mail = make_mail(make_notice(NoticeKind.CASE_CLOSED, due_on=date(2026, 12, 23)))
    assert mail["Subject"] == "2026-0042 終了 発信者情報開示請求"
    assert mail["Importance"] is None


def test_the_role_that_must_act_can_be_said() -> None:
    assert "対応者：事務局\n" in part(make_mail(make_notice(actor="事務局")), "plain")


def test_a_moved_date_shows_both_and_is_marked_in_the_subject() -> None:
    mail = make_mail(make_notice(moved_from=date(2026, 12, 28)))
    assert mail["Subject"] == "【残り3日】2026-0042 ログ保存期限（変更） 12/25(金)"
    assert "期限の変更\n期限：2026年12月28日(月) → 2026年12月25日(金)" in part(mail, "plain")


@pytest.mark.parametrize(("confidence", "is_said"), [("H", False), ("M", True), ("L", True)])
def test_an_unconfirmed_figure_is_said_so(confidence: str, *, is_said: bool) -> None:
    mail = make_mail(make_notice(confidence=confidence))
    assert ("弁護士の確認が必要です" in part(mail, "plain")) is is_said
    assert ("弁護士の確認が必要です" in part(mail, "html")) is is_said


def test_headers_stop_auto_replies_and_make_one_thread() -> None:
    mail = message_from_bytes(make_mail(make_notice()).as_bytes(), policy=default)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert mail["List-Id"] == "kaiji notices <kaiji-notices.firm.example>"
    assert mail["In-Reply-To"] == mail["References"] == "<case-2026-0042@firm.example>"
    assert mail["Date"] == "Tue, 22 Dec 2026 08:00:00 +0900"
    assert mail["To"].addresses[0].display_name == "髙橋　担当"
    assert [p.get_content_type() for p in mail.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize(("kind", "language"), EACH)
def test_the_message_is_ascii_in_short_lines_on_the_wire(kind: NoticeKind, language: Language) -> None:
    wire = make_mail(make_notice(kind, language, stage="ログ保存" * 20)).as_bytes()
    assert wire.isascii()
    assert max(map(len, wire.split(b"\r\n"))) <= 78


@pytest.mark.parametrize(
    ("kind", "today", "importance"),
    [
        (NoticeKind.DEADLINE, date(2026, 12, 20), None),
        (NoticeKind.DEADLINE, date(2026, 12, 21), "high"),  # three days to the last safe day
        (NoticeKind.DEADLINE, date(2026, 12, 30), "high"),
        (NoticeKind.ESCALATION, date(2026, 11, 1), "high"),
    ],
)
def test_importance_is_high_near_the_day_and_for_escalations(
    kind: NoticeKind, today: date, importance: str | None
) -> None:
    assert make_mail(make_notice(kind, today=today))["Importance"] == importance


@pytest.mark.parametrize(
    ("kind", "submitted"),
    [(NoticeKind.DEADLINE, "auto-generated"), (NoticeKind.NOT_UNDERSTOOD, "auto-replied")],
)
def test_an_answer_to_a_mail_says_that_it_is_one(kind: NoticeKind, submitted: str) -> None:
    mail = make_mail(make_notice(kind), answers="<in.coming@mail.example>")
    assert mail["Auto-Submitted"] == submitted
    assert mail["In-Reply-To"] == "<in.coming@mail.example>"
    assert mail["References"] == "<case-2026-0042@firm.example> <in.coming@mail.example>"


@pytest.mark.parametrize(("kind", "language"), EACH)
def test_each_kind_says_its_reply_code_and_how_to_reply(kind: NoticeKind, language: Language) -> None:
    text = make_notice(kind, language)
    mail = make_mail(text)
    said = part(mail, "plain")
    assert said.rstrip().endswith(CODE)
    assert ("記録されません" in said, "not recorded" in said.partition("----")[2]) == (False, False)
    assert part(mail, "html").count("mailto:replies@firm.example?subject=Re%3A%20") == len(text.answers)
    for answer in text.answers:
        assert answer in said.partition("----")[2]


def test_a_picture_stands_beside_the_html_and_files_beside_both() -> None:
    file = Attachment(filename="2026-0042.ics", content=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", method="PUBLISH")
    mail = message_from_bytes(make_mail(with_picture(make_notice()), attachments=[file]).as_bytes(), policy=default)
    kinds = [each.get_content_type() for each in mail.walk()]
    html_with_picture = ["multipart/related", "text/html", "image/png"]
    assert kinds == ["multipart/mixed", "multipart/alternative", "text/plain", *html_with_picture, "text/calendar"]
    (calendar,) = mail.iter_attachments()
    assert (calendar["Content-Type"].params["method"], calendar.get_filename()) == ("PUBLISH", "2026-0042.ics")
    assert calendar.get_content() == "BEGIN:VCALENDAR\nEND:VCALENDAR\n".replace("\n", "\r\n")
    (picture,) = (each for each in mail.walk() if each.get_content_maintype() == "image")
    assert f"cid:{picture['Content-ID'].strip('<>')}" in part(mail, "html")
    assert picture.get_content_disposition() == "inline"
    assert picture.get_content() == with_picture(make_notice()).picture.png  # type: ignore[union-attr]


def test_colours_of_words_can_be_read_on_what_they_stand_on() -> None:
    for kind in NoticeKind:
        html = part(
            make_mail(make_notice(kind, moved_from=date(2026, 12, 28)) if kind in DATED else make_notice(kind)), "html"
        )
        for style in re.findall(r'style="([^"]+)"', html):
            ink = re.search(r"(?<!-)color:(#[0-9a-f]{6})", style)
            paper = re.search(r"background:(#[0-9a-f]{6})", style)
            if ink:
                assert contrast(ink[1], paper[1] if paper else "#f3f6fa") >= 4.5
    svg = (TEMPLATES / "mail" / "timeline.svg.j2").read_text(encoding="utf-8")
    inks = {"#1f4e8c", "#8a5a00", "#a3231b", "#404b57"}
    assert "#404b57" in svg
    assert all(contrast(ink, "#ffffff") >= 4.5 for ink in inks)


def contrast(one: str, other: str) -> float:
    """Contrast of two colours (WCAG 2.2)."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_reply_codes_are_stable_and_read_without_doubt() -> None:
    first = reply_code(b"key", "a")
    assert first == reply_code(b"key", "a") == "K-Z0R1AK5TH6"
    assert len({first, reply_code(b"key", "b"), reply_code(b"other", "a")}) == 3
    assert all(re.fullmatch(r"K-[0-9A-HJKMNP-TV-Z]{10}", reply_code(b"key", str(number))) for number in range(200))
    with pytest.raises(ValueError, match="key"):
        reply_code(b"", "a")


@pytest.mark.parametrize("value", ["a\r\nBcc: x@y", "é", "a\tb"])
def test_a_header_that_is_kept_as_given_begins_no_other(value: str) -> None:
    mail = EmailMessage(policy=POLICY)
    with pytest.raises(ValueError, match="X-Kaiji"):
        mail["X-Kaiji"] = value


def test_html_is_escaped_and_text_is_not() -> None:
    mail = make_mail(make_notice(what="<b>&"))
    assert "<b>&" in part(mail, "plain")
    assert "<b>&" not in part(mail, "html")
    assert "&lt;b&gt;&amp;" in part(mail, "html")


@pytest.mark.parametrize("bad", ["a\nb", "a\rb", "a\tb", "a\x00b", "a\u202eb", "a\u2028b"])
@pytest.mark.parametrize("field", ["what", "stage", "next_action", "consequence", "link", "actor", "case_ref"])
def test_control_characters_are_refused_in_every_field(field: str, bad: str) -> None:
    with pytest.raises(ValueError, match=f"{field}=.*control"):
        make_notice(NoticeKind.DEADLINE, "ja", **{field: bad})


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(ValueError, match="steps") as caught:
        make_notice(
            steps=(("ok", "x\n"),),
            what=" ",
            link="javascript:alert(1)",
            confidence="?",
            case_ref="2026 42",
            act_by=date(2026, 12, 26),
            moved_from=date(2026, 12, 25),
        )
    for name in ("steps[0][1]", "what", "link", "confidence", "case_ref", "act_by", "moved_from"):
        assert f"{name}=" in str(caught.value)


def test_a_moment_is_no_date() -> None:
    with pytest.raises(ValueError, match=r"due_on=.*not a moment"):
        make_notice(due_on=datetime(2026, 12, 25, tzinfo=UTC))


def test_message_ids_are_stable_and_differ_by_key_and_notice() -> None:
    first = message_id(b"key", "a", "firm.example")
    assert first == message_id(b"key", "a", "firm.example") == "<780c3db4ce3de5b9e55816fba98f590631d96c07@firm.example>"
    assert len({first, message_id(b"key", "b", "firm.example"), message_id(b"other", "a", "firm.example")}) == 3


@pytest.mark.parametrize("domain", ["", "a b", "a>b", "a\nb", "@x", "-x"])
def test_ids_refuse_a_domain_that_is_none(domain: str) -> None:
    with pytest.raises(ValueError, match="domain"):
        message_id(b"key", "a", domain)
    with pytest.raises(ValueError, match="domain"):
        thread_id("2026-0042", domain)


def test_ids_refuse_an_empty_key_and_a_broken_ref() -> None:
    with pytest.raises(ValueError, match="key"):
        message_id(b"", "a", "firm.example")
    with pytest.raises(ValueError, match="case_ref"):
        thread_id("2026>0042", "firm.example")


@pytest.mark.parametrize("name", ["to", "sender"])
def test_an_address_that_mail_headers_would_distort_is_refused_unrepeated(name: str) -> None:
    with pytest.raises(ValueError, match=rf"^{name}: [^高]+$"):
        make_mail(make_notice(), **{name: Address("", "高橋", "firm.example")})


def test_compose_names_every_header_it_cannot_carry_and_no_address() -> None:
    with pytest.raises(ValueError, match="to:") as caught:
        make_mail(
            make_notice(),
            to=Address("x\x07", "高橋", "firm.example"),
            sender=Address(),
            message_id="<a@b>\n",
            thread_id="none",
            at=datetime(2026, 12, 22, 8, 0),  # noqa: DTZ001  the naive moment is the fault
        )
    told = str(caught.value)
    assert all(name in told for name in ("to:", "sender:", "message_id=", "thread_id=", "at="))
    assert "高橋" not in told

"""Reading the bytes of a mail: charset, parts, own words, what it answers, and whether a person wrote it."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.replies import read_reply
from tasks.replies.charsets import decode
from tasks.replies.html_text import DEEPEST, html_text
from tasks.replies.incoming import Incoming, read_mail
from tests.tasks.replies.mails import CODE, NOTICE_ID, SAMPLES, WRITER, Sample, answering, as_it_is, mail, text

CHARSETS = [None, "utf-8", "iso-2022-jp", "x-sjis", "zlib", "idna", "utf-7", "\x00"]
REPORT = b"?=\r\nContent-Type: multipart/report; boundary=x\r\n\r\n--x\r\n"


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.name for sample in SAMPLES])
def test_a_mail_reads(sample: Sample) -> None:
    found = read_mail(sample.raw)
    reply = read_reply(found.text.upper().replace(CODE, ""), said_on=date(2026, 9, 18), names=("例示 太郎", "カイジ"))
    assert (reply.kind.value if reply else "none") == sample.reads
    assert found.automatic == sample.automatic
    assert (found.bounce.failed if found.bounce else None) == sample.failed
    assert (found.bounce.status if found.bounce else "") == sample.status
    known = {*found.references, *found.codes, *(found.bounce.ids if found.bounce else ())}
    assert bool(known & {NOTICE_ID, CODE}) == sample.finds


@given(st.binary(max_size=400))
def test_no_bytes_raise(raw: bytes) -> None:
    read_mail(raw)
    read_mail(b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n" + raw)
    read_mail(
        b"Subject: =?iso-2022-jp?B?" + raw + b"?=\r\nContent-Type: multipart/report; boundary=x\r\n\r\n--x\r\n" + raw
    )


@given(st.binary(max_size=60), st.sampled_from(CHARSETS))
def test_no_bytes_fail_to_decode(raw: bytes, charset: str | None) -> None:
    decode(raw, charset)
    decode(b"\x1b$B" + raw, charset)


@pytest.mark.parametrize("codec", ["iso-2022-jp", "cp932", "euc_jp", "utf-8"])
def test_a_text_survives_its_own_charset(codec: str) -> None:
    said = "期限の延期を三日お願いします。相手方の回答待ちです。"
    assert decode(said.encode(codec), codec) == said
    assert decode(said.encode(codec), None) == said


def test_row_13_is_read_as_windows_means_it() -> None:
    assert decode(b"\x1b$B-!\x1b(B ok\n\x1b$B4|8B\x1b(B", "iso-2022-jp") == "① ok\n期限"
    assert decode("㈱ⅳ№".encode("iso2022_jp_2004", "ignore") + b"\x1b$B-j\x1b(B", None).endswith("㈱")


def test_html_is_told_apart_into_said_and_quoted() -> None:
    page = "<p>a<br>b</p><blockquote>c<div>d</div></blockquote>e<hr><script>x</script>&lt;f&gt;"
    lines = [line for line in html_text(page).splitlines() if line]
    assert lines == ["a", "b", "> c", "> d", "e", "________________________________", "<f>"]


def test_below_where_nobody_can_tell_any_more_everything_is_quoted() -> None:
    deep = html_text("<p>a</p>" + "<div>" * (DEEPEST + 1) + "了解" + "</div>" * (DEEPEST + 1))
    assert [line for line in deep.splitlines() if line] == ["a", "> 了解"]


BROKEN = {"comment": "<!--", "tag": "<a ", "declaration": "<![", "end": "</p>", "attribute": '<a b="', "sign": "<"}


@pytest.mark.parametrize("piece", BROKEN.values(), ids=BROKEN)
def test_a_page_of_broken_tags_is_read_in_one_pass(piece: str) -> None:
    """The library's parser takes minutes for one of these, longer than a sweep may take."""
    assert len(html_text(piece * 100_000)) <= len(piece) * 100_000


HEADERS = ["=?", "=?utf-8?b?", "(", "<", "a@b,", '"', "<a@b"]


@pytest.mark.parametrize("piece", HEADERS)
def test_a_header_without_end_is_read_all_the_same(piece: str) -> None:
    long = (piece * 100_000).encode()
    names = (b"From", b"Subject", b"References", b"Date", b"Content-Type")
    found = read_mail(b"".join(name + b": " + long + b"\r\n" for name in names) + b"\r\nok\r\n")
    assert found.sender == ""


def test_sender_moment_and_order_of_references() -> None:
    part = text("ok")
    found = read_mail(mail(part, sender="例示 <Attorney.Planted@FIRM.example>", References="<a@b.c> <d@e.f>"))
    assert (found.sender, found.references) == (WRITER, ("<d@e.f>", "<a@b.c>"))
    assert found.dated == datetime(2026, 9, 18, 2, 0, tzinfo=UTC)
    assert read_mail(answering(part)).references[0] == NOTICE_ID
    assert read_mail(b"Date: yesterday\r\n\r\n").dated is None
    assert read_mail(b"Date: Fri, 18 Sep 2026 11:00:00 -0000\r\n\r\n").dated is None


def test_a_subject_in_pieces_of_two_charsets_is_one_line() -> None:
    pieces = "=?iso-2022-jp?B?GyRCNHw4QhsoQg==?=\r\n =?utf-8?B?44Gu5bu25pyf?= K-0123456789"
    found = read_mail(f"Subject: {pieces}\r\n\r\n".encode())
    assert (found.subject, found.codes) == ("期限の延期 K-0123456789", (CODE,))


def test_a_mail_nested_beyond_reason_is_empty_and_is_kept_by_others() -> None:
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3_000))
    assert read_mail(b"From: a@b.example\r\n" + deep) == Incoming()


def test_nothing_personal_is_in_the_repr() -> None:
    shown = repr(read_mail(answering(text("延期 3日 植込さんと協議中"))))
    assert not [word for word in (WRITER, "植込", "ログ消滅") if word in shown]


def test_bytes_that_are_ascii_are_ascii_whatever_they_say() -> None:
    assert read_mail(answering(as_it_is(b"ok\n", "shift_jis"))).text == "ok\n"

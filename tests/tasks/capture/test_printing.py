"""What is printed on the pictures of a page."""

from datetime import UTC, datetime

from tasks.capture.printing import Imprint, band, header, top_margin_mm

AT = datetime(2026, 12, 31, 15, 0, 1, tzinfo=UTC)
URL = 'https://board.example/t?q="><script>alert(1)</script>&a=b'


def _imprint(final: str = URL, notes: tuple[str, ...] = ()) -> Imprint:
    return Imprint(asked=URL, final=final, moment=AT, notes=notes)


def test_the_moment_stands_in_japan_and_in_utc() -> None:
    said = "保存日時: 2027年01月01日 00時00分01秒（日本時間）＝ 2026-12-31 15:00:01 UTC"
    assert _imprint(notes=("注意: 長い",)).lines() == (f"URL: {URL}", said, "注意: 長い")


def test_where_a_page_led_is_told_unless_it_is_only_written_otherwise() -> None:
    assert _imprint(final=URL.replace("<", "%3C").replace(">", "%3E")).lines() == _imprint().lines()
    assert "転送先: https://board.example/top" in _imprint(final="https://board.example/top").lines()
    long = _imprint(final=f"https://board.example/{'a' * 9_000}").lines()[1]
    assert len(long) < 1_100
    assert long.endswith("（全文は manifest.json）")


def test_an_address_cannot_break_out_of_the_imprint() -> None:
    for made in (header(_imprint()), band(_imprint(), b"png", 10)):
        assert "<script" not in made
        assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;a=b" in made


def test_a_longer_imprint_gets_more_room() -> None:
    assert top_margin_mm(_imprint()) < top_margin_mm(_imprint(notes=("注意: " + "長い" * 200,)))

"""Equal things have equal spellings, however they were written; different things have not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.provisions import Law
from models.rules.find_terms import sought, sought_ref, stored_terms
from models.rules.name_signs import one_spelling
from models.terms import FindKind as Kind

SURELY, MAYBE, NOT = "surely", "maybe", "not"


def finds(law: Law, kind: Kind, kept: str, typed: str) -> str:
    """What typing one thing says of a case of which another was kept."""
    stored, asked = stored_terms(kind, kept), sought(typed, law.providers, law.platforms)
    return SURELY if asked.whole & stored else MAYBE if asked.loose & stored else NOT


@pytest.mark.parametrize(
    ("kind", "kept", "typed", "found"),
    [
        # 氏名・名称
        (Kind.NAME, "植込 花子", "植込花子", SURELY),
        (Kind.NAME, "植込 花子", "植込　花子", SURELY),
        (Kind.NAME, "植込 花子", "植込", SURELY),
        (Kind.NAME, "植込 花子", "植込様", MAYBE),
        (Kind.NAME, "植込 花子", "植木", NOT),
        (Kind.NAME, "植込 花子", "子", NOT),
        (Kind.NAME, "植込花子", "植込", SURELY),
        (Kind.NAME, "植込花子", "花子", NOT),
        (Kind.NAME, "髙﨑 齋", "高崎 斎", SURELY),
        (Kind.NAME, "渡邉 佐々", "渡辺 佐佐", SURELY),
        (Kind.NAME, "葛󠄀城 一", "葛城一", SURELY),
        (Kind.NAME, "O’Brien, Pat", "obrien pat", SURELY),
        (Kind.NAME, "株式会社サンプル商事", "㈱ｻﾝﾌﾟﾙ商事", SURELY),
        (Kind.NAME, "株式会社サンプル商事", "サンプル商事株式会社", SURELY),
        (Kind.NAME, "Sample Mobile K.K.", "sample mobile", SURELY),
        (Kind.NAME, "一般社団法人見本の会", "見本の会", SURELY),
        # よみ
        (Kind.KANA, "うえこみ はなこ", "ｳｴｺﾐ ﾊﾅｺ", SURELY),
        (Kind.KANA, "うえこみ はなこ", "ウエコミ", SURELY),
        (Kind.KANA, "しゅん おーの", "シユン オ－ノ", SURELY),
        (Kind.KANA, "うえこみはなこ", "うえこみ", SURELY),
        (Kind.KANA, "うえこみ はなこ", "うえき", NOT),
        # URL
        (Kind.URL, "https://board.example/t/1/", "http://www.board.example/t/1", SURELY),
        (Kind.URL, "https://board.example/t/1", "board.example/t/1#p5", SURELY),
        (Kind.URL, "https://board.example/t/1", "ttps://board.example:443/t/1", SURELY),
        (Kind.URL, "https://sp.board.example/t/1", "ｈｔｔｐｓ：／／ｂｏａｒｄ．ｅｘａｍｐｌｅ／ｔ／１", SURELY),
        (Kind.URL, "https://board.example/v?id=1&utm_source=a", "board.example/v?utm_medium=b&id=1", SURELY),
        (Kind.URL, "https://board.example/v?id=1", "board.example/v", SURELY),
        (Kind.URL, "https://board.example/v?id=1", "board.example/v?id=2", MAYBE),
        (Kind.URL, "https://board.example/t/1", "board.example/t/2", NOT),
        (Kind.URL, "https://board.example/%E6%A4%8D%E8%BE%BC", "board.example/植込", SURELY),
        (Kind.URL, "https://xn--wgv71a.example/1", "日本.example/1", SURELY),
        (Kind.URL, "https://xn--a\u0301.example/1", "xn--á.example/1", SURELY),
        (Kind.URL, "https://twitter.com/hanako/status/12?s=20", "mobile.x.com/hanako/status/12", SURELY),
        (Kind.URL, "https://x.com/hanako/status/12", "@hanako", SURELY),
        (Kind.URL, "https://x.com/hanako/status/12", "https://x.com/hanako", MAYBE),
        (Kind.URL, "https://www.tiktok.com/@hanako/video/12", "hanako", SURELY),
        (Kind.URL, "https://x.com/i/status/12", "i", NOT),
        (Kind.URL, "https://youtu.be/AbC", "https://m.youtube.com/watch?v=AbC&si=x", SURELY),
        (Kind.URL, "http://[board.example/1", "http://[board.example/1", SURELY),
        (Kind.URL, "https://board.example/１ ２", "https://board.example/1 2", SURELY),
        # アカウント
        (Kind.ACCOUNT, "@Hanako_1", "hanako_1", SURELY),
        (Kind.ACCOUNT, "hanako_1", "＠ｈａｎａｋｏ＿１", SURELY),
        (Kind.ACCOUNT, "花子（@hanako_1）", "hanako_1", SURELY),
        (Kind.ACCOUNT, "花子（@hanako_1）", "花子", SURELY),
        (Kind.ACCOUNT, "@hanako@social.example", "hanako", SURELY),
        (Kind.ACCOUNT, "はなこ", "ハナコ", SURELY),
        (Kind.ACCOUNT, "hanako_1", "hanako", NOT),
        # IPアドレス
        (Kind.IP, "203.0.113.45", "２０３．０．１１３．４５", SURELY),
        (Kind.IP, "203.0.113.45", "203.000.113.045", SURELY),
        (Kind.IP, "203.0.113.45", "::ffff:203.0.113.45", SURELY),
        (Kind.IP, "203.0.113.45", "203.0.113.45:50001", SURELY),
        (Kind.IP, "203.0.113.45", "203.0.113.4", NOT),
        (Kind.IP, "203.0.113.45", "999.0.113.45", NOT),
        (Kind.IP, "2001:db8:1:2::a", "2001:0DB8:0001:0002:0000:0000:0000:000A", SURELY),
        (Kind.IP, "2001:db8:1:2::a", "[2001:db8:1:2::a]:443", SURELY),
        (Kind.IP, "2001:db8:1:2::a", "2001:db8:1:2::/64", SURELY),
        (Kind.IP, "2001:db8:1:2::a", "2001:db8:1:2::b", MAYBE),
        (Kind.IP, "2001:db8:1:2::a", "2001:db8:1:3::a", NOT),
        (Kind.IP, "2001:db8:1:2::a", "植込/64", NOT),
        # 電話番号
        (Kind.PHONE, "090-1234-5678", "０９０ー１２３４ー５６７８", SURELY),
        (Kind.PHONE, "090-1234-5678", "+81 (0)90 1234 5678", SURELY),
        (Kind.PHONE, "090-1234-5678", "010-81-90-1234-5678", SURELY),
        (Kind.PHONE, "+819012345678", "090 1234 5678", SURELY),
        (Kind.PHONE, "03(1234)5678 内線12", "0312345678", SURELY),
        (Kind.PHONE, "+1 415 555 0100", "001-415-555-0100", SURELY),
        (Kind.PHONE, "090-1234-5678", "090-1234-5679", NOT),
        # メール
        (Kind.EMAIL, "Poster.X@mail.example", "ｐoster.x@MAIL.example", SURELY),
        (Kind.EMAIL, "poster+a@mail.example", "poster@mail.example", SURELY),
        (Kind.EMAIL, "p.o.ster@gmail.com", "poster+b@googlemail.com", MAYBE),
        (Kind.EMAIL, "poster@mail.example", "poster", SURELY),
        (Kind.EMAIL, "poster@mail.example", "other@mail.example", NOT),
        # 事件番号
        (Kind.COURT_CASE_NO, "令和8年(ワ)第123号", "令和８年（ワ）１２３", SURELY),
        (Kind.COURT_CASE_NO, "令和8年(ワ)第123号", "R8ワ123", SURELY),
        (Kind.COURT_CASE_NO, "令和8年(ワ)第123号", "2026(わ)123", SURELY),
        (Kind.COURT_CASE_NO, "令和8年(ワ)第123号", "8ワ123", SURELY),
        (Kind.COURT_CASE_NO, "令和8年(ワ)第123号", "(ワ)123", SURELY),
        (Kind.COURT_CASE_NO, "令和元年(ワ)第123号", "令和1年(ワ)第123号", SURELY),
        (Kind.COURT_CASE_NO, "令和八年(ヨ)第百二十三号", "令和8年(ヨ)第123号", SURELY),
        (Kind.COURT_CASE_NO, "令和八年(ヨ)第一二三号", "令和8年(ヨ)第123号", SURELY),
        (Kind.COURT_CASE_NO, "令和7年(発チ)第10025号", "R7(発チ)10025", SURELY),
        (Kind.COURT_CASE_NO, "東京地方裁判所令和8年(ワ)第123号", "東京地裁 令和8年(ワ)第123号", SURELY),
        (Kind.COURT_CASE_NO, "東京地方裁判所令和8年(ワ)第123号", "令和8年(ワ)第123号", SURELY),
        (Kind.COURT_CASE_NO, "東京地方裁判所令和8年(ワ)第123号", "大阪地裁令和8年(ワ)第123号", MAYBE),
        (Kind.COURT_CASE_NO, "令和8年(ワ)第123号", "令和8年(ヨ)第123号", NOT),
        (Kind.COURT_CASE_NO, "令和8年(ワ)第123号", "令和8年(ワ)第1234号", NOT),
        (Kind.COURT_CASE_NO, "検第55号の2", "検第５５号の２", SURELY),
        # 郵便・受付の番号
        (Kind.TRACKING_NO, "123-4567-8901", "１２３ー４５６７ー８９０１", SURELY),
        (Kind.TRACKING_NO, "引受番号 123-45-67890-1、受領済", "12345678901", SURELY),
        (Kind.TRACKING_NO, "EJ123456789JP", "ej123456789jp", SURELY),
        # 投稿先・プロバイダ
        (Kind.PROVIDER, "sample_mobile", "サンプルモバイル㈱", SURELY),
        (Kind.PROVIDER, "sample_mobile", "Sample Mobile", SURELY),
        (Kind.PROVIDER, "sample_mobile", "サンプル", MAYBE),
        (Kind.PROVIDER, "mamasta", "ママスタ", SURELY),
        (Kind.PROVIDER, "sample_mobile", "サンプルファイバー", NOT),
        (Kind.PROVIDER, "sample_mobile", "サ", NOT),
    ],
)
def test_spellings(kind: Kind, kept: str, typed: str, found: str, law: Law) -> None:
    assert finds(law, kind, kept, typed) == found


@pytest.mark.parametrize(
    ("typed", "ref"), [("2026-7", "2026-0007"), ("２０２６ー０００７", "2026-0007"), ("26-7", None)]
)
def test_references(typed: str, ref: str | None) -> None:
    assert sought_ref(typed) == ref


@pytest.mark.parametrize("nothing", ["", "  ", "　", "\u200b"])
def test_nothing_finds_nothing(nothing: str, law: Law) -> None:
    asked = sought(nothing, law.providers, law.platforms)
    assert not asked.whole | asked.loose
    assert all(not stored_terms(kind, nothing) for kind in Kind)
    assert stored_terms(Kind.NAME, None) == frozenset()


def test_a_legal_form_alone_finds_no_company(law: Law) -> None:
    assert not any(term.kind is Kind.PROVIDER for term in sought("株式会社", law.providers, law.platforms).loose)


@given(st.sampled_from(list(Kind)), st.text(min_size=1, max_size=60))
def test_whatever_was_kept_is_found_as_it_was_written(law: Law, kind: Kind, text: str) -> None:
    stored = stored_terms(kind, text)
    if kind is not Kind.PROVIDER:  # a profile's key, never what somebody typed
        assert not stored or sought(text, law.providers, law.platforms).whole & stored


@given(st.text(max_size=60))
def test_a_spelling_is_its_own(text: str) -> None:
    assert one_spelling(one_spelling(text)) == one_spelling(text)

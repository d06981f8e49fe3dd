"""Letters to a platform abroad: English throughout, moments in both zones, the law of the day."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from models.provisions import load_law
from models.terms import ItemKind, JustifiableReason, LetterKind, PaperRole, RightInfringed
from tasks import letter_english as english
from tasks.letter_english import article_in_english, english_day, english_moment, item_in_english
from tasks.letter_papers import papers_of
from tasks.letter_templates import letter_environment
from tasks.letters import LetterContext, Party, render
from tests.tasks.letters.main_paper import render_letter

Make = Callable[..., LetterContext]
Text = Callable[[str], str]
LAW = load_law()
KINDS = (LetterKind.DISCLOSURE_REQUEST, LetterKind.CHASE_UP, LetterKind.PROVIDER_NOTICE)
_OLD_ACT = "特定電気通信役務提供者の損害賠償責任の制限及び発信者情報の開示に関する法律"
_ABROAD = Party(name="Sample Board, Inc.", address=("1 Sample Street", "Sample City"), honorific="御中")
_KANJI = re.compile("[\u3041-\u30ff\u4e00-\u9fff]+")


@pytest.fixture
def abroad(letter: Make, text_of: Text) -> Callable[..., str]:
    """The text of a letter in English, with values in Latin letters only."""

    def read(kind: LetterKind, **changes: object) -> str:
        items = ((5, "IP address"), (9, "IP address used solely for the related communications"))
        context = letter(kind, **({"language": "en", "addressee": _ABROAD, "items": items} | changes))
        return text_of(render_letter(context))

    return read


@pytest.mark.parametrize("kind", KINDS)
def test_moments_and_dates_are_in_english_and_in_both_zones(kind: LetterKind, abroad: Callable[..., str]) -> None:
    text = abroad(kind)
    assert "24 November 2026" in text
    assert "1 August 2026, 23:45:12 JST (UTC+9) / 1 August 2026, 14:45:12 UTC" in text
    assert "2 August 2026, 00:10:00 JST (UTC+9) / 1 August 2026, 15:10:00 UTC" in text
    body = re.sub(r"令和8年\((発チ|ワ)\)第\d+号", "", text.partition("弁護士の確認")[2])
    assert "令和" not in body
    assert "年" not in body


@pytest.mark.parametrize("kind", KINDS)
def test_the_act_is_translated_with_its_japanese_title_beside_it(kind: LetterKind, abroad: Callable[..., str]) -> None:
    assert "Article 5, paragraph (1) of the Act on Dealing with Infringements" in abroad(LetterKind.DISCLOSURE_REQUEST)
    old = abroad(kind, act=_OLD_ACT, act_article="第4条第1項")
    assert "Act on Limiting the Liability of Specified Telecommunications Service Providers" in old
    assert f"({_OLD_ACT}; English title: our own translation)" in old
    assert "Article 4, paragraph (1)" in old
    assert "Dealing with" not in old
    assert "Article 5" not in old


def test_only_names_terms_of_art_and_the_post_itself_are_japanese(abroad: Callable[..., str]) -> None:
    text = abroad(LetterKind.DISCLOSURE_REQUEST, draft=False).partition("\n")[2]
    for allowed in (
        *(
            "東京都見本区見本町",
            "番",
            "号",
            "見本法律事務所",
            "電話",
            "見本太郎",
            "弁護士",
            "見本花子",
            "みほん",
            "はなこ",
        ),
        *("特定電気通信による情報の流通によって発生する権利侵害等への対処に関する法律", "特定発信者情報", "総務省令"),
        *("見本掲示板", "は経費を横領している", "会社の皆が知っている", "人間のくず", "原稿"),
        "前後の投稿と併せ読めば、対象者を執拗に侮辱するものである",
    ):
        text = text.replace(allowed, "")
    assert _KANJI.findall(text) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_title_and_the_release_line_are_as_in_every_letter(kind: LetterKind, letter: Make) -> None:
    for plan in papers_of(letter(kind, language="en")):
        html = render(plan, letter_environment(None))
        assert html.count("弁護士の確認・発信前の草案") == 1
        assert '<html lang="en">' in html
        assert "Request" in plan.title or "Reminder" in plan.title or "Notice" in plan.title
    main = render_letter(letter(kind, language="en", draft=False))
    assert "草案" not in main


def test_deletion_is_asked_along_only_when_wanted(abroad: Callable[..., str]) -> None:
    assert "Removal\n" in abroad(LetterKind.DISCLOSURE_REQUEST)
    for kind in KINDS[:2]:
        assert "remov" not in abroad(kind, deletion=False).lower()
    assert "whether and when the posts are removed" in abroad(LetterKind.CHASE_UP, deletion=True)


def test_the_notice_of_a_petition_names_order_provider_and_day(abroad: Callable[..., str]) -> None:
    text = abroad(LetterKind.PROVIDER_NOTICE)
    for said in ("Article 15, paragraph (1), item (2)", "見本通信株式会社", "15 October 2026", "by 15 December 2026"):
        assert said in text
    bare = abroad(LetterKind.PROVIDER_NOTICE, related=None, provider_named=None, court=None, court_case_no=None)
    assert bare.count("【要記入：") == 6


@pytest.mark.parametrize("kind", KINDS)
def test_a_minor_is_named_with_the_legal_representative(kind: LetterKind, abroad: Callable[..., str]) -> None:
    parent = Party(name="見本母子", address=("東京都見本区見本町1番1号",))
    assert "represented by 見本母子" in abroad(kind, requester_is_minor=True, legal_representative=parent)
    assert "【要記入：法定代理人】" in abroad(kind, requester_is_minor=True)


@pytest.mark.parametrize(
    ("gap", "blank"),
    [
        ({"reply_by": None}, "回答期限"),
        ({"items": ()}, "開示を求める発信者情報"),
        ({"posts": ()}, "侵害された権利"),
        ({"firm_name": ""}, "事務所名"),
        ({"addressee": Party(name="Sample Board, Inc.")}, "宛先住所"),
        ({"requester": Party(name="見本花子")}, "請求者の住所"),
    ],
)
def test_what_is_missing_is_said_to_the_office(gap: dict[str, object], blank: str, abroad: Callable[..., str]) -> None:
    assert f"【要記入：{blank}】" in abroad(LetterKind.DISCLOSURE_REQUEST, **gap)


@pytest.mark.parametrize("regime", LAW.regimes, ids=lambda regime: regime.regime_id)
def test_every_item_of_every_day_is_put_into_english_of_its_own(regime: object) -> None:
    assert hasattr(regime, "items")
    texts = [item_in_english(item) for item in regime.items]
    assert len(set(texts)) == len(texts)
    assert not any(_KANJI.search(text) or "{" in text for text in texts)


def test_an_item_is_as_wide_as_on_its_day() -> None:
    def item(day: date, kind: ItemKind, *, specified: bool = False) -> str:
        items = LAW.regime(day).items
        return next(item_in_english(i) for i in items if i.kind is kind and i.specified is specified)

    before_port, with_port, phone, now = date(2014, 6, 1), date(2016, 1, 4), date(2021, 6, 1), date(2026, 11, 24)
    assert "port" not in item(before_port, ItemKind.IP)
    assert "port" in item(with_port, ItemKind.IP)
    assert item(phone, ItemKind.PHONE) == "Telephone number of the sender"
    assert "another person concerned" in item(now, ItemKind.PHONE)
    assert "not SMS" in item(now, ItemKind.EMAIL)
    assert "SMS" not in item(phone, ItemKind.EMAIL)
    assert "solely" in item(now, ItemKind.IP, specified=True)
    assert "related communications" not in item(phone, ItemKind.NAME)
    assert "related communications" in item(now, ItemKind.NAME)
    assert item(now, ItemKind.PHONE, specified=True).startswith("Telephone number used for authentication by SMS")
    assert "those related communications" in item(now, ItemKind.MOMENT, specified=True)


@pytest.mark.parametrize(
    ("article", "said"),
    [
        ("第5条第1項", "Article 5, paragraph (1)"),
        ("第5条第1項及び第2項", "Article 5, paragraph (1) and paragraph (2)"),
        ("第15条第3項第2号", "Article 15, paragraph (3), item (2)"),
        ("第7条", "Article 7"),
        ("第4条及び第7条", "Article 4 and Article 7"),
    ],
)
def test_an_article_is_cited_as_in_english(article: str, said: str) -> None:
    assert article_in_english(article) == said


def test_a_moment_without_zone_is_refused_and_a_finer_one_kept() -> None:
    with pytest.raises(ValueError, match="2026-08-01T12:00:00 has no time zone"):
        english_moment(datetime(2026, 8, 1, 12))  # noqa: DTZ001 - the fault itself
    fine = datetime(2026, 1, 1, 0, 0, 5, 120_000, tzinfo=timezone(timedelta(hours=9)))
    assert english_moment(fine) == "1 January 2026, 00:00:05.12 JST (UTC+9) / 31 December 2025, 15:00:05.12 UTC"
    assert english_moment(datetime(2026, 1, 1, tzinfo=UTC)).startswith("1 January 2026, 09:00:00 JST")
    assert [english_day(date(2026, month, 1)) for month in (1, 5, 12)] == [
        "1 January 2026",
        "1 May 2026",
        "1 December 2026",
    ]


def test_every_right_and_reason_has_english_words_and_an_unknown_act_keeps_its_name() -> None:
    assert set(english.RIGHTS) == set(english.INFRINGEMENTS) == set(RightInfringed)
    assert set(english.REASONS) == set(JustifiableReason)
    assert set(english.ACTS) == {regime.act for regime in LAW.regimes}
    assert english.act_in_english("別の法律") == "別の法律"


def test_the_copy_for_the_sender_is_in_english_too(letter: Make, text_of: Text) -> None:
    context = letter(LetterKind.DISCLOSURE_REQUEST, language="en")
    (plan,) = (plan for plan in papers_of(context) if plan.role is PaperRole.SENDER_COPY)
    text = text_of(render(plan, letter_environment(None)))
    assert "I represent (masked) (the" in text
    assert "Yours faithfully" not in text
    assert "Enclosures" not in text

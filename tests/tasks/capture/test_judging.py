"""What a page says about the post, and above all what it does not say."""

from dataclasses import replace

import pytest

from models.terms import CaptureResult
from tasks.capture.judging import PageFacts, judge

URL = "https://board.example/t/1/101"
POST = "植込さんは　経費を\n横領した"
PAGE = PageFacts(
    asked=URL,
    final=URL,
    status=200,
    content_type="text/html; charset=utf-8",
    title="見本掲示板",
    words="101 名無し: 植込さんは経費を横領した。",
    frames=0,
    asks_password=False,
)
LONG = "名無し: 前の投稿は削除されました。ログインしてください。captcha。" * 40


def page(**changes: object) -> PageFacts:
    return replace(PAGE, **changes)  # type: ignore[arg-type] # fields of the page


@pytest.mark.parametrize(
    ("status", "result"),
    [
        (404, CaptureResult.GONE),
        (410, CaptureResult.GONE),
        (401, CaptureResult.REFUSED),
        (403, CaptureResult.REFUSED),
        (429, CaptureResult.REFUSED),
        (451, CaptureResult.REFUSED),
        (400, CaptureResult.UNCLEAR),
        (500, CaptureResult.UNREACHABLE),
        (503, CaptureResult.UNREACHABLE),
        (None, CaptureResult.UNCLEAR),
    ],
    ids=str,
)
def test_the_status_weighs_more_than_the_words(status: int | None, result: CaptureResult) -> None:
    verdict = judge(page(status=status), POST)
    assert verdict.result is result
    assert verdict.because
    assert verdict.cure or result is CaptureResult.GONE


@pytest.mark.parametrize(
    ("changes", "result", "said"),
    [
        ({"title": "Just a moment...", "status": 503}, CaptureResult.REFUSED, "ロボット"),
        ({"title": "Just a moment...", "words": ""}, CaptureResult.REFUSED, "ロボット"),
        ({"words": "この投稿は削除されました"}, CaptureResult.GONE, "削除"),
        ({"words": "Ｐａｇｅ　ｎｏｔ　ｆｏｕｎｄ"}, CaptureResult.GONE, "削除"),
        ({"words": "", "asks_password": True}, CaptureResult.REFUSED, "ログイン"),
        ({"words": "ようこそ", "final": "https://board.example/login?next=1"}, CaptureResult.REFUSED, "ログイン"),
        ({"words": "あなたは18歳以上ですか？"}, CaptureResult.REFUSED, "年齢"),
        ({"words": "Before you continue to the site"}, CaptureResult.REFUSED, "同意"),
        ({"words": " \n"}, CaptureResult.UNCLEAR, "何も表示"),
        ({"words": "", "frames": 3}, CaptureResult.UNCLEAR, "見当たりません"),
        ({"content_type": "application/pdf"}, CaptureResult.UNCLEAR, "ファイル"),
        ({"words": "今日の天気"}, CaptureResult.UNCLEAR, "見当たりません"),
        ({"words": "見本掲示板の表紙", "final": "https://board.example/"}, CaptureResult.UNCLEAR, "転送"),
        ({"words": LONG}, CaptureResult.UNCLEAR, "見当たりません"),
    ],
    ids=[
        "robot-503",
        "robot",
        "deleted",
        "wide-letters",
        "password",
        "login-page",
        "age",
        "consent",
        "empty",
        "pictures-only",
        "a-file",
        "other-words",
        "front-page",
        "long-page-with-such-words",
    ],
)
def test_a_page_without_the_post(changes: dict[str, object], result: CaptureResult, said: str) -> None:
    verdict = judge(page(**changes), POST)
    assert verdict.result is result
    assert said in verdict.because


def test_the_words_of_the_post_settle_it_whatever_else_the_page_says() -> None:
    assert judge(PAGE, POST).result is CaptureResult.CAPTURED
    assert judge(page(words="植込さんは 経費を\n返信 (3)\n横領した"), POST).result is CaptureResult.CAPTURED
    assert judge(page(words="植込さんは経費を"), POST).result is CaptureResult.UNCLEAR
    walls = page(words=f"{PAGE.words}\nログインしてください captcha 削除されました", asks_password=True)
    assert judge(walls, POST).result is CaptureResult.CAPTURED


def test_without_the_words_a_page_that_shows_itself_is_captured() -> None:
    assert judge(PAGE).result is CaptureResult.CAPTURED
    assert judge(page(words=LONG)).because == ""
    moved = judge(page(final="https://board.example/"))
    assert (moved.result, "転送" in moved.because) == (CaptureResult.CAPTURED, True)

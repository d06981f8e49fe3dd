"""One invented case for all letters, and ways to read a paper back."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from html.parser import HTMLParser
from typing import Any

import pytest

from models.facts import ExplainedStep
from models.rules.letter_channels import COURT_PAPERS
from models.terms import ExhibitForm, HolderRole, JustifiableReason, LetterKind, LogKind, Remedy, RightInfringed
from tasks.letter_context import ExhibitLine, RelatedCase
from tasks.letters import ClaimLine, LetterContext, LogLine, Party, PostLine

_JST = timezone(timedelta(hours=9))
_TO_PLATFORM = {
    LetterKind.DISCLOSURE_REQUEST,
    LetterKind.CHASE_UP,
    LetterKind.DISPOSITION_PETITION,
    LetterKind.DELETION_PETITION,
    LetterKind.ORDER_PETITION,
    LetterKind.PROVISION_PETITION,
    LetterKind.PROVIDER_NOTICE,
}
_DELETES = {LetterKind.DISCLOSURE_REQUEST, LetterKind.DISPOSITION_PETITION, LetterKind.DELETION_PETITION}
_SUITS = {LetterKind.DISCLOSURE_COMPLAINT, LetterKind.DAMAGES_COMPLAINT}
_IN_AN_ORDER_CASE = {LetterKind.DELETION_PROHIBITION_PETITION, LetterKind.PROVIDER_NOTICE}
_TO_SENDER = {LetterKind.DEMAND_LETTER, LetterKind.DAMAGES_COMPLAINT, LetterKind.PLEDGE, LetterKind.SETTLEMENT}
_SENDER = Party(name="見本次郎", address=("大阪府大阪市見本区見本町3番3号",), honorific="様")
_POLICE = Party(name="見本警察署長", address=("東京都見本区見本町9番9号",), honorific="殿")
_CARRIER = Party(
    name="見本通信株式会社",
    address=("東京都見本区見本町5番5号", "見本ビル6階"),
    honorific="御中",
    company=True,
    representative="代表取締役　見本一郎",
)
_BOARD = Party(
    name="株式会社見本掲示板",
    address=("東京都見本区見本町4番4号",),
    honorific="御中",
    company=True,
    representative="代表取締役　見本二郎",
)
_EXHIBITS = (
    ExhibitLine(
        mark="甲１",
        title="投稿記事の写し",
        form=ExhibitForm.COPY,
        made_on=date(2026, 8, 5),
        author="債権者代理人",
        proves="本件投稿の内容",
        post_no=1,
    ),
    ExhibitLine(
        mark="甲２",
        title="報告書",
        form=ExhibitForm.ORIGINAL,
        made_on=date(2026, 11, 1),
        author="見本花子",
        proves="同定可能性",
    ),
)
_VENUE = (ExplainedStep(text="見本地方裁判所は、相手方の主たる事務所の所在地を管轄する", cite="民事訴訟法4条1項"),)
_ARTICLES = {
    "non_specified_kinds": "規則第4条",
    "login_disclosure": "第5条第2項",
    "login_communication": "第5条第3項",
    "disclosure_order": "第8条",
    "provision_order": "第15条第1項",
    "deletion_prohibition_order": "第16条第1項",
    "provision_notice": "第15条第3項第2号",
}
_ITEM_PHONE = (3, "電話番号")
_ITEM_IP = (5, "侵害情報の送信に係るアイ・ピー・アドレス及びこれと組み合わされたポート番号")
_ITEM_TIME = (8, "侵害情報の送信の年月日及び時刻")
_ITEM_LOGIN = (9, "専ら侵害関連通信に係るアイ・ピー・アドレス及びこれと組み合わされたポート番号")
_ITEMS_OF_SUBSCRIBER = ((1, "氏名又は名称"), (2, "住所"), (3, "電話番号"), (4, "電子メールアドレス"))


def _addressee(kind: LetterKind) -> Party:
    if kind in _TO_SENDER:
        return _SENDER
    if kind is LetterKind.CRIMINAL_COMPLAINT:
        return _POLICE
    if kind in _TO_PLATFORM:
        return _BOARD
    return _CARRIER


def _items(kind: LetterKind) -> tuple[tuple[int, str], ...]:
    if kind is LetterKind.ORDER_PETITION:
        return (_ITEM_PHONE, _ITEM_IP, _ITEM_TIME, _ITEM_LOGIN)
    return (_ITEM_IP, _ITEM_TIME, _ITEM_LOGIN) if kind in _TO_PLATFORM else _ITEMS_OF_SUBSCRIBER


def _logs(kind: LetterKind) -> tuple[LogLine, ...]:
    at = datetime(2026, 8, 1, 14, 45, 12, tzinfo=UTC)
    if kind is LetterKind.BAR_INQUIRY:
        return (LogLine(no=1, post_no=1, phone="090-0000-0000"), LogLine(no=2, post_no=2, email="a@mail.example"))
    if kind in _TO_PLATFORM:
        return ()
    return (
        LogLine(no=1, post_no=1, ip="203.0.113.5", port=50123, destination_ip="198.51.100.7", observed_at=at),
        LogLine(no=2, post_no=2, ip="2001:db8::1", observed_at=at + timedelta(days=1), log_kind=LogKind.LOGIN),
    )


def _base(kind: LetterKind) -> dict[str, Any]:
    filed = kind in COURT_PAPERS
    return {
        "no": 1,
        "case_ref": "2026-0042",
        "written_on": date(2026, 11, 24),
        "addressee": _addressee(kind),
        "requester": Party(name="見本花子", kana="みほん　はなこ", address=("東京都見本区見本町1番1号",)),
        "attorney_name": "見本太郎",
        "firm_name": "見本法律事務所",
        "firm_address": ("東京都見本区見本町2番2号",),
        "firm_contact": ("電話　03-0000-0000",),
        "posts": (
            PostLine(
                no=1,
                url="https://board.example/t/1?a=1&b=2#r5",
                posted_at=datetime(2026, 8, 1, 23, 45, 12, tzinfo=_JST),
                right=RightInfringed.HONOUR,
                as_written="見本花子は経費を横領している。\n会社の皆が知っている。",
                service="見本掲示板",
                account="sample_account",
                offence="名誉毀損罪（刑法第230条第1項）",
            ),
            PostLine(
                no=2,
                url="https://board.example/t/1#r9",
                posted_at=datetime(2026, 8, 2, 0, 10, 0, tzinfo=_JST),
                right=RightInfringed.HONOUR_FEELINGS,
                as_written="人間のくず",
                explanation="原稿：前後の投稿と併せ読めば、対象者を執拗に侮辱するものである。",
                service="見本掲示板",
                offence="侮辱罪（刑法第231条）",
            ),
        ),
        "logs": _logs(kind),
        "reason": JustifiableReason.DAMAGES,
        "remedies": frozenset({Remedy.DELETION, Remedy.PLEDGE, Remedy.DAMAGES, Remedy.EXPENSES}),
        "act": "特定電気通信による情報の流通によって発生する権利侵害等への対処に関する法律",
        "act_article": "第5条第1項",
        "abuse_article": "第7条",
        "service": "見本掲示板",
        "articles": _ARTICLES,
        "items": _items(kind),
        "specified_items": (9,) if kind in _TO_PLATFORM else (),
        "role": HolderRole.PLATFORM if kind in _TO_PLATFORM else HolderRole.PROVIDER,
        "exhibits": _EXHIBITS if filed else (),
        "electronic": kind in _SUITS,
        "related": RelatedCase(
            court="東京地方裁判所", court_case_no="令和8年(発チ)第11111号", ordered_on=date(2026, 10, 1)
        )
        if kind in _IN_AN_ORDER_CASE
        else None,
        "provider_named": _CARRIER if kind is LetterKind.PROVIDER_NOTICE else None,
        "deletion": kind in _DELETES,
        "reply_by": None if filed else date(2026, 12, 8),
        "dates": {
            "first_sent_on": date(2026, 11, 2),
            "filed_on": date(2026, 11, 20),
            "kept_until": date(2027, 5, 31),
            "log_expires_on": date(2026, 12, 1),
            "named_on": date(2026, 10, 15),
            "petitioned_on": date(2026, 11, 20),
            "notify_by": date(2026, 12, 15),
            "complaint_by": date(2027, 5, 10),
        },
        "court": "見本弁護士会" if kind is LetterKind.BAR_INQUIRY else "見本地方裁判所民事部",
        "court_case_no": None if filed or kind is LetterKind.BAR_INQUIRY else "令和8年(ワ)第12345号",
        "venue": _VENUE if filed else (),
        "claim": (ClaimLine(label="慰謝料", yen=1_000_000), ClaimLine(label="調査費用", yen=234_567)),
        "account": ("見本銀行見本支店　普通　0000000", "見本法律事務所預り金口"),
        "sender": None if kind in _TO_PLATFORM else _SENDER,
        "known_on": date(2026, 11, 10),
        "fee_yen": 2000 if filed else None,
        "fee_steps": (ExplainedStep(text="申立て（1件）: 2,000円", cite="費用法 別表第一"),) if filed else (),
        "value_yen": 1_600_000 if kind is LetterKind.DISCLOSURE_COMPLAINT else None,
    }


@pytest.fixture
def letter() -> Callable[..., LetterContext]:
    """A complete letter of a kind, with any field changed."""

    def make(kind: LetterKind, **changes: Any) -> LetterContext:
        return LetterContext(kind=kind, **(_base(kind) | changes))

    return make


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.lines: list[str] = [""]
        self._skips = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(" ".join([tag, *(name for name, _ in attrs)]))
        self._skips += tag == "style"
        if tag == "td":
            self.lines[-1] += "｜"
        elif tag != "mark":
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        self._skips -= tag == "style"

    def handle_data(self, data: str) -> None:
        if not self._skips:
            self.lines[-1] += data.rstrip("\n") if data.strip("\n ") else ""


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


@pytest.fixture
def text_of() -> Callable[[str], str]:
    """The text of a paper, one block a line."""
    return lambda html: "\n".join(line for line in _read(html).lines if line.strip()) + "\n"


@pytest.fixture
def tags_of() -> Callable[[str], list[str]]:
    """The elements of a paper with their attribute names, in order."""
    return lambda html: _read(html).tags

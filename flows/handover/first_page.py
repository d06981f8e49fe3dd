"""The first page: which case, when, what must be done next by when, and what the pack holds."""

from collections.abc import Iterator, Sequence

from flows.dates_shown import days_left
from flows.handover.told import Told, day, moment
from tasks.handover.stored_files import ReadFile
from tasks.handover.tables import listed, pairs, say, title
from tasks.papers.blocks import Block, Paper
from tasks.words import word

NAME = "引継資料"
PERSONAL = (
    "この資料には個人情報が含まれます。開示を受けた発信者情報は、発信者の名誉又は生活の平穏を不当に害する目的で"
    "用いてはなりません（情報流通プラットフォーム対処法７条）。所外へ渡さず、施錠して保管してください。"
)


def first_page(told: Told, files: Sequence[ReadFile], order: Sequence[str] = ()) -> Paper:
    """The first page of the pack. `order` names the parts of the bound PDF, which its page labels count."""
    return told.paper(
        NAME,
        title(f"{NAME}　{told.ref}"),
        say(next_fatal_line(told), boxed=True),
        *(say(line, boxed=True) for line in missed_lines(told)),
        pairs(_position(told), width=9),
        title("内容", 2),
        *listed(("種別", "点数", "照合"), _counts(files), (12, 5, 0)),
        *_troubles(files),
        say(PERSONAL),
        *_order(order),
    )


def next_fatal_line(told: Told) -> str:
    """The line that nobody may overlook: the next fatal date, or that there is none."""
    item = told.next_fatal()
    if item is None:
        return "次の致命的期限：現在、計算されているものはありません"
    safe = f"（安全日 {day(item.act_by)}、{days_left((item.act_by - told.today).days, 'ja')}）"
    what = f"{word('deadline', item.kind)}　{told.subject(item.subject)}"
    return f"次の致命的期限：{day(item.due_on)}{safe}　{what}"


def missed_lines(told: Told) -> tuple[str, ...]:
    """Fatal dates that have passed: said beside the next one."""
    return tuple(
        f"過ぎた致命的期限：{day(item.due_on)}　{word('deadline', item.kind)}　{told.subject(item.subject)}"
        for item in told.missed()
    )


def _position(told: Told) -> Iterator[tuple[str, str]]:
    wait = told.view.waits[0] if told.view.waits else None
    yield "作成日時", moment(told.now)
    yield "状態", word("status", told.view.status)
    yield (
        "いまの手番",
        f"{word('turn', wait.turn)}：{word('wait', wait.kind)}　{told.subject(wait.subject)}" if wait else "—",
    )
    yield "費用の合計", f"{told.view.spent_yen:,}円（担保を除く）"
    yield "事件記録", docket_verdict(told)


def docket_verdict(told: Told) -> str:
    """Whether every hash of the docket was recomputed and holds."""
    fault = told.record.docket_fault
    if fault:
        return f"連鎖が壊れています（{fault}）"
    return f"全{len(told.record.docket)}件のハッシュ値を再計算し、連鎖が一致しました"


def _counts(files: Sequence[ReadFile]) -> Iterator[tuple[str, str, str]]:
    groups: dict[str, list[ReadFile]] = {}
    for read in files:
        groups.setdefault(read.file.group, []).append(read)
    for group, members in groups.items():
        bad = sum(read.trouble for read in members)
        yield group, str(len(members)), f"{bad}点に問題あり（下記）" if bad else "問題なし"


def _order(parts: Sequence[str]) -> Iterator[Block]:
    if parts:
        yield title("綴じた順（ページの表示 3-2 は第3部の2ページ目）", 2)
        yield from listed(("部", "名称"), ((str(number), name) for number, name in enumerate(parts, 1)), (3, 0))


def _troubles(files: Sequence[ReadFile]) -> Iterator[Block]:
    for read in files:
        if read.trouble:
            yield say(f"要確認：{read.file.title}　{read.state}", indent=1)

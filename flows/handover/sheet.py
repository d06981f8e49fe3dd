"""The case sheet of a pack, with every person: the firm's own paper."""

from collections.abc import Iterator

from flows.handover.told import Told, day, moment
from models.tables import PersonRow
from tasks.handover.stored_files import letter_title
from tasks.handover.tables import listed, pairs, title
from tasks.letter_words import LOG_KINDS, REASONS, RIGHTS, label
from tasks.papers.blocks import Block, Paper
from tasks.words import word

NAME = "事件票"


def sheet(told: Told) -> Paper:
    """Who, what, where it stands, what was done and what it cost."""
    record = told.record
    return told.paper(
        NAME,
        title(f"{NAME}　{told.ref}"),
        pairs(_case(told)),
        title("関係者", 2),
        *(block for person in record.people for block in _person(person)),
        title("投稿", 2),
        *(block for block in _posts(told)),
        title("通信記録", 2),
        *listed(("番号", "投稿", "内容", "日時"), _lines(told), (3, 3, 0, 11)),
        title("経由プロバイダ", 2),
        *listed(("通信", "段", "事業者", "根拠"), _hops(told), (3, 3, 9, 0)),
        title("段階", 2),
        *listed(("段階", "状態"), _stages(told), (0, 10)),
        title("待っているもの", 2),
        *listed(("手番", "内容", "目安"), _waits(told), (7, 0, 9)),
        title("書面", 2),
        *listed(("書面", "状態", "発送"), _letters(told), (0, 8, 13)),
        title("証拠保全", 2),
        *listed(("日時", "URL", "結果"), _captures(told), (9, 0, 10)),
        title("手続の経過", 2),
        *listed(("日時", "内容", "結果"), _steps(told), (9, 0, 9)),
        title("費用", 2),
        *listed(("日", "種類", "金額"), _costs(told), (9, 0, 8)),
    )


def _case(told: Told) -> Iterator[tuple[str, str]]:
    case = told.record.case
    yield "事件番号", case.ref
    yield "状態", word("status", case.status)
    yield "受付", moment(case.opened_at)
    if case.closed_at:
        yield "終結", f"{moment(case.closed_at)}　{case.close_reason or ''}"
    if case.hold_reason:
        yield "保留", f"{day(case.held_until)}まで　{case.hold_reason}"
    yield "正当な理由", REASONS[case.justifiable_reason]
    yield "請求額", f"{case.claim_yen:,}円"


def _person(person: PersonRow) -> Iterator[Block]:
    fields = (
        ("氏名", person.name),
        ("ふりがな", person.kana),
        ("住所", person.address),
        ("生年月日", person.born_on),
        ("電話", person.phone),
        ("メール", person.email),
        ("開示を受けた日時", moment(person.disclosed_at) if person.disclosed_at else None),
    )
    yield title(f"{word('person', person.role)}{person.no if person.no > 1 else ''}", 3)
    yield pairs((name, value) for name, value in fields if value)


def _posts(told: Told) -> Iterator[Block]:
    for post in told.record.posts:
        yield title(f"投稿{post.no}", 3)
        yield pairs(
            (
                ("投稿先", _platform(told, post.platform)),
                ("URL", post.url),
                ("アカウント", post.account or "—"),
                ("投稿日時", moment(post.posted_at)),
                ("知った日時", moment(post.seen_at)),
                ("権利", RIGHTS[post.right_infringed]),
                ("本文", post.as_written),
            )
        )


def _platform(told: Told, key: str) -> str:
    found = told.law.platforms.get(key)
    return f"{found.name}（{key}）" if found else key


def _lines(told: Told) -> Iterator[tuple[str, ...]]:
    posts = {post.id: post.no for post in told.record.posts}
    for row in told.record.observations:
        value = row.ip or row.phone or row.email or ""
        port = f"　ポート {row.port}" if row.port is not None else ""
        to = f"　接続先 {row.destination_ip}" if row.destination_ip else ""
        said = f"{value}{port}{to}\n{LOG_KINDS[row.log_kind]}"
        yield str(row.id), str(posts.get(row.post_id, "?")), said, moment(row.observed_at)


def _hops(told: Told) -> Iterator[tuple[str, ...]]:
    for row in told.record.hops:
        provider = told.law.providers.get(row.provider)
        name = provider.legal_name if provider else row.provider
        gone = f"（訂正済み：{row.superseded_because}）" if row.superseded_at else ""
        yield str(row.observation_id), str(row.position), name, f"{row.basis or row.source}{gone}"


def _stages(told: Told) -> Iterator[tuple[str, ...]]:
    for stage, mark in told.view.marks.items():
        yield word("stage", stage), word("mark", mark)


def _waits(told: Told) -> Iterator[tuple[str, ...]]:
    for wait in told.view.waits:
        what = f"{word('wait', wait.kind)}　{told.subject(wait.subject)}"
        yield word("turn", wait.turn), what, day(wait.due_on)


def _letters(told: Told) -> Iterator[tuple[str, ...]]:
    for row in told.record.letters:
        released = f"\n発信許可 {row.released_by}" if row.released_by else ""
        sent = moment(row.sent_at) if row.sent_at else "—"
        how = word("channel", row.channel) if row.channel else ""
        proof = "　".join(filter(None, (how, row.tracking_no, row.proof)))
        yield (
            letter_title(row, told.subject) + released,
            word("letter", row.state),
            f"{sent}\n{proof}" if proof else sent,
        )


def _captures(told: Told) -> Iterator[tuple[str, ...]]:
    for row in told.record.captures:
        status = f"　HTTP {row.http_status}" if row.http_status else ""
        stamped = f"\nタイムスタンプ {moment(row.stamped_at)}" if row.stamped_at else ""
        said = word("capture_result", row.result) + status + stamped
        yield moment(row.looked_at), row.url, f"{said}\n{row.because}".strip()


def _steps(told: Told) -> Iterator[tuple[str, ...]]:
    for row in told.record.steps:
        said = [
            label(row.letter) if row.letter else "",
            told.subject(row.subject),
            f"{row.court}　{row.court_case_no or ''}" if row.court else "",
            day(row.on) if row.on else "",
            f"{row.days}日" if row.days else "",
            f"{row.amount_yen:,}円" if row.amount_yen else "",
            row.note if row.note and not row.note.startswith("{") else "",
            f"（{row.corrects}番を訂正：{row.correct_reason}）" if row.corrects else "",
            "（取消し）" if row.withdrawn else "",
        ]
        what = "\n".join([word("step", row.kind), *filter(None, said)])
        yield moment(row.happened_at), what, word("outcome", row.outcome) if row.outcome else ""


def _costs(told: Told) -> Iterator[tuple[str, ...]]:
    for row in told.record.expenses:
        yield day(row.incurred_on), word("expense", row.kind), f"{row.amount_yen:,}円"
    yield "合計", "担保を除く", f"{told.view.spent_yen:,}円"

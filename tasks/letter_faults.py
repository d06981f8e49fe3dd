"""What a letter still lacks before an attorney may release it: one Japanese sentence for each fault, all at once."""

from collections.abc import Callable, Iterator
from typing import Final

from models.terms import LetterKind, Remedy
from tasks.letter_context import LetterContext
from tasks.letter_words import label, offences

_Check = Callable[[LetterContext], Iterator[str]]
_COURT_PAPERS: Final = frozenset(
    {LetterKind.DISPOSITION_PETITION, LetterKind.DISCLOSURE_COMPLAINT, LetterKind.DAMAGES_COMPLAINT}
)
_FILED: Final = _COURT_PAPERS | {LetterKind.BAR_INQUIRY}
_NEEDS_LOGS: Final = frozenset(
    {
        LetterKind.PRESERVATION_NOTICE,
        LetterKind.PRESERVATION_CHASE,
        LetterKind.SUIT_NOTICE,
        LetterKind.PRESERVATION_RENEWAL,
        LetterKind.DISCLOSURE_COMPLAINT,
    }
)
_NEEDS_ITEMS: Final = frozenset(
    {
        LetterKind.DISCLOSURE_REQUEST,
        LetterKind.CHASE_UP,
        LetterKind.DISPOSITION_PETITION,
        LetterKind.DISCLOSURE_COMPLAINT,
    }
)
_NEEDS_REPLY: Final = frozenset(LetterKind) - _FILED - {LetterKind.CRIMINAL_COMPLAINT}
_NEEDS_SENDER: Final = frozenset({LetterKind.DEMAND_LETTER, LetterKind.DAMAGES_COMPLAINT})
_SHOWS_REQUESTER_ADDRESS: Final = _COURT_PAPERS | {LetterKind.DISCLOSURE_REQUEST, LetterKind.CRIMINAL_COMPLAINT}
_NEEDS_DATES: Final[dict[LetterKind, tuple[tuple[str, str], ...]]] = {
    LetterKind.CHASE_UP: (("first_sent_on", "発信者情報開示請求書の送付日"),),
    LetterKind.PRESERVATION_CHASE: (("first_sent_on", "ログ保存要請書の送付日"),),
    LetterKind.SUIT_NOTICE: (("filed_on", "訴えを提起した日"),),
    LetterKind.PRESERVATION_RENEWAL: (("kept_until", "回答された保存の終期"),),
}
_NOT_BY_DISPOSITION: Final = ("氏名", "住所", "電話番号", "電子メール")


def missing(context: LetterContext) -> tuple[str, ...]:
    """Name every fault that stands between this draft and its release; empty when it may go."""
    faults = (fault for check in _CHECKS for fault in check(context))
    return tuple(f"{label(context.kind)}：{fault}" for fault in faults)


def _addressee(context: LetterContext) -> Iterator[str]:
    to = context.addressee
    if not to.name.strip():
        yield "宛先の名称がありません。宛先を入力してください。"
    if not to.address:
        yield "宛先住所がありません。住所を確認して入力してください。"
    if not to.honorific and context.kind not in _FILED:
        yield "宛先の敬称がありません。御中・殿・様のいずれかを選んでください。"
    if context.kind in _COURT_PAPERS and to.name.endswith("裁判所"):
        yield "相手方に裁判所が入っています。相手方（債務者・被告）を宛先に、裁判所を提出先に入力してください。"


def _office(context: LetterContext) -> Iterator[str]:
    if context.kind in _FILED | {LetterKind.SUIT_NOTICE} and not context.court:
        office = "弁護士会" if context.kind is LetterKind.BAR_INQUIRY else "裁判所"
        yield f"{office}がありません。提出先の{office}を入力してください。"


def _people(context: LetterContext) -> Iterator[str]:
    if not context.requester.name.strip():
        yield "請求者の氏名がありません。請求者を入力してください。"
    if context.kind in _SHOWS_REQUESTER_ADDRESS and not context.requester.address:
        yield "請求者の住所がありません。住所を入力してください。"
    if context.requester_is_minor and context.legal_representative is None:
        yield "請求者が未成年者ですが、法定代理人がありません。法定代理人を入力してください。"
    if not context.attorney_name.strip():
        yield "弁護士の氏名がありません。担当弁護士を入力してください。"
    if not context.firm_name.strip() or not context.firm_address:
        yield "事務所の名称または住所がありません。config.toml の [firm] に name と address を入力してください。"


def _posts(context: LetterContext) -> Iterator[str]:
    if not context.posts:
        yield "投稿がありません。投稿を1件以上入力してください。"
    known = {post.no for post in context.posts}
    for log in context.logs:
        if log.post_no not in known:
            yield f"通信{log.no}の投稿番号{log.post_no}が投稿の一覧にありません。番号を確認してください。"


def _logs(context: LetterContext) -> Iterator[str]:
    contacts = [log for log in context.logs if log.phone or log.email]
    if context.kind is LetterKind.BAR_INQUIRY and not contacts:
        yield "電話番号又は電子メールアドレスがありません。照会する番号等を入力してください。"
    if context.kind not in _NEEDS_LOGS:
        return
    if not context.logs:
        yield "通信記録（ＩＰアドレス・日時等）がありません。開示された通信記録を1件以上入力してください。"
    for log in context.logs:
        if not log.ip:
            yield f"通信{log.no}のＩＰアドレスがありません。開示された値を入力してください。"
        if log.observed_at is None:
            yield f"通信{log.no}の日時がありません。時差を付けて秒まで入力してください。"


def _items(context: LetterContext) -> Iterator[str]:
    if context.kind in _NEEDS_ITEMS and not context.items:
        yield "開示を求める発信者情報がありません。号の番号とともに選んでください。"
    if context.kind is not LetterKind.DISPOSITION_PETITION:
        return
    for number, name in context.items:
        if "プロバイダ" not in name and any(word in name for word in _NOT_BY_DISPOSITION):
            yield f"{number}号「{name}」は仮処分では原則として求められません。目録から除いてください。"


def _dates(context: LetterContext) -> Iterator[str]:
    if context.kind in _NEEDS_REPLY and context.reply_by is None:
        yield "回答（支払）期限がありません。期限の日を入力してください。"
    if context.reply_by is not None and context.reply_by <= context.written_on:
        yield f"回答（支払）期限{context.reply_by.isoformat()}が作成日以前です。後の日にしてください。"
    for key, name in _NEEDS_DATES.get(context.kind, ()):
        if key not in context.dates:
            yield f"{name}がありません。日付（{key}）を入力してください。"


def _claim(context: LetterContext) -> Iterator[str]:
    money = {Remedy.DAMAGES, Remedy.EXPENSES} & context.remedies
    wanted = context.kind is LetterKind.DAMAGES_COMPLAINT or (context.kind is LetterKind.DEMAND_LETTER and money)
    if wanted and not context.claim:
        yield "請求額とその内訳がありません。内訳を1件以上入力してください。"
    for line in context.claim:
        if line.yen <= 0:
            yield f"請求の内訳「{line.label}」の額{line.yen}円が正しくありません。1円以上を入力してください。"


def _sender(context: LetterContext) -> Iterator[str]:
    if context.kind in _NEEDS_SENDER and context.sender is None:
        yield "発信者がありません。開示された発信者を確認して入力してください。"


def _crime(context: LetterContext) -> Iterator[str]:
    if context.kind is not LetterKind.CRIMINAL_COMPLAINT:
        return
    if not context.offence and not offences(tuple(post.right for post in context.posts)):
        yield "罪名及び罰条がありません。侵害された権利から決められないため、弁護士が入力してください。"
    if context.sender is not None and not context.sender.address:
        yield "被告訴人の住所がありません。確認して入力してください。"
    if context.sender is not None and context.known_on is None:
        yield "犯人を知った日がありません。告訴期間の起算点となる日を入力してください。"


_CHECKS: Final[tuple[_Check, ...]] = (
    _addressee,
    _office,
    _people,
    _posts,
    _logs,
    _items,
    _dates,
    _claim,
    _sender,
    _crime,
)

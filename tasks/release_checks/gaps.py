"""What a letter still lacks before an attorney may release it, all at once: values that nobody has supplied yet."""

from collections.abc import Callable, Iterator
from typing import Final

from models.rules.letter_channels import COURT_PAPERS
from models.terms import LetterKind, Remedy
from tasks.letter_context import LetterContext
from tasks.letter_words import label, offences
from tasks.release_checks.fault import ReleaseFault

_Check = Callable[[LetterContext], Iterator[ReleaseFault]]
_K: Final = LetterKind
_FILED: Final = COURT_PAPERS | {_K.BAR_INQUIRY}
_NEEDS_LOGS: Final = frozenset(
    {
        _K.PRESERVATION_NOTICE,
        _K.PRESERVATION_CHASE,
        _K.SUIT_NOTICE,
        _K.PRESERVATION_RENEWAL,
        _K.DISCLOSURE_COMPLAINT,
        _K.PRESERVATION_PETITION,
    }
)
_NEEDS_ITEMS: Final = frozenset(
    {_K.DISCLOSURE_REQUEST, _K.CHASE_UP, _K.DISPOSITION_PETITION, _K.DISCLOSURE_COMPLAINT, _K.ORDER_PETITION}
)
_NO_REPLY: Final = _FILED | {_K.CRIMINAL_COMPLAINT, _K.PROVIDER_NOTICE, _K.PLEDGE, _K.SETTLEMENT}
_NEEDS_SENDER: Final = frozenset({_K.DEMAND_LETTER, _K.DAMAGES_COMPLAINT, _K.PLEDGE, _K.SETTLEMENT})
_SHOWS_REQUESTER_ADDRESS: Final = COURT_PAPERS | {_K.DISCLOSURE_REQUEST, _K.CRIMINAL_COMPLAINT}
_NEEDS_DATES: Final[dict[LetterKind, tuple[tuple[str, str], ...]]] = {
    _K.CHASE_UP: (("first_sent_on", "発信者情報開示請求書の送付日"),),
    _K.PRESERVATION_CHASE: (("first_sent_on", "ログ保存要請書の送付日"),),
    _K.SUIT_NOTICE: (("filed_on", "訴えを提起した日"),),
    _K.PRESERVATION_RENEWAL: (("kept_until", "回答された保存の終期"),),
}
_PARTIES_OF_SUIT: Final = "民事訴訟規則2条1項1号"
_PARTIES_OF_PETITION: Final = "民事保全規則13条1項1号、非訟事件手続規則1条1項1号"
_SUITS: Final = frozenset({_K.DISCLOSURE_COMPLAINT, _K.DAMAGES_COMPLAINT})
_PRACTICE: Final = "実務"


def gaps(context: LetterContext) -> tuple[ReleaseFault, ...]:
    """Name every value that the letter lacks or that cannot be right; empty when it is complete."""
    found = (fault for check in _CHECKS for fault in check(context))
    name = label(context.kind)
    return tuple(ReleaseFault(what=f"{name}：{fault.what}", cite=fault.cite, cure=fault.cure) for fault in found)


def _gap(what: str, cite: str, cure: str) -> ReleaseFault:
    return ReleaseFault(what=what, cite=cite, cure=cure)


def _parties(context: LetterContext) -> str:
    """What says that a paper names its parties."""
    if context.kind in _SUITS:
        return _PARTIES_OF_SUIT
    return _PARTIES_OF_PETITION if context.kind in COURT_PAPERS else _PRACTICE


def _addressee(context: LetterContext) -> Iterator[ReleaseFault]:
    to, cite = context.addressee, _parties(context)
    if not to.name.strip():
        yield _gap("宛先の名称がありません", cite, "プロファイルに名称を書き、return で作り直してください")
    if not to.address:
        cure = "登記・開示書面で住所を確認し、KAIJI_HOME/profiles（警察署は config.toml の [firm]）に書いてください"
        yield _gap("宛先住所がありません", cite, cure)
    if not to.honorific and context.kind not in _FILED:
        yield _gap("宛先の敬称がありません", _PRACTICE, "御中・殿・様のいずれかを選んでください")
    if context.kind in COURT_PAPERS and to.name.endswith("裁判所"):
        cure = "相手方（債務者・被告）を宛先に、裁判所を提出先に入れてください"
        yield _gap("相手方に裁判所が入っています", cite, cure)


def _office(context: LetterContext) -> Iterator[ReleaseFault]:
    if context.kind in _FILED | {_K.SUIT_NOTICE} and not context.court:
        bar = context.kind is _K.BAR_INQUIRY
        office, cite = ("弁護士会", "弁護士法23条の2第1項") if bar else ("裁判所", "民事訴訟規則2条1項5号")
        yield _gap(f"{office}がありません", cite, f"config.toml の [firm] に提出先の{office}を書いてください")


def _people(context: LetterContext) -> Iterator[ReleaseFault]:
    cite = _parties(context)
    if not context.requester.name.strip():
        yield _gap("請求者の氏名がありません", cite, "請求者を確認して入力してください")
    if context.kind in _SHOWS_REQUESTER_ADDRESS and not context.requester.address:
        yield _gap("請求者の住所がありません", cite, "住所を確認して入力してください")
    if context.requester_is_minor and context.legal_representative is None:
        cure = "法定代理人の氏名と住所を確認して入力してください"
        yield _gap("請求者が未成年者ですが、法定代理人がありません", "民法5条1項、民事訴訟法31条", cure)
    if not context.attorney_name.strip():
        yield _gap("弁護士の氏名がありません", cite, "担当弁護士を入力してください")
    if not context.firm_name.strip() or not context.firm_address:
        cure = "config.toml の [firm] に name と address を書いてください"
        yield _gap("事務所の名称または住所がありません", cite, cure)


def _posts(context: LetterContext) -> Iterator[ReleaseFault]:
    if not context.posts:
        cure = "投稿とその相手を確認し、投稿を1件以上入れてください"
        yield _gap("投稿がありません", f"{context.act_article}（侵害情報の特定）", cure)
    known = {post.no for post in context.posts}
    for log in context.logs:
        if log.post_no not in known:
            what = f"通信{log.no}の投稿番号{log.post_no}が投稿の一覧にありません"
            yield _gap(what, _PRACTICE, "開示書面で番号を確認してください")


def _logs(context: LetterContext) -> Iterator[ReleaseFault]:
    contacts = [log for log in context.logs if log.phone or log.email]
    if context.kind is _K.BAR_INQUIRY and not contacts:
        cure = "開示された番号等を入れてください。IPアドレスは弁護士会照会では答えられません（通信の秘密）"
        yield _gap("電話番号又は電子メールアドレスがありません", "弁護士法23条の2、電気通信事業法4条", cure)
    if context.kind not in _NEEDS_LOGS:
        return
    cite = f"{context.act_article}（開示を求める情報の特定）"
    if not context.logs:
        cure = "開示された通信記録を1件以上入れてください"
        yield _gap("通信記録（ＩＰアドレス・日時等）がありません", cite, cure)
    for log in context.logs:
        if not log.ip:
            yield _gap(f"通信{log.no}のＩＰアドレスがありません", cite, "開示された値を入れてください")
        if log.observed_at is None:
            yield _gap(f"通信{log.no}の日時がありません", cite, "時差を付けて秒まで入れてください")


def _items(context: LetterContext) -> Iterator[ReleaseFault]:
    if context.kind in _NEEDS_ITEMS and not context.items:
        cure = "相手方が持ち得る情報を号の番号とともに選んでください"
        yield _gap("開示を求める発信者情報がありません", context.act_article, cure)


def _dates(context: LetterContext) -> Iterator[ReleaseFault]:
    if context.kind not in _NO_REPLY and context.reply_by is None:
        yield _gap("回答（支払）期限がありません", _PRACTICE, "期限の日を入れてください")
    if context.reply_by is not None and context.reply_by <= context.written_on:
        what = f"回答（支払）期限{context.reply_by.isoformat()}が作成日以前です"
        yield _gap(what, _PRACTICE, "return で作り直してください（期限は作成日から数えます）")
    for key, name in _NEEDS_DATES.get(context.kind, ()):
        if key not in context.dates:
            yield _gap(f"{name}がありません", _PRACTICE, f"その事実（{key}）を先に記録してください")


def _claim(context: LetterContext) -> Iterator[ReleaseFault]:
    money = {Remedy.DAMAGES, Remedy.EXPENSES} & context.remedies
    wanted = context.kind is _K.DAMAGES_COMPLAINT or (context.kind is _K.DEMAND_LETTER and money)
    if wanted and not context.claim:
        cite = "民事訴訟法134条2項、民法709条"
        yield _gap("請求額とその内訳がありません", cite, "慰謝料の額と費用を入れてください")
    for line in context.claim:
        if line.yen <= 0:
            what = f"請求の内訳「{line.label}」の額{line.yen}円が正しくありません"
            yield _gap(what, "民法709条", "1円以上を入れてください")


def _sender(context: LetterContext) -> Iterator[ReleaseFault]:
    if context.kind in _NEEDS_SENDER and context.sender is None:
        cure = "開示された契約者が発信者かを確かめ、sender_confirmation に答えてください"
        yield _gap("発信者がありません", _parties(context), cure)


def _crime(context: LetterContext) -> Iterator[ReleaseFault]:
    if context.kind is not _K.CRIMINAL_COMPLAINT:
        return
    if not context.offence and not offences(tuple(post.right for post in context.posts)):
        cure = "侵害された権利から決められません。弁護士が罪名を入れてください（Word で直して取り込めます）"
        yield _gap("罪名及び罰条がありません", "刑事訴訟法230条", cure)
    if context.sender is not None and not context.sender.address:
        yield _gap("被告訴人の住所がありません", _PRACTICE, "開示書面で確認して入れてください")
    if context.sender is not None and context.known_on is None:
        cure = "告訴期間（6か月）の起算点です。sender_confirmation に答えて日を記録してください"
        yield _gap("犯人を知った日がありません", "刑事訴訟法235条", cure)


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

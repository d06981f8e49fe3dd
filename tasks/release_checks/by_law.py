"""What the law of the day allows a paper to ask and to cite: items of the order, whom and how, the Act by its name."""

import re
from collections.abc import Iterator
from typing import Final

from models.provisions.regimes import Regime, RegimeItem
from models.rules.letter_channels import COURT_PAPERS, PROCEDURES
from models.rules.requests import Request, answer_request
from models.terms import HolderRole, LetterKind, Procedure
from tasks.folding import fold, without
from tasks.release_checks.fault import ReleaseFault
from tasks.release_checks.own_words import own_words, redraw, shown
from tasks.release_checks.released import PaperText, Released

_ASKING: Final = (COURT_PAPERS - {LetterKind.DELETION_PETITION, LetterKind.DAMAGES_COMPLAINT}) | {
    LetterKind.DISCLOSURE_REQUEST,
    LetterKind.CHASE_UP,
}
_ORDER_OF: Final = {Procedure.PROVISION_ORDER: Procedure.DISCLOSURE_ORDER}  # its list is that of the main petition
_COMPANY: Final = re.compile("プロバイダ|事業者")
_HISTORICAL: Final = re.compile("旧|改正前|当時|以前の題名|現在の題名|改称|ガイドライン")
_NEAR: Final = 30
_NOT_CHOSEN: Final = "□"  # a form lists every item; what is asked for is ticked


def wrong_items(it: Released) -> Iterator[ReleaseFault]:
    """Items that the day's order does not list, that this addressee cannot hold or this procedure cannot give."""
    if it.context.kind not in _ASKING:
        return
    regime = it.law.regime(it.on)
    listed = {item.no: item for item in regime.items}
    for number, name in it.context.items:
        item = listed.get(number)
        of_company = _COMPANY.search(name) is not None
        if item is None or (it.context.language == "ja" and not of_company and fold(item.name) != fold(name)):
            what = f"目録の{number}号「{name}」は、{it.on.isoformat()}の省令（{len(regime.items)}号）にありません"
            yield ReleaseFault(what=what, cite=regime.articles["items"], cure=redraw(it, "その日の省令の号によって"))
        else:
            yield from _refused(it, item, of_company=of_company, names_registered=it.names_registered)
    yield from _wrong_in_text(it, regime)


def wrong_act(it: Released) -> Iterator[ReleaseFault]:
    """A name of the Act that it did not have on this day; an older one may stand where it is said to be older."""
    regime = it.law.regime(it.on)
    now = {regime.act, regime.act_short}
    others = {name for other in it.law.regimes for name in (other.act, other.act_short)} - now
    for paper in it.papers:
        text = without(fold(paper.text), {*own_words(it), *now})
        for name in sorted(name for name in others if _cited(fold(name), text)):
            what = f"{shown(paper)}が、{it.on.isoformat()}に通用していない法律の題名「{name}」を引用しています"
            cure = redraw(it, f"「{regime.act}」（{regime.act_short}）に改め")
            yield ReleaseFault(what=what, cite=regime.cite, cure=cure)


def _refused(it: Released, item: RegimeItem, *, of_company: bool, names_registered: bool) -> Iterator[ReleaseFault]:
    procedure = PROCEDURES.get(it.context.kind, Procedure.VOLUNTARY)
    asked = Request(
        kind=item.kind,
        procedure=_ORDER_OF.get(procedure, procedure),
        role=HolderRole.PLATFORM if it.context.subject.startswith("platform:") else HolderRole.PROVIDER,
        on=it.on,
        login_item=item.specified,
        of_company=of_company,
        names_registered=names_registered,
    )
    answer = answer_request(asked, it.law)
    if item.specified and not it.login_type and it.context.role is HolderRole.PLATFORM:
        what = f"{item.no}号「{item.name}」は、ログインの記録を開示するプラットフォームにだけ求められます"
        yield ReleaseFault(what=what, cite=answer.ground.article, cure="プロファイルの login_type を確かめてください")
    for refusal in answer.refusals:
        instead = f"求めるなら {', '.join(answer.instead)} によってください。" if answer.instead else ""
        what = f"{item.no}号「{item.name}」は求められません：{refusal.text}"
        yield ReleaseFault(what=what, cite=refusal.cite, cure=f"{instead}{redraw(it, '目録から除き')}")


def _wrong_in_text(it: Released, regime: Regime) -> Iterator[ReleaseFault]:
    """Items that an attorney wrote into the list by hand; a name that the addressee may have registered is theirs."""
    drawn = {number for number, _ in it.context.items}
    main: PaperText | None = it.main
    if main is None or not it.edited:
        return
    asked = [item for item in regime.items if item.no in drawn]
    chosen = "\n".join(line for line in main.text.splitlines() if not line.lstrip().startswith(_NOT_CHOSEN))
    text = without(fold(chosen), {*own_words(it), *(item.name for item in asked)})
    for item in regime.items:
        if item.no not in drawn and fold(item.name) in text:
            yield from _refused(it, item, of_company=False, names_registered=True)
    known = {item.kind for item in regime.items}
    others = {item.name for other in it.law.regimes for item in other.items if item.kind not in known}
    for name in sorted(others):
        if fold(name) in text:
            what = f"「{name}」は、{it.on.isoformat()}の省令（{len(regime.items)}号）にありません"
            yield ReleaseFault(what=what, cite=regime.articles["items"], cure=redraw(it, "目録から除き"))


def _cited(name: str, text: str) -> bool:
    places = (found.start() for found in re.finditer(re.escape(name), text))
    return any(not _HISTORICAL.search(text[max(0, at - _NEAR) : at + len(name) + _NEAR]) for at in places)

"""秘匿: what the other side must not learn of the client stands in no paper, whoever wrote it."""

from collections.abc import Iterator
from typing import Final

from models.rules.letter_channels import COURT_PAPERS
from models.terms import Concealment, LetterKind, PaperRole, PersonRole
from tasks.concealment import SUBSTITUTE_ADDRESS, SUBSTITUTE_NAME, tells_name
from tasks.folding import tells_address, words_of
from tasks.release_checks.fault import ReleaseFault
from tasks.release_checks.own_words import redraw, shown
from tasks.release_checks.released import PaperText, Released

_SINCE: Final = "民事訴訟法133条（2023年2月20日施行）"


def concealed_told(it: Released) -> Iterator[ReleaseFault]:
    """The client's concealed address or name in a paper; or a court paper of before the law knew substitutes."""
    kind, wish = it.context.kind, it.requester.concealment
    if wish is Concealment.NONE or kind is LetterKind.CRIMINAL_COMPLAINT:
        return
    regime = it.law.regime(it.on)
    if kind in COURT_PAPERS and "concealment" not in regime.articles:
        what = f"住所・氏名の秘匿の制度がない日（{it.on.isoformat()}）の裁判所への書面です"
        cure = (
            "実住所を書かない（代理人事務所を送達場所とし、住所は「秘匿希望」と上申する）書面に Word で直すか、"
            "依頼者の同意を得て秘匿を none に訂正してください（kaiji correct … requester --concealment none）"
        )
        yield ReleaseFault(what=what, cite=_SINCE, cure=cure)
        return
    act = regime.articles.get("concealment", "")
    cite = f"民事訴訟法133条、{regime.act_short}{act.removeprefix('法')}" if act else _SINCE
    for paper in it.papers:
        for what, instead in _told(it, paper):
            yield ReleaseFault(
                what=f"{shown(paper)}に、秘匿する{what}があります", cite=cite, cure=redraw(it, f"{instead}に改め")
            )


def _told(it: Released, paper: PaperText) -> Iterator[tuple[str, str]]:
    """What a paper tells that it must not, and what stands there instead."""
    court = it.context.kind in COURT_PAPERS
    requester = it.requester.party
    if tells_address(requester.address, paper.text):
        yield "依頼者の住所", SUBSTITUTE_ADDRESS if court else "代理人事務所の住所"
    if it.requester.concealment is not Concealment.NAME_AND_ADDRESS:
        return
    if tells_name(it.context.kind) and paper.role is not PaperRole.SENDER_COPY:
        return
    words = words_of(paper.text)
    parents = [person for person in it.people if person.role is PersonRole.LEGAL_REPRESENTATIVE]
    if words.name(requester.name) or words.name(requester.kana or ""):
        yield "依頼者の氏名（投稿の引用を含む）", SUBSTITUTE_NAME
    if any(words.name(parent.party.name) for parent in parents):
        yield "法定代理人の氏名", "代替氏名Ｂ"

"""Whose paper it is: this case's parties stand in it, nobody of another case does, the sender only where he may."""

import re
from collections.abc import Iterator
from typing import Final

from models.rules.letter_channels import COURT_PAPERS
from models.terms import LetterKind, PaperRole, PersonRole
from tasks.folding import fold, tells_address, words_of
from tasks.release_checks.fault import ReleaseFault
from tasks.release_checks.own_words import own_words, redraw, shown
from tasks.release_checks.released import PaperText, Released

_SECRECY: Final = "弁護士法23条、弁護士職務基本規程18条"
_ABUSE: Final = "（発信者情報の濫用の禁止）"
_PARTIES: Final = "民事訴訟規則2条1項1号"
SIGNED_BY_THE_ADDRESSEE: Final = frozenset({LetterKind.PLEDGE})
_WITH_BOTH: Final = frozenset({PaperRole.MAIN, PaperRole.CERTIFIED})


def wrong_party(it: Released) -> Iterator[ReleaseFault]:
    """The parties of another case in the words of this one, or this case's own missing."""
    for paper in it.papers:
        words = words_of(paper.text, own_words(it))
        for ref in dict.fromkeys(party.ref for party in it.elsewhere if words.name(party.name)):
            what = f"{shown(paper)}に、別の事件（{ref}）の当事者の氏名又は名称があります"
            yield ReleaseFault(what=what, cite=_SECRECY, cure=redraw(it, "別の事件の書面と取り違えていないか確かめ"))
        for ref in (ref for ref in it.other_refs if _mentions(ref, words.folded)):
            what = f"{shown(paper)}に、別の事件の整理番号 {ref} があります"
            yield ReleaseFault(what=what, cite=_SECRECY, cure=redraw(it, "別の事件の書面と取り違えていないか確かめ"))
        if paper.role in _WITH_BOTH:
            yield from _own_missing(it, paper)


def sender_told(it: Released) -> Iterator[ReleaseFault]:
    """The sender's name or address in a paper to a platform or provider, whom they are no business of."""
    if it.context.subject.startswith("sender:"):
        return
    cite = f"{it.context.abuse_article or '情プラ法7条'}{_ABUSE}"
    known = _requesters(it)
    for paper in it.papers:
        words = words_of(paper.text, known)
        for person in it.people:
            if person.role not in {PersonRole.SUBSCRIBER, PersonRole.SENDER} or fold(person.party.name) in known:
                continue
            told = words.name(person.party.name) or tells_address(person.party.address, paper.text)
            if told:
                what = f"{shown(paper)}に、開示を受けた契約者（発信者）の氏名又は住所があります"
                cure = f"発信者に宛てない書面に発信者の情報は書けません。{redraw(it, '削り')}"
                yield ReleaseFault(what=what, cite=cite, cure=cure)
                break


def _own_missing(it: Released, paper: PaperText) -> Iterator[ReleaseFault]:
    words = words_of(paper.text)
    cite = _PARTIES if it.context.kind in COURT_PAPERS else "実務"
    addressee = "" if it.context.kind in SIGNED_BY_THE_ADDRESSEE else it.context.addressee.name
    for who, name in (("依頼者", it.context.requester.name), ("宛先（相手方）", addressee)):
        if name.strip() and not words.name(name):
            what = f"{shown(paper)}に、この事件の{who}の氏名又は名称がありません"
            yield ReleaseFault(what=what, cite=cite, cure=redraw(it, "この事件の書面か確かめ"))


def _requesters(it: Released) -> set[str]:
    own = {PersonRole.REQUESTER, PersonRole.LEGAL_REPRESENTATIVE}
    return {fold(person.party.name) for person in it.people if person.role in own}


def _mentions(ref: str, text: str) -> bool:
    return re.search(rf"(?<![0-9-]){re.escape(ref)}(?![0-9-])", text) is not None

"""What the words of a paper must not hold: blanks, the draft line, what 内容証明 refuses, a lever, a day gone by."""

import re
from collections.abc import Iterator
from typing import Final

from models.rules.content_certified import GridParagraph, certified_grid
from models.terms import LetterKind, PaperRole
from tasks.folding import fold, without
from tasks.letter_figures import wareki
from tasks.release_checks.fault import ReleaseFault
from tasks.release_checks.own_words import own_names, own_words, redraw, shown
from tasks.release_checks.released import Released

_BLANK: Final = re.compile("【要記入：([^】]*)】")
_FILL_IN: Final = (
    "事件の記録・設定・プロファイルに値を入れて return で作り直すか、"
    "記録にない値は Word で書き入れて取り込んでください（kaiji import {ref} …）"
)
_DRAFT: Final = "弁護士の確認・発信前の草案"
_ENCLOSED: Final = re.compile("同封|添付|別添|別紙誓約書")
_SENTENCE: Final = re.compile("[。\n]")
_TO_THE_SENDER: Final = frozenset({LetterKind.DEMAND_LETTER, LetterKind.SETTLEMENT, LetterKind.PLEDGE})
_CERTIFIED: Final = "郵便法48条、内国郵便約款（内容証明）"


def damaged(it: Released) -> Iterator[ReleaseFault]:
    """A file that is not what was stored may not leave."""
    for title in it.damaged:
        what = f"書面のファイル {title} が、保存したときの内容と異なります"
        yield ReleaseFault(what=what, cite="弁護士職務基本規程18条", cure="return で作り直してください")


def blanks(it: Released) -> Iterator[ReleaseFault]:
    """Values that nobody filled in, and the line that calls a paper a draft where it is the final one.

    What a blank of ours is for is said; what somebody wrote into one by hand may be anything and is not.
    """
    quoted = "\n".join(post.as_written for post in it.context.posts)
    for paper in it.papers:
        left = [blank for blank in dict.fromkeys(_BLANK.findall(paper.text)) if blank not in quoted]
        for blank in left[:1] if it.edited else left:
            what = f"{shown(paper)}に空欄{'【要記入：…】' if it.edited else f'「{blank}」'}が残っています"
            yield ReleaseFault(what=what, cite="実務", cure=_FILL_IN.format(ref=it.context.case_ref))
        if it.edited and _DRAFT in paper.text:
            what = f"{shown(paper)}に「{_DRAFT}」の表示が残っています"
            yield ReleaseFault(what=what, cite="実務", cure=redraw(it, "その行を消し"))


def answer_day_gone(it: Released) -> Iterator[ReleaseFault]:
    """A paper that lay too long asks for an answer by a day that is over."""
    if it.reply_by is None or it.reply_by > it.on:
        return
    said = fold(wareki(it.reply_by))
    for paper in it.papers:
        if said in fold(paper.text):
            what = f"{shown(paper)}の回答（支払）期限 {it.reply_by.isoformat()} は、もう過ぎています"
            yield ReleaseFault(what=what, cite="実務", cure=redraw(it, "期限を改め"))


def certified(it: Released) -> Iterator[ReleaseFault]:
    """What the post does not certify: an enclosure, and signs that it does not take."""
    for paper in it.papers:
        if paper.role is not PaperRole.CERTIFIED:
            continue
        for word in dict.fromkeys(_ENCLOSED.findall(paper.text)):
            what = f"{shown(paper)}に「{word}」とあります。内容証明には、その書面のほか何も同封できません"
            cure = redraw(it, "別便で送ることにして本文から除き")
            yield ReleaseFault(what=what, cite=_CERTIFIED, cure=cure)
        grid = certified_grid((GridParagraph(text=line) for line in paper.text.splitlines()), sorted(own_names(it)))
        for fault in {fault.text: fault for fault in grid.faults}.values():
            sign = f"「{fault.text}」" if len(fault.text) == 1 else f"英字（{len(fault.text)}字の語）"
            what = f"{shown(paper)}の{sign}は内容証明に使えません"
            yield ReleaseFault(what=what, cite=_CERTIFIED, cure=f"{fault.cure}{redraw(it, '書き換え')}")


def levers(it: Released) -> Iterator[ReleaseFault]:
    """A threat to make something public, or to go to the police, used to have a demand met."""
    if it.context.kind not in _TO_THE_SENDER:
        return
    wording = it.law.courts.wording
    for paper in it.papers:
        for sentence in _SENTENCE.split(paper.text):
            folded = without(fold(sentence), own_words(it))
            if not any(fold(word) in folded for word in wording.condition.words):
                continue
            for lever in wording.levers:
                for word in (word for word in lever.words if fold(word) in folded):
                    what = f"{shown(paper)}に、応じないときの「{word}」を告げる文があります：{lever.text}"
                    cure = redraw(it, lever.cure)
                    yield ReleaseFault(what=what, cite=lever.marked(f"{lever.cite}（実務）"), cure=cure)


def stale(it: Released) -> Iterator[ReleaseFault]:
    """What changed in the case since the paper was drawn."""
    for change in it.changes:
        what = f"書面を作った後に変わったものがあります：{change}"
        yield ReleaseFault(what=what, cite="実務", cure=redraw(it, "変わった内容を確かめ"))

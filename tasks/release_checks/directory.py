"""The addressee as the directory has it: profile, disclosure or the firm's settings; never as somebody typed it."""

from collections.abc import Iterator
from typing import Final

from models.rules.letter_channels import COURT_PAPERS
from models.terms import PaperRole
from tasks.folding import tells_address
from tasks.release_checks.fault import ReleaseFault
from tasks.release_checks.own_words import redraw, shown
from tasks.release_checks.parties import SIGNED_BY_THE_ADDRESSEE
from tasks.release_checks.released import Released

_ADDRESSED: Final = frozenset({PaperRole.MAIN, PaperRole.CERTIFIED})


def wrong_address(it: Released) -> Iterator[ReleaseFault]:
    """An addressee without an entry, and an address in the paper that is not the entry's."""
    cite = "民事訴訟規則2条1項1号" if it.context.kind in COURT_PAPERS else "実務（宛先は名簿による）"
    if it.listed is None:
        cure = "宛先をプロファイル（KAIJI_HOME/profiles）に登録するか、開示された契約者を記録してください"
        yield ReleaseFault(what="宛先が名簿（プロファイル・開示）にありません", cite=cite, cure=cure)
        return
    if not it.listed.address or it.context.kind in SIGNED_BY_THE_ADDRESSEE:
        return
    for paper in it.papers:
        if paper.role in _ADDRESSED and not tells_address(it.listed.address, paper.text):
            what = f"{shown(paper)}の宛先の住所が、名簿（プロファイル・開示）の住所と異なります"
            cure = redraw(it, "登記・開示書面で確かめ、正しい方に合わせ")
            yield ReleaseFault(what=what, cite=cite, cure=cure)

"""送付方法: which ways a paper may leave by, and how a court paper must be filed on its day (law.md §9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from models.facts import ExplainedStep
from models.provisions.law import Law
from models.rules.filing import FilingMode, filing_mode
from models.terms import Channel, LetterKind, Procedure

PROCEDURES: Final[Mapping[LetterKind, Procedure]] = {
    LetterKind.DISPOSITION_PETITION: Procedure.DISCLOSURE_DISPOSITION,
    LetterKind.DELETION_PETITION: Procedure.DELETION_DISPOSITION,
    LetterKind.PRESERVATION_PETITION: Procedure.PRESERVATION_DISPOSITION,
    LetterKind.ORDER_PETITION: Procedure.DISCLOSURE_ORDER,
    LetterKind.PROVISION_PETITION: Procedure.PROVISION_ORDER,
    LetterKind.DELETION_PROHIBITION_PETITION: Procedure.DELETION_PROHIBITION_ORDER,
    LetterKind.DISCLOSURE_COMPLAINT: Procedure.DISCLOSURE_SUIT,
    LetterKind.DAMAGES_COMPLAINT: Procedure.DAMAGES_SUIT,
}
COURT_PAPERS: Final = frozenset(PROCEDURES)
_PAPER: Final = (Channel.COUNTER, Channel.POST)
_LETTER: Final = (Channel.WEB_FORM, Channel.POST, Channel.CERTIFIED_POST, Channel.EMAIL)
_FITTING: Final[Mapping[LetterKind, tuple[Channel, ...]]] = {
    LetterKind.BAR_INQUIRY: (*_PAPER, Channel.WEB_FORM),
    LetterKind.CRIMINAL_COMPLAINT: _PAPER,
    LetterKind.DISCLOSURE_REQUEST: (Channel.WEB_FORM, Channel.POST, Channel.EMAIL),
    LetterKind.DEMAND_LETTER: (Channel.POST, Channel.CERTIFIED_POST, Channel.EMAIL),
    LetterKind.PLEDGE: (Channel.POST, Channel.EMAIL, Channel.COUNTER),
    LetterKind.SETTLEMENT: (Channel.POST, Channel.EMAIL, Channel.COUNTER),
}
_WHY: Final[Mapping[LetterKind, ExplainedStep]] = {
    LetterKind.BAR_INQUIRY: ExplainedStep(
        text="弁護士会照会の申出は所属弁護士会が受け付ける方法（窓口・郵送・会の受付画面）で出す",
        cite="弁護士法23条の2第1項",
    ),
    LetterKind.CRIMINAL_COMPLAINT: ExplainedStep(
        text="告訴は書面または口頭で検察官か司法警察員にする", cite="刑事訴訟法241条1項"
    ),
    LetterKind.DISCLOSURE_REQUEST: ExplainedStep(
        text="開示請求書には証拠を添えるので、何も同封できない内容証明では出せない", cite="郵便法48条1項、内国郵便約款"
    ),
}
_NO_OTHER: Final = ExplainedStep(text="この書面はその方法では出せない", cite="実務")


@dataclass(frozen=True, kw_only=True)
class FittingChannels:
    """出せる方法: by which ways a paper may leave, and the ground for it."""

    channels: tuple[Channel, ...]
    ground: ExplainedStep


def channels_for(kind: LetterKind, on: date, law: Law) -> FittingChannels:
    """Return the ways this paper may leave by on that day.

    A court takes an electronic filing where the day's rule of filing demands it of attorneys; paper then needs a
    reason, so that it stays among the channels. Raises LawError for a day that no rule of filing covers.
    """
    mode = mode_of(kind, on, law)
    if mode is None:
        return FittingChannels(channels=_FITTING.get(kind, _LETTER), ground=_WHY.get(kind, _NO_OTHER))
    channels = _PAPER if mode.paper_admissible else (Channel.E_FILING, *_PAPER)
    return FittingChannels(channels=channels, ground=mode.steps[0])


def mode_of(kind: LetterKind, on: date, law: Law) -> FilingMode | None:
    """Return how an attorney files this paper when the case commences that day; None when no court takes it."""
    procedure = PROCEDURES.get(kind)
    if procedure is None:
        return None
    return filing_mode(procedure=procedure, commenced_on=on, by_attorney=True, law=law)

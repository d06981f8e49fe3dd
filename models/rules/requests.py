"""求められるもの: may an item be asked of an addressee by a procedure on a day, and if not, why (law.md §3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from models.facts import ExplainedStep
from models.provisions.court_law import RequestLimit
from models.provisions.law import Law
from models.provisions.regimes import Regime, RegimeItem
from models.rules.grounds import Ground, ground_for
from models.rules.regimes import items_for, regime_for
from models.terms import HolderRole, ItemKind, LogKind, Procedure

SINCE_2022: Final = {
    Procedure.DISCLOSURE_ORDER: "disclosure_order",
    Procedure.PROVISION_ORDER: "provision_order",
    Procedure.DELETION_PROHIBITION_ORDER: "deletion_prohibition_order",
    Procedure.OBJECTION_SUIT: "objection_suit",
}
_COMPANY: Final = "契約を保有する事業者（MVNO等）の名称・住所であれば求められる"
_URGENT: Final = "現に急迫の事情があることの疎明を要する"


@dataclass(frozen=True, kw_only=True)
class Request:
    """求め: one kind of item. `of_company`: the name and address of the company that holds the contract, no person's.

    `log_kind`: the communication the addressee carried; `login_item`: the item about a login (特定発信者情報).
    `names_registered`: the platform's users register their names; `urgent`: a real urgency beyond the usual is shown.
    """

    kind: ItemKind
    procedure: Procedure
    role: HolderRole
    on: date
    log_kind: LogKind = LogKind.POST
    login_item: bool = False
    of_company: bool = False
    names_registered: bool = False
    urgent: bool = False


@dataclass(frozen=True, kw_only=True)
class RequestAnswer:
    """答え. `item` is None when nothing of the kind is listed; `refusals` say why not, each with its article."""

    item: RegimeItem | None
    ground: Ground
    refusals: tuple[ExplainedStep, ...]
    notes: tuple[ExplainedStep, ...]
    instead: tuple[Procedure, ...]

    @property
    def allowed(self) -> bool:
        """Say whether it may be asked."""
        return not self.refusals


def answer_request(asked: Request, law: Law) -> RequestAnswer:
    """Say whether it may be asked. Raises LawError before the Act came into force."""
    regime = regime_for(act_done_on=asked.on, law=law)
    item = _item(asked, regime)
    limits = [limit for limit in law.courts.limits if asked.procedure in limit.procedures and asked.kind in limit.kinds]
    binding = [limit for limit in limits if not _excused(asked, limit)]
    refusals = [*_refusals(asked, item, regime), *(_step(limit.text, limit) for limit in binding)]
    return RequestAnswer(
        item=item,
        ground=ground_for(regime=regime, role=asked.role, log_kind=asked.log_kind, specified=asked.login_item),
        refusals=tuple(refusals),
        notes=tuple(
            _step(_COMPANY if asked.of_company else _URGENT, limit) for limit in limits if limit not in binding
        ),
        instead=tuple(dict.fromkeys(procedure for limit in binding for procedure in limit.instead)),
    )


def _excused(asked: Request, limit: RequestLimit) -> bool:
    return (asked.of_company and limit.except_company) or (asked.urgent and limit.except_urgency)


def _step(text: str, limit: RequestLimit) -> ExplainedStep:
    return ExplainedStep(text=text, cite=limit.marked(limit.cite))


def _item(asked: Request, regime: Regime) -> RegimeItem | None:
    found = (i for i in regime.items if i.kind is asked.kind and i.specified == asked.login_item)
    return next(found, None)


def _refusals(asked: Request, item: RegimeItem | None, regime: Regime) -> Iterator[ExplainedStep]:
    if (article := SINCE_2022.get(asked.procedure)) and article not in regime.articles:
        yield ExplainedStep(text="この日にはまだこの手続がない（2022年10月1日から）", cite="令和3年法律第27号附則1条")
    if item is None:
        text = f"この日の省令（{regime.regime_id}、{len(regime.items)}号）に掲げられていない"
        yield ExplainedStep(text=text, cite=regime.articles["items"])
    elif not asked.of_company and item not in _held(asked, regime):
        yield ExplainedStep(text=f"{item.no}号は相手方が保有し得ない", cite=regime.articles["disclosure"])


def _held(asked: Request, regime: Regime) -> tuple[RegimeItem, ...]:
    names = asked.names_registered
    return items_for(regime=regime, role=asked.role, login_type=asked.login_item, names_registered=names)

"""適用法令: which Act, order and items govern an act done on a day (law.md's R0 to R6), never the day of the post."""

from collections.abc import Collection
from datetime import date
from typing import Final

from models.provisions.law import Law
from models.provisions.regimes import Regime, RegimeItem
from models.terms import HolderRole, ItemKind

_CONTACTS: Final = frozenset({ItemKind.PHONE, ItemKind.EMAIL})
_TRACES: Final = frozenset({ItemKind.IP, ItemKind.MOBILE_CODE, ItemKind.SIM, ItemKind.MOMENT})
_CONTRACT: Final = frozenset({ItemKind.NAME, ItemKind.ADDRESS})


def regime_for(*, act_done_on: date, law: Law) -> Regime:
    """Return the regime for a filing or decision of that day. Raises LawError before the Act came into force."""
    return law.regime(act_done_on)


def item_named(*, words: str, regime: Regime) -> RegimeItem | None:
    """Return the first item whose name contains the words (e.g. 電話番号), None when the order does not list it."""
    return next((item for item in regime.items if words in item.name), None)


def item_of(*, kind: ItemKind, regime: Regime) -> RegimeItem | None:
    """Return the item of that kind about the post itself, None when the order of that day does not list it."""
    return next((item for item in regime.items if item.kind is kind and not item.specified), None)


def specified_items(*, regime: Regime) -> tuple[RegimeItem, ...]:
    """Return the login-type items (特定発信者情報); empty before 2022-10-01."""
    return tuple(item for item in regime.items if item.specified)


def items_for(
    *, regime: Regime, role: HolderRole, login_type: bool = False, names_registered: bool = False
) -> tuple[RegimeItem, ...]:
    """Return the items that this addressee can hold (law.md §11, 発信者情報目録).

    A platform holds contacts and traces of the post, those of logins too when it is `login_type`; name and address
    only when its users register them (`names_registered`). A provider, known or not, holds the contract and its code.
    """
    if role is HolderRole.PLATFORM:
        kinds = _CONTACTS | _TRACES | (_CONTRACT if names_registered else frozenset())
        return _of(regime, kinds, specified=login_type)
    return _of(regime, _CONTRACT | _CONTACTS | {ItemKind.MANAGEMENT_CODE}, specified=False)


def _of(regime: Regime, kinds: Collection[ItemKind], *, specified: bool) -> tuple[RegimeItem, ...]:
    return tuple(item for item in regime.items if item.kind in kinds and (specified or not item.specified))

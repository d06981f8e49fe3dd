"""適用法令: which Act, order and items govern an act done on a day (law.md's R0 to R6), never the day of the post."""

from datetime import date

from models.provisions.law import Law
from models.provisions.regimes import Regime, RegimeItem


def regime_for(*, act_done_on: date, law: Law) -> Regime:
    """Return the regime for a filing or decision of that day. Raises LawError before the Act came into force."""
    return law.regime(act_done_on)


def item_named(*, words: str, regime: Regime) -> RegimeItem | None:
    """Return the first item whose name contains the words (e.g. 電話番号), None when the order does not list it."""
    return next((item for item in regime.items if words in item.name), None)


def specified_items(*, regime: Regime) -> tuple[RegimeItem, ...]:
    """Return the login-type items (特定発信者情報); empty before 2022-10-01."""
    return tuple(item for item in regime.items if item.specified)

"""What the law of the day puts into a letter: names and articles, items asked for, offences, value, fee, interest."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from models.provisions import Law, Regime
from models.provisions.regimes import RegimeItem
from models.rules.damages_suit import damages_suit
from models.rules.grounds import ground_for
from models.rules.offences import offence_for
from models.rules.regimes import items_for, specified_items
from models.terms import HolderRole, LetterKind, LogKind, Procedure
from tasks.letter_context import LetterContext, PostLine
from tasks.letter_figures import japan_day
from tasks.letter_money import interest_percent
from tasks.letter_words import offences

TO_PLATFORM: Final = frozenset(
    {LetterKind.DISCLOSURE_REQUEST, LetterKind.CHASE_UP, LetterKind.DISPOSITION_PETITION, LetterKind.BAR_INQUIRY}
)
ASKS_PLATFORM: Final = TO_PLATFORM - {LetterKind.BAR_INQUIRY}


def by_law(context: LetterContext, law: Law) -> LetterContext:
    """Fill in what the day on the letter decides: the Act's name then, its articles, specified items, money.

    Raises LawError for a letter dated before the Act.
    """
    regime = law.regime(context.written_on)
    asked = {number for number, _ in context.items}
    context = replace(
        context,
        act=regime.act,
        act_article=_article(context, regime),
        abuse_article=in_letters(regime.articles["abuse"]),
        specified_items=tuple(item.no for item in specified_items(regime=regime) if item.no in asked),
    )
    if context.kind is LetterKind.CRIMINAL_COMPLAINT:
        return replace(context, offence=context.offence or charges(context.posts, law) or None)
    if context.kind is LetterKind.DAMAGES_COMPLAINT and context.claim:
        return _with_suit(context, law)
    return context


def charges(posts: Iterable[PostLine], law: Law) -> str:
    """Name the offences and articles as they stood on the day of each post; empty when none is known."""
    found: dict[str, None] = {}
    for post in posts:
        offence = offence_for(right=post.right, acted_on=japan_day(post.posted_at), law=law)
        found |= dict.fromkeys([offence.charge] if offence else offences((post.right,)))
    return "及び".join(found)


def letter_items(regime: Regime, kind: LetterKind, law: Law, *, login_type: bool) -> tuple[RegimeItem, ...]:
    """Return the items a letter asks for: what its addressee can hold and its procedure can give; else none."""
    if kind is LetterKind.DISCLOSURE_COMPLAINT:
        return items_for(regime=regime, role=HolderRole.PROVIDER)
    if kind not in ASKS_PLATFORM:
        return ()
    items = items_for(regime=regime, role=HolderRole.PLATFORM, login_type=login_type)
    if kind is not LetterKind.DISPOSITION_PETITION:
        return items
    limits = [limit for limit in law.courts.limits if Procedure.DISCLOSURE_DISPOSITION in limit.procedures]
    refused = {item_kind for limit in limits for item_kind in limit.kinds}
    return tuple(item for item in items if item.kind not in refused)


def in_letters(cite: str) -> str:
    """法5条1項 as letters write it: 第5条第1項."""
    return re.sub(r"(\d+)(条|項|号)", r"第\1\2", cite.removeprefix("法"))


def _article(context: LetterContext, regime: Regime) -> str:
    """The article the addressee answers under: a provider that carried logins answers under art. 5(2) for them."""
    if context.kind in TO_PLATFORM or not context.logs:
        return in_letters(regime.articles["disclosure"])
    carried = sorted({log.log_kind for log in context.logs}, key=(LogKind.POST, LogKind.LOGIN).index)
    grounds = (ground_for(regime=regime, role=HolderRole.PROVIDER, log_kind=kind) for kind in carried)
    first, *others = dict.fromkeys(in_letters(ground.article) for ground in grounds)
    return "及び".join([first, *(_without_head(other, first) for other in others)])


def _without_head(article: str, first: str) -> str:
    """第5条第2項 after 第5条第1項 is written 第2項."""
    head, mark, _ = first.partition("条")
    return article.removeprefix(head + mark)


def _with_suit(context: LetterContext, law: Law) -> LetterContext:
    """Value and fee, deletion counted along (費用法4条3項), and the interest of the last post's day."""
    suit = damages_suit(
        total_yen=context.total_yen,
        with_deletion=context.deletion,
        commenced_on=context.written_on,
        by_attorney=True,
        law=law,
    )
    tort_on = max((japan_day(post.posted_at) for post in context.posts), default=None)
    return replace(
        context,
        value_yen=suit.fee.value_yen,
        fee_yen=suit.fee.fee_yen,
        interest_percent=interest_percent(tort_on, law) if tort_on else None,
    )

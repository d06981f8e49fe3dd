"""What the law of the day puts into a letter: names and articles, items asked for, offences, filing, money."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from models.provisions import Law, LawError, Regime
from models.provisions.regimes import RegimeItem
from models.rules.grounds import ground_for
from models.rules.letter_channels import PROCEDURES, mode_of
from models.rules.offences import offence_for
from models.rules.regimes import items_for, specified_items
from models.rules.requests import SINCE_2022
from models.terms import HolderRole, ItemKind, LetterKind, LogKind, Procedure
from tasks.letter_context import LetterContext, PostLine
from tasks.letter_figures import japan_day
from tasks.letter_money import with_fee
from tasks.letter_words import label, offences

_OF_AN_ORDER: Final = {kind for kind, procedure in PROCEDURES.items() if procedure in SINCE_2022} | {
    LetterKind.PROVIDER_NOTICE
}
_REQUESTS: Final = frozenset({LetterKind.DISCLOSURE_REQUEST, LetterKind.CHASE_UP})
_ONLY_PROVIDERS: Final = frozenset({LetterKind.DISCLOSURE_COMPLAINT, LetterKind.PRESERVATION_PETITION})
_ASKS: Final = (
    _REQUESTS | _ONLY_PROVIDERS | (set(PROCEDURES) - {LetterKind.DELETION_PETITION, LetterKind.DAMAGES_COMPLAINT})
)
_PASSED_ON: Final = frozenset(
    {ItemKind.IP, ItemKind.MOBILE_CODE, ItemKind.SIM, ItemKind.MOMENT, ItemKind.MANAGEMENT_CODE}
)


def by_law(context: LetterContext, law: Law) -> LetterContext:
    """Fill in what the day on the letter decides: the Act's name then, its articles, specified items, filing, money.

    Raises LawError for a letter dated before the Act, or for a paper of the order procedure before 2022-10-01.
    """
    exists_on(context.kind, context.written_on, law)
    regime = law.regime(context.written_on)
    asked = {number for number, _ in context.items}
    context = replace(
        context,
        act=regime.act,
        act_article=_article(context, regime),
        abuse_article=in_letters(regime.articles["abuse"]),
        articles={role: in_letters(article) for role, article in regime.articles.items()},
        ordinance=regime.order,
        specified_items=tuple(item.no for item in specified_items(regime=regime) if item.no in asked),
        electronic=_electronic(context, law),
    )
    if context.kind is LetterKind.CRIMINAL_COMPLAINT:
        return replace(context, offence=context.offence or charges(context.posts, law) or None)
    return with_fee(context, law)


def exists_on(kind: LetterKind, on: date, law: Law) -> None:
    """Raise LawError for a paper of the order procedure before 2022-10-01, and for any before the Act."""
    if "disclosure_order" not in law.regime(on).articles and kind in _OF_AN_ORDER:
        day = on.isoformat()
        raise LawError(f"{label(kind)} {day}: この手続は2022年10月1日からです。作成日か手続を改めてください")


def charges(posts: Iterable[PostLine], law: Law) -> str:
    """Name the offences and articles as they stood on the day of each post; empty when none is known."""
    found: dict[str, None] = {}
    for post in posts:
        offence = offence_for(right=post.right, acted_on=japan_day(post.posted_at), law=law)
        found |= dict.fromkeys([offence.charge] if offence else offences((post.right,)))
    return "及び".join(found)


def letter_items(
    regime: Regime, kind: LetterKind, law: Law, *, login_type: bool, role: HolderRole = HolderRole.PLATFORM
) -> tuple[RegimeItem, ...]:
    """Return the items a letter asks for: what its addressee can hold and its procedure can give; else none.

    `role`: whom the letter asks, where both can be asked. A court is asked for no code of a provider's own, except to
    have it passed on under a provision order.
    """
    if kind not in _ASKS:
        return ()
    asked = HolderRole.PROVIDER if kind in _ONLY_PROVIDERS else role
    items = items_for(regime=regime, role=asked, login_type=login_type)
    if kind in _REQUESTS:
        return items
    if kind is LetterKind.PROVISION_PETITION:
        return tuple(item for item in items if item.kind in _PASSED_ON)
    refused = {ItemKind.MANAGEMENT_CODE}
    if kind is LetterKind.DISPOSITION_PETITION:
        limits = [limit for limit in law.courts.limits if Procedure.DISCLOSURE_DISPOSITION in limit.procedures]
        refused |= {item_kind for limit in limits for item_kind in limit.kinds}
    return tuple(item for item in items if item.kind not in refused)


def in_letters(cite: str) -> str:
    """法5条1項 as letters write it: 第5条第1項."""
    return re.sub(r"(\d+)(条|項|号)", r"第\1\2", cite.removeprefix("法"))


def in_papers(cite: str) -> str:
    """民事保全法12条1項 as court papers write it: 民事保全法第12条第1項; the Act itself stays 法."""
    return f"法{in_letters(cite)}" if cite.startswith("法") else in_letters(cite)


def _electronic(context: LetterContext, law: Law) -> bool:
    mode = mode_of(context.kind, context.written_on, law)
    return mode is not None and not mode.paper_admissible


def _article(context: LetterContext, regime: Regime) -> str:
    """The article the addressee answers under: a provider that carried logins answers under art. 5(2) for them.

    A telephone number or mail address came from the platform (art. 5(1)); its carrier is asked by a bar inquiry.
    """
    carried = sorted({log.log_kind for log in context.logs if log.ip}, key=(LogKind.POST, LogKind.LOGIN).index)
    if context.role is HolderRole.PLATFORM or context.kind is LetterKind.BAR_INQUIRY or not carried:
        return in_letters(regime.articles["disclosure"])
    grounds = (ground_for(regime=regime, role=HolderRole.PROVIDER, log_kind=kind) for kind in carried)
    first, *others = dict.fromkeys(in_letters(ground.article) for ground in grounds)
    return "及び".join([first, *(_without_head(other, first) for other in others)])


def _without_head(article: str, first: str) -> str:
    """第5条第2項 after 第5条第1項 is written 第2項."""
    head, mark, _ = first.partition("条")
    return article.removeprefix(head + mark)

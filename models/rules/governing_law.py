"""基準時: which law governs an act about an older post, and what is kept beside it (law.md §1.4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models.facts import ExplainedStep
from models.provisions.law import Law
from models.provisions.regimes import Regime
from models.rules.regimes import item_of, regime_for
from models.terms import Confidence, ItemKind


@dataclass(frozen=True, kw_only=True)
class View:
    """見解: one of several readings of an open question. `follow`: plead it first."""

    text: str
    cite: str
    confidence: Confidence
    follow: bool


@dataclass(frozen=True, kw_only=True)
class GoverningLaw:
    """適用法令: `regime` governs; `filed_under` is what stood in force when the case was filed, kept beside it."""

    regime: Regime
    filed_under: Regime | None
    posted_on: date
    steps: tuple[ExplainedStep, ...]


def governing_law(*, posted_on: date, acted_on: date, law: Law, filed_on: date | None = None) -> GoverningLaw:
    """Return the law of the day of the act (request, filing, decision).

    `filed_on`: when a decision is asked about, the day its case was filed. Raises LawError before the Act.
    """
    regime = regime_for(act_done_on=acted_on, law=law)
    filed_under = regime_for(act_done_on=filed_on, law=law) if filed_on else None
    steps = [
        ExplainedStep(
            text=f"行為の日{acted_on}の法令（{regime.regime_id}、{regime.act_short}）による", cite=regime.cite
        )
    ]
    if posted_on < regime.valid_from:
        steps += [ExplainedStep(text=n.text, cite=n.cite) for n in regime.notes if n.topic == "governing"]
        steps += _new_name(regime, posted_on, law)
    if filed_under and filed_under.regime_id != regime.regime_id:
        text = f"申立ての日は{filed_under.regime_id}だったが、裁判は裁判をする時の法令による"
        steps.append(ExplainedStep(text=text, cite="経過措置がないときの一般原則（確度M）"))
    return GoverningLaw(regime=regime, filed_under=filed_under, posted_on=posted_on, steps=tuple(steps))


def _new_name(regime: Regime, posted_on: date, law: Law) -> Iterator[ExplainedStep]:
    """The Act may have had another name when the post was made; papers written now use today's."""
    then = next((r for r in law.regimes if r.in_force(posted_on)), law.regimes[0])
    if then.act != regime.act:
        yield ExplainedStep(
            text=f"書面では{regime.act_short}の題名を用い、{then.act_short}とは書かない", cite=regime.act
        )


def order_procedure_open(*, posted_on: date, filed_on: date, law: Law) -> ExplainedStep | None:
    """Say that a disclosure order may be asked for, older posts included; None before the procedure existed."""
    article = regime_for(act_done_on=filed_on, law=law).articles.get("disclosure_order")
    if article is None:
        return None
    text = f"{posted_on}の投稿についても発信者情報開示命令を申し立てられる（投稿の日を問わない）"
    return ExplainedStep(text=text, cite=f"{article}、東京地方裁判所民事第9部の案内")


def phone_views(*, posted_on: date, asked_on: date, law: Law) -> tuple[View, ...]:
    """Readings on a telephone number wanted for a post, the one to plead first at the head; one when nothing is open.

    Lower courts were split on posts from before the number was listed (2020-08-31). Raises LawError before the Act.
    """
    regime = regime_for(act_done_on=asked_on, law=law)
    item = item_of(kind=ItemKind.PHONE, regime=regime)
    if item is None:
        return _not_listed(regime)
    listed = View(
        text=f"請求の日の省令の{item.no}号に当たり、投稿の日を問わない（省令に経過措置がない）",
        cite="最判令和6年12月23日（令和5年(受)第1583号）の趣旨、省令に経過措置なし",
        confidence=Confidence.MEDIUM,
        follow=True,
    )
    if any(r.in_force(posted_on) and item_of(kind=ItemKind.PHONE, regime=r) for r in law.regimes):
        return (listed,)
    return (listed, _refused(regime))


def _not_listed(regime: Regime) -> tuple[View, ...]:
    return (
        View(
            text=f"この日の省令（{regime.regime_id}）に電話番号は掲げられていない。{_as_email(regime)}",
            cite=f"{regime.articles['items']}、下級審裁判例（i2law.con10ts.com/archives/9968）",
            confidence=Confidence.HIGH,
            follow=True,
        ),
        View(
            text="氏名等を保有しない相手方に電話番号の開示を命じた裁判例がある",
            cite="東京地判令和2年6月26日（The Japan News 2020年6月27日の報道）",
            confidence=Confidence.MEDIUM,
            follow=False,
        ),
    )


def _refused(regime: Regime) -> View:
    return View(
        text=f"電話番号が掲げられる前の投稿には適用しないとした裁判例がある。{_as_email(regime)}",
        cite="下級審裁判例（i2law.con10ts.com/archives/9968）",
        confidence=Confidence.HIGH,
        follow=False,
    )


def _as_email(regime: Regime) -> str:
    """Before 2022-10-01 an SMS number could be pleaded as an e-mail address; the item now names SMTP mail only."""
    email = next(item for item in regime.items if item.kind is ItemKind.EMAIL)
    if "SMTP" in email.name:
        return "電子メールアドレスはSMTPによるものに限られ、SMS用の番号をこれとして主張することはできない"
    return f"予備的に、SMS用の番号を{email.no}号の電子メールアドレスとして主張する"

"""請求の根拠: the article under which an addressee is asked, and what must be shown (Act art. 5, old art. 4(1))."""

from dataclasses import dataclass

from models.facts import ExplainedStep
from models.provisions.regimes import Regime
from models.terms import HolderRole, LogKind


@dataclass(frozen=True, kw_only=True)
class Ground:
    """根拠条文. `requirements` are what the claimant shows; `supplementary`: 補充性 is one of them."""

    article: str
    requirements: tuple[ExplainedStep, ...]
    supplementary: bool


def ground_for(*, regime: Regime, role: HolderRole, log_kind: LogKind, specified: bool = False) -> Ground:
    """Return the article and its requirements.

    `log_kind`: what the addressee carried; `specified`: 特定発信者情報 is asked of it. A provider that carried only the
    login answers under art. 5(2), without 補充性 (law.md §1.3, §13-6); before 2022-10-01 there is one article for all.
    """
    login_only = role is HolderRole.PROVIDER and log_kind is LogKind.LOGIN
    role_of_article = "login_disclosure" if login_only and "login_disclosure" in regime.articles else "disclosure"
    article = regime.articles[role_of_article]
    needs_more = specified and role_of_article == "disclosure" and "supplementarity" in regime.articles
    requirements = [
        ExplainedStep(
            text="権利侵害が明らかであること（違法性阻却事由の存在をうかがわせる事情がないことを含む）",
            cite=f"{article}1号",
        ),
        ExplainedStep(
            text="損害賠償請求権の行使のために必要であるなど、開示を受けるべき正当な理由があること",
            cite=f"{article}2号",
        ),
    ]
    if needs_more:
        cite = regime.articles["supplementarity"]
        requirements.append(
            ExplainedStep(text="特定発信者情報について補充性があること（イからハまでのいずれか）", cite=cite)
        )
    return Ground(article=article, requirements=tuple(requirements), supplementary=needs_more)

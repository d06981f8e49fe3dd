"""Days on which an answer or a payment of somebody else is expected; no deadline of law, only a line of a digest."""

from collections.abc import Iterator
from typing import Final

from models.facts import Deadline, ExplainedStep
from models.rules.japan_time import written
from models.rules.progress.plan import CasePlan
from models.terms import Confidence, DeadlineKind, Turn

_OTHERS: Final = frozenset({Turn.PLATFORM, Turn.PROVIDER, Turn.BAR, Turn.SENDER})
_PLAN: Final = "実務上の目安・約束（法定の期限ではない）"
_SILENT: Final = "この日を過ぎても回答・履行がなければ、翌日に監督弁護士へも知らせます。"


def expected(plan: CasePlan) -> Iterator[Deadline]:
    """Yield one day for each wait on somebody else that has one, unless their silence has been told already."""
    silent = {item.subject for item in plan.escalations}
    for wait in plan.waits:
        if wait.due_on is not None and wait.turn in _OTHERS and wait.subject not in silent:
            text = f"{written(wait.due_on)}までに回答・履行がある見込み"
            yield Deadline(
                key=f"{DeadlineKind.ANSWER_EXPECTED}:{wait.subject}:{wait.kind}",
                kind=DeadlineKind.ANSWER_EXPECTED,
                stage=wait.stage,
                subject=wait.subject,
                due_on=wait.due_on,
                act_by=wait.due_on,
                because=(ExplainedStep(text=text, cite=_PLAN),),
                consequence=_SILENT,
                confidence=Confidence.LOW,
                rule=f"wait:{wait.kind}",
                fatal=False,
                trigger=wait.subject,
                article=_PLAN,
            )

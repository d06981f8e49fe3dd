"""期限のない事柄: what the facts mean although no date follows from it; often mistaken for a deadline (law.md §13)."""

from collections.abc import Iterator
from typing import Final

from models.facts import CaseFacts, ExplainedStep
from models.provisions.law import Law
from models.rules.deadlines.behind import offences_of
from models.rules.deadlines.service import is_paper
from models.rules.limitation import NO_COMPLAINT_NEEDED, NO_SECOND_COMPLAINT
from models.terms import Outcome, Remedy, StepKind

_BY_STEP: Final = {
    StepKind.OPINION_INQUIRED: ExplainedStep(
        text="意見照会に発信者が反対しても開示は妨げられない。回答がなくても同意とはならない",
        cite="情報流通プラットフォーム対処法6条1項",
    ),
    StepKind.PROVISION_ORDERED: ExplainedStep(
        text="提供命令は、本案の開示命令事件が終わったときも効力を失う",
        cite="情報流通プラットフォーム対処法15条3項1号",
    ),
    StepKind.DELETION_PROHIBITED: ExplainedStep(
        text="消去禁止命令は、本案の開示命令事件（異議の訴えを含む）が終わるまでの間だけログを守る",
        cite="情報流通プラットフォーム対処法16条1項",
    ),
    StepKind.TAKEDOWN_REQUESTED: ExplainedStep(
        text="削除の照会への発信者の回答は7日、開示の意見照会は14日（目安）で、別の期間である",
        cite="情報流通プラットフォーム対処法3条2項2号",
    ),
    StepKind.COMPLAINT_WITHDRAWN: NO_SECOND_COMPLAINT,
}
_NO_PERIOD: Final = ExplainedStep(
    text="仮処分命令に対する相手方の保全異議には期間の定めがなく、命令は時の経過では確定しない", cite="民事保全法26条"
)
_ON_PAPER: Final = ExplainedStep(
    text="2026年5月21日より前に提起した訴えなので旧法による。システムの通知では送達されない",
    cite="令和4年法律第48号 附則",
)
_ASSISTANTS: Final = ExplainedStep(
    text="システム送達を受ける旨の届出をし、通知を見落とさない。補助者の閲覧でも送達の効力が生じる",
    cite="民事訴訟法109条の2、109条の3",
)


def statements(facts: CaseFacts, law: Law) -> tuple[ExplainedStep, ...]:
    """Return each plain statement once, in the order of the facts that call for it."""
    return tuple(dict.fromkeys((*_of_steps(facts, law), *_of_complaint(facts, law))))


def _of_steps(facts: CaseFacts, law: Law) -> Iterator[ExplainedStep]:
    for step in facts.steps:
        if step.kind in _BY_STEP:
            yield _BY_STEP[step.kind]
        if step.kind is StepKind.DISPOSITION_DECIDED and step.outcome is Outcome.GRANTED:
            yield _NO_PERIOD
        if step.kind is StepKind.SYSTEM_NOTICE_SENT:
            yield _ON_PAPER if is_paper(facts, step, law) else _ASSISTANTS


def _of_complaint(facts: CaseFacts, law: Law) -> Iterator[ExplainedStep]:
    wanted = Remedy.CRIMINAL_COMPLAINT in facts.remedies
    if wanted and not any(offence.on_complaint for offence in offences_of(facts.posts, law)):
        yield NO_COMPLAINT_NEEDED

"""忘れやすい手続: steps whose omission silently kills an order or a right, all in one table (law.md §3.2, §3.3, §13-9).

Each is a deadline of its own from the moment at which it can be forgotten until the step named in `ends_with` is on
record. A neighbouring step does not end it: it only sharpens the sentence.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from models.facts import CaseFacts, Deadline, ExplainedStep
from models.provisions.law import Law
from models.rules.deadlines import guarded
from models.rules.deadlines.started import Started, table_deadlines
from models.terms import DeadlineKind, Outcome, StepKind


@dataclass(frozen=True, kw_only=True)
class Guard:
    """忘れやすい手続の一行: what is forgotten, after which fact, and the period that watches over it."""

    forgotten: str
    after: str
    row: Started


GUARDS: Final = (
    Guard(
        forgotten="担保の供託",
        after="担保決定を受けたとき",
        row=Started(
            row="T2",
            by=StepKind.SECURITY_ORDERED,
            kind=DeadlineKind.SECURITY_DEPOSIT,
            figure="security_deposit",
            fatal=False,
            ends_with=(StepKind.SECURITY_DEPOSITED, StepKind.DISPOSITION_DECIDED),
        ),
    ),
    Guard(
        forgotten="間接強制の申立て（保全執行）",
        after="仮処分命令を受け取ったとき",
        row=Started(
            row="T1",
            by=StepKind.DISPOSITION_DECIDED,
            outcomes=frozenset({Outcome.GRANTED, Outcome.PARTLY}),
            kind=DeadlineKind.EXECUTION,
            figure="execution",
            fatal=True,
            ends_with=(StepKind.EXECUTION_SOUGHT,),
            open_if=guarded.order_not_obeyed,
        ),
    ),
    Guard(
        forgotten="本案の訴え提起の証明",
        after="起訴命令を受けたとき",
        row=Started(
            row="T6",
            by=StepKind.MAIN_SUIT_ORDERED,
            kind=DeadlineKind.MAIN_SUIT_PROOF,
            figure="main_suit_proof",
            fatal=True,
            ends_with=(StepKind.MAIN_SUIT_PROVED,),
            says=guarded.suit_is_not_proof,
        ),
    ),
    Guard(
        forgotten="プロバイダへの開示命令の申立てと、その旨のプラットフォームへの通知",
        after="提供命令でプロバイダの氏名等を受け取ったとき",
        row=Started(
            row="T10",
            by=StepKind.PROVIDER_NAMED,
            kind=DeadlineKind.PROVISION_NOTICE,
            figure="provision_notice",
            fatal=True,
            may_roll=True,
            open_if=guarded.platform_not_notified,
            says=guarded.petition_is_not_notice,
        ),
    ),
    Guard(
        forgotten="消去禁止命令が終わる前の、ログ保存の確認と異議の訴え",
        after="消去禁止命令の本案（開示命令事件）の決定を受けたとき",
        row=Started(
            row="T7",
            by=StepKind.DISCLOSURE_ORDER_DECIDED,
            outcomes=frozenset({Outcome.DISMISSED, Outcome.PARTLY, Outcome.GRANTED}),
            kind=DeadlineKind.KEPT_UNTIL,
            figure="objection_suit",
            fatal=True,
            ends_with=(StepKind.APPEALED, StepKind.OPPONENT_APPEALED, StepKind.DISCLOSED),
            open_if=guarded.log_kept_by_order,
            says=guarded.prohibition_ends,
        ),
    ),
    Guard(
        forgotten="消去禁止命令が終わる前の、ログ保存の確認と即時抗告",
        after="消去禁止命令の本案（開示命令事件）が不適法として却下されたとき",
        row=Started(
            row="T8",
            by=StepKind.DISCLOSURE_ORDER_DECIDED,
            outcomes=frozenset({Outcome.INADMISSIBLE}),
            kind=DeadlineKind.KEPT_UNTIL,
            figure="inadmissible_appeal",
            fatal=True,
            ends_with=(StepKind.APPEALED, StepKind.OPPONENT_APPEALED, StepKind.DISCLOSED),
            open_if=guarded.log_kept_by_order,
            says=guarded.prohibition_ends,
        ),
    ),
)


def deadlines(facts: CaseFacts, law: Law, today: date) -> Iterator[Deadline]:
    """Yield the forgotten steps of this case that still stand open, each naming what is forgotten."""
    for guard in GUARDS:
        for found in table_deadlines((guard.row,), facts, law, today):
            named = ExplainedStep(text=f"忘れやすい手続: {guard.forgotten}（{guard.after}から）", cite=found.article)
            yield replace(found, because=(named, *found.because))

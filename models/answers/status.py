"""Holding, reopening and closing a case on a page: what is decided, until when, why."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from models.answers.answer import Told
from models.answers.reading import Reader
from models.facts import Deadline
from models.rules.deadlines import deadlines
from models.rules.japan_time import written
from models.rules.progress.plan import japan_day
from models.rules.putting_off import first_binding
from models.terms import CaseStatus

FROM: Final = {
    "hold": frozenset({CaseStatus.OPEN, CaseStatus.HELD}),
    "reopen": frozenset({CaseStatus.DRAFT, CaseStatus.HELD, CaseStatus.CLOSED}),
    "close": frozenset({CaseStatus.DRAFT, CaseStatus.OPEN, CaseStatus.HELD}),
}
_WRONG_CURE: Final = {
    "hold": "保留にできるのは進行中または保留の事件です",
    "reopen": "再開できるのは下書き・保留・終結の事件です",
    "close": "この事件は既に終結しています",
}
_UNTIL_CURE: Final = "日付があるのは保留のときだけです"
_DESPITE_CURE: Final = (
    "保留のあいだは期限の通知が出ません。{act_by} が安全日の期限（{article}）があります。"
    "それより前の日までの保留にするか、弁護士の判断で承知のうえ保留にするなら確認の欄に印を付けてください"
)


class CaseStatusForm(BaseModel):
    """事件の保留・再開・終結."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    decision: Literal["hold", "reopen", "close"] = "hold"
    until: str = ""
    despite_dates: bool = False
    reason: str = ""
    entered_by: str = ""
    action: Literal["answer", "recheck"] = "answer"


@dataclass(frozen=True, kw_only=True)
class NewStatus:
    """What such a form decides; `until` is None for a hold that only a person ends."""

    decision: Literal["hold", "reopen", "close"]
    until: date | None
    reason: str = field(repr=False)
    entered_by: str = field(repr=False)


def read_status(form: CaseStatusForm, told: Told) -> NewStatus:
    """Read the form against the case as it stands. Raises Faults with every fault."""
    reader = Reader(told)
    by = reader.text("entered_by", form.entered_by, cure="誰が入力したかを書いてください")
    reason = reader.text("reason", form.reason, cure="理由を書いてください")
    if told.facts.status not in FROM[form.decision]:
        reader.fault("decision", form.decision, _WRONG_CURE[form.decision])
    until = reader.day("until", form.until, required=False, after=japan_day(told.now))
    if form.decision != "hold" and form.until.strip():
        reader.fault("until", form.until, _UNTIL_CURE)
    if form.decision == "hold" and not form.despite_dates:
        _dates_allow(reader, form, until)
    reader.finish()
    return NewStatus(decision=form.decision, until=until, reason=reason, entered_by=by)


def in_the_way(told: Told) -> Deadline | None:
    """The first date that a hold may not reach unless somebody says so; it stands over a held case as well."""
    return first_binding(deadlines(told.facts, told.law, told.now))


def _dates_allow(reader: Reader, form: CaseStatusForm, until: date | None) -> None:
    first = in_the_way(reader.asked)
    if first is not None and (until is None or until >= first.act_by):
        cure = _DESPITE_CURE.format(act_by=written(first.act_by), article=first.article)
        reader.fault("until", form.until, cure)

"""A recorded fact was wrong: what is to be put right, why, and by whom. The old value stays on record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.answers.answer import Told
from models.answers.events import EVENTS, SAID_OF_THE_PAST
from models.answers.moments import shown
from models.answers.reading import Reader
from models.answers.standing import (
    OUTCOMES,
    REQUESTER,
    correctable,
    may_not_be_withdrawn,
    release_of,
)
from models.facts import CaseFacts, StepFact
from models.rules.progress.plan import japan_day
from models.terms import CaseStatus, Concealment, Outcome

MOST_SIGNS: Final = 80
CLOSED_CURE: Final = "終結した事件です。再開（kaiji reopen）してから訂正してください"
NOTHING_CURE: Final = "変わる項目がありません。番号と新しい値を確認してください"


class CorrectionForm(BaseModel):
    """事実の訂正."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    fact: str = ""
    happened: str = ""
    on: str = ""
    at: str = ""
    days: int = 0
    amount_yen: int = 0
    outcome: str = Field(
        default="", json_schema_extra={"enum": ["", *sorted({o.value for found in OUTCOMES.values() for o in found})]}
    )
    court: str = ""
    court_case_no: str = ""
    concealment: str = Field(default="", json_schema_extra={"enum": ["", *(kind.value for kind in Concealment)]})
    explanation: str = ""
    withdraw: bool = False
    reason: str = ""
    entered_by: str = ""
    action: Literal["answer", "recheck"] = "answer"


@dataclass(frozen=True, kw_only=True)
class StepCorrection:
    """New values by field name (of `StepRow`) for one step; empty and `withdraw` when it never happened."""

    step: StepFact
    values: Mapping[str, Any]
    withdraw: bool


@dataclass(frozen=True, kw_only=True)
class MomentCorrection:
    """Another moment for a post (`posted_at`) or an observation (`observed_at`); `as_written` is what was typed."""

    kind: Literal["post", "observation"]
    row_id: int
    moment: datetime
    as_written: str


@dataclass(frozen=True, kw_only=True)
class ConcealmentCorrection:
    """Something else of the client is to be concealed from the other side than was said before."""

    before: Concealment
    after: Concealment


@dataclass(frozen=True, kw_only=True)
class ExplanationCorrection:
    """Another account of one post: why it is about the client, and why the infringement is clear."""

    row_id: int
    after: str = field(repr=False)


Correction = StepCorrection | MomentCorrection | ConcealmentCorrection | ExplanationCorrection


def read_correction(form: CorrectionForm, told: Told) -> Correction:
    """Read the form against the facts as they stand. Raises Faults with every fault."""
    reader = Reader(told)
    reader.text("entered_by", form.entered_by, cure="誰が入力したかを書いてください")
    reader.text("reason", form.reason, cure="訂正の理由を書いてください")
    if told.facts.status is CaseStatus.CLOSED:
        reader.fault("case", told.facts.ref, CLOSED_CURE)
    fact = form.fact.strip()
    step = next((step for step in told.facts.steps if str(step.id) == fact), None)
    if step is not None:
        return _step(reader, form, step)
    known = correctable(told.facts)
    if fact not in known:
        reader.fault("fact", form.fact, f"この事件の事実の番号は {', '.join(known)}（kaiji facts で一覧）")
        reader.finish()
    if fact == REQUESTER:
        return _concealment(reader, form)
    if fact.startswith("post:") and form.explanation.strip():
        return _explanation(reader, form, fact)
    return _moment(reader, form, fact)


def _step(reader: Reader, form: CorrectionForm, step: StepFact) -> StepCorrection:
    typed = _typed(reader, form)
    if form.concealment.strip():
        reader.fault("concealment", form.concealment, f"秘匿するものを直すときは、番号を {REQUESTER} にしてください")
    if form.explanation.strip():
        reader.fault("explanation", form.explanation, "説明を直すときは、番号を post:… にしてください")
    values = {name: value for name, value in typed.items() if value is not None and value != getattr(step, name, None)}
    if form.withdraw:
        blocked = may_not_be_withdrawn(reader.asked.facts, step)
        if blocked:
            reader.fault("withdraw", form.fact, blocked)
        if any(value is not None for value in typed.values()):
            reader.fault("withdraw", form.fact, "取り消す事実に新しい値は入れられません。訂正か取消しのどちらかです")
    else:
        _values_fit(reader, form, step, values)
    reader.finish()
    return StepCorrection(step=step, values={} if form.withdraw else values, withdraw=form.withdraw)


def _typed(reader: Reader, form: CorrectionForm) -> dict[str, Any]:
    """What was typed, by the field of the step; None where nothing was."""
    return {
        "happened_at": reader.happened("happened", form.happened) if form.happened.strip() else None,
        "on": reader.day("on", form.on, required=False),
        "at": reader.clock("at", form.at),
        "days": reader.whole("days", form.days),
        "amount_yen": reader.yen("amount_yen", form.amount_yen),
        "outcome": _outcome(reader, form.outcome),
        "court": reader.short("court", form.court, MOST_SIGNS),
        "court_case_no": reader.short("court_case_no", form.court_case_no, MOST_SIGNS),
    }


def _outcome(reader: Reader, text: str) -> Outcome | None:
    found = next((outcome for outcome in Outcome if text.strip() and outcome.value == text.strip()), None)
    if text.strip() and found is None:
        reader.fault("outcome", text, f"次のいずれかです: {', '.join(outcome for outcome in Outcome if outcome)}")
    return found


def _values_fit(reader: Reader, form: CorrectionForm, step: StepFact, values: Mapping[str, Any]) -> None:
    """Only what this kind of fact has may be put right, and the new values must fit each other."""
    if not values and not reader.faults:
        reader.fault("fact", form.fact, NOTHING_CURE)
    allowed = EVENTS[step.kind].fields if step.kind in EVENTS else frozenset()
    for name in ("on", "at", "days", "amount_yen"):
        if name in values and getattr(step, name) is None and name not in allowed:
            reader.fault(name, values[name], f"{step.kind} に {name} はありません")
    outcomes = OUTCOMES.get(step.kind, ())
    if "outcome" in values and values["outcome"] not in outcomes:
        named = (
            f"次のいずれかです: {', '.join(outcomes)}" if outcomes else "取り消して（withdraw）、回答し直してください"
        )
        reader.fault("outcome", form.outcome, f"{step.kind} の結果は訂正できません。{named}")
    _days_fit(reader, form, step, values)


def _days_fit(reader: Reader, form: CorrectionForm, step: StepFact, values: Mapping[str, Any]) -> None:
    happened_on = japan_day(values.get("happened_at", step.happened_at))
    on: date | None = values.get("on", step.on)
    field, text = ("on", form.on) if "on" in values else ("happened", form.happened)
    if on and step.kind in SAID_OF_THE_PAST and on > happened_on:
        reader.fault(field, text, f"{on} は知った日（{happened_on}）より後です")
    elif on and step.kind not in SAID_OF_THE_PAST and on < happened_on:
        reader.fault(field, text, f"{on} は告知の日（{happened_on}）より前です。年を確認してください")
    released = release_of(reader.asked.facts, step)
    if "happened_at" in values and released and happened_on < japan_day(released):
        reader.fault("happened", form.happened, "弁護士の発信許可より前の日付です")


def _moment(reader: Reader, form: CorrectionForm, fact: str) -> MomentCorrection:
    """A post or a disclosed line: its moment with seconds and zone is all that may be put right."""
    kind, _, number = fact.partition(":")
    _nothing_else(reader, form, "happened", "通信で訂正できるのは日時（happened）、投稿は日時か説明（explanation）です")
    read = reader.post_moment if kind == "post" else reader.log_moment
    moment = read("happened", form.happened)
    before = _before(reader.asked.facts, kind, int(number))
    if moment == before:
        reader.fault("happened", form.happened, NOTHING_CURE)
    if kind == "post":
        _post_fits(reader, form, int(number), moment)
    reader.finish()
    found: Literal["post", "observation"] = "post" if kind == "post" else "observation"
    return MomentCorrection(kind=found, row_id=int(number), moment=moment, as_written=form.happened.strip())


def _concealment(reader: Reader, form: CorrectionForm) -> ConcealmentCorrection:
    """Of the client, what is concealed is all that may be put right here."""
    _nothing_else(reader, form, "concealment", f"{REQUESTER} で訂正できるのは秘匿するもの（concealment）だけです")
    known = [kind.value for kind in Concealment]
    before = reader.asked.facts.concealment
    if form.concealment not in known:
        reader.fault("concealment", form.concealment, f"次のいずれかです: {', '.join(known)}")
    elif form.concealment == before:
        reader.fault("concealment", form.concealment, NOTHING_CURE)
    reader.finish()
    return ConcealmentCorrection(before=before, after=Concealment(form.concealment))


def _explanation(reader: Reader, form: CorrectionForm, fact: str) -> ExplanationCorrection:
    """One thing at a time: the account of a post, or its moment."""
    _nothing_else(reader, form, "explanation", "説明（explanation）を直すときは、ほかの項目を空にしてください")
    reader.finish()
    return ExplanationCorrection(row_id=int(fact.partition(":")[2]), after=form.explanation.strip())


def _nothing_else(reader: Reader, form: CorrectionForm, allowed: str, cure: str) -> None:
    """Only this field may be filled in."""
    texts = ("happened", "on", "at", "outcome", "court", "court_case_no", "concealment", "explanation")
    others = [n for n in texts if n != allowed and getattr(form, n).strip()]
    others += [n for n in ("days", "amount_yen", "withdraw") if getattr(form, n)]
    for name in others:
        reader.fault(name, getattr(form, name), cure)


def _before(facts: CaseFacts, kind: str, number: int) -> datetime | None:
    if kind == "post":
        return facts.post(number).posted_at
    return next(item.observed_at for item in facts.observations if item.id == number)


def _post_fits(reader: Reader, form: CorrectionForm, post_id: int, moment: datetime) -> None:
    """A post was there when it was seen."""
    seen_at = reader.asked.facts.post(post_id).seen_at
    if moment > seen_at:
        reader.fault("happened", form.happened, f"投稿を見た日時（{shown(seen_at)}）より後です")

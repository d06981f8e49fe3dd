"""Owning a date on a page: which date, what is said of it, by whom; a person's name never enters the engine."""

from dataclasses import dataclass
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.answers.faults import Fault, Faults
from models.rules.replies import Reply
from models.terms import AckKind

ALL: Final = "all"
DAYS_CURE = "延期なら 1 日以上、そうでなければ 0 です"


class AcknowledgeForm(BaseModel):
    """期限の受領."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    date: str = ""
    say: str = Field(default=AckKind.SEEN.value, json_schema_extra={"enum": [kind.value for kind in AckKind]})
    days: int = 0
    reason: str = ""
    member: str = ""
    entered_by: str = ""
    action: Literal["answer", "recheck"] = "answer"


@dataclass(frozen=True, kw_only=True)
class Acknowledged:
    """What such a form says. `topic` is None for all dates that nobody has owned."""

    topic: str | None
    reply: Reply
    member_id: int
    entered_by: str


def read_acknowledgement(form: AcknowledgeForm) -> Acknowledged:
    """Read the form. Raises Faults with every fault."""
    kind = AckKind(form.say) if form.say in {known.value for known in AckKind} else None
    number = form.member.strip()
    found = _missing(form)
    if kind is None:
        found.append(Fault(field="say", value=form.say, cure=f"次のいずれかです: {', '.join(AckKind)}"))
    if not number.isdecimal():
        found.append(Fault(field="member", value=form.member, cure="引き受ける人を選んでください"))
    if (form.days > 0) is not (kind is AckKind.DEFERRED) or form.days < 0:
        found.append(Fault(field="days", value=str(form.days), cure=DAYS_CURE))
    if kind is AckKind.DEFERRED and not form.reason.strip():
        found.append(Fault(field="reason", value="", cure="延期の理由を書いてください"))
    if kind is None or found:
        raise Faults(found)
    return Acknowledged(
        topic=None if form.date == ALL else form.date,
        reply=Reply(kind=kind, days=form.days or None, reason=form.reason.strip()),
        member_id=int(number),
        entered_by=form.entered_by.strip(),
    )


def _missing(form: AcknowledgeForm) -> list[Fault]:
    needed = (
        ("date", form.date, "引き受ける期限を選んでください"),
        ("entered_by", form.entered_by, "入力者を書いてください"),
    )
    return [Fault(field=name, value="", cure=cure) for name, value, cure in needed if not value.strip()]

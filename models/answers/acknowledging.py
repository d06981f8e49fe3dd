"""Owning a date on a page: which date, what is said of it, by whom; a person's name never enters the engine."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from models.answers.faults import Fault, Faults
from models.rules.replies import Reply
from models.terms import AckKind

ALL = "すべて"
KEY = "｜"
DAYS_CURE = "延期なら 1 日以上、そうでなければ 0 です"


class AcknowledgeForm(BaseModel):
    """期限の受領."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    date: str = Field(default="", title="期限", description="必須。引き受ける期限")
    say: str = Field(
        default=AckKind.SEEN.value,
        title="返答",
        description="seen = 了解（引き受けた） / done = 対応済 / deferred = 延期",
        json_schema_extra={"enum": [kind.value for kind in AckKind]},
    )
    days: int = Field(default=0, title="延期の日数（延期のときだけ）", description="安全日より前の日まで")
    reason: str = Field(default="", title="延期の理由（延期なら必須）")
    member: str = Field(default="", title="引き受ける人", description="必須。所員の番号と役割（番号は kaiji staff）")
    entered_by: str = Field(default="", title="入力者", description="必須。あなたの氏名または職員番号")
    action: Literal["answer", "recheck"] = Field(
        default="answer", title="操作", description="answer = 記録する / recheck = 記録せずに見直す"
    )


def acknowledge_form(dates: Sequence[str], members: Sequence[str]) -> type[AcknowledgeForm]:
    """The form with these dates and members to choose from."""

    def choice(name: str, options: Sequence[str]) -> Any:
        field = AcknowledgeForm.model_fields[name]
        extra: dict[str, Any] = {"enum": ["", *options]}
        return (str, Field(default="", title=field.title, description=field.description, json_schema_extra=extra))

    fields = {"date": choice("date", [ALL, *dates]), "member": choice("member", members)}
    return create_model("AcknowledgeForm", __base__=AcknowledgeForm, __doc__=AcknowledgeForm.__doc__, **fields)


def date_option(said: str, key: str) -> str:
    """A date to choose: in words, with its key at the end."""
    return f"{said}{KEY}{key}"


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
    number = form.member.strip().partition(" ")[0]
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
        topic=None if form.date == ALL else form.date.rpartition(KEY)[2],
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

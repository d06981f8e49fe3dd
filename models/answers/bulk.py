"""The second step of doing many things at once: what was previewed is confirmed by its code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.answers.faults import Fault, Faults, shape_fault

NOT_CONFIRMED_CURE: Final = "まだ何もしていません。内容を確かめ、行うなら一覧から選んでください"
ATTORNEY_CURE: Final = "発信を許可する弁護士（それぞれの事件の担当弁護士または監督弁護士）の氏名を入れてください"
ENTERED_BY_CURE: Final = "誰が入力したかを書いてください"


class BulkForm(BaseModel):
    """まとめて行うことの確認."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    confirm: str = Field(default="")
    leave_out: list[str] = Field(default_factory=list)
    entered_by: str = Field(default="", repr=False)
    action: Literal["answer", "recheck"] = "answer"


class BulkReleaseForm(BulkForm):
    """まとめて発信許可."""

    attorney: str = Field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class BulkConfirmed:
    """The code of a preview, the codes of what is left out of it, and who does it."""

    token: str
    without: frozenset[str] = frozenset()
    attorney: str = field(default="", repr=False)
    entered_by: str = field(default="", repr=False)


def read_bulk(form: type[BulkForm], typed: Mapping[str, Any]) -> BulkConfirmed:
    """Read a confirmation. Raises Faults with every fault."""
    try:
        read = form.model_validate(dict(typed))
    except ValidationError as error:
        raise Faults([shape_fault(item) for item in error.errors(include_input=True)]) from None
    attorney = read.attorney.strip() if isinstance(read, BulkReleaseForm) else ""
    needed = [("confirm", read.confirm, NOT_CONFIRMED_CURE), ("entered_by", read.entered_by, ENTERED_BY_CURE)]
    needed += [("attorney", attorney, ATTORNEY_CURE)] if isinstance(read, BulkReleaseForm) else []
    faults = [Fault(field=name, value="", cure=cure) for name, value, cure in needed if not value.strip()]
    if faults:
        raise Faults(faults)
    return BulkConfirmed(
        token=read.confirm.strip(),
        without=frozenset(read.leave_out),
        attorney=attorney,
        entered_by=read.entered_by.strip(),
    )

"""Reads one form field by field and collects every fault before anything is believed."""

import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time
from enum import StrEnum
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from models.answers.answer import NewExpense, Told
from models.answers.faults import Fault, Faults
from models.answers.moments import MomentFault, is_future, parse_clock, parse_day, parse_happening, parse_moment, shown
from models.rules.addresses import CleanAddress, address_fault, clean
from models.rules.progress.plan import japan_day
from models.terms import ExpenseKind

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")

ADDRESS_CURES = {
    "invalid": "IPv4 または IPv6 アドレスとして読めません",
    "private": "社内・家庭内のアドレスです。グローバル IP をプラットフォームに確認してください",
    "cgnat": "携帯網などの内側のアドレス (100.64.0.0/10) です。外側の IP をプラットフォームに再確認してください",
    "documentation": "文書例示用のアドレスで、実在しません。開示書面を確認してください",
}
MOST_DAYS = 3650
_DEFER_CURE = "延期するなら、操作で「延期する」を選んでください。回答を記録するなら、この欄を空にしてください"
_OTHER_CURE = "別の待ちの回答なら、操作で「別の待ちの回答」を選んでください。この待ちの回答なら、空にしてください"
TURN_CURES = {"defer_until": _DEFER_CURE, "defer_reason": _DEFER_CURE, "other_wait": _OTHER_CURE}
TURN_FIELDS = tuple(TURN_CURES)
OTHER_ADDRESS_CURE = "特別な用途に予約されたアドレスです。開示書面を確認してください"


def is_blank_or_broken(text: str) -> bool:
    """Say whether a text is empty or holds control characters other than line break and tab."""
    signs = text.strip()
    return not signs or any(unicodedata.category(sign) == "Cc" and sign not in "\n\r\t" for sign in signs)


class Spent(BaseModel):
    """費用: one amount spent on this step."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    kind: ExpenseKind = ExpenseKind.STAMPS
    amount_yen: int = 0


class Form(BaseModel):
    """What every form has. All fields have defaults, so that the sweep may wake a run with `recheck`."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    entered_by: str = ""
    spent: list[Spent] = Field(default_factory=list)
    action: Literal["answer", "recheck"] = "answer"

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The question's own fields come first on the page; who entered it, costs and `action` last."""
        schema = handler.resolve_ref_schema(handler(core))
        fields = schema.get("properties", {})
        last = [name for name in (*Form.model_fields, *TURN_FIELDS) if name in fields]
        own = [name for name in fields if name in cls.__annotations__ and name not in last]
        common = [name for name in fields if name not in {*own, *last}]
        schema["properties"] = {name: fields[name] for name in (*own, *common, *last)}
        return schema


class WaitForm(Form):
    """待ちの回答: the form of a wait may also put it off, or say that what came in belongs to another wait."""

    action: Literal["answer", "recheck", "defer", "other_wait"] = "answer"  # type: ignore[assignment]  # a wider list
    defer_until: str = ""
    defer_reason: str = ""
    other_wait: str = ""


class Reader:
    """Collects faults of one form."""

    def __init__(self, asked: Told) -> None:
        self.asked = asked
        self.faults: list[Fault] = []

    def fault(self, name: str, value: object, cure: str) -> None:
        """Note one fault."""
        self.faults.append(Fault(field=name, value="" if value is None else str(value), cure=cure))

    def finish(self) -> None:
        """Raise all faults at once, if there are any."""
        if self.faults:
            raise Faults(self.faults)

    def who(self, form: Form) -> None:
        """The person who entered the answer must be named."""
        self.text("entered_by", form.entered_by, cure="誰が入力したかを書いてください")
        for name in TURN_FIELDS if form.action == "answer" else ():
            if str(getattr(form, name, "")).strip():
                self.fault(name, getattr(form, name), TURN_CURES[name])

    def text(self, name: str, value: str, *, cure: str = "入力してください") -> str:
        """A text that may not be empty."""
        cleaned = unicodedata.normalize("NFC", value).strip()
        if is_blank_or_broken(cleaned):
            self.fault(name, value, cure)
        return cleaned

    def choice(self, name: str, value: E | None, allowed: tuple[E, ...]) -> E | None:
        """One of the outcomes that this question has."""
        if value is None or value not in allowed:
            self.fault(name, value, f"次のいずれかです: {', '.join(allowed)}")
            return None
        return value

    def happened(self, name: str, text: str) -> datetime:
        """When something happened: not in the future, and not on a day before the case's first post."""
        moment = self._moment(name, text, lambda: parse_happening(text, self.asked.now))
        first = min((post.posted_at for post in self.asked.facts.posts), default=moment)
        if japan_day(moment) < japan_day(first):
            self.fault(name, text, f"投稿日（{japan_day(first)}）より前にはなりえません。年を確認してください")
        return moment

    def log_moment(self, name: str, text: str) -> datetime:
        """The moment of a log line: seconds and zone, not in the future."""
        return self._moment(name, text, lambda: parse_moment(text, seconds=True))

    def post_moment(self, name: str, text: str) -> datetime:
        """The moment of a post as the page shows it: with its zone, not in the future."""
        return self._moment(name, text, lambda: parse_moment(text))

    def day(self, name: str, text: str, *, required: bool = True, after: date | None = None) -> date | None:
        """A day said in a paper (kept until, hearing); may lie in the future. `after`: a day it must follow."""
        if not text.strip() and not required:
            return None
        day = self._try(name, text, lambda: parse_day(text))
        if day and after and day <= after:
            self.fault(name, text, f"{after} より後の日付のはずです")
        return day

    def clock(self, name: str, text: str) -> time | None:
        """A time of day in Japan, or None when left empty."""
        return self._try(name, text, lambda: parse_clock(text)) if text.strip() else None

    def hearing_clock(self, name: str, text: str, *, is_hearing: bool) -> time | None:
        """The hour of a hearing, where a form has other events too: those have none."""
        if text.strip() and not is_hearing:
            self.fault(name, text, "時刻があるのは hearing_set（期日の指定）だけです")
        return self.clock(name, text)

    def past_day(self, name: str, text: str) -> date | None:
        """A day on which something was done, or None when left empty; not in the future."""
        day = self.day(name, text, required=False)
        if day and day > japan_day(self.asked.now):
            self.fault(
                name, text, f"未来の日付です（本日 {japan_day(self.asked.now)}）。実際に済んでから記録してください"
            )
        return day

    def yen(self, name: str, amount: int, *, required: bool = False, cure: str = "0円以上です") -> int | None:
        """An amount of money, or None when it is 0; never negative, and not 0 when required."""
        if amount < 0 or (required and amount == 0):
            self.fault(name, amount, cure)
        return amount or None

    def whole(self, name: str, days: int) -> int | None:
        """A number of days, or None when it is 0; never negative, never a typing error of ten years."""
        if not 0 <= days <= MOST_DAYS:
            self.fault(name, days, f"1～{MOST_DAYS} 日です（なければ 0）")
        return days or None

    def short(self, name: str, text: str, most: int) -> str | None:
        """A short line, or None when left empty."""
        cleaned = self.text(name, text) if text.strip() else ""
        if len(cleaned) > most:
            self.fault(name, text, f"{most}字までです")
        return cleaned or None

    def address(self, name: str, text: str) -> CleanAddress:
        """A public IP address as disclosed, in canonical spelling, with the port when it was written beside it."""
        try:
            address = clean(text)
        except ValueError:
            self.fault(name, text, ADDRESS_CURES["invalid"])
            return CleanAddress(ip="")
        code = address_fault(address.ip, documentation_allowed=self.asked.documentation_addresses)
        if code:
            self.fault(name, text, ADDRESS_CURES.get(code, OTHER_ADDRESS_CURE))
        return address

    def spent(self, form: Form) -> tuple[NewExpense, ...]:
        """Expenses of this step; never negative."""
        for number, item in enumerate(form.spent, 1):
            if item.amount_yen <= 0:
                self.fault(f"spent[{number}].amount_yen", item.amount_yen, "1円以上の金額です")
        return tuple(NewExpense(kind=item.kind, amount_yen=max(item.amount_yen, 0)) for item in form.spent)

    def _moment(self, name: str, text: str, parse: Callable[[], datetime]) -> datetime:
        moment = self._try(name, text, parse)
        if moment is None:
            return self.asked.now
        if is_future(moment, self.asked.now):
            self.fault(name, text, f"未来の日時です（現在 {shown(self.asked.now)}）")
        return moment

    def _try(self, name: str, text: str, parse: Callable[[], T]) -> T | None:
        try:
            return parse()
        except MomentFault as fault:
            self.fault(name, text, str(fault))
            return None

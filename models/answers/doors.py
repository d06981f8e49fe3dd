"""Forms of the pages that staff start for a case: its chain, captures, exhibits, edited papers, the hand-over."""

from enum import StrEnum
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.answers.chain_change import ChainAct
from models.terms import ExhibitForm

_SHAPE: Final = ConfigDict(extra="forbid", hide_input_in_errors=True)


class ExhibitAct(StrEnum):
    """書証の操作: what is kept already, files made elsewhere, a number taken back."""

    NUMBER = "number"
    ADD = "add"
    WITHDRAW = "withdraw"


class ChainPageForm(BaseModel):
    """経路の変更. `at`: a communication (`observation:3`) for `add`, a hop (`7`) otherwise."""

    model_config = _SHAPE

    act: str = Field(default="", json_schema_extra={"enum": ["", *ChainAct]})
    at: str = ""
    provider: str = ""
    basis: str = ""
    entered_by: str = ""
    action: Literal["answer", "recheck"] = "answer"


class CaptureForm(BaseModel):
    """投稿の保全. Without `url` the post's own address is opened."""

    model_config = _SHAPE

    post: str = ""
    url: str = ""
    entered_by: str = ""
    action: Literal["answer", "recheck"] = "answer"


class ExhibitPageForm(BaseModel):
    """書証の番号. `source` names what is kept (`document:12`, `capture:3`, `picture:3`, `letter:5`)."""

    model_config = _SHAPE

    act: str = Field(default="", json_schema_extra={"enum": ["", *ExhibitAct]})
    source: str = ""
    files: str = ""
    post: str = ""
    called: str = ""
    author: str = ""
    made_on: str = ""
    proves: str = ""
    form: str = Field(default="", json_schema_extra={"enum": ["", *ExhibitForm]})
    branch_of: str = ""
    withdrawn: str = ""
    reason: str = ""
    entered_by: str = ""
    action: Literal["answer", "recheck"] = "answer"


class BringBackForm(BaseModel):
    """編集した書面の取込み. Without `files` everything in the case's folder of the inbox is taken."""

    model_config = _SHAPE

    letter: str = ""
    files: str = ""
    entered_by: str = ""
    action: Literal["answer", "recheck"] = "answer"


class HandOverForm(BaseModel):
    """引継資料. `purpose`: for whom and what for; it stays in the docket."""

    model_config = _SHAPE

    purpose: str = ""
    entered_by: str = ""
    action: Literal["answer", "recheck"] = "answer"

"""A new case as staff write it: the sections of the TOML file, which are those of the form, all with defaults."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.terms import Concealment, ExpenseKind, JustifiableReason, Remedy, RightInfringed


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class RepresentativeSection(_Section):
    """法定代理人."""

    name: str = ""
    address: str = ""


class RequesterSection(_Section):
    """請求者."""

    kind: Literal["person", "corporation"] = "person"
    name: str = ""
    kana: str = ""
    address: str = ""
    born_on: str = ""
    concealment: str = Field(
        default=Concealment.NONE.value, json_schema_extra={"enum": [kind.value for kind in Concealment]}
    )
    legal_representative: RepresentativeSection = Field(default_factory=RepresentativeSection)


class LawyerSection(_Section):
    """弁護士."""

    name: str = ""
    email: str = ""
    language: Literal["ja", "en"] = "ja"


class PostSection(_Section):
    """侵害投稿."""

    platform: str = ""
    url: str = ""
    account: str = ""
    posted_at: str = ""
    seen_at: str = ""
    right_infringed: str = Field(default="", json_schema_extra={"enum": ["", *RightInfringed]})
    as_written: str = ""
    explanation: str = ""


class SpentSection(_Section):
    """着手金などの費用."""

    kind: str = Field(default="", json_schema_extra={"enum": ["", *ExpenseKind]})
    amount_yen: int = 0


class CaseForm(_Section):
    """新しい事件."""

    draft: bool = False
    entered_by: str = ""
    justifiable_reason: str = Field(default="", json_schema_extra={"enum": ["", *JustifiableReason]})
    remedies: list[Annotated[str, Field(json_schema_extra={"enum": list(Remedy)})]] = Field(default_factory=list)
    claim_yen: int = 0
    requester: RequesterSection = Field(default_factory=RequesterSection)
    attorney: LawyerSection = Field(default_factory=LawyerSection)
    supervisor: LawyerSection = Field(default_factory=LawyerSection)
    posts: list[PostSection] = Field(default_factory=list)
    expenses: list[SpentSection] = Field(default_factory=list)

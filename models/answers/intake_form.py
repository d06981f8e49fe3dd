"""A new case as staff write it: the sections of the TOML file, which are those of the form, all with defaults."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from models.terms import Concealment, ExpenseKind, JustifiableReason, Remedy, RightInfringed


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class RepresentativeSection(_Section):
    """法定代理人."""

    name: str = Field(default="", title="氏名")
    address: str = Field(default="", title="住所")


class RequesterSection(_Section):
    """請求者."""

    kind: Literal["person", "corporation"] = Field(default="person", title="個人か法人か")
    name: str = Field(default="", title="氏名または名称")
    kana: str = Field(default="", title="ふりがな")
    address: str = Field(default="", title="住所")
    born_on: str = Field(default="", title="生年月日（YYYY-MM-DD、個人のとき）")
    concealment: str = Field(
        default=Concealment.NONE.value,
        title="相手方・記録に秘匿するもの",
        description="none = なし / address = 住所 / name_and_address = 氏名と住所。"
        "裁判所への書面では代替住所Ａ・代替氏名Ａ、ほかの書面では代理人事務所の住所を用います",
        json_schema_extra={"enum": [kind.value for kind in Concealment]},
    )
    legal_representative: RepresentativeSection = Field(
        default_factory=RepresentativeSection, title="法定代理人（未成年のとき）"
    )


class LawyerSection(_Section):
    """弁護士."""

    name: str = Field(default="", title="氏名")
    email: str = Field(default="", title="メール")
    language: Literal["ja", "en"] = Field(default="ja", title="通知の言語")


class PostSection(_Section):
    """侵害投稿."""

    platform: str = Field(default="", title="プラットフォーム（プロファイルの鍵）", description="例 mamasta")
    url: str = Field(default="", title="投稿のURL（個別の投稿）")
    account: str = Field(default="", title="アカウント（あれば）")
    posted_at: str = Field(default="", title="投稿日時（時差まで）", description="例 2026-07-01 23:41:05 JST")
    seen_at: str = Field(default="", title="知った日時（時差まで）")
    right_infringed: str = Field(default="", title="侵害された権利", description=", ".join(RightInfringed))
    as_written: str = Field(default="", title="投稿の内容")
    explanation: str = Field(
        default="",
        title="投稿ごとの説明（あれば）",
        description="請求者のことだとわかる事情と、権利侵害が明らかである理由。請求書・申立書・訴状の別紙にそのまま入る",
    )


class SpentSection(_Section):
    """着手金などの費用."""

    kind: str = Field(default="", title="種類", description=", ".join(ExpenseKind))
    amount_yen: int = Field(default=0, title="金額（円）")


class CaseForm(_Section):
    """新しい事件."""

    draft: bool = Field(default=False, title="下書きにする（期限の通知をしない）")
    entered_by: str = Field(default="", title="入力者")
    justifiable_reason: str = Field(
        default="", title="開示を受けるべき正当な理由", description=", ".join(JustifiableReason)
    )
    remedies: list[str] = Field(default_factory=list, title="求める救済", description=", ".join(Remedy))
    claim_yen: int = Field(default=0, title="慰謝料の請求額（円）")
    requester: RequesterSection = Field(default_factory=RequesterSection, title="請求者")
    attorney: LawyerSection = Field(default_factory=LawyerSection, title="担当弁護士")
    supervisor: LawyerSection = Field(default_factory=LawyerSection, title="監督弁護士")
    posts: list[PostSection] = Field(default_factory=list, title="投稿")
    expenses: list[SpentSection] = Field(default_factory=list, title="費用")

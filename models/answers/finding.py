"""The form to find cases: one line, because nobody must say what kind of thing they have in hand."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.answers.faults import Fault, Faults, shape_fault

EMPTY_CURE: Final = (
    "探すものを入れてください（例 整理番号、事件番号、氏名、よみ、URL、アカウント、IPアドレス、電話番号、プロバイダ）"
)

NOTHING_CURE: Final = (
    "見つかりませんでした。一部だけ（姓だけ、番号だけ）で試すか、漢字・よみ・別の書き方でもう一度探してください"
)


class FindForm(BaseModel):
    """事件を探す."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    words: str = Field(default="", repr=False)
    action: Literal["answer", "recheck"] = "answer"


def read_find(typed: Mapping[str, Any]) -> tuple[str, ...]:
    """The words to find. Raises Faults for an empty line."""
    try:
        words = FindForm.model_validate(dict(typed)).words.split()
    except ValidationError as error:
        raise Faults([shape_fault(item) for item in error.errors(include_input=True)]) from None
    if not words:
        raise Faults([Fault(field="words", value="", cure=EMPTY_CURE)])
    return tuple(words)

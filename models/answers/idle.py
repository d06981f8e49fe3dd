"""The form of a case that waits for nobody: it takes no answer, so that nothing can be typed into it and lost."""

from pydantic import BaseModel, ConfigDict, Field


class IdleForm(BaseModel):
    """待ちのない事件: held, or with nothing to do until a date comes."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    action: str = Field(default="recheck", json_schema_extra={"enum": ["recheck"]})

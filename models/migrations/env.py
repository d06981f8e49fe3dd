"""Alembic environment: runs on the connection handed over by the case store; needs no ini file."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import SQLModel

import models.tables  # noqa: F401  (fills the metadata)


def render_type(kind: str, item: Any, autogen_context: AutogenContext) -> str | Literal[False]:
    """Write decorated types as their plain implementation, so that migrations need no application code."""
    del autogen_context
    if kind == "type" and isinstance(item, sa.types.TypeDecorator):
        return "sa." + repr(item.impl_instance)
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    render_item=render_type,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()

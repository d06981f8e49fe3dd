"""Every form that a page may show."""

import importlib
import pkgutil
from typing import Any

from pydantic import BaseModel

import models.answers
from flows.intake import IntakeForm


def _is_form(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, BaseModel) and value.__module__.startswith("models.")


def every_form() -> tuple[type[BaseModel], ...]:
    """All form classes, by name: those of models/answers, and the intake page's."""
    found: dict[str, Any] = {IntakeForm.__name__: IntakeForm}
    for module in pkgutil.iter_modules(models.answers.__path__):
        named = vars(importlib.import_module(f"models.answers.{module.name}"))
        found |= {name: value for name, value in named.items() if _is_form(value)}
    return tuple(form for name, form in sorted(found.items()) if not name.startswith("_"))

"""What was typed into a page's form, as the form: every fault of its shape at once, under the form's own fields."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from flows.asking import Typed
from models.answers.faults import Faults, shape_fault

FormT = TypeVar("FormT", bound=BaseModel)
Done = TypeVar("Done")


def checked(form: type[FormT], typed: Typed) -> FormT:
    """The form. Raises Faults with every fault of its shape."""
    try:
        return form.model_validate(dict(typed))
    except ValidationError as error:
        raise Faults([shape_fault(item) for item in error.errors(include_input=True)]) from None


def under(names: Mapping[str, str], act: Callable[[], Done]) -> Done:
    """Do something; its faults come under the fields of this page (`names`: its own name for a field → the page's)."""
    try:
        return act()
    except Faults as found:
        raise Faults([replace(fault, field=names.get(fault.field, fault.field)) for fault in found.faults]) from None

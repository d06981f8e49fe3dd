"""The invented letters of tests/tasks/letters, on their way to release."""

from tests.tasks.letters.conftest import letter, text_of

__all__ = ["letter", "text_of"]

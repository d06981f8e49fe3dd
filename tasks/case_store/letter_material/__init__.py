"""From rows to the context of one letter: parties, lines, items of the regime in force, dates, money, exhibits."""

from tasks.case_store.letter_material.assembling import letter_context
from tasks.case_store.letter_material.court import spent_without_security
from tasks.case_store.letter_material.desk import Desk

__all__ = ["Desk", "letter_context", "spent_without_security"]

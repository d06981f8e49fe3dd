"""The calendar every rule is given: `load_law().calendar`. Its data shape lives with the other dated data."""

from models.provisions.calendar import CourtCalendar

__all__ = ["CourtCalendar"]

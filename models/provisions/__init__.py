"""Typed shape of dated law and practice data; `load_law()` reads and checks it, `Law` picks the version in force."""

from models.provisions.calendar import CourtCalendar
from models.provisions.court_law import CourtLaw, Money
from models.provisions.faults import LawError
from models.provisions.fees import FeeSchedule, FeeTier, Surcharge
from models.provisions.figures import Figure, Retention
from models.provisions.law import Law
from models.provisions.length import Length, Unit, parse_length
from models.provisions.loading import load_law
from models.provisions.profiles import PlatformProfile, ProviderProfile
from models.provisions.regimes import Regime, RegimeItem

__all__ = [
    "CourtCalendar",
    "CourtLaw",
    "FeeSchedule",
    "FeeTier",
    "Figure",
    "Law",
    "LawError",
    "Length",
    "Money",
    "PlatformProfile",
    "ProviderProfile",
    "Regime",
    "RegimeItem",
    "Retention",
    "Surcharge",
    "Unit",
    "load_law",
    "parse_length",
]

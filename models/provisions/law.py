"""All dated data in one frozen value; its methods pick the version in force or say what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from models.provisions.calendar import CourtCalendar
from models.provisions.court_law import CourtLaw
from models.provisions.faults import LawError
from models.provisions.fees import FeeSchedule
from models.provisions.figures import Figure, Retention
from models.provisions.ladders import Alarms
from models.provisions.log_lines import LineNeeds
from models.provisions.profiles import PlatformProfile, ProviderProfile
from models.provisions.regimes import Regime
from models.provisions.timetable import Timetable
from models.terms import ProviderCategory

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Law:
    """Statutes, regimes, fees, calendar and profiles, as read by `load_law`."""

    figures: Mapping[str, tuple[Figure, ...]]
    regimes: tuple[Regime, ...]
    platforms: Mapping[str, PlatformProfile]
    providers: Mapping[str, ProviderProfile]
    classes: Mapping[ProviderCategory, Retention]
    log_lines: Mapping[ProviderCategory, LineNeeds]
    calendar: CourtCalendar
    fees: FeeSchedule
    courts: CourtLaw
    timetable: Timetable
    alarms: Alarms

    def figure(self, key: str, on: date) -> Figure:
        """Return the version of a figure in force on that day. Raises LawError when there is none."""
        versions = self.figures.get(key, ())
        for version in versions:
            if version.in_force(on):
                return version
        known = f"versions from {', '.join(v.valid_from.isoformat() for v in versions)}" if versions else "no such key"
        raise LawError(f"figure {key!r} on {on}: not in force ({known}); add a version to models/law/statutes")

    def regime(self, on: date) -> Regime:
        """Return the Act and order that govern an act done on that day. Raises LawError before 2002-05-27."""
        for regime in self.regimes:
            if regime.in_force(on):
                return regime
        raise LawError(f"regime on {on}: the Act is in force since {self.regimes[0].valid_from}; give a later day")

    def platform(self, key: str) -> PlatformProfile:
        """Return a platform's profile. Raises LawError naming the key and how to add it."""
        return _profile(self.platforms, key, "platform")

    def provider(self, key: str) -> ProviderProfile:
        """Return a provider's profile. Raises LawError naming the key and how to add it."""
        return _profile(self.providers, key, "provider")

    def retention_of(self, provider: str | None, category: ProviderCategory) -> Retention:
        """Return the provider's own figure, else its class's, else the shortest of all (unknown provider)."""
        own = self.providers.get(provider or "")
        if own and own.retention:
            return own.retention
        found = self.classes.get(own.category if own else category)
        if found is not None:
            return found
        if own is None and category is ProviderCategory.UNKNOWN:
            return self.shortest_retention()
        return replace(self.shortest_retention(), unit="数字が見つからない（知られている最短）")

    def line_needs(self, category: ProviderCategory) -> LineNeeds:
        """Return what a line of this class must hold; a class without figures is treated as an unknown provider."""
        return self.log_lines.get(category) or self.log_lines[ProviderCategory.UNKNOWN]

    def shortest_retention(self) -> Retention:
        """Return the shortest known floor with the longest known end: what an unknown provider is planned with."""
        known = [p.retention for p in self.providers.values() if p.retention] + list(self.classes.values())
        shortest = min(known, key=lambda r: (r.days_min, r.days_max))
        return replace(shortest, days_max=max(r.days_max for r in known), unit="プロバイダ不明（知られている最短）")


def _profile(profiles: Mapping[str, T], key: str, kind: str) -> T:
    found = profiles.get(key)
    if found is None:
        raise LawError(
            f"{kind} {key!r}: no such profile; known: {', '.join(sorted(profiles))}; "
            f"add {kind}s/{key}.toml to the firm's profile folder"
        )
    return found

"""One function per kind of table: from a TOML entry to its frozen shape, every fault noted."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeVar

from models.provisions.calendar import CourtCalendar
from models.provisions.fees import FeeSchedule, FeeTier, FlatFee, Surcharge
from models.provisions.figures import Figure, Retention, Sourced
from models.provisions.profiles import Language, PlatformProfile, ProviderProfile
from models.provisions.reading import Entry
from models.provisions.regimes import Regime, RegimeItem, RegimeNote
from models.terms import Channel, Confidence, FigureKind, ItemKind, PeriodRule, ProviderCategory, Route

T = TypeVar("T")

NEEDS: Final = ("port", "destination_ip", "seconds")
NOTE_TOPICS: Final = ("login", "governing", "version")
FLAT_FEES: Final = ("disposition", "order")
PERCENT_FEES: Final = ("appeal", "final_appeal", "objection")


def figure(entry: Entry) -> Figure:
    """Read one version of one figure."""
    return Figure(
        key=entry.text("key"),
        kind=entry.choice("kind", FigureKind),
        length=entry.length("length"),
        rule=entry.choice("rule", PeriodRule),
        text=entry.text("text"),
        cite=entry.text("cite"),
        **entry.sourced(),
        valid_from=entry.day("valid_from"),
        valid_to=entry.day_or_none("valid_to"),
        consequence=entry.text("consequence"),
        safe_early=entry.flag("safe_early"),
    )


def finished(entry: Entry, read: Callable[[Entry], T]) -> T:
    """Read an entry to its end: a key that `read` did not ask for is a fault; a figure learns its firm's file."""
    value = read(entry)
    entry.finish()
    if entry.origin and isinstance(value, Sourced):
        return replace(value, origin=entry.origin)
    return value


def retention(entry: Entry) -> Retention:
    """Read a retention figure; the longest may not be below the shortest."""
    days_min = entry.number("days_min", least=1)
    days_max = entry.number("days_max", least=1)
    if days_max < days_min:
        entry.fault("days_max", days_max, f"write at least days_min ({days_min})")
    return Retention(
        days_min=days_min,
        days_max=days_max,
        unit=entry.text("unit"),
        length=entry.length("length") if "length" in entry.data else None,
        **entry.sourced(),
    )


def _own_retention(entry: Entry, key: str = "retention") -> Retention | None:
    inner = entry.table(key)
    return finished(inner, retention) if inner else None


def needed(entry: Entry, key: str) -> tuple[str, ...]:
    """Read which parts of a log line are meant."""
    found = entry.texts(key)
    if unknown := set(found) - set(NEEDS):
        entry.fault(key, sorted(unknown), f"write only {', '.join(NEEDS)}")
    return found


def _language(entry: Entry) -> Language:
    value = entry.text("language", optional=True)
    if value not in {"", "ja", "en"}:
        entry.fault("language", value, "write ja or en, or leave it out for ja")
    return "en" if value == "en" else "ja"


def platform(entry: Entry) -> PlatformProfile:
    """Read one platform's profile."""
    return PlatformProfile(
        key=entry.text("key"),
        name=entry.text("name"),
        operator=entry.text("operator", optional=True),
        address=entry.texts("address"),
        channel=entry.choice("channel", Channel),
        default_route=entry.choice("default_route", Route),
        answer_days=entry.number("answer_days", least=1),
        order_to_disclosure_days=entry.number("order_to_disclosure_days", least=1),
        zone=entry.text("zone", optional=True) or None,
        login_type=entry.flag("login_type"),
        retention=_own_retention(entry),
        retention_after_deletion=_own_retention(entry, "retention_after_deletion"),
        keeps=needed(entry, "keeps"),
        language=_language(entry),
        representative=entry.text("representative", optional=True),
        notes=entry.texts("notes"),
        **entry.sourced(),
    )


def provider(entry: Entry) -> ProviderProfile:
    """Read one access provider's profile."""
    return ProviderProfile(
        key=entry.text("key"),
        name=entry.text("name"),
        legal_name=entry.text("legal_name"),
        names=entry.texts("names"),
        category=entry.choice("category", ProviderCategory),
        address=entry.texts("address"),
        channel=entry.choice("channel", Channel),
        retention=_own_retention(entry),
        needs=needed(entry, "needs"),
        needs_one_of=needed(entry, "needs_one_of"),
        needs_upstream=entry.flag("needs_upstream"),
        upstream=entry.text("upstream", optional=True),
        tolerance_seconds=entry.number_or_none("tolerance_seconds"),
        one_form_per_ip=entry.flag("one_form_per_ip"),
        representative=entry.text("representative", optional=True),
        notes=entry.texts("notes"),
        **entry.sourced(),
    )


def class_retention(entry: Entry) -> tuple[ProviderCategory, Retention]:
    """Read the figure of a class of providers."""
    return entry.choice("category", ProviderCategory), replace(retention(entry), origin=entry.origin)


def regime(entry: Entry) -> Regime:
    """Read one regime with its articles and items, numbered 1, 2, 3, … without gaps."""
    items = tuple(finished(item, _item) for item in entry.tables("item"))
    numbers = [item.no for item in items]
    if numbers != list(range(1, len(items) + 1)):
        entry.fault("item", numbers, "number the items 1, 2, 3, … in order")
    return Regime(
        regime_id=entry.text("regime_id"),
        act=entry.text("act"),
        act_short=entry.text("act_short"),
        order=entry.text("order"),
        valid_from=entry.day("valid_from"),
        valid_to=entry.day_or_none("valid_to"),
        articles=entry.words("articles"),
        items=items,
        notes=tuple(finished(note, _note) for note in entry.tables("note")),
        cite=entry.text("cite"),
        **entry.sourced(),
    )


def calendar(entry: Entry) -> CourtCalendar:
    """Read the calendar; a firm's file may close days and say through which year the holidays are gazetted.

    Who raises that year says where and when it was read.
    """
    firm = entry.over
    if firm is not None and "gazetted_through" in firm.data:
        for key in ("source", "checked_on", "confidence"):
            if key not in firm.data:
                firm.fault(key, None, "say where and when the gazetted year was read")
    entry.text("cite")
    origin = firm.origin if firm is not None else ""
    return CourtCalendar(
        gazetted_through=entry.number("gazetted_through", least=2000),
        extra_closed=frozenset(entry.days("closed") if firm is not None and "closed" in firm.data else ()),
        checked=Sourced(
            **entry.sourced(),
            origin=origin if firm is not None and "checked_on" in firm.data else "",
        ),
        origin=origin,
    )


def _item(entry: Entry) -> RegimeItem:
    return RegimeItem(
        no=entry.number("no", least=1),
        kind=entry.choice("kind", ItemKind),
        name=entry.text("name"),
        specified=entry.flag("specified"),
        confidence=entry.choice("confidence", Confidence),
    )


def _note(entry: Entry) -> RegimeNote:
    topic = entry.text("topic")
    if topic not in NOTE_TOPICS:
        entry.fault("topic", topic, f"write one of {', '.join(NOTE_TOPICS)}")
    return RegimeNote(
        topic=topic,
        text=entry.text("text"),
        cite=entry.text("cite"),
        confidence=entry.choice("confidence", Confidence),
    )


def fees(entry: Entry) -> FeeSchedule:
    """Read the fee table."""
    return FeeSchedule(
        valid_from=entry.day("valid_from"),
        tiers=tuple(finished(tier, _tier) for tier in entry.tables("tier")),
        non_pecuniary=finished(entry.needed_table("non_pecuniary"), _flat),
        percents=finished(entry.needed_table("percent"), _percents),
        flat={key: finished(entry.needed_table(key), _flat) for key in FLAT_FEES},
        surcharges=tuple(finished(s, _surcharge) for s in entry.tables("surcharge")),
    )


def _tier(entry: Entry) -> FeeTier:
    return FeeTier(
        above_yen=entry.number("above_yen"),
        up_to_yen=entry.number_or_none("up_to_yen"),
        base_fee_yen=entry.number("base_fee_yen"),
        step_yen=entry.number("step_yen", least=1),
        step_fee_yen=entry.number("step_fee_yen", least=1),
        cite=entry.text("cite"),
        **entry.sourced(),
    )


def _percents(entry: Entry) -> dict[str, FlatFee]:
    return {key: finished(entry.needed_table(key), _flat) for key in PERCENT_FEES}


def _flat(entry: Entry) -> FlatFee:
    return FlatFee(
        amount=entry.number("amount", least=1),
        valid_from=entry.day("valid_from"),
        text=entry.text("text"),
        cite=entry.text("cite"),
        **entry.sourced(),
    )


def _surcharge(entry: Entry) -> Surcharge:
    return Surcharge(
        procedures=entry.texts("procedures"),
        valid_from=entry.day("valid_from"),
        from_count=entry.number_or_none("from_count") or 1,
        text=entry.text("text"),
        cite=entry.text("cite"),
        **entry.sourced(),
    )

"""UTC と日本時間: a foreign platform's moment with Japan time beside it, and whether the date changes (law.md §10)."""

from datetime import UTC, datetime

from models.rules.japan_time import JST, japan_date, written


def both_zones(moment: datetime) -> str:
    """Write an aware moment in both zones: `2026-06-01 15:00:00 UTC = 2026-06-02 00:00:00 JST（日付が変わる）`.

    Raises ValueError for a naive moment.
    """
    changes = "（日付が変わる）" if date_changes(moment) else ""
    at, here = moment.astimezone(UTC), moment.astimezone(JST)
    return f"{at:%Y-%m-%d %H:%M:%S} UTC = {here:%Y-%m-%d %H:%M:%S} JST{changes}"


def date_changes(moment: datetime) -> bool:
    """Say whether the day in Japan is another one than the day in UTC."""
    return japan_date(moment) != moment.astimezone(UTC).date()


def day_of_record(moment: datetime, zone: str | None) -> str:
    """Write the day of a log line in Japan, with the platform's own UTC moment beside it where it writes in UTC."""
    day = f"{written(japan_date(moment))}（日本時間）"
    return f"{day}: {both_zones(moment)}" if zone == "UTC" else day

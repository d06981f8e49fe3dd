"""Figures as Japanese papers write them: era dates, amounts, full-width digits, moments. Pure text functions."""

from datetime import UTC, date, datetime, timedelta, timezone

_JST = timezone(timedelta(hours=9), "JST")
_ERAS = (
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
    (date(1912, 7, 30), "大正"),
    (date(1873, 1, 1), "明治"),
)
_MEIJI_FIRST_YEAR = 1868
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}


def wareki(day: date) -> str:
    """Write a date in its era, as court papers do: 令和8年11月22日; the first year is 元年.

    Raises ValueError before 1873-01-01, when Japan still counted by the lunar calendar.
    """
    for begins, era in _ERAS:
        if day >= begins:
            first = _MEIJI_FIRST_YEAR if era == "明治" else begins.year
            year = day.year - first + 1
            return f"{era}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    msg = f"{day.isoformat()} は元号で表せません。明治6年（1873年）1月1日以後の日付を入力してください。"
    raise ValueError(msg)


def zen(text: object) -> str:
    """Widen the printable ASCII of a text, as lists (目録) write digits: 203.0.113.5 -> ２０３．０．１１３．５."""
    return str(text).translate(_FULL_WIDTH)


def man(yen: int) -> str:
    """Write an amount as court papers do: 1234567 -> 123万4567円, 10500 -> 1万0500円. Raises ValueError below 0."""
    _refuse_negative(yen)
    if yen == 0:
        return "0円"
    groups = [(yen // 10**power % 10**4, unit) for power, unit in ((12, "兆"), (8, "億"), (4, "万"), (0, ""))]
    written = ""
    for figure, unit in groups:
        if figure:
            written += (f"{figure:04d}" if written else str(figure)) + unit
    return written + "円"


def kin(yen: int) -> str:
    """Write an amount as demand letters do: 1234567 -> 金1,234,567円. Raises ValueError below 0."""
    _refuse_negative(yen)
    return f"金{yen:,}円"


def jst(moment: datetime) -> str:
    """Write an aware moment in Japan time, full width, to the second (or as finely as it was given)."""
    return _moment(moment, _JST)


def utc(moment: datetime) -> str:
    """Write an aware moment in UTC, full width, to the second (or as finely as it was given)."""
    return _moment(moment, UTC)


def japan_day(moment: datetime) -> date:
    """Give the calendar day in Japan of an aware moment."""
    return _in_zone(moment, _JST).date()


def _moment(moment: datetime, zone: timezone) -> str:
    at = _in_zone(moment, zone)
    fraction = f"{at.microsecond:06d}".rstrip("0")
    second = f"{at:%S}.{fraction}" if fraction else f"{at:%S}"
    return zen(f"{at.year}年{at.month}月{at.day}日 {at:%H}時{at:%M}分{second}秒")


def _in_zone(moment: datetime, zone: timezone) -> datetime:
    if moment.tzinfo is None:
        msg = f"{moment.isoformat()} に時差がありません。+09:00 などを付けてください。"
        raise ValueError(msg)
    return moment.astimezone(zone)


def _refuse_negative(yen: int) -> None:
    if yen < 0:
        msg = f"金額 {yen} は負です。0円以上を入力してください。"
        raise ValueError(msg)

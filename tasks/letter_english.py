"""Letters to a platform abroad: rights, reasons, statutory items, articles and moments in English.

The names of the Acts and the items are our own translations; a letter gives the Japanese title beside them.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Final

from models.provisions.regimes import RegimeItem
from models.terms import ItemKind, JustifiableReason, RightInfringed

_JST: Final = timezone(timedelta(hours=9))
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

ACTS: Final = {
    "特定電気通信による情報の流通によって発生する権利侵害等への対処に関する法律": (
        "Act on Dealing with Infringements of Rights and Other Harm Caused by Information Distributed through"
        " Specified Telecommunications"
    ),
    "特定電気通信役務提供者の損害賠償責任の制限及び発信者情報の開示に関する法律": (
        "Act on Limiting the Liability of Specified Telecommunications Service Providers and on Disclosing"
        " Information about Senders"
    ),
}

RIGHTS: Final = {
    RightInfringed.HONOUR: "reputation (protection against defamation)",
    RightInfringed.HONOUR_FEELINGS: "sense of honour (protection against insult)",
    RightInfringed.PRIVACY: "privacy",
    RightInfringed.PORTRAIT: "right to one's own image",
    RightInfringed.IDENTITY: "right to one's own name and personality (protection against impersonation)",
    RightInfringed.CREDIT: "business credit",
    RightInfringed.COPYRIGHT: "copyright and moral rights of the author",
    RightInfringed.TRADEMARK: "trademark",
    RightInfringed.PUBLICITY: "right of publicity",
}

INFRINGEMENTS: Final = {
    RightInfringed.HONOUR: (
        "Read with the ordinary attention of a general reader, the post lowers the standing of the person concerned in"
        " society. Nothing indicates a ground that would justify it."
    ),
    RightInfringed.HONOUR_FEELINGS: (
        "The post insults the person concerned beyond what is tolerated in society and so injures that person's sense"
        " of honour."
    ),
    RightInfringed.PRIVACY: (
        "The post makes public matters of private life that are not generally known and that the person concerned does"
        " not wish to be known. Nothing indicates an interest in publication that would outweigh this."
    ),
    RightInfringed.PORTRAIT: (
        "The post makes public, without consent, a picture that shows the face or figure of the person concerned,"
        " beyond what must be borne in social life."
    ),
    RightInfringed.IDENTITY: (
        "The post leads readers to believe that the person concerned made it, and so uses that person's name and"
        " personality without right, beyond what must be borne in social life."
    ),
    RightInfringed.CREDIT: "The post lowers the economic standing of the person concerned and harms its business.",
    RightInfringed.COPYRIGHT: (
        "The post copies and makes available, without licence, a work in which the person concerned holds the"
        " copyright. Nothing indicates that a limitation of copyright applies."
    ),
    RightInfringed.TRADEMARK: (
        "The post uses, without licence, a sign identical with or similar to the registered trademark of the person"
        " concerned for the designated or similar goods or services."
    ),
    RightInfringed.PUBLICITY: (
        "The post uses the likeness or name of the person concerned, without consent, solely for its power to attract"
        " customers."
    ),
}

REASONS: Final = {
    JustifiableReason.DAMAGES: "To claim damages from the sender",
    JustifiableReason.APOLOGY: "To demand an apology or other measures that restore honour",
    JustifiableReason.DELETION: "To demand that the sender delete the post or desist",
    JustifiableReason.CRIMINAL_COMPLAINT: "To take legal steps such as a criminal complaint",
    JustifiableReason.OTHER_RIGHTS: "To exercise other rights arising from the infringement",
}

_PERSONS: Final = "the sender or another person concerned with sending the infringing information"
_ITEMS: Final = {
    ItemKind.NAME: "Name of {who}",
    ItemKind.ADDRESS: "Address of {who}",
    ItemKind.PHONE: "Telephone number of {who}",
    ItemKind.EMAIL: "E-mail address of {who}{mail}",
    ItemKind.IP: "IP address{port}, {used}",
    ItemKind.MOBILE_CODE: "Code by which a mobile internet connection service identifies its user, {used}",
    ItemKind.SIM: "Identification number of the SIM card, {used}",
    ItemKind.MOMENT: "Date and time (to the second, with its time zone) of {what}",
    ItemKind.MANAGEMENT_CODE: "Code by which a provider identifies the user towards another provider",
}


def item_in_english(item: RegimeItem) -> str:
    """Put one item of the ministerial order into English, as wide as the Japanese of its day."""
    if item.specified and item.kind is ItemKind.PHONE:
        return "Telephone number used for authentication by SMS, solely for the sender's related communications"
    related = item.specified or "侵害関連通信" in item.name
    widened = f"{_PERSONS}{' or with the related communications' if related else ''}"
    who = widened if "その他" in item.name else "the sender"
    return _ITEMS[item.kind].format(
        who=who,
        mail=" (mail sent by SMTP, not SMS)" if "SMTP" in item.name else "",
        port=" and the port number combined with it" if "ポート" in item.name else "",
        used="used solely for the related communications" if item.specified else "used for the infringing information",
        what="those related communications" if item.specified else "the transmission of the infringing information",
    )


def act_in_english(act: str) -> str:
    """Translate the name of the Act; one we have no translation of stays as it is."""
    return ACTS.get(act, act)


def article_in_english(article: str) -> str:
    """第5条第1項及び第2項 as Article 5, paragraph (1) and paragraph (2)."""
    text = re.sub(r"第(\d+)条", r"Article \1", article)
    text = re.sub(r"第(\d+)(項|号)", lambda m: f"{', ' * (m.start() > 0)}{_PARTS[m[2]]} ({m[1]})", text)
    return text.replace("及び, ", " and ").replace("及び", " and ")


def english_day(day: date) -> str:
    """Write a date in full: 24 November 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def english_moment(moment: datetime) -> str:
    """Write an aware moment in both zones: 1 August 2026, 23:45:12 JST (UTC+9) / 1 August 2026, 14:45:12 UTC.

    Raises ValueError for a moment without zone.
    """
    if moment.tzinfo is None:
        msg = f"{moment.isoformat()} has no time zone: write +09:00 or another offset behind it"
        raise ValueError(msg)
    japan, world = moment.astimezone(_JST), moment.astimezone(UTC)
    return f"{english_day(japan)}, {_clock(japan)} JST (UTC+9) / {english_day(world)}, {_clock(world)} UTC"


def _clock(at: datetime) -> str:
    fraction = f"{at.microsecond:06d}".rstrip("0")
    return f"{at:%H:%M:%S}.{fraction}" if fraction else f"{at:%H:%M:%S}"


_PARTS: Final = {"項": "paragraph", "号": "item"}
FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "act_in_english": act_in_english,
    "article_in_english": article_in_english,
    "english_day": english_day,
    "english_moment": english_moment,
    "english_right": RIGHTS.__getitem__,
    "english_infringement": INFRINGEMENTS.__getitem__,
    "english_reason": REASONS.__getitem__,
}

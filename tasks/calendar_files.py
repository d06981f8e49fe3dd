"""The calendar files of a notice, and entries as the firm's settings let them be said."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from tasks.calendar_text import CANCEL, PUBLISH, CalendarHead, PublishedEntry, calendar_bytes
from tasks.case_store.feeds import EntryOfCase, notice_entries
from tasks.discretion import discretion
from tasks.views import link
from tasks.wiring import Services


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """One iCalendar file of a mail, with its METHOD."""

    filename: str
    content: bytes
    method: str


def attachments(made: Services, notice_id: int) -> list[Attachment]:
    """Return the files of one notice: entries in force as PUBLISH, those taken back as CANCEL; none without any."""
    found = notice_entries(made.store, notice_id)
    entries = published(made, found.entries, found.language)
    name = found.ref or "kaiji"
    files = (
        (f"{name}.ics", PUBLISH, [entry for entry in entries if not entry.is_cancelled]),
        (f"{name}-cancelled.ics", CANCEL, [entry for entry in entries if entry.is_cancelled]),
    )
    organizer = made.settings.firm.mail_from
    return [
        Attachment(
            filename=filename,
            content=calendar_bytes(CalendarHead(method=method, organizer=organizer), listed, found.language),
            method=method,
        )
        for filename, method, listed in files
        if listed
    ]


def published(made: Services, entries: Iterable[EntryOfCase], language: str) -> list[PublishedEntry]:
    """Entries as they may be said: a calendar lies on telephones and servers as a mail does."""
    discreet = discretion(made.law, made.settings.notices.may_name, "en" if language == "en" else "ja")
    text, cite = cache(discreet.text), cache(discreet.cite)
    return [
        PublishedEntry(
            row=entry.row,
            ref=entry.ref,
            url=link(made.settings.link_url, "case", entry.ref),
            held=entry.held,
            because=tuple((text(step), cite(source)) for step, source in entry.row.because),
        )
        for entry in entries
    ]

"""`kaiji doctor`: what is wrong and the cure."""

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from flows.desk import healthy
from models.rules.progress.plan import japan_day
from models.rules.staleness import StaleFigure, stale_figures
from tasks.access import AccessFault, access_faults, access_notes, is_open_to_others, password
from tasks.case_store import docket
from tasks.case_store.heartbeat import open_tasks, pulse
from tasks.case_store.legs import without_wake_up
from tasks.case_store.outbox import failed_count, pending_count
from tasks.case_store.overdue import waiting_since
from tasks.case_store.rotation import unreadable_cells
from tasks.case_store.unowned import unowned_dates
from tasks.letter_templates import letter_environment
from tasks.registry.health import registry_health
from tasks.registry.paces import paces
from tasks.template_trial import template_faults
from tasks.wiring import Services

OVERDUE_AFTER = timedelta(minutes=30)
PLACES_NAMED = 10


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing looked at."""

    ok: bool
    about: str
    said: str


def examine(made: Services) -> list[Finding]:
    """Look at everything a firm depends on."""
    looks = (_storage, _dockets, _mail, _people, _pulse, _law, _templates, _registries, _engine, _access)
    return [finding for look in looks for finding in look(made)]


def _storage(made: Services) -> Iterator[Finding]:
    yield Finding(ok=True, about="database", said=made.store.engine.url.render_as_string(hide_password=True))
    lost = unreadable_cells(made.store)
    said = "every sealed cell opens" if not lost else f"{lost} sealed cells do not open: restore the key file"
    yield Finding(ok=not lost, about="sealed columns", said=said)
    key = made.settings.root / "key"
    if made.settings.key is None:
        private = stat.S_IMODE(key.stat().st_mode) == 0o600  # noqa: PLR2004 (owner only)
        said = f"{key} (keep a copy elsewhere)" if private else f"{key} is readable by others: chmod 600 {key}"
        yield Finding(ok=private, about="key file", said=said)


def _dockets(made: Services) -> Iterator[Finding]:
    with made.store.read() as session:
        broken = list(docket.verify(session))
    yield Finding(ok=not broken, about="dockets", said="; ".join(broken) or "every chain holds")
    stalled = without_wake_up(made.store)
    said = f"no next wake-up: {', '.join(stalled)}; run `kaiji sweep` and report it" if stalled else "each has one"
    yield Finding(ok=not stalled, about="wake-ups", said=said)


def _mail(made: Services) -> Iterator[Finding]:
    configured = made.settings.smtp.host is not None
    cure = "" if configured else " — set KAIJI_SMTP__HOST, or nobody is told of deadlines"
    yield Finding(ok=configured, about="mail", said=made.mailer.describe() + cure)
    failed, now = failed_count(made.store), made.clock.now()
    with made.store.read() as session:
        since = waiting_since(session, made.law, now)
    overdue = since is not None and since < now - OVERDUE_AFTER
    said = f"{pending_count(made.store)} pending, {failed} failed"
    late = f", the oldest has been waiting since {since:%Y-%m-%d %H:%M} UTC" if since and overdue else ""
    yield Finding(ok=not failed and not overdue, about="outbox", said=said + late)


def _people(made: Services) -> Iterator[Finding]:
    """Who hears of what goes wrong, and where replies arrive."""
    settings = made.settings
    named = len(settings.notices.operations)
    cure = "nobody hears of bounces, stalls and unowned dates: name somebody in [notices] operations"
    yield Finding(ok=named > 0, about="operations", said=f"{named} named" if named else cure)
    place = "; ".join(box.describe() for box in made.mailboxes)
    cure = "replies to notices are not read: set [replies] host, or let the mail server deliver into [replies] maildir"
    silent = sorted(mark.name for mark in settings.root.glob("replies-*-silent-since"))
    said = f"{place or cure}{'; silent: ' if silent else ''}{', '.join(silent)}"
    yield Finding(ok=bool(place) and not silent, about="replies", said=said)
    told = len(settings.watchdog.to)
    cure = (
        "nobody hears when the desk itself is silent: set [watchdog] to, and let cron or systemd run `kaiji watchdog`"
    )
    yield Finding(ok=told > 0, about="watchdog", said=f"tells {told}" if told else cure)


def _pulse(made: Services) -> Iterator[Finding]:
    """When sweeps ran and audited last, and what waits for a person."""
    beat = pulse(made.store)
    limit = timedelta(minutes=made.settings.watchdog.sweep_minutes)
    ended_at = beat.ended_at if beat else None
    alive = ended_at is not None and made.wall.now() - ended_at <= limit
    last = f"the last sweep ended {ended_at:%Y-%m-%d %H:%M} UTC" if ended_at else "no sweep has ended yet"
    failed = f"; failed in it: {beat.chores_failed} (logs/faults.log says why)" if beat and beat.chores_failed else ""
    cure = "" if alive else ": run `kaiji up`, or look at the sweep's runs"
    yield Finding(ok=alive and not failed, about="heartbeat", said=last + failed + cure)
    missing, night = (beat.audit_missing, beat.audited_on) if beat else (0, None)
    said = f"audited {night}: {missing} missing" if night else "not audited yet"
    yield Finding(ok=not missing, about="audit", said=said + (", see `kaiji tasks`" if missing else ""))
    with made.store.read() as session:
        open_ones = open_tasks(session)
        unowned = list(dict.fromkeys(item.ref for item in unowned_dates(session, made.clock.now())))
    said = f"{open_ones} to do: `kaiji tasks`" if open_ones else "none"
    yield Finding(ok=not open_ones, about="office tasks", said=said)
    named = [*unowned[:PLACES_NAMED], *([f"and {len(unowned) - PLACES_NAMED} more"] if unowned[PLACES_NAMED:] else [])]
    said = f"nobody owned a fatal date in time: {', '.join(named)}" if unowned else "each fatal date is owned"
    yield Finding(ok=not unowned, about="unowned dates", said=said)


def _law(made: Services) -> Iterator[Finding]:
    today = japan_day(made.clock.now())
    provisional = made.law.calendar.is_provisional(today + timedelta(days=366))
    said = (
        "holidays of the coming year are not gazetted yet: dates there are provisional" if provisional else "gazetted"
    )
    yield Finding(ok=True, about="court calendar", said=said)
    also = {"reminders": made.law.alarms} | {f"pace of {name}": pace for name, pace in paces().items()}
    stale = stale_figures(made.law, today, also)
    yield _figures("figures of this release", [s for s in stale if not s.origin], "models/law and models/profiles")
    yield _figures("figures of the firm", [s for s in stale if s.origin], str(made.settings.root / "profiles"))


def _templates(made: Services) -> Iterator[Finding]:
    """The firm's own templates, each paper written out with an invented case."""
    environment = letter_environment(made.settings.root / "templates" / "letters")
    own = len(tuple(environment.folders.own_files()))
    yield Finding(ok=True, about="templates", said=f"{own} of the firm" if own else "those of this release")
    for fault in template_faults(environment, made.law):
        yield Finding(ok=False, about="template", said=str(fault))


def _figures(about: str, stale: list[StaleFigure], folder: str) -> Finding:
    if not stale:
        return Finding(ok=True, about=about, said="each was checked within twelve months")
    named = [f"{s.origin}{s.place} ({s.checked_on}, {s.source})" for s in stale[:PLACES_NAMED]]
    more = [f"and {len(stale) - PLACES_NAMED} more"] if len(stale) > PLACES_NAMED else []
    cure = f"look each up at its source and write the day as its checked_on in {folder}, or update kaiji"
    return Finding(ok=False, about=about, said=f"not checked for twelve months: {'; '.join([*named, *more])}: {cure}")


def _registries(made: Services) -> Iterator[Finding]:
    loopback = "loopback (samples and tests only)" if made.registry_is_loopback else "the real registries"
    yield Finding(ok=True, about="registries", said=loopback)
    cure = "; they are asked again by themselves, a person may look the address up meanwhile"
    for trouble in registry_health(made.store, made.wall.now()):
        yield Finding(ok=False, about=f"registry {trouble.name}", said=trouble.said + cure)


def _engine(made: Services) -> Iterator[Finding]:
    up = healthy(f"{made.settings.api_url}/health")
    said = made.settings.ui_url if up else f"{made.settings.ui_url} does not answer: start it with `kaiji up`"
    yield Finding(ok=up, about="desk", said=said)


def _access(made: Services) -> Iterator[Finding]:
    """Who can come in; a desk that anybody reaches unencrypted or without a password is a fault of the firm's."""
    settings = made.settings
    for fault in access_faults(settings):
        yield Finding(ok=False, about="access", said=fault)
    try:
        password(settings)
    except AccessFault as fault:
        yield Finding(ok=False, about="access", said=str(fault))
    exposed = is_open_to_others(settings) and not settings.link_url.startswith("https://")
    said = "; ".join(access_notes(settings)) or f"this machine alone ({settings.host}), no password"
    yield Finding(ok=not exposed, about="access", said=said)

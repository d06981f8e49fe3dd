"""The only place that joins ports to adapters."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta

from models.provisions import Law
from models.tables import sealing
from tasks.case_store.engine import Store, open_store
from tasks.clock import FileClock, SystemClock
from tasks.file_store import FileStore
from tasks.firm_law import firm_law
from tasks.key_file import load_ring
from tasks.maildir import MaildirMailer
from tasks.ports import Clock, IpRegistry, Mailbox, Mailer
from tasks.registry.cache import CachedFindings, Kept
from tasks.registry.endpoints import RegistryEndpoints
from tasks.registry.findings import NoTurns
from tasks.registry.identify import RegistryClient
from tasks.registry.paces import paces
from tasks.registry.turns import PacedTurns
from tasks.replies.imap_box import ImapBox, ImapSettings
from tasks.replies.maildir_box import MaildirBox
from tasks.settings import RegistrySection, Settings
from tasks.smtp import SmtpMailer
from tasks.smtp_settings import SmtpSettings


@dataclass(frozen=True, kw_only=True)
class Services:
    """Everything a task may touch. `clock` may be stepped; `wall` is always real time (leases, retries)."""

    settings: Settings
    clock: Clock
    wall: Clock
    store: Store
    law: Law
    mailer: Mailer
    registry: IpRegistry
    registry_is_loopback: bool
    documents: FileStore
    mail_key: bytes
    mailboxes: tuple[Mailbox, ...] = ()


class _Process:
    services: Services | None = None


_override: ContextVar[Services | None] = ContextVar("kaiji_services", default=None)


def services() -> Services:
    """The services of this context, else of this process (built from the environment on first use)."""
    found = _override.get() or _Process.services
    if found is None:
        found = _Process.services = build(Settings())
    return found


def install(made: Services | None) -> None:
    """Make these the services of the whole process (its threads too)."""
    _Process.services = made


@contextmanager
def using(made: Services) -> Iterator[Services]:
    """Use these services inside the block."""
    token = _override.set(made)
    try:
        yield made
    finally:
        _override.reset(token)


def build(settings: Settings) -> Services:
    """Join settings to adapters; creates KAIJI_HOME, its key and its database on first use."""
    root = settings.root
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    ring = load_ring(root, settings.key.get_secret_value() if settings.key else None)
    sealing.install(ring)
    law = firm_law(settings)
    wall = SystemClock()
    endpoints = RegistryEndpoints.overriding(whois=settings.registry.whois, rdap=settings.registry.rdap)
    store = open_store(settings.database_url)
    return Services(
        settings=settings,
        clock=FileClock(settings.clock_file) if settings.clock_file else wall,
        wall=wall,
        store=store,
        law=law,
        mailer=_mailer(settings),
        registry=_registry(settings.registry, endpoints, law, store, wall),
        registry_is_loopback=endpoints.is_loopback(),
        documents=FileStore(root / "documents"),
        mail_key=hashlib.sha256(b"mail:" + ring.index_key).digest(),
        mailboxes=tuple(_mailboxes(settings)),
    )


def _registry(
    section: RegistrySection, endpoints: RegistryEndpoints, law: Law, store: Store, wall: Clock
) -> IpRegistry:
    """The registries behind the memory in the case database, at their pace."""
    kept = Kept(hits=timedelta(days=section.keep_days), misses=timedelta(days=section.keep_misses_days))
    memory = CachedFindings(store, endpoints, wall, kept)
    paced = not endpoints.is_loopback() if section.paced is None else section.paced
    turns = PacedTurns(store, wall, {name: each.pace for name, each in paces().items()}) if paced else NoTurns()
    return RegistryClient(endpoints, law.providers, wall, memory=memory, turns=turns)


def _mailboxes(settings: Settings) -> Iterator[Mailbox]:
    """The IMAP mailbox when a host is given, and the Maildir: the one that is named, else ours when it exists."""
    known = settings.replies
    if known.host is not None:
        yield ImapBox(
            ImapSettings(
                host=known.host,
                port=known.port,
                security=known.security,
                username=known.username or "",
                password=known.password.get_secret_value() if known.password else "",
                folder=known.folder,
                done_folder=known.done_folder,
                ca_file=known.ca_file,
            )
        )
    folder = known.maildir or settings.root / "replies"
    if known.maildir is not None or folder.is_dir():
        yield MaildirBox(folder, known.done_folder)


def _mailer(settings: Settings) -> Mailer:
    smtp = settings.smtp
    if smtp.host is None:
        return MaildirMailer(settings.root / "outbox")
    return SmtpMailer(
        SmtpSettings(
            host=smtp.host,
            port=smtp.port,
            security=smtp.security,
            username=smtp.username,
            password=smtp.password.get_secret_value() if smtp.password else None,
            ca_file=smtp.ca_file,
            connections=settings.notices.connections,
        )
    )

"""The only reader of the environment: KAIJI_* variables over `KAIJI_HOME/config.toml` over defaults."""

import os
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource
from sqlalchemy import make_url


class SmtpSection(BaseModel):
    """Where mail goes. Without `host` it goes to the Maildir outbox in KAIJI_HOME."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    host: str | None = None
    port: int = Field(default=587, gt=0, lt=65536)
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str | None = None
    password: SecretStr | None = None
    ca_file: Path | None = None


class RegistrySection(BaseModel):
    """Registry endpoints by name; what is not given stays at the real registry.

    Answers are used again for `keep_days`, plain misses for `keep_misses_days`. `paced` is on unless all endpoints are
    on this machine.
    """

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    whois: dict[str, str] = Field(default_factory=dict)
    rdap: dict[str, str] = Field(default_factory=dict)
    keep_days: int = Field(default=30, ge=0)
    keep_misses_days: int = Field(default=1, ge=0)
    paced: bool | None = None


class FirmSection(BaseModel):
    """The firm as it appears in letters and mails."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    name: str = ""
    address: list[str] = Field(default_factory=list)
    contact: list[str] = Field(default_factory=list)
    account: list[str] = Field(default_factory=list)
    court: str = "東京地方裁判所"
    bar_association: str = ""
    police: str = ""
    police_address: list[str] = Field(default_factory=list)
    mail_from: str = "kaiji@localhost.localdomain"
    mail_domain: str = "kaiji.localdomain"


class OperationsPerson(BaseModel):
    """One of operations: hears of bounces, stalls, and of what nobody has owned."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    name: str = Field(min_length=1)
    mail: str = Field(min_length=3)
    language: Literal["ja", "en"] = "ja"


class NoticesSection(BaseModel):
    """Notices inside the firm. `may_name`: what mails may say beyond refs, roles and dates. `connections`: at once."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    operations: list[OperationsPerson] = Field(default_factory=list)
    may_name: list[Literal["requester", "platform", "provider", "court_case_no"]] = Field(default_factory=list)
    connections: int = Field(default=4, ge=1, le=20)


class RepliesSection(BaseModel):
    """Where replies arrive: an IMAP mailbox when `host` is given, and the Maildir (KAIJI_HOME/replies by default).

    `address` is what mails ask to reply to; the sender's own address when it is not given.
    """

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    address: str | None = None
    maildir: Path | None = None
    host: str | None = None
    port: int = Field(default=993, gt=0, lt=65536)
    security: Literal["starttls", "tls", "none"] = "tls"
    username: str | None = None
    password: SecretStr | None = None
    ca_file: Path | None = None
    folder: str = "INBOX"
    done_folder: str = "kaiji"


class DocumentsSection(BaseModel):
    """Papers as files. `font_dir` holds the fonts to set them in (the packaged ones when not given).

    `serif` and `sans` name the families; `soffice` is the program that makes the PDF of a paper edited in Word.
    """

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    font_dir: Path | None = None
    serif: str = "Noto Serif JP"
    sans: str = "Noto Sans JP"
    soffice: Path | None = None


class CaptureSection(BaseModel):
    """Captures of pages. `browser` is the Chromium to use (found on the machine when not given).

    `timestamp_url`: an authority that answers RFC 3161; `timestamp_ca_file`: the certificates its answers are checked
    with. `time_server`: host or host:port that is asked (SNTP) how far this machine's clock lies off. `loopback`:
    addresses on this machine may be captured (trials only); other private ones never.
    """

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    browser: Path | None = None
    timestamp_url: str | None = None
    timestamp_ca_file: Path | None = None
    time_server: str | None = None
    seconds: int = Field(default=60, ge=5)
    loopback: bool = False


class WatchdogSection(BaseModel):
    """Whom `kaiji watchdog` tells, over which relay (`smtp` of the desk when not given), and how patient it is."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    to: list[str] = Field(default_factory=list)
    smtp: SmtpSection | None = None
    sweep_minutes: int = Field(default=20, ge=1)
    pile_minutes: int = Field(default=60, ge=1)
    repeat_hours: int = Field(default=4, ge=1)


class AccessSection(BaseModel):
    """Who gets in. `auth`: `auto` asks for the desk's password unless it listens on this machine alone.

    `user_header`: the header in which the reverse proxy says who has logged in; it counts only from `proxies`
    (addresses). `users`: the name to record for a login, where that differs.
    """

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    auth: Literal["auto", "on", "off"] = "auto"
    user_header: str | None = None
    proxies: list[str] = Field(default_factory=lambda: ["127.0.0.1", "::1"])
    users: dict[str, str] = Field(default_factory=dict, repr=False)


class Settings(BaseSettings):
    """All settings. `home` decides where `config.toml` is read from."""

    model_config = SettingsConfigDict(
        env_prefix="KAIJI_", env_nested_delimiter="__", extra="ignore", hide_input_in_errors=True
    )

    home: Path = Path(".kaiji")
    database: str | None = None
    key: SecretStr | None = None
    clock_file: Path | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=4200, gt=0, lt=65536)
    public_url: str | None = None
    language: Literal["ja", "en"] = "ja"
    smtp: SmtpSection = Field(default_factory=SmtpSection)
    registry: RegistrySection = Field(default_factory=RegistrySection)
    firm: FirmSection = Field(default_factory=FirmSection)
    notices: NoticesSection = Field(default_factory=NoticesSection)
    replies: RepliesSection = Field(default_factory=RepliesSection)
    watchdog: WatchdogSection = Field(default_factory=WatchdogSection)
    documents: DocumentsSection = Field(default_factory=DocumentsSection)
    capture: CaptureSection = Field(default_factory=CaptureSection)
    access: AccessSection = Field(default_factory=AccessSection)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Command line over environment over the firm's file over defaults."""
        del dotenv_settings, file_secret_settings
        file = Path(os.environ.get("KAIJI_HOME", ".kaiji")) / "config.toml"
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=file)

    @cached_property
    def root(self) -> Path:
        """KAIJI_HOME, absolute."""
        return self.home.expanduser().resolve()

    @property
    def database_url(self) -> str:
        """URL of the case database."""
        return self.database or f"sqlite:///{self.root / 'kaiji.db'}"

    @property
    def prefect_database_url(self) -> str | None:
        """Prefect's own database beside the case database; None is Prefect's embedded default."""
        if self.database is None or not self.database.startswith("postgresql"):
            return None
        url = make_url(self.database)
        beside = url.set(drivername="postgresql+asyncpg", database=f"{url.database or 'kaiji'}_prefect")
        return beside.render_as_string(hide_password=False)

    @property
    def ui_url(self) -> str:
        """Address of the Prefect UI."""
        shown = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 (compared, not bound)
        return f"http://{shown}:{self.port}"

    @property
    def link_url(self) -> str:
        """Address of the desk as people reach it: what mails, calendars and pages link to."""
        return (self.public_url or self.ui_url).rstrip("/")

    @property
    def api_url(self) -> str:
        """Address of the Prefect API."""
        return f"{self.ui_url}/api"

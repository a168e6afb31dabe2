"""Settings from the environment, in one frozen value; a wrong or unknown one stops the start with a reason."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from states.roles import ROLES

PREFIX = "WORKFLOW_APP_"
# Local part and domain as mail servers everywhere take them; no comments, quotes or letters beyond ASCII.
MAIL_ADDRESS = re.compile(
    r"(?=.{6,254}\Z)[A-Za-z0-9_%+'-]+(?:\.[A-Za-z0-9_%+'-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
MODES = ("production", "demo", "development", "test")
REQUIRED, OPTIONAL = "required", "optional"


class SettingsInvalid(ValueError):
    """The environment does not describe a system that may start."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problems))


@dataclass(frozen=True, slots=True)
class Settings:
    """One field for each WORKFLOW_APP_… variable, its meaning beside it (documented in docs/operations.md)."""

    mode: str = "production"
    data_dir: Path = Path("var")
    database_url: str = ""  # empty: SQLite in data_dir
    read_database_url: str = ""  # a replica for public pages
    base_url: str = "http://localhost:8000"  # for links that leave the system
    origin: str = ""  # name of the journal; used once, by `init`
    key_passphrase_file: str = ""  # protects the journal's keys on disk
    timestamps_url: str = ""  # a timestamping service (RFC 3161) for sealed records; empty: none is asked
    high_water_file: str = ""  # must lie outside database and backups
    smtp_url: str = ""  # smtp://user@server:587 or smtps://…; empty: no mail is sent
    smtp_password_file: str = ""  # instead of a password in the address
    mail_from: str = ""  # the address that mails come from
    contact: str = ""  # of the issuer, on every page: who is told of a mistake
    calendar_file: str = ""  # working days, instead of the calendar shipped
    trusted_proxies: int = 0  # number of reverse proxies in front
    metrics: str = "off"  # "on": figures for Prometheus at /metrics, with the extra `metrics`
    threads: int = 6
    max_body_mb: int = 12  # one upload of 10 MB and its form
    session_idle_minutes: int = 60
    session_hours: int = 10
    second_factor: str = ""  # of those who decide: required or optional; empty: required in production
    device_bound_roles: str = ""  # whose passkeys may not be backed up or copied, "board_signatory,manager"
    signing_roots: str = ""  # PEM file, or folder of them: whose certificates sign agreements
    signing_crls: str = ""  # revocation list, or folder of them, brought up to date by the operator
    clock_shift_seconds: int = 0  # demo only: the simulated day

    @property
    def url(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'register.sqlite3'}"

    @property
    def keys_dir(self) -> Path:
        return self.data_dir / "keys"

    @property
    def high_water_path(self) -> Path:
        return Path(self.high_water_file) if self.high_water_file else self.data_dir / "high-water" / "checkpoint"

    @property
    def needs_second_factor(self) -> bool:
        return (self.second_factor or (REQUIRED if self.mode == "production" else OPTIONAL)) == REQUIRED

    def binds_to_device(self, held: Iterable[str]) -> bool:
        """Whether somebody with these roles may use only keys that never leave their device."""
        return not set(self.device_bound_roles.replace(",", " ").split()).isdisjoint(held)

    @property
    def secure_cookies(self) -> bool:
        return self.base_url.startswith("https://")


def load(environ: Mapping[str, str] | None = None, **overrides: object) -> Settings:
    """Read the settings, or raise `SettingsInvalid` with every problem at once."""
    environ = os.environ if environ is None else environ
    types = {field.name: type(getattr(Settings(), field.name)) for field in fields(Settings)}
    problems: list[str] = []
    values: dict[str, object] = {}
    for name, text in environ.items():
        if not name.startswith(PREFIX):
            continue
        key = name.removeprefix(PREFIX).lower()
        if key not in types:
            problems.append(f"{name} is not a setting; see docs/operations.md")
            continue
        try:
            values[key] = Path(text) if issubclass(types[key], Path) else types[key](text)
        except ValueError:
            problems.append(f"{name}={text!r} is not a whole number")
    settings = replace(Settings(), **{**values, **overrides})  # type: ignore[arg-type]
    problems += _problems(settings)
    if problems:
        raise SettingsInvalid(problems)
    return settings


def _problems(settings: Settings) -> list[str]:
    found = []
    if settings.mode not in MODES:
        found.append(f"{PREFIX}MODE={settings.mode!r}: one of {', '.join(MODES)}")
    address = urlsplit(settings.base_url)
    if address.scheme not in ("http", "https") or not address.hostname:
        found.append(f"{PREFIX}BASE_URL={settings.base_url!r} is not a web address")
    elif settings.mode == "production" and address.scheme != "https" and address.hostname != "localhost":
        found.append(f"{PREFIX}BASE_URL must begin with https:// in production: cookies would travel in the open")
    if not settings.url.startswith(("sqlite:///", "postgresql+psycopg://")):
        found.append(f"{PREFIX}DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://")
    if settings.clock_shift_seconds and settings.mode not in ("demo", "test"):
        found.append(f"{PREFIX}CLOCK_SHIFT_SECONDS is for the demo only")
    if settings.metrics not in ("on", "off"):
        found.append(f"{PREFIX}METRICS={settings.metrics!r}: on or off")
    elif settings.metrics == "on" and find_spec("prometheus_client") is None:
        found.append(f"{PREFIX}METRICS=on wants the package prometheus-client (the extra `metrics`)")
    if unknown := set(settings.device_bound_roles.replace(",", " ").split()) - set(ROLES):
        found.append(f"{PREFIX}DEVICE_BOUND_ROLES: no such role: {', '.join(sorted(unknown))}")
    if settings.second_factor not in ("", REQUIRED, OPTIONAL):
        found.append(f"{PREFIX}SECOND_FACTOR={settings.second_factor!r}: {REQUIRED} or {OPTIONAL}")
    if settings.timestamps_url and not settings.timestamps_url.startswith(("https://", "http://")):
        found.append(f"{PREFIX}TIMESTAMPS_URL={settings.timestamps_url!r} is not a web address")
    found += _problems_of_mail(settings)
    for name in ("signing_roots", "signing_crls"):
        if (path := getattr(settings, name)) and not Path(path).exists():
            found.append(f"{PREFIX}{name.upper()}={path!r}: there is no such file or folder")
    if not 1 <= settings.threads <= 64:
        found.append(f"{PREFIX}THREADS={settings.threads}: from 1 to 64")
    return found


def _problems_of_mail(settings: Settings) -> list[str]:
    if not settings.smtp_url:
        return []
    found = []
    if not is_server(settings.smtp_url):  # not repeated: it may hold a password
        found.append(f"{PREFIX}SMTP_URL must be smtp:// or smtps:// with a server")
    if not MAIL_ADDRESS.fullmatch(settings.mail_from):
        found.append(f"{PREFIX}MAIL_FROM={settings.mail_from!r} is not a mail address")
    return found


def is_server(url: str) -> bool:
    """Whether an address names a mail server."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False

"""Settings from the environment, in one frozen value; a wrong or unknown one stops the start with a reason."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from urllib.parse import urlsplit

PREFIX = "WORKFLOW_APP_"
MODES = ("production", "demo", "development", "test")


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
    high_water_file: str = ""  # must lie outside database and backups
    contact: str = ""  # of the issuer, on every page: who is told of a mistake
    calendar_file: str = ""  # working days, instead of the calendar shipped
    trusted_proxies: int = 0  # number of reverse proxies in front
    threads: int = 6
    max_body_mb: int = 12  # one upload of 10 MB and its form
    session_idle_minutes: int = 60
    session_hours: int = 10
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
    if not 1 <= settings.threads <= 64:
        found.append(f"{PREFIX}THREADS={settings.threads}: from 1 to 64")
    return found

"""Starting up: from settings to a house whose keys, tables and durability were checked."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import structlog

from states.working_days import CalendarInvalid, WorkingDays

from .calendars import SHIPPED, read_calendar
from .clock import Clock, ShiftedClock, SteadyClock
from .db import Database
from .files import FileStore
from .house import House
from .services import journal, setup
from .services.outage import OUTAGES
from .settings import Settings
from .transparency.keys import create_keys, load_keys
from .upgrade import is_current, upgrade

log = structlog.get_logger()

WAITS, PAUSE = 60, 0.5  # how often, and how many seconds between, a database server is asked before the start fails


class CannotStart(Exception):
    """The system must not start, with what to do about it."""


def passphrase(settings: Settings) -> bytes | None:
    """The passphrase of the journal's keys, from its file."""
    if not settings.key_passphrase_file:
        return None
    return Path(settings.key_passphrase_file).read_bytes().strip()


def clock_of(settings: Settings) -> Clock:
    """The machine's clock, or the simulated day of the demo."""
    shift = settings.clock_shift_seconds
    steady = SteadyClock()
    return ShiftedClock(timedelta(seconds=shift), steady) if shift else steady


def calendar_of(settings: Settings) -> WorkingDays:
    """The calendar of working days: the one shipped, or the office's own."""
    path = Path(settings.calendar_file) if settings.calendar_file else SHIPPED
    try:
        return read_calendar(path)
    except (OSError, CalendarInvalid) as error:
        raise CannotStart(f"the calendar {path} cannot be counted by: {error}") from error


def create_house(settings: Settings, clock: Clock | None = None) -> House:
    """Set up a new system: tables, keys, journal and its first entries. Refuses where one exists already."""
    if not settings.origin:
        raise CannotStart("WORKFLOW_APP_ORIGIN names the journal for ever, such as so.tinhuy.vn/log; set it for `init`")
    calendar = calendar_of(settings)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    upgrade(settings.url)
    database = Database(settings.url, settings.read_database_url or None)
    if setup.journal_of(database) is not None:
        raise CannotStart("this database already has a journal; `init` is done once")
    keys = create_keys(settings.keys_dir, settings.origin, passphrase(settings))
    files = FileStore(settings.data_dir / "files")
    house = House(settings, database, clock or clock_of(settings), keys, files, calendar)
    setup.initialise(house)
    return house


def open_patiently(settings: Settings) -> House:
    """Open an existing system; a database server that is starting too, or was restarted, is waited for."""
    for _ in range(WAITS if settings.database_url else 0):
        try:
            return open_house(settings)
        except OUTAGES as error:
            log.warning("database.awaited", error=type(error).__name__)
            time.sleep(PAUSE)
    try:
        return open_house(settings)
    except OUTAGES as error:
        raise CannotStart(f"the database does not answer: {getattr(error, 'orig', error)}") from error


def open_house(settings: Settings) -> House:
    """Open an existing system, or say in `CannotStart` why it must not run."""
    database = Database(settings.url, settings.read_database_url or None)
    path = database.file
    if path is not None and not path.exists():  # connecting would make an empty one there
        raise CannotStart(f"no register at {path}; WORKFLOW_APP_DATA_DIR says where, `workflow-app init` makes one")
    with database.read_engine.connect() as connection:
        if not is_current(connection):
            raise CannotStart("the tables are not those of this version; run `workflow-app db upgrade`")
    if settings.mode not in ("demo", "test"):
        database.check_durability()
    known = setup.journal_of(database)
    if known is None:
        raise CannotStart("this database has no journal yet; run `workflow-app init`")
    keys = load_keys(settings.keys_dir, known.origin, passphrase(settings))
    if (keys.checkpoint_verifier.vkey, keys.entry_verifier.vkey) != (known.checkpoint_vkey, known.entry_vkey):
        raise CannotStart("the keys in the key folder are not the keys of this journal")
    files = FileStore(settings.data_dir / "files")
    house = House(settings, database, clock_of(settings), keys, files, calendar_of(settings))
    journal.look_back(house)
    return house

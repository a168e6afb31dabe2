"""What a use case needs from the running system, in one frozen value that is passed in."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import date

from states.working_days import WorkingDays

from .calendars import read_calendar
from .clock import Clock
from .db import Database
from .files import FileStore
from .settings import Settings
from .transparency.keys import JournalKeys
from .transparency.seal import Seal


@dataclass(slots=True)
class Watch:
    """What the running system noticed about itself.

    `rolled_back` says why writes are refused, or is empty; `waiting` holds for a mandate how the register stood when
    its tasks were counted last, and how many there were; `issuer` the same of who issues the programmes.
    """

    rolled_back: str = ""
    waiting: dict[int, tuple[tuple[object, ...], int]] = field(default_factory=dict)
    issuer: tuple[tuple[int, int], str] | None = None
    acts: int = 0  # of this process, and of its integrator: what was shown before may have changed
    reminded_on: date | None = None  # the day whose deadlines were gone through
    returns_reminded_on: date | None = None  # the day on which cells were reminded of their months
    asked_again_on: date | None = None  # the day on which parties were reminded to sign
    bell: threading.Event | None = None  # rung after each act, where a thread takes entries into the tree
    seal: Seal | None = None  # the organisation's, once it was loaded
    in_bulk: bool = False  # many acts are made by one program, which lets the tree follow from time to time


@dataclass(frozen=True, slots=True)
class House:
    """Database, clock, keys, files, settings and calendar of one running system."""

    settings: Settings
    db: Database
    clock: Clock
    keys: JournalKeys
    files: FileStore
    calendar: WorkingDays = field(default_factory=read_calendar)
    watch: Watch = field(default_factory=Watch)

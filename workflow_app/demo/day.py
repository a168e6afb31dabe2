"""The demo's own clock: its shift is kept beside the data, and a visitor may let the next working day begin."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import date, datetime, time
from pathlib import Path

from ..clock import VIETNAM, ShiftedClock, day_of
from ..house import House
from ..upgrade import migrations_folder

BEGINS = time(8, 30, tzinfo=VIETNAM)


def made_for() -> str:
    """The editions and tables that a demo is made for; with others it is made anew, for nothing in it is to be kept."""
    editions = sorted((Path(__file__).parent.parent / "programmes").glob("*.toml"))
    tables = sorted(path.name for path in (migrations_folder() / "versions").glob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in editions) + repr(tables).encode()).hexdigest()


def read_shift(folder: Path) -> int | None:
    """The seconds between the demo's clock and the real one; None where no demo of this version was made."""
    try:
        kept = json.loads((folder / "demo.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return int(kept["clock_shift_seconds"]) if kept.get("made_for") == made_for() else None


def keep_shift(folder: Path, seconds: int) -> None:
    """Keep the shift for later starts; it also marks the folder as a demo that is complete."""
    temporary = folder / ".demo.json.new"
    temporary.write_text(json.dumps({"clock_shift_seconds": seconds, "made_for": made_for()}), encoding="utf-8")
    os.replace(temporary, folder / "demo.json")


def go_on(house: House, seen: date) -> None:
    """Let the next working day begin, if it is still the day that the page showed."""
    clock = house.clock
    if not isinstance(clock, ShiftedClock) or day_of(clock()) != seen:
        return  # pressed twice: one day is enough
    clock.forward_to(datetime.combine(house.calendar.add(seen, 1), BEGINS))
    keep_shift(house.settings.data_dir, int(clock.shift.total_seconds()))

"""A register of its own with two servers on it, each a process of the operating system that may be killed."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import make_url

from tests.builders import build_district, drafted
from tests.postgres import Server
from workflow_app.clock import system_clock
from workflow_app.db import Database
from workflow_app.demo.day import keep_shift
from workflow_app.files import FileStore
from workflow_app.house import House
from workflow_app.models import Account, Mandate
from workflow_app.services import setup
from workflow_app.settings import PREFIX, Settings
from workflow_app.start import clock_of
from workflow_app.transparency.keys import create_keys
from workflow_app.upgrade import grant, upgrade

DAY = datetime(2025, 5, 20, 1, 0, tzinfo=UTC)  # on which the round of the district is open
ORIGIN = "kills.invalid/log"


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: the code of its draft, and by which names its secretary and the reviewer sign in."""

    code: str
    secretary: str
    reviewer: str


@dataclass(slots=True)
class Register:
    """A register with a complete draft for each unit, to be copied for each seed."""

    settings: Settings
    units: list[Unit] = field(default_factory=list)
    database: str = ""  # its name, on PostgreSQL


def make_register(folder: Path, units: int, server: Server | None) -> Register:
    """Set a register up, with so many units."""
    urls = server.create_database() if server else None
    folder.mkdir()
    shift = int((DAY - system_clock()).total_seconds())
    settings = Settings(
        mode="demo", data_dir=folder, database_url=urls.application if urls else "", clock_shift_seconds=shift
    )
    upgrade(urls.owner if urls else settings.url)
    if urls:
        grant(urls.owner, make_url(urls.application).username or "")
    keys = create_keys(settings.keys_dir, ORIGIN, None)
    house = House(settings, Database(settings.url), clock_of(settings), keys, FileStore(folder / "files"))
    setup.initialise(house)
    district = build_district(house, cells=units)
    names = ["secretary" + ("" if number == 1 else str(number)) for number in range(1, units + 1)]
    drafts = {name: drafted(district, name) for name in names}
    with house.db.reading() as session:
        known = {
            part: session.get_one(Account, session.get_one(Mandate, mandate).account_id).pseudonym
            for part, mandate in district.mandates.items()
        }
    house.db.close()
    keep_shift(folder, shift)
    made = [Unit(code, known[name], known["reviewer"]) for name, code in drafts.items()]
    return Register(settings, made, urls.name if urls else "")


def copy_register(pattern: Register, folder: Path, server: Server | None) -> Register:
    """The same register once more, with data of its own."""
    shutil.copytree(pattern.settings.data_dir, folder)
    urls = server.create_database(template=pattern.database) if server else None
    settings = replace(pattern.settings, data_dir=folder, database_url=urls.application if urls else "")
    return Register(settings, pattern.units, urls.name if urls else "")


class Machine:
    """One server process; started again after each kill at the same port."""

    def __init__(self, settings: Settings, log: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.log = log
        said = {"mode": settings.mode, "data_dir": settings.data_dir, "database_url": settings.database_url}
        said |= {"clock_shift_seconds": settings.clock_shift_seconds}
        outside = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        self.environment = outside | {PREFIX + name.upper(): str(value) for name, value in said.items() if value}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "workflow_app", "serve", "--port", str(self.port)]
        with open(self.log, "ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, env=self.environment)

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Ask it to end, as an operator does."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def answers(self) -> bool:
        """Whether it can be reached and finds everything in order."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            asked.request("GET", "/readyz")
            return asked.getresponse().status == 200
        except OSError:
            return False
        finally:
            asked.close()


def wait_for(machines: list[Machine], everyone: bool = True) -> None:
    """Wait until all of them answer, or one of them."""
    until = time.monotonic() + 120
    while not (all if everyone else any)(machine.answers() for machine in machines):
        for machine in machines:
            if time.monotonic() > until or not machine.is_running():
                raise RuntimeError("a server does not come up:\n" + machine.log.read_text()[-3000:])
        time.sleep(0.05)

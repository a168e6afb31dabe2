"""A register of each former state of the tables, full of cases, comes through the upgrade whole.

`releases/` holds backups made by the program of that time, with their keys: units, people in every role, and cases of
every process. Whoever changes tables after a release adds one of it: `workflow-app backup --with-keys` of the register
that `tests/matrix.py` builds.
"""

from __future__ import annotations

import tarfile
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from states.processes import PROCESSES
from tests.builders import MovableClock
from tests.postgres import Server
from workflow_app.db import Database
from workflow_app.files import FileStore
from workflow_app.house import House
from workflow_app.models import Case, Checkpoint, Entry
from workflow_app.services import backup, journal, unit
from workflow_app.services.perform import unit_of_work
from workflow_app.services.verify_journal import verify
from workflow_app.settings import Settings
from workflow_app.transparency.keys import load_keys
from workflow_app.upgrade import grant, is_current, upgrade

RELEASES = sorted((Path(__file__).parent / "releases").glob("*.tar.xz"))


@pytest.mark.parametrize("release", [path for path in RELEASES if ".sqlite." in path.name], ids=lambda path: path.name)
def test_a_former_register_on_sqlite_is_whole_after_the_upgrade(release: Path, tmp_path: Path) -> None:
    settings = Settings(mode="test", data_dir=tmp_path / "register")
    _bring_through(release, tmp_path / "backup", settings, settings)


@pytest.mark.tool("postgres")
@pytest.mark.parametrize("release", [path for path in RELEASES if ".postgresql." in path.name], ids=lambda p: p.name)
def test_a_former_register_on_postgresql_is_whole_after_the_upgrade(
    release: Path, tmp_path: Path, postgres_server: Server
) -> None:
    urls = postgres_server.create_database()
    owner = Settings(mode="test", data_dir=tmp_path / "register", database_url=urls.owner)
    _bring_through(release, tmp_path / "backup", owner, replace(owner, database_url=urls.application))


def _bring_through(release: Path, copy: Path, owner: Settings, application: Settings) -> None:
    with tarfile.open(release) as packed:
        packed.extractall(copy, filter="data")
    backup.restore(owner, copy)
    before = _heads(owner)
    upgrade(owner.url)
    if owner.url != application.url:
        grant(owner.url, application.url.split("//")[1].split(":")[0])
    assert _heads(owner) == before, "an upgrade changes neither the tree nor the cases"
    house = _open(application)
    with house.db.reading() as session:
        assert is_current(session.connection())
    report = verify(house)
    assert report.ok and report.size == before[0] > 200, "\n".join(map(str, report.findings))
    _go_on(house)
    assert verify(house).size == before[0] + 1
    house.db.close()


def _heads(settings: Settings) -> tuple[int, str, dict[str, int]]:
    """The newest checkpoint, and how many cases stand where; asked so that every state of the tables can answer."""
    database = Database(settings.url)
    with database.reading() as session:
        size, note = session.execute(select(Checkpoint.size, Checkpoint.note).order_by(Checkpoint.size.desc())).first()  # type: ignore[misc]
        states = session.execute(select(Case.process, Case.state, func.count()).group_by(Case.process, Case.state))
        counted = {f"{process} {state}": number for process, state, number in states}
    database.close()
    assert {name.split()[0] for name in counted} == set(PROCESSES), "the register of a release has every process"
    return size, note, counted


def _open(settings: Settings) -> House:
    database = Database(settings.url)
    with database.reading() as session:
        newest = session.scalar(select(func.max(Entry.at)))
    assert newest is not None
    keys = load_keys(settings.keys_dir, "bench.invalid/log")
    return House(settings, database, MovableClock(newest), keys, FileStore(settings.data_dir / "files"))


def _go_on(house: House) -> None:
    """Something new can be recorded in what was brought over."""
    with unit_of_work(house) as work:
        unit.found(
            work, work.system(), name="Chi bộ Mới", short_name="Chi bộ Mới", kind="chi_bo", level="grassroots",
            parent=None, valid_from=work.today,
        )  # fmt: skip
    journal.integrate(house)

"""A running system for each test: a copy of one made once, with its own folder, keys and clock.

A test that asks for `district` gets the small district of `tests.builders` in its house, ready made; one that asks
for `board` that of `tests.recognition`, for `everybody` that of `tests.story_e`, for `quynh_phu` that of 2022; one
that asks only for `house` gets a journal with its first two entries.
After each test the whole journal is verified, unless the test asks for `tampering`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import make_url

from tests import quynh_phu as quynh_phu_2022
from tests.builders import PASSWORD, District, MovableClock, build_district
from tests.page import Browser
from tests.postgres import Server
from tests.recognition import build as build_board
from tests.story_e import build as build_everybody
from workflow_app import create_app
from workflow_app.db import Database
from workflow_app.files import FileStore
from workflow_app.house import House
from workflow_app.services import setup, verify_journal
from workflow_app.settings import Settings
from workflow_app.transparency.keys import create_keys, load_keys
from workflow_app.upgrade import grant, upgrade

ORIGIN = "test.invalid/log"
BUILDERS = {  # fixture -> what makes it
    "district": build_district, "board": build_board, "everybody": build_everybody, "quynh_phu": quynh_phu_2022.build,
}  # fmt: skip
BEGINS = {"quynh_phu": quynh_phu_2022.BEGINS}  # of those that do not begin on the usual day


@dataclass(slots=True)
class Pattern:
    """A system made once for this worker, to be copied: its folder, and the district in it, if any."""

    folder: Path
    district: District | None = None
    database: str = ""  # on PostgreSQL, the name to copy from


@dataclass(slots=True)
class Patterns:
    """The systems to copy, each made by the first test that needs it."""

    folder: Path
    made: dict[tuple[str, str], Pattern] = field(default_factory=dict)

    def get(self, server: Server | None, kind: str) -> Pattern:
        key = ("postgres" if server else "sqlite", kind)
        if key not in self.made:
            self.made[key] = self._make(self.folder / "-".join(key), server, kind)
        return self.made[key]

    def _make(self, folder: Path, server: Server | None, kind: str) -> Pattern:
        folder.mkdir()
        urls = server.create_database() if server else None
        settings = settings_for(folder, urls.application if urls else "")
        upgrade(urls.owner if urls else settings.url)
        if urls:
            grant(urls.owner, make_url(urls.application).username or "")
        house = House(
            settings, open_database(settings.url), _clock(kind), create_keys(settings.keys_dir, ORIGIN),
            FileStore(folder / "files"),
        )  # fmt: skip
        setup.initialise(house)
        district = BUILDERS[kind](house) if kind else None
        house.db.close()
        return Pattern(folder, district, urls.name if urls else "")


_FIRST: dict[str, Database] = {}  # by dialect: the database whose compiled SQL the others use


def open_database(url: str) -> Database:
    """A database that shares its compiled SQL with the others of its kind; compiling it anew took half of each test."""
    database = Database(url)
    if database.dialect not in _FIRST:
        for engine in (database.engine, database.read_engine):
            engine.connect().close()  # the dialect that is shared has met a server
        _FIRST[database.dialect] = database
    first = _FIRST[database.dialect]
    for engine, of_first in ((database.engine, first.engine), (database.read_engine, first.read_engine)):
        engine.dialect = of_first.dialect  # a compiled statement is kept under its dialect
        engine.update_execution_options(compiled_cache=of_first._compiled_cache)
    return database


def settings_for(folder: Path, url: str = "") -> Settings:
    """The settings of a test's house."""
    return Settings(mode="test", data_dir=folder, database_url=url, origin=ORIGIN)


@pytest.fixture(scope="session")
def patterns(tmp_path_factory: pytest.TempPathFactory) -> Patterns:
    return Patterns(tmp_path_factory.mktemp("patterns"))


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> MovableClock:
    """The clock of this test's house; `clock.advance(days=3)` moves it."""
    return _clock(kind_of(request))


def _clock(kind: str) -> MovableClock:
    return MovableClock(BEGINS[kind]) if kind in BEGINS else MovableClock()


def _copy(pattern: Pattern, folder: Path, clock: MovableClock, url: str = "") -> House:
    shutil.copytree(pattern.folder, folder)
    settings = settings_for(folder, url)
    keys = load_keys(settings.keys_dir, ORIGIN)
    return House(settings, open_database(settings.url), clock, keys, FileStore(folder / "files"))


def kind_of(request: pytest.FixtureRequest) -> str:
    """The name of the district that a test asks for; "" for none."""
    return next((name for name in BUILDERS if name in request.fixturenames), "")


@pytest.fixture
def sqlite_house(
    request: pytest.FixtureRequest, patterns: Patterns, clock: MovableClock, tmp_path: Path
) -> Iterator[House]:
    house = _copy(patterns.get(None, kind_of(request)), tmp_path / "house", clock)
    yield house
    _leave(request, house)


@pytest.fixture
def postgres_house(
    request: pytest.FixtureRequest, patterns: Patterns, clock: MovableClock, tmp_path: Path, postgres_server: Server
) -> Iterator[House]:
    """A house on PostgreSQL; mark the test `tool("postgres")`."""
    pattern = patterns.get(postgres_server, kind_of(request))
    urls = postgres_server.create_database(template=pattern.database)
    house = _copy(pattern, tmp_path / "house", clock, urls.application)
    yield house
    _leave(request, house)
    postgres_server.drop_database(urls.name)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.tool("postgres"))])
def any_house(request: pytest.FixtureRequest) -> House:
    """A house on each of the two databases in turn."""
    found: House = request.getfixturevalue(f"{request.param}_house")
    return found


@pytest.fixture
def house(request: pytest.FixtureRequest) -> House:
    """The house of this test; with `any_house` it is that one, else one on SQLite."""
    name = "any_house" if "any_house" in request.fixturenames else "sqlite_house"
    found: House = request.getfixturevalue(name)
    return found


@pytest.fixture
def district(house: House, patterns: Patterns, request: pytest.FixtureRequest) -> District:
    """The small district of `tests.builders`, in this test's house."""
    return _ready(house, patterns, request)


@pytest.fixture
def board(house: House, patterns: Patterns, request: pytest.FixtureRequest) -> District:
    """The district of `tests.recognition` with its board and the bodies that appraise, in this test's house."""
    return _ready(house, patterns, request)


@pytest.fixture
def everybody(house: House, patterns: Patterns, request: pytest.FixtureRequest) -> District:
    """The district of `tests.story_e`, under the rules as they are shipped, in this test's house."""
    return _ready(house, patterns, request)


@pytest.fixture
def quynh_phu(house: House, patterns: Patterns, request: pytest.FixtureRequest) -> District:
    """The district of `tests.quynh_phu`, in May 2022, in this test's house."""
    return _ready(house, patterns, request)


def _ready(house: House, patterns: Patterns, request: pytest.FixtureRequest) -> District:
    server = request.getfixturevalue("postgres_server") if house.db.dialect == "postgresql" else None
    ready = patterns.get(server, kind_of(request)).district
    assert ready is not None
    return replace(
        ready, house=house, units=list(ready.units), mandates=dict(ready.mandates), logins=dict(ready.logins)
    )


@pytest.fixture
def tampering() -> None:
    """Asked for by tests that damage the journal on purpose: it is not verified afterwards."""


def _leave(request: pytest.FixtureRequest, house: House) -> None:
    """Every test ends with a whole journal, or says that it broke it."""
    try:
        if "tampering" not in request.fixturenames:
            check_journal(house)
    finally:
        house.db.close()


def check_journal(house: House) -> None:
    """Fail unless the whole database agrees with its journal."""
    from workflow_app.services.journal import integrate

    integrate(house)
    report = verify_journal.verify(house)
    assert report.ok, "\n".join(map(str, report.findings))


@pytest.fixture
def app(house: House) -> Flask:
    """The web application of this test's house; form tokens are checked as in production."""
    return create_app(house)


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A browser that proof-reads each page."""
    return Browser(app.test_client())


@pytest.fixture
def browser_of(app: Flask, district: District) -> Any:
    """`browser_of("secretary")` is a browser in which that part of the district has signed in."""

    def signed_in(part: str) -> Browser:
        browser = Browser(app.test_client())
        browser.sign_in(district.logins[part], PASSWORD)
        return browser

    return signed_in

"""A replica that is behind may answer what everybody may see, and nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests import builders
from tests.builders import PASSWORD, District
from workflow_app import create_app
from workflow_app.db import Database
from workflow_app.house import House
from workflow_app.services import journal, log, public_case, queue, registration, session
from workflow_app.services.actor import load_actor
from workflow_app.services.errors import NotFound
from workflow_app.services.proofs import served_head
from workflow_app.services.register import Search, search


@dataclass
class Behind:
    """A house whose replica does not know yet that `fresh` was accepted, as it knows of `known`."""

    house: House
    district: District
    known: str
    fresh: str


@pytest.fixture
def behind(district: District, tmp_path: Path) -> Iterator[Behind]:
    house = district.house
    known = builders.approved(district)
    fresh = builders.submitted(district, "secretary2")
    journal.integrate(house)
    copy = tmp_path / "replica.sqlite3"
    with sqlite3.connect(house.db.url.removeprefix("sqlite:///")) as now:
        now.execute("VACUUM INTO ?", (str(copy),))
    now.close()
    both = replace(house, db=Database(house.db.url, f"sqlite:///{copy}"))
    for act, by in (
        (registration.receive, "reviewer"),
        (registration.endorse, "reviewer"),
        (registration.approve, "board"),
    ):
        act(both, district.mandates[by], fresh, seen=builders.seen(both, fresh)[0])
    journal.integrate(both)
    yield Behind(both, district, known, fresh)
    both.db.close()


def client_of(behind: Behind) -> FlaskClient:
    return create_app(behind.house).test_client()


def test_without_a_replica_no_second_engine_is_opened(house: House) -> None:
    assert house.db.public_engine is house.db.read_engine and not house.db.has_replica


def test_somebody_just_signed_in_is_known_and_sees_what_was_just_decided(behind: Behind) -> None:
    house, mandates = behind.house, behind.district.mandates
    token = session.sign_in(house, behind.district.logins["reviewer"], PASSWORD, "203.0.113.7", "Firefox")
    assert session.resolve(house, session.hash_of(token))
    assert builders.state_of(house, behind.fresh) == "approved"
    with house.db.reading() as read:
        reviewer = load_actor(read, mandates["reviewer"], house.clock().date())
    assert queue.count_tasks(house, reviewer) == 0
    with house.db.reading_public() as read:
        replica = replace(house, db=Database(str(read.get_bind().engine.url)))
    assert queue.count_tasks(replica, reviewer) == 1  # what a page read from the replica would have said
    replica.db.close()


def test_the_public_register_shows_what_the_replica_holds(behind: Behind) -> None:
    assert [row.code for row in search(behind.house, "registration", Search()).rows] == [behind.known]
    with pytest.raises(NotFound):
        public_case.read(behind.house, behind.fresh)


def test_what_the_replica_holds_is_proved_against_the_checkpoint_it_holds(behind: Behind) -> None:
    house, served = behind.house, served_head(behind.house)
    shown, page, entry = public_case.read(house, behind.known), log.page(house), log.read(house, 0)
    assert served and shown.head and page.head and entry.head
    assert shown.checks.verdict == "ok" and entry.included
    assert page.head_at and page.lines[0].index == page.head.size - 1
    assert shown.head.size == page.head.size == entry.head.size == served.size - 3


def test_programs_get_the_whole_tree_of_the_newest_checkpoint(behind: Behind) -> None:
    client, served = client_of(behind), served_head(behind.house)
    assert served and client.get("/log/checkpoint").text == served.note
    for path in (f"/log/tile/0/000.p/{served.size}", f"/nhat-ky/{served.size - 1}.tlog-proof"):
        assert client.get(path).status_code == 200

"""Several processes at one case: one wins, the others are told, the journal is whole."""

from __future__ import annotations

import multiprocessing
import threading
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from states.process import Refused
from tests import agreements, builders, inspections, signing
from workflow_app.house import House
from workflow_app.models import Case, Entry
from workflow_app.services import inspection, job, registration, second_factor
from workflow_app.services.errors import Stale
from workflow_app.services.perform import unit_of_work
from workflow_app.services.verify_journal import verify
from workflow_app.start import open_house


def _endorse(house: House, mandate: int, code: str, version: int) -> None:
    registration.endorse(house, mandate, code, seen=version)


def _plan(house: House, mandate: int, code: str, version: int) -> None:
    inspection.plan(house, mandate, code, date(2025, 6, 18), seen=version)


def _decide(deed: Any, settings: Any, now: Any, *asked: Any, start: Any, answers: Any) -> None:
    house = replace(open_house(settings), clock=lambda: now)
    start.wait()
    try:
        deed(house, *asked)
        answers.put("done")
    except (Stale, Refused) as told:
        answers.put(type(told).__name__)


def _race(deed: Any, district: builders.District, code: str, count: int) -> list[str]:
    """What so many processes are told that do the same at once."""
    house = district.house
    version = builders.seen(house, code)[0]
    house.db.close()
    context = multiprocessing.get_context("spawn")
    answers, start = context.Queue(), context.Barrier(count)
    deciders = [district.mandates["reviewer"], district.mandates["reviewer2"]] * (count // 2)
    racers = [
        context.Process(
            target=_decide,
            args=(deed, house.settings, house.clock(), mandate, code, version),
            kwargs={"start": start, "answers": answers},
        )
        for mandate in deciders
    ]
    for racer in racers:
        racer.start()
    told = sorted(answers.get(timeout=120) for _ in racers)
    for racer in racers:
        racer.join()
    job.work_once(house)
    return told


@pytest.mark.tool("postgres")
@pytest.mark.timeout(180)
def test_six_processes_race_for_one_case_on_postgresql_and_one_wins(postgres_house: House) -> None:
    house = postgres_house
    district = builders.build_district(house, cells=1)
    code = builders.received(district)
    assert _race(_endorse, district, code, 6) == ["Stale"] * 5 + ["done"]
    assert builders.state_of(house, code) == "endorsed"
    with house.db.reading() as session:
        kinds = session.scalars(select(Entry.kind).where(Entry.kind == "registration.endorse")).all()
    assert len(kinds) == 1
    assert verify(house).ok


@pytest.mark.tool("postgres")
@pytest.mark.timeout(180)
def test_two_processes_plan_a_check_of_one_unit_on_postgresql_and_one_is_planned(postgres_house: House) -> None:
    district = builders.build_district(postgres_house, cells=1)
    code = inspections.registered(district)
    assert _race(_plan, district, code, 2) == ["Refused", "done"]
    with postgres_house.db.reading() as session:
        assert len(session.scalars(select(Entry.kind).where(Entry.kind == "inspection.plan")).all()) == 1
        assert len(session.scalars(select(Case.code).where(Case.process == "inspection")).all()) == 1
    assert verify(postgres_house).ok


@pytest.mark.tool("postgres")
def test_who_signs_does_not_wait_for_an_account_whose_keys_are_being_taken_away(postgres_house: House) -> None:
    """Otherwise the two could wait for each other: the one holds the key and names the account, the other both."""
    district = builders.build_district(postgres_house)
    mandate, code = district.mandates["secretary"], agreements.frozen(district)
    signing.trusted_of(postgres_house, mandate)
    with unit_of_work(postgres_house) as work:
        account_id = work.actor(mandate).account_id
        work.session.rollback()
        second_factor._held(work, account_id or 0)
        signs = threading.Thread(target=signing.sign, args=(postgres_house, mandate, code))
        signs.start()
        signs.join(timeout=20)
        waited = signs.is_alive()
    signs.join()
    assert not waited
    assert builders.state_of(postgres_house, code) == "partially_signed"


@pytest.mark.usefixtures("any_house", "tampering")
def test_the_table_itself_refuses_a_second_open_check_of_a_unit(district: builders.District) -> None:
    first = inspections.planned(district)
    inspections.act(district, first, inspection, "cancel", "reviewer", "Trùng lịch")
    inspections.planned(district)
    with pytest.raises(IntegrityError), district.house.db.writing() as session:
        session.execute(update(Case).where(Case.code == first).values(state="planned"))
        session.commit()

"""Several processes at one case: one wins, the others are told, the journal is whole."""

from __future__ import annotations

import multiprocessing
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from states.process import Refused
from tests import builders
from workflow_app.house import House
from workflow_app.models import Entry
from workflow_app.services import job, registration
from workflow_app.services.errors import Stale
from workflow_app.services.verify_journal import verify
from workflow_app.start import open_house


def _decide(settings: Any, now: Any, mandate: int, code: str, version: int, start: Any, answers: Any) -> None:
    house = replace(open_house(settings), clock=lambda: now)
    start.wait()
    try:
        registration.endorse(house, mandate, code, seen=version)
        answers.put("done")
    except (Stale, Refused) as told:
        answers.put(type(told).__name__)


@pytest.mark.tool("postgres")
@pytest.mark.timeout(180)
def test_six_processes_race_for_one_case_on_postgresql_and_one_wins(postgres_house: House) -> None:
    house = postgres_house
    district = builders.build_district(house, cells=1)
    code = builders.received(district)
    version = builders.seen(house, code)[0]
    house.db.close()
    context = multiprocessing.get_context("spawn")
    answers, start = context.Queue(), context.Barrier(6)
    deciders = [district.mandates["reviewer"], district.mandates["reviewer2"]] * 3
    racers = [
        context.Process(target=_decide, args=(house.settings, house.clock(), mandate, code, version, start, answers))
        for mandate in deciders
    ]
    for racer in racers:
        racer.start()
    told = sorted(answers.get(timeout=120) for _ in racers)
    for racer in racers:
        racer.join()
    assert told == ["Stale"] * 5 + ["done"]
    assert builders.state_of(house, code) == "endorsed"
    job.work_once(house)
    with house.db.reading() as session:
        kinds = session.scalars(select(Entry.kind).where(Entry.kind == "registration.endorse")).all()
    assert len(kinds) == 1
    assert verify(house).ok

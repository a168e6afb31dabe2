"""A fault at any step of delivering notices: each arrives, and arrives once."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import select

from tests import builders
from tests.faults import AWAY, FAULTS, count, fault_in, on_both
from workflow_app.house import House
from workflow_app.models import Case, Job, Mandate, Notice
from workflow_app.services import job, registration

STEPS: dict[str, tuple[Any, str, int]] = {
    "lease": (job, "_lease", 0),
    "commit of the lease": (None, "do_commit", 0),
    "deliver": (job, "_deliver_notices", 0),
    "commit of the notices": (None, "do_commit", 1),
}
CASES = on_both(STEPS, ("commit of the notices",))


@pytest.mark.parametrize(("any_house", "step"), CASES, indirect=["any_house"])
@pytest.mark.usefixtures("any_house")
def test_after_a_fault_the_next_worker_delivers_each_notice_once(
    district: builders.District, clock: builders.MovableClock, step: str
) -> None:
    house = district.house
    for number, (moment, error) in enumerate(FAULTS):
        part = ("secretary", "secretary2")[number % 2]
        if number < 2:
            code = builders.submitted(district, part)
        else:
            code = _again(district, part)
        with fault_in(house, STEPS[step], moment, error), suppress(type(error)):
            job.run_due(house)
        clock.now += job.LEASE
        job.run_due(house)
        with house.db.reading() as session:
            waiting = session.scalars(select(Job.id).where(Job.done_at.is_(None))).all()
        assert not waiting, code
        assert count(house, Notice) == count(house, Job)


def _again(district: builders.District, part: str) -> str:
    """The unit withdraws what it handed in: the office is told of that too."""
    house, mandate = district.house, district.mandates[part]
    with house.db.reading() as session:
        asked = select(Case.code).join(Mandate, Mandate.unit_id == Case.unit_id).where(Mandate.id == mandate)
        code = session.scalars(asked).one()
    registration.withdraw(house, mandate, code, seen=builders.seen(house, code)[0], reason="Viết lại cho kỹ")
    return code


def test_a_notice_is_not_given_up_however_often_its_delivery_failed(
    house: House, district: builders.District, clock: builders.MovableClock
) -> None:
    def fail(*_: Any) -> None:
        raise AWAY

    builders.submitted(district)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(job, "_deliver_notices", fail)
        for _ in range(12):
            job.run_due(house)
            clock.now += job.LONGEST_PAUSE
    assert count(house, Notice) == 0
    job.run_due(house)
    assert count(house, Notice) == count(house, Job) == 2

"""The last day of one party, where it is told: in its tasks and in its mail."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests import agreements, builders
from tests.builders import District, MovableClock
from tests.services.test_mail import addressed, arrived, work
from workflow_app.clock import VIETNAM, day_of
from workflow_app.house import House
from workflow_app.services import mail_outbox, queue
from workflow_app.services.actor import load_actor


def due_of(district: District, part: str) -> date | None:
    """The last day that the tasks of a person show for the only agreement there."""
    house = district.house
    with house.db.reading() as session:
        actor = load_actor(session, district.mandates[part], day_of(house.clock()))
    (task,) = queue.read_page(house, actor, "mine")[1].rows
    return day_of(task.due_at) if task.due_at is not None else None


@pytest.mark.usefixtures("any_house")
def test_a_party_reads_its_own_last_day_in_its_tasks_and_mails_and_others_that_of_the_agreement(
    house: House, clock: MovableClock
) -> None:
    source = builders.EDITION.read_text(encoding="utf-8").replace('closing_rule = "open"', 'closing_rule = "all"')
    district = builders.build_district(house, cells=2, source=source)
    addressed(district, house, secretary="at_once", secretary2="at_once")
    agreements.frozen(district, seats={district.units[0].code: {"until": "2025-05-22"}})
    assert (due_of(district, "secretary"), due_of(district, "secretary2")) == (date(2025, 5, 23), date(2025, 5, 26))
    clock.now = datetime(2025, 5, 21, 9, tzinfo=VIETNAM)
    work(district.house)
    assert {to for to, _ in arrived(district.house)} == {"bi-thu-1", "bi-thu-2"}
    for letter in mail_outbox.list_letters(district.house):
        own = letter.to.startswith("bi-thu-1@")
        assert ("22/05/2025" in letter.text, "25/05/2025" in letter.text) == (own, not own)

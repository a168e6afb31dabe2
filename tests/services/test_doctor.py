"""`workflow-app doctor` names what is wrong with an installation, and what mends it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from tests.builders import District, MovableClock, submitted
from tests.tampering import by_hand
from workflow_app.house import House
from workflow_app.models import File, Job, Mail
from workflow_app.services import doctor
from workflow_app.services.doctor import FAULT, WARNING, Finding
from workflow_app.services.perform import unit_of_work
from workflow_app.start import CannotStart


def examined(house: House, **settings: object) -> list[Finding]:
    """What is found in a running register."""
    return doctor.examine(replace(house.settings, **settings), lambda asked: replace(house, settings=asked))  # type: ignore[arg-type]


def faults(found: list[Finding], level: str = FAULT) -> str:
    """Only what is wrong, in one text."""
    return "\n".join(str(finding) for finding in found if finding.level == level)


def test_a_good_installation_has_no_fault_on_either_database(any_house: House) -> None:
    any_house.settings.data_dir.chmod(0o700)
    found = examined(any_house)
    assert faults(found) == "" and len(found) > 8


def test_a_folder_or_key_that_others_can_read_is_a_fault(house: House) -> None:
    house.settings.data_dir.chmod(0o755)
    assert "house is open to others (755)" in faults(examined(house))
    key = house.settings.keys_dir / "entry.pem"
    key.chmod(0o644)
    assert f"{key} is open to others (644)" in faults(examined(house))


def test_a_register_that_does_not_open_is_told_with_its_reason(house: House) -> None:
    def refuse(_settings: object) -> House:
        raise CannotStart("the tables are not those of this version")

    assert "the tables are not those of this version" in faults(doctor.examine(house.settings, refuse))


def test_an_entry_that_never_came_into_the_tree_is_a_fault(district: District, clock: MovableClock) -> None:
    house = district.house
    house.watch.in_bulk = True  # as if no integrator ran
    submitted(district)
    assert "is not in the tree" not in faults(examined(house))
    clock.advance(minutes=2)
    assert "is not in the tree" in faults(examined(house))


def test_a_lost_file_and_notices_that_wait_are_named(district: District, clock: MovableClock) -> None:
    house = district.house
    submitted(district)
    clock.advance(hours=2)
    with unit_of_work(house) as work:
        work.session.execute(update(Job).values(failure="no answer"))
        sha256 = work.session.scalars(select(File.sha256)).first()
    kept = house.files.path_of(str(sha256))
    taken = kept.rename(kept.with_suffix(".taken"))
    found = examined(house)
    taken.rename(kept)
    assert f"stored files are missing, {sha256}" in faults(found)
    assert "notices wait for more than an hour" in faults(found, WARNING) and "no answer" in faults(found, WARNING)


def test_mails_that_wait_are_named_with_the_last_fault(house: House, clock: MovableClock) -> None:
    with house.db.writing() as session:
        session.add(Mail(kind="forgotten", run_at=house.clock(), attempts=1, failure="unreachable"))
        session.commit()
    clock.advance(hours=1, seconds=1)
    warned = faults(examined(house), WARNING)
    assert "1 mails wait for more than an hour" in warned and "unreachable" in warned


def test_a_register_without_administrators_is_warned(house: House) -> None:
    assert "no administrator" in faults(examined(house), WARNING)


def test_the_calendar_is_asked_a_month_ahead(house: House, clock: MovableClock) -> None:
    assert "does not know the days off" not in faults(examined(house), WARNING)
    clock.advance(days=(datetime(2040, 1, 1, tzinfo=UTC) - clock()) / timedelta(days=1))
    assert "does not know the days off of 2040" in faults(examined(house), WARNING)


def test_a_database_whose_triggers_were_dropped_is_a_fault(house: House, tampering: None) -> None:
    with by_hand(house.settings.url):  # it drops them all
        pass
    assert "nothing in the database protects entry, leaf, tile" in faults(examined(house))

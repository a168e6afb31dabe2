"""A fault at any step of taking an entry into the tree: the act stands, and the tree follows by itself."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import select

from tests import builders
from tests.faults import FAULTS, Death, count, fault_in, on_both
from workflow_app.house import House
from workflow_app.models import Checkpoint, Pending
from workflow_app.services import job, journal, log, registration
from workflow_app.services.verify_journal import verify

STEPS: dict[str, tuple[Any, str, int]] = {  # where, and how many calls come before: the act's own commit is the first
    "read": (journal, "newest", 0),
    "tiles": (journal, "extend", 0),
    "checkpoint row": (journal, "_sign_checkpoint", 0),
    "commit": (None, "do_commit", 1),
    "high-water file": (journal, "_write_high_water", 0),
    "publish": (journal, "publish", 0),
}
CASES = on_both(STEPS, ("checkpoint row", "commit"))


@pytest.mark.parametrize(("any_house", "step"), CASES, indirect=["any_house"])
@pytest.mark.usefixtures("any_house")
def test_an_act_stands_whatever_happens_to_the_tree_and_the_tree_follows(
    district: builders.District, step: str
) -> None:
    house = district.house
    served = [log.checkpoint_file(house)]
    code = builders.submitted(district)
    for moment, error in FAULTS:
        with fault_in(house, STEPS[step], moment, _of_disk(step, error)):
            told = _act(district, code)
            assert told or isinstance(error, Death)  # a mere fault of the tree never changes the answer
        served.append(log.checkpoint_file(house))
        job.work_once(house)  # half a second later, or in the process that is started next
        assert count(house, Pending) == 0
        served.append(log.checkpoint_file(house))
        assert served[-1] == _newest(house) == journal.read_mark(house)
    sizes = [int(note.split("\n")[1]) for note in served]
    assert sizes == sorted(sizes)
    assert verify(house).ok


def _act(district: builders.District, code: str) -> bool:
    """One more act on the case; whether it was acknowledged. It is there in any case."""
    house, mandates = district.house, district.mandates
    version, draft_version = builders.seen(house, code)
    told = False
    with suppress(Death):
        if builders.state_of(house, code) == "submitted":
            registration.receive(house, mandates["reviewer"], code, seen=version)
        elif builders.state_of(house, code) == "in_review":
            marks = [registration.Mark("contents.0", "noi-dung-chung-chung", "Nêu rõ hơn")]
            registration.request_changes(house, mandates["reviewer"], code, marks, seen=version)
        else:
            registration.submit(house, mandates["secretary"], code, seen=version, draft_seen=draft_version)
        told = True
    assert builders.seen(house, code)[0] == version + 1
    return told


def _of_disk(step: str, error: BaseException) -> BaseException:
    """A file does not fail as a database does."""
    return OSError(5, "Input/output error") if step == "high-water file" and not isinstance(error, Death) else error


def _newest(house: House) -> str | None:
    with house.db.reading() as session:
        return session.scalars(select(Checkpoint.note).order_by(Checkpoint.size.desc())).first()

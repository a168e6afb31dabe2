"""A fault at any step of an act: what was not acknowledged can be asked for again, and is then done once."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests import builders
from tests.faults import FAULTS, entries_of, fault_in, on_both
from workflow_app.services import registration
from workflow_app.services.errors import Repeated
from workflow_app.services.perform import Once, Work

STEPS: dict[str, tuple[Any, str, int]] = {
    "once": (Work, "once", 0),
    "lock": (Work, "lock", 0),
    "facts": (registration, "facts_for", 0),
    "append": (Work, "_write", 0),
    "remember": (Work, "_remember", 0),
    "flush": (Session, "flush", 0),
    "notify": (Work, "notify", 0),
    "commit": (None, "do_commit", 0),
}
CASES = on_both(STEPS, ("lock", "append", "commit"))


@pytest.mark.parametrize(("any_house", "step"), CASES, indirect=["any_house"])
@pytest.mark.usefixtures("any_house")
def test_an_act_that_met_a_fault_is_there_wholly_or_not_at_all_and_asked_for_again_is_there_once(
    district: builders.District, step: str
) -> None:
    house, office = district.house, district.mandates["reviewer"]
    code = builders.received(district)
    for number, (moment, error) in enumerate(FAULTS):
        form = Once(f"form {number}", "registration.request_changes", "0" * 64, f"/ho-so/{code}")
        marks = [registration.Mark("contents.0", "noi-dung-chung-chung", "Nêu rõ hơn")]
        seen = builders.seen(house, code)[0]
        send_back = partial(registration.request_changes, house, office, code, marks, seen=seen, request=form)
        with fault_in(house, STEPS[step], moment, error), pytest.raises(type(error)):
            send_back()
        persisted = (step, moment) == ("commit", "after")  # done, though its answer was an error
        assert entries_of(house, form) == persisted
        assert builders.state_of(house, code) == ("changes_requested" if persisted else "in_review")
        if persisted:
            with pytest.raises(Repeated, match=f"/ho-so/{code}"):
                send_back()
        else:
            send_back()
        assert entries_of(house, form) == 1
        _hand_in_again(district, code)


def _hand_in_again(district: builders.District, code: str) -> None:
    """The next acts work at once; the case is then where it was."""
    house, mandates = district.house, district.mandates
    version, draft_version = builders.seen(house, code)
    registration.submit(house, mandates["secretary"], code, seen=version, draft_seen=draft_version)
    registration.receive(house, mandates["reviewer"], code, seen=builders.seen(house, code)[0])

"""Process death at every step of an act and of the integration: nothing half-done, nothing acknowledged lost."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select

from tests import builders
from workflow_app.house import House
from workflow_app.models import Case, Entry, Pending
from workflow_app.services import job, registration
from workflow_app.services.verify_journal import verify
from workflow_app.start import open_house

KILLED = 9


class DeathAt:
    """Ends the process, without any clean-up, at the n-th step that touches the disk."""

    def __init__(self, step: int) -> None:
        self.left = step

    def __call__(self, *_: Any, **__: Any) -> None:
        if self.left == 0:
            os._exit(KILLED)
        self.left -= 1

    def watch(self, house: House) -> None:
        """Count before and after each statement and each commit, and around each sync and rename of a file."""
        engine = house.db.engine
        for moment in ("before_cursor_execute", "after_cursor_execute", "commit"):
            event.listen(engine, moment, self)
        for name in ("fsync", "replace"):
            setattr(os, name, self._around(getattr(os, name)))

    def _around(self, act: Any) -> Any:
        def dying(*args: Any) -> Any:
            self()
            result = act(*args)
            self()
            return result

        return dying


def _endorse_in_child(house: House, district: builders.District, code: str, step: int) -> int:
    """Endorse in a child process that dies at a step; 0 when it came through."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        mine = open_house(house.settings)
        DeathAt(step).watch(mine)
        mine = _with_clock(mine, house)
        registration.endorse(mine, district.mandates["reviewer"], code, seen=builders.seen(mine, code)[0])
        os._exit(0)
    except BaseException:
        import traceback

        traceback.print_exc()
        os._exit(1)


def _with_clock(mine: House, house: House) -> House:
    from dataclasses import replace

    return replace(mine, clock=house.clock)


def _counts(house: House, code: str) -> tuple[int, int, int]:
    with house.db.reading() as session:
        case = session.scalars(select(Case).where(Case.code == code)).one()
        entries = session.scalar(select(func.count()).where(Entry.case_id == case.id)) or 0
        pending = session.scalar(select(func.count()).select_from(Pending)) or 0
        return case.version, entries, pending


@pytest.mark.timeout(600)
def test_a_process_that_dies_at_any_step_of_an_act_leaves_all_of_it_or_nothing(house: House, tmp_path: Path) -> None:
    district = builders.build_district(house, cells=1)
    code = builders.received(district)
    before = _counts(house, code)
    house.db.close()  # no connection is shared with the children
    step, deaths = 0, 0
    while (ended := _endorse_in_child(house, district, code, step)) != 0:
        assert ended == KILLED
        deaths += 1
        version, entries, _ = _counts(house, code)
        assert (version, entries) in ((before[0], before[1]), (before[0] + 1, before[1] + 1))
        job.work_once(house)  # what the next process does when it starts
        report = verify(house)
        assert report.ok, report.findings
        assert _counts(house, code)[2] == 0
        if version > before[0]:  # committed although the answer never came: the rest is integration
            district, code = _another(house, district)
            before = _counts(house, code)
        house.db.close()
        step += 1
    assert deaths > 40  # every statement of the act, its commit, the tree and the published checkpoint


def _another(house: House, district: builders.District) -> tuple[builders.District, str]:
    """Send the endorsed registration back and take it up again: the same act can be tried once more."""
    from workflow_app.services.registration import Mark

    with house.db.reading() as session:
        code = session.scalars(select(Case.code)).one()
    mandates = district.mandates
    mark = Mark("contents.0", "noi-dung-chung-chung", "Đề nghị nêu rõ hơn.")
    registration.request_changes(house, mandates["board"], code, [mark], seen=builders.seen(house, code)[0])
    version, draft_version = builders.seen(house, code)
    registration.submit(house, mandates["secretary"], code, seen=version, draft_seen=draft_version)
    registration.receive(house, mandates["reviewer"], code, seen=builders.seen(house, code)[0])
    return district, code

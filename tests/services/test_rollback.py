"""A restored backup is noticed and never forked over; ordinary work is never taken for one."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from tests import builders
from workflow_app.db import Database
from workflow_app.house import House, Watch
from workflow_app.models import Entry, Job
from workflow_app.services import job, journal, registration, setup
from workflow_app.services.errors import ReadOnly
from workflow_app.services.verify_journal import verify


def _back_up(house: House, to: Path) -> None:
    connection = sqlite3.connect(house.settings.data_dir / "register.sqlite3")
    connection.execute("VACUUM INTO ?", (str(to),))
    connection.close()


def _restore(house: House, backup: Path) -> House:
    house.db.close()
    path = house.settings.data_dir / "register.sqlite3"
    for leftover in path.parent.glob("register.sqlite3*"):
        leftover.unlink()
    shutil.copy(backup, path)
    return replace(house, db=Database(house.settings.url))


def test_a_restored_backup_is_read_only_until_an_operator_decides(
    house: House, district: builders.District, tmp_path: Path, tampering: None
) -> None:
    code = builders.submitted(district)
    _back_up(house, tmp_path / "backup")
    builders.submitted(district, "secretary2")
    published = journal.publish(house)
    old = _restore(house, tmp_path / "backup")
    journal.look_back(old)
    assert old.watch.rolled_back
    with pytest.raises(ReadOnly):
        builders.drafted(replace(district, house=old), "secretary2")
    with pytest.raises(journal.RolledBack):
        journal.publish(old)
    assert journal.read_mark(old) == published
    with old.db.reading() as session:
        size = journal.newest(session).size  # type: ignore[union-attr]
    with capture_logs() as lines:
        for _ in range(3):
            journal.look_back(old)  # as the worker does
    assert lines == []  # it was said once
    with pytest.raises(ValueError, match="stands at size"):
        setup.recover(old, size + 1, "thử")
    setup.recover(old, size, "Ổ đĩa hỏng, bản sao lưu mới nhất đã được phục hồi.")
    assert not old.watch.rolled_back
    with old.db.reading() as session:
        assert session.scalars(select(Entry.kind).order_by(Entry.id.desc())).first() == "journal.recovered"
    with pytest.raises(ValueError, match="nothing to recover"):
        setup.recover(old, size + 1, "Lệnh gõ lần thứ hai.")
    assert builders.state_of(old, code) == "submitted"
    assert verify(old).ok
    old.db.close()


def test_an_act_between_reading_the_mark_and_looking_at_the_database_raises_no_alarm(
    house: House, district: builders.District, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = journal.read_mark

    def and_meanwhile_somebody_acts(of: House) -> str | None:
        monkeypatch.setattr(journal, "read_mark", real)  # the act reads the mark itself, under the write lock
        mark = real(of)
        builders.submitted(district)
        return mark

    monkeypatch.setattr(journal, "read_mark", and_meanwhile_somebody_acts)
    assert journal.publish(house)
    with house.db.reading() as session:  # a snapshot taken before an act that is published while it is read
        session.scalar(select(Entry.id).limit(1))
        published = journal.read_mark(house)
        builders.submitted(district, "secretary2")
        journal.refuse_rollback(house, session, published)
    assert not house.watch.rolled_back


def test_the_alarm_ends_by_itself_when_the_newer_database_is_back(
    house: House, district: builders.District, tmp_path: Path
) -> None:
    builders.submitted(district)
    house.watch.rolled_back = "as if an old copy had been there for a while"
    job.work_once(house)
    assert not house.watch.rolled_back


def test_a_database_exchanged_for_an_older_one_while_the_server_runs_is_noticed_before_anybody_acts(
    house: House, district: builders.District, tmp_path: Path, tampering: None
) -> None:
    code = builders.submitted(district)
    _back_up(house, tmp_path / "backup")
    builders.submitted(district, "secretary2")
    with closing(sqlite3.connect(tmp_path / "backup")) as old, closing(sqlite3.connect(house.db.file or "")) as live:
        old.backup(live)  # under the open connections of the server
    job.work_once(house)
    assert house.watch.rolled_back
    with house.db.reading() as session:
        undelivered = select(func.count()).select_from(Job).where(Job.done_at.is_(None))
        assert session.scalar(undelivered)  # what the old copy still has to tell was told before
    seen = builders.seen(house, code)[0]
    with pytest.raises(ReadOnly):
        registration.receive(house, district.mandates["reviewer"], code, seen=seen)


def test_the_mark_of_a_node_that_rests_follows_what_the_other_signed(house: House, district: builders.District) -> None:
    mark = house.settings.data_dir / "other-node.mark"
    resting = replace(house, settings=replace(house.settings, high_water_file=str(mark)), watch=Watch())
    job.work_once(resting)
    before = journal.read_mark(resting)
    builders.submitted(district)
    journal.integrate(house)
    assert journal.read_mark(resting) == before != journal.read_mark(house)
    job.work_once(resting)  # half a second later: nothing waits for the tree
    assert journal.read_mark(resting) == journal.read_mark(house)

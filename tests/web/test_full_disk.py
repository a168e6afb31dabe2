"""A disk that takes no more: nothing is acknowledged, reading goes on, and writing resumes by itself."""

from __future__ import annotations

import errno
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from tests.app_fixtures import check_journal, open_database, settings_for
from tests.builders import District, seen, submitted
from tests.page import Browser
from tests.people import paper, person
from workflow_app import create_app
from workflow_app.files import FileStore
from workflow_app.house import House
from workflow_app.models import Case, Entry
from workflow_app.services import job, journal, log, registration
from workflow_app.services.outage import OUTAGES

LONG = "Đã xem đủ hồ sơ. " * 100  # more than the free room of a page of the database
GROWING = "max_page_count=1000000"
PAGES = ("/nhiem-vu", "/tra-cuu", "/nhat-ky", "/cong-nhan")


@contextmanager
def full(house: House) -> Iterator[None]:
    """SQLite's own limit, which it meets as it meets a full disk: the file may not grow."""

    def forbid(connection: Any, *_: Any) -> None:
        connection.execute("PRAGMA max_page_count=1")  # it takes the present size instead

    event.listen(house.db.engine, "checkout", forbid)
    yield
    event.remove(house.db.engine, "checkout", forbid)
    event.listen(house.db.engine, "checkout", lambda connection, *_: connection.execute(f"PRAGMA {GROWING}"))


@contextmanager
def failing(house: House, room: int = 40_000) -> Iterator[None]:
    """The operating system refuses to write: the log of the database meets an error in the middle of it."""
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, limit[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)


@pytest.mark.parametrize("disk", [full, failing])
def test_without_room_an_act_is_refused_calmly_pages_stay_open_and_afterwards_it_is_done_once(
    app: Flask, district: District, clock: Any, disk: Callable[[House], AbstractContextManager[None]]
) -> None:
    house, code = district.house, submitted(district)
    office = person(app, district, "reviewer")
    path = f"/ho-so/{code}/yeu-cau-bo-sung"
    office.receives(code)
    typed = {"contents-0-mark": "1", "contents-0-reason": "noi-dung-chung-chung", "text": LONG}
    form = office.opens(path).form("/yeu-cau-bo-sung") | typed
    with disk(house):
        for _ in range(2):
            page = office.browser.post(path, 503, data=form)
            assert page.heading == "Hệ thống đang bận" and "chỉ được ghi một lần" in page.text
            assert int(page.response.headers["Retry-After"]) > 0
            assert LONG.strip() in page.text and "noi-dung-chung-chung" not in page.text  # to be copied, if need be
        clock.advance(minutes=2)  # so that the session would be noted as seen
        for shown in (*PAGES, f"/ho-so/{code}", path):
            office.opens(shown)
        assert log.checkpoint_file(house) == journal.read_mark(house)
        with suppress(*OUTAGES):  # as the worker does, to try again soon
            job.work_once(house)
    page = office.browser.post(path, data=form)
    assert page.path == f"/ho-so/{code}"
    with house.db.reading() as session:
        assert session.query(Case.state, Case.seq).filter_by(code=code).one() == ("changes_requested", 3)


def test_a_visitor_who_wants_to_sign_in_on_a_full_disk_is_asked_to_come_again(app: Flask, house: House) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False  # as in production: the answer was already being sent off
    browser = Browser(app.test_client())
    browser.get("/tra-cuu")  # a server has its connections to the database when the disk fills up
    with failing(house, room=5_000):
        page = browser.get("/dang-nhap", 503)
        assert page.heading == "Hệ thống đang bận" and "Retry-After" in page.response.headers
        browser.get("/tra-cuu")
    browser.get("/dang-nhap")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_an_upload_that_finds_no_room_is_refused_calmly_and_leaves_nothing_behind(
    app: Flask, district: District, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def fail(_: int) -> None:
        raise OSError(number, "no")

    unit = person(app, district, "secretary")
    path = f"/ho-so/{unit.begins()}/viet/nghi-quyet"
    form = unit.opens(path).form() | {"number": "03-NQ/CB", "date": "12/5/2025"}
    with monkeypatch.context() as disk:
        disk.setattr("workflow_app.files.os.fsync", fail)
        unit.browser.post(path, 503, data=form | {"file": paper()})
    assert not [found for found in district.house.files.folder.rglob("*") if found.is_file()]
    unit.browser.post(path, data=form | {"file": paper()})


def test_while_the_mark_cannot_be_written_the_checkpoint_it_holds_is_served_and_acts_go_on(
    app: Flask, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise OSError(errno.EIO, "Input/output error")

    house = district.house
    before = log.checkpoint_file(house)
    with monkeypatch.context() as disk:
        disk.setattr(journal, "_write_high_water", fail)
        code = submitted(district)
        assert log.checkpoint_file(house) == before
        Browser(app.test_client()).get("/nhat-ky")
    assert int(log.checkpoint_file(house).split("\n")[1]) > int(before.split("\n")[1]), code


def test_a_mark_that_cannot_be_read_stops_checkpoints_and_no_other_page(
    app: Flask, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> str:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as disk:
        disk.setattr(journal, "_read_high_water", fail)
        submitted(district)
        answer = app.test_client().get("/log/checkpoint")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        Browser(app.test_client()).get("/tra-cuu")
    assert app.test_client().get("/log/checkpoint").status_code == 200


DISK, STEP = 16 * 1024 * 1024, 512 * 1024  # bytes


@pytest.fixture
def on_a_disk(district: District, tmp_path: Path) -> Iterator[District]:
    """The district on a file system of its own, which is soon full."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(disk)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a file system (root); the tests above fill no real disk")
    try:
        folder = disk / "house"
        shutil.copytree(district.house.settings.data_dir, folder)
        settings = settings_for(folder)
        house = replace(
            district.house, settings=settings, db=open_database(settings.url), files=FileStore(folder / "files")
        )
        yield replace(district, house=house)
        house.db.close()
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_a_disk_that_really_fills_up_while_people_act_loses_nothing_and_what_stood_in_the_way_is_done_afterwards(
    on_a_disk: District, tmp_path: Path
) -> None:
    house, code, ballast = on_a_disk.house, submitted(on_a_disk), tmp_path / "disk" / "ballast"
    job.work_once(house)  # what the day itself asks of the worker is done, so that each entry below is an act
    app = create_app(house)
    unit, office = (person(app, on_a_disk, part) for part in ("secretary2", "reviewer"))
    draft = f"/ho-so/{unit.begins()}/viet/nghi-quyet"
    upload = unit.opens(draft).form() | {"number": "03-NQ/CB", "date": "12/5/2025"}
    before, told = entries(house), 0
    with pytest.raises(OUTAGES):
        while told < 300:
            act(on_a_disk, code)
            told += 1
            fill(ballast, STEP)
    fill(ballast, DISK)
    assert told and entries(house) == before + told

    for _ in range(2):
        page = unit.browser.post(draft, 503, data=upload | {"file": paper()})
        assert int(page.response.headers["Retry-After"]) > 0
        with suppress(*OUTAGES):  # as the worker does, to try again soon
            job.work_once(house)
    for shown in (*PAGES, f"/ho-so/{code}"):
        office.opens(shown)
    assert log.checkpoint_file(house) == journal.read_mark(house) and entries(house) == before + told
    assert not [left for left in house.files.folder.rglob(".*") if left.is_file()]

    ballast.unlink()
    act(on_a_disk, code)
    unit.browser.post(draft, data=upload | {"file": paper()})
    job.work_once(house)
    assert entries(house) == before + told + 1
    check_journal(house)


def act(district: District, code: str) -> None:
    """The next act on a registration that goes to and fro between the unit and its committee."""
    house, mandates, (version, draft) = district.house, district.mandates, seen(district.house, code)
    with house.db.reading() as session:
        state = session.scalars(select(Case.state).where(Case.code == code)).one()
    match state:
        case "submitted":
            registration.receive(house, mandates["reviewer"], code, seen=version)
        case "in_review":
            marks = [registration.Mark("contents.0", "noi-dung-chung-chung")]
            registration.request_changes(house, mandates["reviewer"], code, marks, seen=version, reason=LONG)
        case _:
            registration.submit(house, mandates["secretary"], code, seen=version, draft_seen=draft)


def entries(house: House) -> int:
    with house.db.reading() as session:
        return session.scalar(select(func.count()).select_from(Entry)) or 0


def fill(ballast: Path, size: int) -> None:
    """Take so much room away, or what is left of it."""
    with suppress(OSError), open(ballast, "ab", buffering=0) as out:
        for _ in range(0, size, 4096):
            out.write(b"x" * 4096)

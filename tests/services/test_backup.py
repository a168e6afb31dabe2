"""A register is backed up while it works, lost, brought back, and never forked; a bad backup is refused."""

from __future__ import annotations

import json
import os
import re
import shutil
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, select

from tests import builders
from tests.page import Browser
from tests.postgres import Server
from tests.tampering import by_hand
from workflow_app import create_app
from workflow_app.db import Database
from workflow_app.demo.paper import resolution_pdf
from workflow_app.files import FileStore
from workflow_app.house import House, Watch
from workflow_app.models import Entry, File
from workflow_app.services import backup, backup_parts, file, journal, setup, unit
from workflow_app.services.backup_parts import CannotBackUp
from workflow_app.services.errors import ReadOnly
from workflow_app.services.perform import unit_of_work
from workflow_app.services.verify_journal import verify
from workflow_app.settings import Settings
from workflow_app.transparency.keys import load_keys
from workflow_app.upgrade import grant, upgrade


class Acting:
    """Somebody who goes on working in another thread: founds units and hands in files."""

    def __init__(self, district: builders.District, code: str) -> None:
        self.district, self.code, self.done = district, code, list[bytes]()
        self.stopping, self.failure = threading.Event(), list[BaseException]()
        self.thread = threading.Thread(target=self._run)

    def __enter__(self) -> Acting:
        self.thread.start()
        self.wait_for(3)
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self.thread.join()
        assert not self.failure, self.failure

    def wait_for(self, acts: int) -> None:
        while len(self.done) < acts and self.thread.is_alive():
            self.stopping.wait(0.01)

    def _run(self) -> None:
        try:
            while not self.stopping.is_set():
                self.done.append(_found(self.district.house, len(self.done)))
                data = resolution_pdf(str(1000 + len(self.done)))
                mandate = self.district.mandates["secretary2"]
                file.attach(self.district.house, mandate, self.code, data, f"{len(self.done)}.pdf")
        except BaseException as error:
            self.failure.append(error)


def _found(house: House, number: int) -> bytes:
    with unit_of_work(house) as work:
        unit.found(
            work, work.system(), name=f"Tổ đảng {number}", short_name=f"Tổ {number}", kind="to_dang",
            level="grassroots", parent=None, valid_from=date(2025, 1, 1),
        )  # fmt: skip
        return work.entries[-1].leaf_hash


def _new_place(house: House, folder: Path, request: pytest.FixtureRequest) -> tuple[Settings, Settings]:
    """Where to restore to, as the owner of the tables and as the application see it."""
    own = replace(house.settings, data_dir=folder)
    if house.db.dialect == "sqlite":
        return own, own
    server: Server = request.getfixturevalue("postgres_server")
    urls = server.create_database()
    return replace(own, database_url=urls.owner), replace(own, database_url=urls.application)


def _open(house: House, settings: Settings) -> House:
    keys = load_keys(settings.keys_dir, house.keys.origin)
    files = FileStore(settings.data_dir / "files")
    return replace(house, settings=settings, db=Database(settings.url), keys=keys, files=files, watch=Watch())


def _leaves(house: House) -> set[bytes]:
    with house.db.reading() as session:
        return set(session.scalars(select(Entry.leaf_hash)))


def test_a_register_lost_after_its_backup_comes_back_read_only_until_an_operator_decides(
    any_house: House, district: builders.District, tmp_path: Path, request: pytest.FixtureRequest, tampering: None
) -> None:
    house, kept = any_house, tmp_path / "backup"
    submitted, draft = builders.submitted(district), builders.drafted(district, "secretary2")
    with Acting(district, draft) as acting:
        acknowledged = _leaves(house)
        made = backup.back_up(house, kept, with_keys=True)
        acting.wait_for(len(acting.done) + 2)
    lost = _leaves(house)
    mark = house.settings.high_water_path.read_text()
    house.db.close()
    shutil.rmtree(house.settings.data_dir)  # the machine is gone; the mark lay on another disk

    owner, application = _new_place(house, tmp_path / "new", request)
    owner.high_water_path.parent.mkdir(parents=True)
    owner.high_water_path.write_text(mark)
    brought = backup.restore(owner, kept)
    assert any(f"journal recover --accept {made.size}" in line for line in brought.report(owner))
    if house.db.dialect == "postgresql":
        grant(owner.url, application.url.split("//")[1].split(":")[0])
    old = _open(house, application)
    journal.look_back(old)
    assert acknowledged <= _leaves(old) < lost
    findings = verify(old).findings
    assert {finding.code for finding in findings} == {"rolled-back"}, "\n".join(map(str, findings))
    with old.db.reading() as session:
        stored = session.scalars(select(File.sha256)).all()
    assert len(stored) > 2 and all(old.files.read(sha256) for sha256 in stored)
    _check_read_only(old, submitted)

    setup.recover(old, made.size, "Máy chủ hỏng, không còn bản sao nào mới hơn.")
    assert _found(old, 999) in _leaves(old)
    with old.db.reading() as session:
        kinds = session.scalars(select(Entry.kind).order_by(Entry.id)).all()
    assert kinds.count("journal.recovered") == 1
    assert verify(old).ok
    assert create_app(old).test_client().get("/log/checkpoint").status_code == 200
    old.db.close()


def _check_read_only(house: House, code: str) -> None:
    with pytest.raises(ReadOnly):
        _found(house, 1000)
    client = create_app(house).test_client()
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json["checks"]["not_rolled_back"]) == (503, False)  # type: ignore[index]
    assert client.get("/log/checkpoint").status_code == 503
    assert "Sổ đang tạm dừng ghi" in Browser(client).get("/tra-cuu").text
    assert builders.state_of(house, code) == "submitted"


@pytest.fixture
def kept(house: House, district: builders.District, tmp_path: Path) -> Path:
    """A backup of a small register, with its keys."""
    builders.submitted(district)
    backup.back_up(house, tmp_path / "kept", with_keys=True)
    return tmp_path / "kept"


def _place(folder: Path) -> Settings:
    return Settings(mode="test", data_dir=folder)


def refused(folder: Path, into: Path) -> set[str]:
    """Why this backup is not restored; nothing may have been written then."""
    before = sorted(into.rglob("*")) if into.exists() else []
    with pytest.raises(CannotBackUp) as told:
        backup.restore(_place(into), folder)
    assert (sorted(into.rglob("*")) if into.exists() else []) == before
    assert re.search("[ăâđêôơưàáảãạ]", str(told.value).splitlines()[0])
    return {code for code, _ in told.value.problems}


def test_a_backup_holds_database_files_and_keys_for_its_owner_alone_and_never_the_mark(
    house: House, district: builders.District, kept: Path, tmp_path: Path
) -> None:
    names = backup_parts.names_in(kept)
    assert {"manifest.json", "database.sqlite3", "keys/checkpoint.pem", "keys/entry.pem"} < names
    assert not [name for name in names if "high-water" in name]
    assert {os.stat(kept / name).st_mode & 0o777 for name in names} == {0o600}
    without = backup.back_up(house, tmp_path / "without")
    assert without.keys == [] and not (tmp_path / "without" / "keys").exists()
    with pytest.raises(CannotBackUp, match="không trống"):
        backup.back_up(house, kept)


def test_a_changed_missing_or_added_part_is_refused_whichever_it_is(kept: Path, tmp_path: Path) -> None:
    for name in sorted(backup_parts.names_in(kept)):
        part, whole = kept / name, (kept / name).read_bytes()
        for damaged in (whole[:-1] + bytes([whole[-1] ^ 1]), whole[:-1], b""):
            part.write_bytes(damaged)
            assert refused(kept, tmp_path / "into") & {"part-changed", "manifest-changed"}, name
        part.unlink()
        assert refused(kept, tmp_path / "into") & {"part-missing", "manifest-missing"}, name
        part.write_bytes(whole)
    (kept / "files" / "more").write_bytes(b"?")
    assert refused(kept, tmp_path / "into") == {"part-unknown"}


def _rewrite(kept: Path, change: dict[str, Any]) -> None:
    """Edit the manifest as somebody does who knows how it is sealed."""
    said = json.loads((kept / "manifest.json").read_bytes()) | change
    for name in ("manifest.json", "manifest.sha256"):
        (kept / name).unlink()
    parts = {name: backup_parts.measure(kept / name) for name in sorted(backup_parts.names_in(kept))}
    backup_parts.write_manifest(kept, backup_parts.Manifest(**{**said, "parts": parts}))


def test_a_manifest_sealed_anew_still_has_to_agree_with_the_signed_checkpoint(kept: Path, tmp_path: Path) -> None:
    for change in (
        {"size": 1}, {"root": "0" * 64}, {"origin": "other.invalid/log"}, {"tables": "x"}, {"v": 2},
        {"at": "2025-06-10\x1b[31m"}, {"damaged": ["5\x1b[2K"]},
    ):  # fmt: skip
        good = (kept / "manifest.json").read_bytes()
        _rewrite(kept, change)
        assert refused(kept, tmp_path / "into") == {"manifest-changed"}, change
        _rewrite(kept, json.loads(good))
    with by_hand(kept / "database.sqlite3") as connection:
        connection.execute("UPDATE entry SET note = note || x'0a' WHERE id = 5")
    _rewrite(kept, {})
    assert refused(kept, tmp_path / "into") == {"checkpoint-differs"}
    with by_hand(kept / "database.sqlite3") as connection:
        connection.execute("DELETE FROM checkpoint")
    _rewrite(kept, {})
    assert refused(kept, tmp_path / "into") == {"no-checkpoint"}


@pytest.mark.parametrize(
    "nonsense",
    [
        "DELETE FROM alembic_version", "INSERT INTO alembic_version VALUES ('x')", "UPDATE checkpoint SET note = x'00'",
        "UPDATE leaf SET entry_id = 'a' WHERE \"index\" = 1",
    ],
)  # fmt: skip
def test_nonsense_in_the_copy_is_refused_in_words(kept: Path, tmp_path: Path, nonsense: str) -> None:
    with by_hand(kept / "database.sqlite3") as connection:
        connection.execute(nonsense)
    _rewrite(kept, {})
    assert refused(kept, tmp_path / "into") == {"checkpoint-differs"}


def test_a_part_that_would_lead_out_of_the_folder_is_refused(kept: Path, tmp_path: Path) -> None:
    (kept / "keys" / "checkpoint.pem").rename(kept / "keys" / "other.pem")
    _rewrite(kept, {})
    assert refused(kept, tmp_path / "into") == {"manifest-changed"}


def test_nothing_that_is_there_is_overwritten(house: House, kept: Path, tmp_path: Path) -> None:
    assert refused(kept, house.settings.data_dir) == {"target-used"}
    empty = tmp_path / "with-other-keys"
    (empty / "keys").mkdir(parents=True)
    (empty / "keys" / "entry.pem").write_text("another key")
    (empty / "high-water").mkdir()
    assert refused(kept, empty) == {"keys-differ"}
    (empty / "keys" / "entry.pem").unlink()
    (empty / "high-water" / "checkpoint").write_text("of another journal")
    assert refused(kept, empty) == {"mark-foreign"}


def test_a_restored_register_asks_everybody_to_sign_in_again_and_names_what_to_do(
    house: House, district: builders.District, browser_of: Any, tmp_path: Path
) -> None:
    signed_in = browser_of("secretary")
    backup.back_up(house, tmp_path / "kept")
    into = _place(tmp_path / "into")
    said = "\n".join(backup.restore(into, tmp_path / "kept").report(into))
    assert house.keys.verifiers.text() in said and "No high-water file" in said and "seal.pem" in said
    shutil.copytree(house.settings.keys_dir, into.keys_dir)
    restored = _open(house, into)
    for wanted, status in ((house, 200), (restored, 303)):
        client = create_app(wanted).test_client()
        client._cookies = signed_in.client._cookies
        assert client.get("/nhiem-vu").status_code == status
    assert verify(restored).ok
    restored.db.close()


def test_a_file_that_was_lost_before_the_backup_is_named_and_keeps_out_no_other(
    house: House, district: builders.District, tmp_path: Path, tampering: None
) -> None:
    builders.submitted(district)
    with house.db.reading() as session:
        lost = session.scalars(select(File.sha256)).first()
    assert lost
    house.files.path_of(lost).unlink()
    made = backup.back_up(house, tmp_path / "kept")
    assert made.damaged == [lost] and lost not in made.files
    into = _place(tmp_path / "into")
    assert f"stored file {lost}" in "\n".join(backup.restore(into, tmp_path / "kept").report(into))


def test_a_backup_that_fails_leaves_nothing_that_could_be_taken_for_one(
    house: House, district: builders.District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    builders.submitted(district)
    into = tmp_path / "tonight"
    with monkeypatch.context() as broken, pytest.raises(OSError, match="disk"):
        broken.setattr(backup, "write_manifest", _full_disk)
        backup.back_up(house, into, with_keys=True)
    assert list(into.iterdir()) == []
    assert backup.back_up(house, into).size


def _full_disk(*_: object) -> None:
    raise OSError("the disk is full")


@pytest.mark.tool("postgres")
def test_pgbouncer_is_passed_by_and_said_so(postgres_house: House, tmp_path: Path) -> None:
    pooled = make_url(postgres_house.settings.database_url).update_query_dict({"pooler": "transaction"})
    url = pooled.render_as_string(hide_password=False)
    house = replace(postgres_house, settings=replace(postgres_house.settings, database_url=url))
    with pytest.raises(CannotBackUp, match="không qua pgbouncer"):
        backup.back_up(house, tmp_path / "tonight")
    upgrade(url)  # nothing to do, and no words about it

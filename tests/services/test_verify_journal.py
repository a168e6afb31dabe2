"""`journal verify` accepts what the use cases wrote, and names whatever was changed beside them."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from states.commitment_reminder import QUIET, ReminderRule
from states.reorganisation import Row
from tests import agreements, builders, papers
from tests.app_fixtures import ORIGIN, open_database, settings_for
from tests.builders import District
from tests.factors import protect
from tests.tampering import ELSEWHERE, FORMAT, by_hand, documented, names, other, row_of
from workflow_app.db import Base
from workflow_app.files import FileStore
from workflow_app.house import House
from workflow_app.models import Account, Mandate, Opening, Unit
from workflow_app.services import (
    account,
    commitment_reminder,
    job,
    perform,
    registration,
    registration_draft,
    seal,
    second_person,
    setup,
    substitution,
    unit,
    unit_event,
    unit_event_record,
    verify_journal,
    verify_report,
)
from workflow_app.services import round as rounds
from workflow_app.services.mandate import Terms
from workflow_app.services.perform import unit_of_work
from workflow_app.services.registration import Mark
from workflow_app.services.round import Longer
from workflow_app.transparency.checkpoint import Checkpoint
from workflow_app.transparency.keys import create_keys, generate
from workflow_app.transparency.merkle import leaf_hash
from workflow_app.transparency.note import Signer, sign_note
from workflow_app.upgrade import upgrade


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int, Path], District]:
    """`make(units, folder)` copies a register with a case in each phase, made once for each number of more units."""

    @cache
    def pattern(units: int) -> District:
        settings = settings_for(tmp_path_factory.mktemp("busy"))
        upgrade(settings.url)
        keys, files = create_keys(settings.keys_dir, ORIGIN), FileStore(settings.data_dir / "files")
        house = House(settings, open_database(settings.url), builders.MovableClock(), keys, files)
        setup.initialise(house)
        district = builders.build_district(house)
        _live(district, units)
        house.db.close()
        return district

    def copy(units: int, folder: Path) -> District:
        made = pattern(units)
        shutil.copytree(made.house.settings.data_dir, folder)
        settings, files = settings_for(folder), FileStore(folder / "files")
        return replace(made, house=replace(made.house, settings=settings, db=open_database(settings.url), files=files))

    return copy


@pytest.fixture
def busy(make: Callable[[int, Path], District], tmp_path: Path) -> Iterator[District]:
    """A case in each phase, an ended mandate, and an entry that is not in the tree yet; no tile is full."""
    district = make(1, tmp_path / "busy")
    yield district
    district.house.db.close()


@pytest.fixture
def large(make: Callable[[int, Path], District], tmp_path: Path) -> Iterator[District]:
    """The same with a full tile: slower to verify."""
    district = make(230, tmp_path / "large")
    yield district
    district.house.db.close()


def _live(district: District, units: int) -> None:
    house, mandates = district.house, district.mandates
    protect(district)
    code = builders.approved(district)
    with house.db.reading() as session:
        chosen = session.scalars(select(Mandate.code).where(Mandate.id == mandates["incharge"])).one()
    registration.assign_incharge(house, mandates["board"], code, chosen, seen=builders.seen(house, code)[0])
    _send_back(district)
    _ask_others(district)
    agreements.owing(district)
    seal.create(house, "Huyện ủy")
    code = agreements.in_force(district)
    papers.refuse(district, code, papers.entered(district, code, "secretary2"))
    agreements.amended(district, code)
    rule, seen = ReminderRule(2, 3, 4, QUIET), agreements.seen(house, code)[0]
    commitment_reminder.set_rule(house, mandates["manager"], code, rule, seen=seen)
    job.run_due(house)
    longer = Longer(date(2025, 6, 20), date(2025, 12, 31), "Nhiều đơn vị họp muộn")
    rounds.lengthen(house, mandates["manager"], "ds-bontot", "2025", "extend", longer)
    _reorganise(district)
    with unit_of_work(house) as work:
        for number in range(units):
            _found(work, number)
        ended = work.session.get_one(Mandate, mandates["clerk2"])
        account.end_mandate(work, work.actor(mandates["manager"]), ended, date(2025, 6, 1))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(perform.journal, "integrate_quietly", lambda house: None)
        with unit_of_work(house) as work:
            _found(work, units)


def _ask_others(district: District) -> None:
    """Somebody stands in for a secretary, and a mandate waits for a second person."""
    house = district.house
    with house.db.reading() as session:
        secretary = session.get_one(Mandate, district.mandates["secretary"]).code
        clerk = session.scalars(select(Account).where(Account.login == district.logins["clerk"])).one()
        place = session.get_one(Unit, district.units[1].id)
    substitution.appoint(house, district.mandates["secretary"], secretary, clerk.pseudonym, None, date(2025, 6, 20))
    with pytest.MonkeyPatch.context() as patched, unit_of_work(house) as work:
        patched.setattr(second_person, "asks_second_person", lambda *_: True)
        terms = Terms("auditor", "self", place, None, work.today, date(2025, 12, 1), title="Kiểm soát viên")
        person = work.session.get_one(Account, clerk.id)
        second_person.give(work, work.actor(district.mandates["manager"]), person, terms)


def _send_back(district: District) -> None:
    house, mandates = district.house, district.mandates
    code = builders.submitted(district, "secretary2")
    registration.receive(house, mandates["reviewer"], code, seen=builders.seen(house, code)[0])
    marks = [Mark("contents", "noi-dung-chung-chung", "Nêu rõ chỉ tiêu."), Mark("roadmap", "lo-trinh-chua-ro")]
    registration.request_changes(house, mandates["reviewer"], code, marks, seen=builders.seen(house, code)[0])
    contents = [{"text": "Xây dựng quỹ khuyến học", "measure": "Mỗi quý 10 suất"}]
    saved = builders.seen(house, code)[1]
    registration_draft.save_draft(house, mandates["secretary2"], code, {"contents": contents}, saved)
    version, saved = builders.seen(house, code)
    registration.submit(house, mandates["secretary2"], code, seen=version, draft_seen=saved)


def _reorganise(district: District) -> None:
    """One unit renamed and another split off it, at once; a change to come, and one taken back."""
    house, manager, one = district.house, district.mandates["manager"], district.units[1].code
    with house.db.reading() as session:
        of_manager = select(Unit.code).join(Mandate, Mandate.unit_id == Unit.id).where(Mandate.id == manager)
        top = session.scalars(of_manager).one()
    new = Row(2, "found", "M1", "Chi bộ Phòng Tin học", unit_kind="chi_bo_co_so", parent=top, related=(one,))
    now, later = (Row(1, "rename", one, "Chi bộ Phòng Máy"), new), (Row(1, "rename", one, "Chi bộ Máy"),)
    for day, rows in ((20, now), (30, later)):
        heading = unit_event.Heading("Chia tách", date(2025, 5, day), "7-QĐ/HU", date(2025, 5, 2), "Huyện ủy")
        code = unit_event.draft(house, manager, heading)
        unit_event.write_rows(house, manager, code, 0, rows)
        unit_event_record.record(house, manager, code, 1)
    unit_event_record.undo(house, manager, code, 2, "Chưa có quyết định")


def _found(work: Any, number: int) -> None:
    unit.found(
        work, work.system(), name=f"Tổ đảng {number}", short_name=f"Tổ {number}", kind="to_dang", level="grassroots",
        parent=None, valid_from=date(2025, 1, 1),
    )  # fmt: skip


@dataclass(slots=True)
class Copies:
    """Copies of one register, each damaged behind the program's back, and what `verify` says of it."""

    house: House
    source: Path  # without the triggers that forbid changes
    copy: House  # always at the same place: what it asks is compiled once

    def verify(self, *statements: tuple[str, tuple[Any, ...]]) -> verify_journal.Report:
        """The report on a copy after these statements."""
        path = self.copy.db.file
        assert path is not None
        shutil.copy(self.source, path)
        with by_hand(path) as connection:
            for statement, values in statements:
                assert connection.execute(statement, values).rowcount > 0, f"{statement} {values} changed nothing"
        report = verify_journal.verify(self.copy)
        self.copy.db.close()
        return report

    def reading(self) -> closing[sqlite3.Connection]:
        """The undamaged register."""
        return closing(sqlite3.connect(self.source))

    def row_of(self, table: str) -> int:
        """The row of a table that is damaged."""
        with self.reading() as connection:
            return row_of(connection, table)

    def value(self, question: str, *values: Any) -> Any:
        """One value of the undamaged register."""
        with self.reading() as connection:
            found = connection.execute(question, values).fetchone()
        assert found is not None, f"the test's district has nothing for {question}"
        return found[0]


def copies_of(district: District, folder: Path) -> Copies:
    house, name = district.house, district.house.settings.data_dir.name
    source = folder / f"{name}.sqlite3"
    with closing(sqlite3.connect(house.db.url.removeprefix("sqlite:///"))) as connection:
        connection.execute("VACUUM INTO ?", (str(source),))
    with by_hand(source):
        pass  # once, not for every copy
    return Copies(house, source, replace(house, db=open_database(f"sqlite:///{folder / name}-copy.sqlite3")))


@pytest.fixture
def copies(busy: District, tmp_path: Path) -> Copies:
    return copies_of(busy, tmp_path)


@pytest.fixture
def large_copies(large: District, tmp_path: Path) -> Copies:
    return copies_of(large, tmp_path)


def test_a_busy_register_is_intact(busy: District, large: District) -> None:
    for district, size in ((busy, 25), (large, 256)):
        report = verify_journal.verify(district.house)
        assert report.ok, "\n".join(map(str, report.findings))
        assert report.size > size


def test_a_register_on_either_database_is_intact(any_house: House) -> None:
    district = builders.build_district(any_house)
    builders.approved(district)
    report = verify_journal.verify(any_house)
    assert (report.ok, report.findings) == (True, ())
    assert report.size > 20


def test_the_document_says_of_every_column_whether_it_is_protected() -> None:
    for table, good, rest in documented():
        assert sorted([*good, *rest]) == sorted(Base.metadata.tables[table].columns.keys()), table


def test_the_document_speaks_of_every_table() -> None:
    section, listed = FORMAT.read_text(encoding="utf-8").split("## Protected columns")[1], {t for t, *_ in documented()}
    assert [name for name in Base.metadata.tables if name not in listed and f"`{name}`" not in section] == []


@pytest.mark.timeout(300)
def test_a_changed_value_in_any_protected_column_is_named(copies: Copies, large_copies: Copies) -> None:
    small, missed, tried = copies, [], 0
    for table, columns, _ in documented():
        if table in ELSEWHERE:
            continue
        copies = large_copies if table == "tile" else small
        row = copies.row_of(table)
        for column in columns:
            value = copies.value(f'SELECT "{column}" FROM {table} WHERE rowid = ?', row)
            with copies.reading() as connection:
                changed = other(connection, table, column, value)
            assert changed != value, f"{table}.{column}"
            report = copies.verify((f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?', (changed, row)))
            tried += 1
            if not names(report, table, column):
                missed.append(f"{table}.{column}: {value!r} -> {changed!r}: {[str(f) for f in report.findings]}")
    assert tried > 80
    assert not missed, "\n".join(missed)


@pytest.mark.timeout(300)
def test_nonsense_in_any_protected_column_is_found_and_stops_nothing(copies: Copies, large_copies: Copies) -> None:
    small, missed, refused = copies, list[str](), list[str]()
    for table, columns, _ in documented():
        if table in ELSEWHERE:
            continue
        copies = large_copies if table == "tile" else small
        row = copies.row_of(table)
        for column in columns:
            try:
                report = copies.verify((f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?', ("[😀", row)))
            except sqlite3.IntegrityError:
                refused.append(f"{table}.{column}")  # a key that SQLite itself keeps whole
                continue
            if report.ok:
                missed.append(f"{table}.{column}")
    assert not missed
    assert refused == [
        "pending.entry_id", "leaf.index", "checkpoint.size", "round_change.entry_id", "substitution.mandate_id",
        "trusted_key.factor_id", "registration.case_id", "agreement.case_id", "printed_document.of_entry_id",
        "sealed_record.of_entry_id",
    ]  # fmt: skip


TAKEN_AWAY = [
    "entry", "leaf", "tile", "checkpoint", "opening", "edition", "round", "unit_version", "mandate", "case_record",
    "registration", "submission", "return_mark", "file", "journal", "pending", "mandate_proposal", "substitution",
    "round_change", "trusted_key", "evidence", "printed_document", "sealed_record",
]  # fmt: skip


@pytest.mark.parametrize("table", TAKEN_AWAY)
def test_a_row_taken_away_is_missed(request: pytest.FixtureRequest, table: str) -> None:
    copies: Copies = request.getfixturevalue("large_copies" if table == "tile" else "copies")
    report = copies.verify((f"DELETE FROM {table} WHERE rowid = ?", (copies.row_of(table),)))
    assert any(f.table in (table, "leaf", "pending") for f in report.findings), [str(f) for f in report.findings]


def test_two_entries_that_change_places_in_the_tree_are_found(copies: Copies) -> None:
    swap = 'UPDATE leaf SET entry_id = CASE "index" WHEN 7 THEN 1000001 ELSE 1000002 END WHERE "index" IN (7, 8)'
    ids = [copies.value('SELECT entry_id FROM leaf WHERE "index" = ?', place) for place in (7, 8)]
    settle = 'UPDATE leaf SET entry_id = ? WHERE "index" = ?'
    report = copies.verify((swap, ()), (settle, (ids[1], 7)), (settle, (ids[0], 8)))
    assert {f.index for f in report.findings if f.table == "leaf"} == {7, 8}


def test_a_row_put_in_without_an_entry_is_found(copies: Copies) -> None:
    columns = "kind, account_id, role, reach, unit_id, title, valid_from, entry_id"
    put_in = f"INSERT INTO mandate (code, {columns}) SELECT 'X', {columns} FROM mandate WHERE id = 2"
    assert names(copies.verify((put_in, ())), "mandate", "code")


def test_an_entry_signed_with_a_key_of_ones_own_is_found(copies: Copies) -> None:
    note = copies.value("SELECT note FROM entry WHERE kind = 'registration.approve'")
    text = note.rpartition(b"\n\n")[0] + b"\n"
    own_key = generate("other.invalid/log").entry.private_key
    forged = sign_note(text.decode(), Signer(copies.house.keys.entry.name, own_key))
    values = (forged, leaf_hash(forged), note)
    report = copies.verify(("UPDATE entry SET note = ?, leaf_hash = ? WHERE note = ?", values))
    assert ("entry-signature", "entry", "note") in {(f.code, f.table, f.column) for f in report.findings}


def test_a_forged_state_is_explained_in_both_languages(copies: Copies) -> None:
    report = copies.verify(("UPDATE case_record SET state = 'closed' WHERE state = 'approved'", ()))
    (finding,) = report.findings
    vi, en = finding.text("vi"), finding.text("en")
    assert vi.startswith(f"Phát hiện sai khác tại mục {finding.index}: bảng case_record, dòng ")
    assert vi.endswith("cột state: không khớp với nhật ký (closed ≠ approved)")
    assert en.endswith("column state: is not what the journal says (closed ≠ approved)")


def test_a_file_that_changed_or_vanished_from_the_store_is_found(copies: Copies) -> None:
    stored = copies.house.files.path_of(copies.value("SELECT sha256 FROM file LIMIT 1"))
    whole = stored.read_bytes()
    stored.write_bytes(whole[:-1] + b"!")
    assert {f.code for f in copies.verify().findings} == {"file-changed"}
    stored.unlink()
    assert {f.code for f in copies.verify().findings} == {"file-missing"}


def test_a_database_older_than_the_published_checkpoint_is_found(copies: Copies) -> None:
    published = copies.house.settings.high_water_path
    older, newer = published.read_text(), copies.value("SELECT max(size) FROM checkpoint")
    with unit_of_work(copies.house) as work:
        _found(work, 999)
    assert published.read_text() != older
    report = copies.verify()
    assert [(f.code, f.table) for f in report.findings] == [("rolled-back", "checkpoint")]
    assert f"row {newer + 2}," in str(report.findings[0])


def test_a_published_checkpoint_of_another_tree_is_found(copies: Copies) -> None:
    other_tree = Checkpoint(copies.house.keys.origin, 5, bytes(32))
    note = sign_note(other_tree.text(), copies.house.keys.checkpoint)
    copies.house.settings.high_water_path.write_bytes(note)
    assert [f.code for f in copies.verify().findings] == ["rolled-back"]


def test_what_the_register_itself_shows_cannot_be_erased_unseen(busy: District, tampering: None) -> None:
    erased = {"salt": None, "value": None, "erased_at": busy.house.clock()}
    for field in ("content", "resolution", "unit", "marks"):
        with busy.house.db.writing() as session:
            rows = session.execute(select(Opening).where(Opening.field == field)).scalars().all()
            assert rows, field
            session.execute(update(Opening).where(Opening.field == field).values(erased))
            session.flush()
            session.commit()
        report = verify_journal.verify(busy.house)
        assert any(found.table == "opening" and found.row.endswith(f"/{field}") for found in report.findings), field


def test_an_erased_value_leaves_the_register_intact(busy: District) -> None:
    erased = {"salt": None, "value": None, "erased_at": busy.house.clock()}
    with busy.house.db.writing() as session:
        session.execute(update(Opening).where(Opening.field.in_(("person", "reason", "incharge"))).values(erased))
        session.commit()
    report = verify_journal.verify(busy.house)
    assert report.ok, "\n".join(map(str, report.findings))


def test_half_an_erasure_is_found(copies: Copies) -> None:
    for column in ("salt", "value"):
        report = copies.verify((f"UPDATE opening SET {column} = NULL WHERE field = 'content'", ()))
        assert names(report, "opening", column)


def test_findings_are_bounded_however_much_is_broken(copies: Copies, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_report, "MOST_FINDINGS", 10)
    assert len(copies.verify(("UPDATE entry SET at = '2020-01-01T00:00:00.000Z'", ())).findings) == 10

"""The export is what anyone can check alone; a flipped bit in it is found, with the name of the file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from tests import builders
from tests.builders import District
from workflow_app.house import House
from workflow_app.models import Opening
from workflow_app.services import unit
from workflow_app.services.export import CannotExport, export
from workflow_app.services.perform import unit_of_work
from workflow_app.transparency.verify import verify_export


def grow(house: House, entries: int) -> None:
    """Add units, one entry each."""
    with unit_of_work(house) as work:
        for number in range(entries):
            unit.found(
                work, work.system(), name=f"Tổ đảng {number}", short_name=f"Tổ {number}", kind="to_dang",
                level="grassroots", parent=None, valid_from=date(2025, 1, 1),
            )  # fmt: skip


@pytest.fixture
def folder(district: District, tmp_path: Path) -> Path:
    """An export of a district with an accepted registration, one that is not, and more than one tile."""
    builders.approved(district)
    builders.submitted(district, "secretary2")
    grow(district.house, 250)
    export(district.house, tmp_path / "export")
    return tmp_path / "export"


def test_an_export_is_accepted_by_the_check_that_needs_no_server(district: District, folder: Path) -> None:
    report = verify_export(folder, vkeys=district.house.keys.verifiers.text())
    assert (report.findings, report.origin) == ((), district.house.keys.origin)
    assert report.size > 256
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    rest = report.size - 256
    names = ("0/000", "entries/000", f"0/001.p/{rest}", f"entries/001.p/{rest}", "1/000.p/1")
    assert files == {"checkpoint", "vkey", "openings.json"} | {f"tile/{name}" for name in names}


def test_a_flipped_bit_in_any_file_is_found_and_the_file_named(district: District, folder: Path) -> None:
    vkeys = district.house.keys.verifiers.text()
    for name in ("checkpoint", "tile/0/000", "tile/1/000.p/1", "tile/entries/000", "openings.json"):
        whole = (folder / name).read_bytes()
        for place in (0.1, 0.5, 0.9):
            data = bytearray(whole)
            data[int(len(data) * place)] ^= 1
            (folder / name).write_bytes(data)
            report = verify_export(folder, vkeys=vkeys)
            assert any(finding.where.startswith(name) for finding in report.findings), (name, report.findings)
        (folder / name).write_bytes(whole)
    assert verify_export(folder, vkeys=vkeys).ok, "the test did not put everything back"


def test_an_opening_that_was_changed_is_found(district: District, folder: Path) -> None:
    openings = folder / "openings.json"
    changed = openings.read_text(encoding="utf-8").replace("Chi bộ Phòng Kỹ thuật 1", "Chi bộ Phòng Kỹ thuật 9")
    openings.write_text(changed, encoding="utf-8")
    report = verify_export(folder, vkeys=district.house.keys.verifiers.text())
    assert {finding.code for finding in report.findings} == {"opening-differs"}


def test_only_what_is_public_now_is_opened(folder: Path) -> None:
    opened = json.loads((folder / "openings.json").read_text(encoding="utf-8"))
    fields = [field for fields in opened.values() for field in fields]
    assert set(fields) == {"unit", "content"}
    assert fields.count("content") == 1, "only the accepted registration"
    text = json.dumps(opened, ensure_ascii=False)
    assert "Xây dựng quỹ khuyến học" in text
    for private in ("03-NQ/CB", "Bí Thư Số", "Trần Thị Thẩm", "Lê Văn Thường", "Chi ủy"):
        assert private not in text


def test_what_was_erased_is_not_exported(district: District, tmp_path: Path, tampering: None) -> None:
    builders.approved(district)
    gone = {"salt": None, "value": None, "erased_at": district.house.clock()}
    with district.house.db.writing() as session:
        session.execute(update(Opening).where(Opening.field == "content").values(gone))
        session.commit()
    export(district.house, tmp_path / "export")
    assert "quỹ khuyến học" not in (tmp_path / "export/openings.json").read_text(encoding="utf-8")
    assert verify_export(tmp_path / "export", vkeys=district.house.keys.verifiers.text()).ok


def test_a_folder_with_something_in_it_is_left_alone(house: House, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full/letter.txt").write_text("giữ lại")
    with pytest.raises(CannotExport, match="not empty"):
        export(house, tmp_path / "full")
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["letter.txt"]


def test_an_export_from_postgresql_is_the_same_tree(any_house: House, tmp_path: Path) -> None:
    builders.approved(builders.build_district(any_house))
    grow(any_house, 257)
    export(any_house, tmp_path / "export")
    report = verify_export(tmp_path / "export", vkeys=any_house.keys.verifiers.text())
    assert (report.findings, report.size > 257) == ((), True)

"""A period that is over goes to the archives, and is checked there without the register."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests import builders
from tests.builders import District, MovableClock
from tests.pdf_text import text_of
from tests.transparency.samples import checkpoint_note
from workflow_app.house import House
from workflow_app.services import journal
from workflow_app.services.archive import archive
from workflow_app.services.export import CannotExport
from workflow_app.transparency.canonical import is_sealed
from workflow_app.transparency.merkle import leaf_hash
from workflow_app.transparency.proof import LogProof, format_proof, parse_proof
from workflow_app.transparency.verify import verify_export
from workflow_app.transparency.verify_archive import verify_archive
from workflow_app.wording.archive import KEYS


def test_an_archive_holds_every_case_with_proofs_papers_and_what_it_may_read(
    any_house: House, district: District, clock: MovableClock, tmp_path: Path
) -> None:
    builders.approved(district)
    builders.drafted(district, "secretary2")
    clock.advance(days=60)
    journal.integrate(any_house)
    made = archive(any_house, tmp_path / "a", "ds-bontot", "2025")
    assert (made.cases, made.entries, made.files, made.damaged) == (1, 6, 1, ())  # four acts, the edition, the round
    content = json.loads((tmp_path / "a/archive.json").read_text(encoding="utf-8"))
    [case] = content["cases"]
    assert case["unit"] == "Chi bộ Phòng Kỹ thuật 1"
    for entry in case["entries"]:
        assert verify_export(
            tmp_path / "a/proofs" / f"{entry['index']}.tlog-proof", vkeys=(tmp_path / "a/vkey").read_text()
        ).ok
        for field, one in entry["openings"].items():
            assert is_sealed(bytes.fromhex(one["salt"]), one["value"], entry["body"]["sealed"][field])
        assert not {"record", "person"} & set(entry["openings"])
    assert "content" in case["entries"][0]["openings"]
    assert (tmp_path / "a/files" / content["files"][0]["sha256"]).read_bytes().startswith(b"%PDF")
    printed = text_of((tmp_path / "a/archive.pdf").read_bytes())
    assert "Xây dựng quỹ khuyến học" in printed
    assert all(one["leaf"] in printed for one in [*case["entries"], *content["programme_entries"]])
    assert content["files"][0]["sha256"] in printed


def test_a_period_without_cases_has_its_document_too(
    house: House, district: District, clock: MovableClock, tmp_path: Path
) -> None:
    clock.advance(days=60)
    journal.integrate(house)
    made = archive(house, tmp_path / "a", "ds-bontot", "2025")
    assert (made.cases, made.entries, made.files) == (0, 2, 0)
    printed = text_of((tmp_path / "a/archive.pdf").read_bytes())
    assert "Kỳ này không có hồ sơ nào được nộp." in printed
    assert (tmp_path / "a/checkpoint").read_text(encoding="utf-8").split()[2] in printed


def _keys(value: object) -> set[str]:
    if isinstance(value, list):
        return set[str]().union(*map(_keys, value))
    return set(value).union(*map(_keys, value.values())) if isinstance(value, dict) else set()


def test_the_document_names_every_part_of_an_opened_value_in_vietnamese(
    house: House, district: District, clock: MovableClock, tmp_path: Path
) -> None:
    builders.approved(district)
    clock.advance(days=60)
    journal.integrate(house)
    archive(house, tmp_path / "a", "ds-bontot", "2025")
    content = json.loads((tmp_path / "a/archive.json").read_text(encoding="utf-8"))
    values = [one["value"] for entry in content["cases"][0]["entries"] for one in entry["openings"].values()]
    used = _keys(values)
    assert {"contents", "name", "sha256"} <= used <= set(KEYS)


def test_what_is_not_over_or_not_there_is_not_archived(house: House, district: District, tmp_path: Path) -> None:
    journal.integrate(house)
    for period, said in (("2025", "not over"), ("1999", "no period")):
        with pytest.raises(CannotExport, match=said):
            archive(house, tmp_path / "a", "ds-bontot", period)
    assert not (tmp_path / "a").exists()


def _archived(house: House, district: District, clock: MovableClock, folder: Path) -> Path:
    builders.approved(district)
    clock.advance(days=60)
    journal.integrate(house)
    archive(house, folder, "ds-bontot", "2025")
    return folder


def test_a_whole_archive_is_checked_with_its_keys_alone(
    house: House, district: District, clock: MovableClock, tmp_path: Path
) -> None:
    folder = _archived(house, district, clock, tmp_path / "a")
    report = verify_archive(folder, vkeys=house.keys.verifiers.text())
    assert report.findings == ()
    assert [one.code for one in report.warnings] == ["archive-reading-copy"]
    assert [one.code for one in verify_archive(folder).warnings] == ["keys-from-package", "archive-reading-copy"]


def _value(content: Any) -> None:
    content["cases"][0]["entries"][0]["openings"]["content"]["value"]["contents"][0]["title"] = "Khác"


def _body(content: Any) -> None:
    content["cases"][0]["entries"][1]["body"]["at"] = "2025-06-12T02:00:00.000Z"


def _gap(content: Any) -> None:
    del content["cases"][0]["entries"][1]


def _state(content: Any) -> None:
    content["cases"][0]["state"] = "rejected"


def _when(content: Any) -> None:
    content["cases"][0]["entries"][0]["at"] = "2020-01-01T00:00:00.000Z"


def _size(content: Any) -> None:
    content["tree_size"] += 1


def _twice(content: Any) -> None:
    content["cases"][0]["entries"].append(content["cases"][0]["entries"][0])


@pytest.mark.parametrize(
    "change, code",
    [
        (_value, "opening-differs"),
        (_body, "entry-differs"),
        (_gap, "case-broken"),
        (_state, "case-state"),
        (_when, "entry-differs"),
        (_size, "archive-head"),
        (_twice, "entry-repeated"),
        (dict.clear, "archive-form"),
    ],
)
def test_an_archive_in_which_something_was_rewritten_is_not_intact(
    house: House, district: District, clock: MovableClock, tmp_path: Path, change: Any, code: str
) -> None:
    folder = _archived(house, district, clock, tmp_path / "a")
    content = json.loads((folder / "archive.json").read_text(encoding="utf-8"))
    change(content)
    (folder / "archive.json").write_text(json.dumps(content), encoding="utf-8")
    assert code in [one.code for one in verify_archive(folder).findings]


def test_a_paper_a_proof_or_the_rules_exchanged_or_left_out_are_named(
    house: House, district: District, clock: MovableClock, tmp_path: Path
) -> None:
    folder = _archived(house, district, clock, tmp_path / "a")
    changed = {
        next((folder / "files").iterdir()): "file-differs",
        folder / "edition.toml": "edition-differs",
    }
    for path, code in changed.items():
        kept = path.read_bytes()
        path.write_bytes(kept.replace(b"2025", b"2026") + b"\n# 1 = 2\n" if path.suffix else kept + b" ")
        assert code in [one.code for one in verify_archive(folder).findings], path
        path.write_bytes(kept)
    for path in [next((folder / "files").iterdir()), next((folder / "proofs").iterdir())]:
        kept = path.read_bytes()
        path.unlink()
        assert "file-missing" in [one.code for one in verify_archive(folder).findings], path
        path.write_bytes(kept)
    assert verify_archive(folder).ok


def test_an_archive_made_to_break_its_reader_is_named_and_read_to_the_end(
    house: House, district: District, clock: MovableClock, tmp_path: Path
) -> None:
    folder, vkeys = _archived(house, district, clock, tmp_path / "a"), house.keys.verifiers.text()

    def found(name: str, content: bytes | None) -> set[tuple[str, str]]:
        path = folder / name
        kept = path.read_bytes()
        path.unlink()
        if content is None:
            os.mkfifo(path)  # a pipe that nobody ever writes to
        else:
            path.write_bytes(content)
        told = {(one.code, one.where) for one in verify_archive(folder, vkeys=vkeys).findings}
        path.unlink()
        path.write_bytes(kept)
        return told

    content = (folder / "archive.json").read_bytes()
    first = json.loads(content)["cases"][0]["entries"][0]["index"]
    proof = f"proofs/{first}.tlog-proof"
    form = {("archive-form", "archive.json")}
    assert found("archive.json", b"[" * 100_000) == form
    assert found("archive.json", b'{"cases":[],' + content.lstrip()[1:]) == form, "a key twice"
    assert found("archive.json", content.replace(b'"index": %d' % first, b'"index": ' + b"9" * 5000)) == form
    assert found("edition.toml", b"x = " + b"[" * 100_000) == form
    assert ("file-missing", proof) in found(proof, None)
    assert found("checkpoint", None) == {("file-missing", "checkpoint")}
    # A true entry, proved to another tree than that of the checkpoint which others may have kept.
    note = parse_proof((folder / proof).read_bytes()).extra
    assert note is not None
    head = checkpoint_note(1, leaf_hash(note), house.keys)
    assert ("proof-differs", proof) in found(proof, format_proof(LogProof(0, (), head, note)))

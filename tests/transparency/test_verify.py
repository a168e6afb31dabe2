"""An exported journal: what is true holds, and every damage is found and named."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.transparency.samples import KEYS, ORIGIN, SALT, checkpoint_note, entries, export, proof_file
from workflow_app.transparency.canonical import canonical
from workflow_app.transparency.entry import build_entry, read_entry
from workflow_app.transparency.export import export_files
from workflow_app.transparency.keys import generate
from workflow_app.transparency.merkle import BadHashes, leaf_hash
from workflow_app.transparency.report import Report
from workflow_app.transparency.tiles import MemoryStore, bundle, tile_root
from workflow_app.transparency.verify import verify_export

VKEYS = KEYS.verifiers.text()


def check(folder: Path) -> Report:
    return verify_export(folder, vkeys=VKEYS, earlier=[checkpoint_note(1, leaf_hash(entries(1)[0]))])


def names(report: Report) -> set[tuple[str, str]]:
    return {(finding.code, finding.where) for finding in report.findings}


def flip(path: Path, bit: int) -> None:
    data = bytearray(path.read_bytes())
    data[bit // 8] ^= 1 << bit % 8
    path.write_bytes(data)


@pytest.mark.parametrize("size", [1, 2, 3, 9, 255, 256, 257, 700])
def test_a_true_export_holds(tmp_path: Path, size: int) -> None:
    report = check(export(tmp_path, entries(size)))
    assert report.findings == () and report.warnings == ()
    assert (report.ok, report.origin, report.size) == (True, ORIGIN, size)
    assert report.root == MemoryStore(map(leaf_hash, entries(size))).root()


def test_an_empty_journal_holds(tmp_path: Path) -> None:
    folder = export(tmp_path, ())
    assert verify_export(folder, vkeys=VKEYS).ok


def test_the_report_says_when_the_package_vouches_for_itself(tmp_path: Path) -> None:
    report = verify_export(export(tmp_path, entries(3)))
    assert report.ok
    assert [warning.code for warning in report.warnings] == ["keys-from-package", "no-earlier-checkpoint"]


@pytest.mark.parametrize("name", ["0/000", "0/001", "0/002.p/188", "1/000.p/2"])
def test_a_damaged_tile_of_a_larger_log_is_named(tmp_path: Path, name: str) -> None:
    folder = export(tmp_path, entries(700))
    flip(folder / "tile" / name, 77)
    assert names(check(folder)) == {("tile-differs", f"tile/{name}")}


@pytest.mark.parametrize("name", ["0/000", "0/001", "1/000.p/2"])
def test_a_damaged_tile_is_named_even_when_an_entry_is_damaged_too(tmp_path: Path, name: str) -> None:
    folder = export(tmp_path, entries(700))
    flip(folder / "tile" / name, 77)
    flip(folder / "tile/entries/002.p/188", 900)
    found = names(check(folder))
    assert ("entry-signature", "tile/entries/002.p/188 entry 512") in found
    if name == "1/000.p/2":  # without this tile nothing leads to the root, so no tile below is believed
        assert ("root-differs", "checkpoint") in found
        assert ("tile-differs", f"tile/{name}") in found
    else:
        assert ("tile-not-in-parent", f"tile/{name}") in found
        assert ("entry-not-in-tree", "tile/entries/002.p/188 entry 512") in found


@pytest.mark.parametrize("name", ["checkpoint", "vkey", "tile/0/001", "tile/entries/001", "tile/1/000.p/2"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    folder = export(tmp_path, entries(700))
    (folder / name).unlink()
    assert ("file-missing", name) in names(check(folder)) or name == "vkey"
    assert ("file-missing", name) in names(verify_export(folder))


@pytest.mark.parametrize("name", ["checkpoint", "tile/0/001", "tile/entries/001", "tile/1/000.p/2"])
@pytest.mark.parametrize("change", ["shorter", "longer", "empty"])
def test_a_file_of_another_length_is_named(tmp_path: Path, name: str, change: str) -> None:
    folder = export(tmp_path, entries(700))
    data = (folder / name).read_bytes()
    (folder / name).write_bytes({"shorter": data[:-1], "longer": data + b"\0", "empty": b""}[change])
    assert name in {finding.where for finding in check(folder).findings}


def test_a_true_entry_in_anothers_place_is_found(tmp_path: Path) -> None:
    folder = export(tmp_path, entries(9))
    swapped = [*entries(9)[:3], entries(9)[6], *entries(9)[4:6], entries(9)[3], *entries(9)[7:]]
    (folder / "tile/entries/000.p/9").write_bytes(bundle(swapped))
    found = names(check(folder))
    assert {("entry-not-in-tree", f"tile/entries/000.p/9 entry {index}") for index in (3, 6)} <= found


def test_a_changed_entry_signed_again_is_found_by_its_place_in_the_tree(tmp_path: Path) -> None:
    folder = export(tmp_path, entries(9))
    body = read_entry(entries(9)[8], KEYS.entry_verifier) | {"to": "rejected"}
    forged = [*entries(9)[:8], build_entry(body, KEYS.entry)]
    (folder / "tile/entries/000.p/9").write_bytes(bundle(forged))
    assert names(check(folder)) == {("entry-not-in-tree", "tile/entries/000.p/9 entry 8")}


def test_a_broken_chain_in_a_well_signed_log_names_file_and_entry(tmp_path: Path) -> None:
    without_middle = entries(9)[:4] + entries(9)[5:]
    found = names(check(export(tmp_path, without_middle)))
    assert ("prev", "tile/entries/000.p/8 entry 4") in found


def test_a_log_that_names_other_keys_in_its_first_entry_is_found(tmp_path: Path) -> None:
    body = read_entry(entries(1)[0], KEYS.entry_verifier) | {"entry_vkey": generate(ORIGIN).entry.vkey}
    found = names(verify_export(export(tmp_path, (build_entry(body, KEYS.entry),)), vkeys=VKEYS))
    assert ("journal-created", "tile/entries/000.p/1 entry 0") in found


def test_other_keys_than_the_trusted_ones_are_found(tmp_path: Path) -> None:
    folder = export(tmp_path, entries(3))
    other = generate(ORIGIN).verifiers.text()
    assert ("vkey-differs", "vkey") in names(verify_export(folder, vkeys=other))
    assert ("note-unsigned", "checkpoint") in names(verify_export(folder, vkeys=other))


def test_a_rewritten_or_shortened_log_is_found_by_an_earlier_checkpoint(tmp_path: Path) -> None:
    kept = checkpoint_note(9, MemoryStore(map(leaf_hash, entries(9))).root())
    shorter = export(tmp_path / "shorter", entries(8))
    assert names(verify_export(shorter, vkeys=VKEYS, earlier=[kept])) == {("log-shrank", "earlier checkpoint 0")}
    body = read_entry(entries(9)[8], KEYS.entry_verifier) | {"to": "rejected"}
    rewritten = export(tmp_path / "rewritten", (*entries(9)[:8], build_entry(body, KEYS.entry)))
    assert verify_export(rewritten, vkeys=VKEYS).ok
    assert names(verify_export(rewritten, vkeys=VKEYS, earlier=[kept])) == {("log-rewritten", "earlier checkpoint 0")}
    assert ("note-form", "earlier checkpoint 1") in names(verify_export(rewritten, vkeys=VKEYS, earlier=[kept, b"x"]))


def test_older_partial_tiles_may_stay_if_they_agree(tmp_path: Path) -> None:
    folder = export(tmp_path, entries(300))
    for size in (7, 256, 290):
        export(tmp_path / "older", entries(size))
    for old in sorted((tmp_path / "older" / "tile").rglob("*")):
        new = folder / old.relative_to(tmp_path / "older")
        if old.is_file() and not new.exists():
            new.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(old, new)
    shutil.rmtree(tmp_path / "older")
    assert (folder / "tile/0/000.p/7").exists() and check(folder).ok
    flip(folder / "tile/0/000.p/7", 9)
    flip(folder / "tile/entries/001.p/34", 9)
    assert names(check(folder)) == {
        ("tile-differs", "tile/0/000.p/7"),
        ("tile-differs", "tile/entries/001.p/34"),
    }


def test_strange_files_among_the_tiles_are_named(tmp_path: Path) -> None:
    folder = export(tmp_path, entries(9))
    (folder / "tile/0/00").write_bytes(b"")
    (folder / "tile/0/001").write_bytes(bytes(8192))
    report = check(folder)
    assert names(report) == {("file-unexpected", "tile/0/00")}
    assert [(warning.code, warning.where) for warning in report.warnings] == [("beyond-checkpoint", "tile/0/001")]


def test_facts_that_no_seat_has_break_no_reader(tmp_path: Path) -> None:
    body = read_entry(entries(9)[8], KEYS.entry_verifier) | {"kind": "commitment.attest_paper", "evidence": "0" * 64}
    for facts in ({"place": [1]}, {"place": {"x": None}, "version": []}, {}):
        leaves = (*entries(9)[:8], build_entry(body | {"facts": facts}, KEYS.entry))
        found = names(check(export(tmp_path / "e", leaves)))
        assert ("process", "tile/entries/000.p/9 entry 8") in found
        shutil.rmtree(tmp_path / "e")


def test_a_pipe_is_no_file_and_a_name_writes_no_line_of_its_own(tmp_path: Path) -> None:
    folder = export(tmp_path, entries(9))
    (folder / "tile/0/000.p/9").unlink()
    for name in ("tile/0/000.p/9", "tile/0/000.p/7", "openings.json", "tile/x\n\x1b[2Jintact"):
        os.mkfifo(folder / name)
    found = check(folder).findings
    told = {("file-missing", "tile/0/000.p/9"), ("file-missing", "openings.json")}
    strange = {("file-unexpected", f"tile/{name}") for name in ("0/000.p/9", "0/000.p/7", "x\n\x1b[2Jintact")}
    assert names(check(folder)) == told | strange
    assert all(str(one).isprintable() for one in found)
    assert "tile/x\\n\\x1b[2Jintact: file-unexpected" in {str(one) for one in found}


def test_openings_are_checked_against_the_sealed_fields(tmp_path: Path) -> None:
    leaf = leaf_hash(entries(9)[3]).hex()
    opening = {"salt": SALT.hex(), "value": "Chi bộ Phòng Kỹ thuật"}
    where = "openings.json, tile/entries/000.p/9 entry 3"
    differs = ("opening-differs", f"{where}, field unit")
    cases: dict[str, tuple[Any, set[tuple[str, str]]]] = {
        "true": ({leaf: {"unit": opening}}, set()),
        "value": ({leaf: {"unit": opening | {"value": "Chi bộ khác"}}}, {differs}),
        "salt": ({leaf: {"unit": opening | {"salt": "00" * 32}}}, {differs}),
        "short": ({leaf: {"unit": opening | {"salt": "00"}}}, {differs}),
        "upper": (
            {leaf: {"unit": opening | {"salt": SALT.hex().upper()}}},
            {differs},
        ),
        "more": ({leaf: {"unit": opening | {"x": 1}}}, {differs}),
        "field": ({leaf: {"name": opening}}, {("opening-unknown-field", f"{where}, field name")}),
        "entry": ({"00" * 32: {"unit": opening}}, {("opening-unknown-entry", "openings.json")}),
        "form": ({leaf: [1]}, {("opening-form", where)}),
    }
    folder = export(tmp_path, entries(9))
    for name, (openings, expected) in cases.items():
        (folder / "openings.json").write_bytes(canonical(openings))
        assert names(check(folder)) == expected, name
    (folder / "openings.json").write_bytes(b"[]")
    assert names(check(folder)) == {("opening-form", "openings.json")}
    (folder / "openings.json").write_bytes(b"{ }")
    assert names(check(folder)) == {("json-not-canonical", "openings.json")}


def test_an_export_carries_its_openings(tmp_path: Path) -> None:
    leaf = leaf_hash(entries(9)[3]).hex()
    openings = {leaf: {"unit": {"salt": SALT.hex(), "value": "Chi bộ Phòng Kỹ thuật"}}}
    assert check(export(tmp_path, entries(9), openings)).ok
    assert (tmp_path / "openings.json").read_bytes() == canonical(openings)


def test_a_size_that_was_only_claimed_ends_the_check_soon(tmp_path: Path) -> None:
    folder = export(tmp_path, entries(9))
    (folder / "checkpoint").write_bytes(checkpoint_note(2**62, bytes(32)))
    assert ("file-missing", "tile/entries/000") in names(check(folder))


def test_an_export_with_too_few_entries_is_not_written() -> None:
    store = MemoryStore(map(leaf_hash, entries(9)))
    with pytest.raises(BadHashes, match="entries-missing"):
        list(export_files(b"", VKEYS, 9, store, entries(9)[:8]))


def test_a_single_proof_file_is_checked_too(tmp_path: Path) -> None:
    path = tmp_path / "ho-so.tlog-proof"
    path.write_bytes(proof_file(entries(9), 5))
    assert verify_export(path, vkeys=VKEYS).ok
    flip(path, 4000)
    assert {finding.where for finding in verify_export(path, vkeys=VKEYS).findings} == {path.name}
    assert names(verify_export(tmp_path / "none")) == {("file-missing", "none")}


def test_a_tile_swapped_for_another_true_tile_is_found(tmp_path: Path) -> None:
    folder = export(tmp_path, entries(700))
    (folder / "tile/0/000").write_bytes((folder / "tile/0/001").read_bytes())
    assert names(check(folder)) == {("tile-differs", "tile/0/000")}
    parent = (folder / "tile/1/000.p/2").read_bytes()
    assert parent[32:] == tile_root((folder / "tile/0/001").read_bytes())

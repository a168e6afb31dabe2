"""Every single bit of a small export: flipped, found, and named with its file and entry."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.transparency.samples import KEYS, entries, export
from workflow_app.transparency.report import Finding
from workflow_app.transparency.verify import verify_export

VKEYS = KEYS.verifiers.text()


def flips(folder: Path, name: str, vkeys: str | None) -> Iterator[tuple[int, tuple[Finding, ...]]]:
    """Each bit of a file, and what the check finds when it is flipped."""
    good = (folder / name).read_bytes()
    for bit in range(len(good) * 8):
        damaged = bytearray(good)
        damaged[bit // 8] ^= 1 << bit % 8
        (folder / name).write_bytes(damaged)
        yield bit, verify_export(folder, vkeys=vkeys).findings
    (folder / name).write_bytes(good)


@pytest.mark.parametrize("name", ["checkpoint", "vkey", "tile/0/000.p/3"])
def test_every_flipped_bit_of_a_small_file_is_found_and_named(tmp_path: Path, name: str) -> None:
    folder = export(tmp_path, entries(3))
    for bit, found in flips(folder, name, None):
        assert any(finding.where == name for finding in found), (bit, found)
    assert verify_export(folder, vkeys=VKEYS).ok


def test_every_flipped_bit_of_an_entry_is_found_and_named(tmp_path: Path) -> None:
    folder = export(tmp_path, entries(1))
    name = "tile/entries/000.p/1"
    for bit, found in flips(folder, name, VKEYS):
        where = name if bit < 16 else f"{name} entry 0"  # the two bytes of its length, or the entry itself
        assert any(finding.where == where for finding in found), (bit, found)
    assert verify_export(folder, vkeys=VKEYS).ok

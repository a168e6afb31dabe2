"""The page for outsiders says what the code does: its examples, its table of kinds and its program are tried."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.transparency.samples import KEYS, SALT, entries, export, proof_file
from workflow_app.transparency.canonical import commitment
from workflow_app.transparency.entry import KINDS, read_entry
from workflow_app.transparency.keys import JournalVerifiers
from workflow_app.transparency.merkle import leaf_hash
from workflow_app.transparency.verify import verify_proof

PAGE = (Path(__file__).parents[2] / "docs" / "journal-format.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    """The text of the one fenced block that opens with this line."""
    found = re.findall(rf"^```{name}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert len(found) == 1, name
    return str(found[0])


def test_the_examples_are_those_the_code_makes() -> None:
    assert block("text vkey") == KEYS.verifiers.text()
    assert block("text entry").encode() == entries(5)[3]
    assert leaf_hash(entries(5)[3]).hex() in PAGE
    assert block("text proof").encode() == proof_file(entries(5), 3)
    assert block("text proof").endswith(block("text checkpoint"))


def test_the_examples_hold_under_the_keys_on_the_page() -> None:
    keys = JournalVerifiers.from_text(block("text vkey"))
    body = read_entry(block("text entry").encode(), keys.entry)
    assert body["sealed"]["unit"] == commitment(SALT, "Chi bộ Phòng Kỹ thuật")
    assert body["sealed"]["unit"] in PAGE.replace(block("text entry"), "") and SALT.hex() in PAGE
    assert verify_proof(block("text proof").encode(), vkeys=block("text vkey")).ok


def test_every_kind_and_every_key_is_in_the_table() -> None:
    table = PAGE[PAGE.index("### Kinds") : PAGE.index("### Rules between entries")]
    rows = [line for line in table.split("\n") if line.startswith("| `")]
    case_keys = PAGE[PAGE.index("The keys of a case:") :]
    for kind, keys in KINDS.items():
        row = next(line for line in rows if f"`{kind}`" in line.split("|")[1])
        described = row if not kind.startswith(("registration.", "recognition.")) else case_keys
        assert all(f"`{key}`" in described for key in keys), kind
    named = {name for line in rows for name in re.findall(r"`([a-z]+\.[a-z_]+)`", line.split("|")[1])}
    assert named == KINDS.keys()


@pytest.mark.parametrize("size", [0, 1, 5, 257])
def test_the_program_on_the_page_accepts_a_true_log_and_no_damaged_one(tmp_path: Path, size: int) -> None:
    program = tmp_path / "check.py"
    program.write_text(block("python"), encoding="utf-8")
    (tmp_path / "keys").write_text(KEYS.verifiers.text())
    folder = export(tmp_path / "log", entries(size))

    def check() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(program), str(folder), str(tmp_path / "keys")]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert (check().stdout, check().stderr) == (f"OK {size}\n", "")
    for path in [folder / "checkpoint", *sorted((folder / "tile").glob("entries/**/*"))]:
        if path.is_dir():
            continue
        good = path.read_bytes()
        path.write_bytes(good[:60] + bytes([good[60] ^ 1]) + good[61:])
        assert check().returncode == 1, path
        path.write_bytes(good)

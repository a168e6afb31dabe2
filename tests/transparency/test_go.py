"""Exports checked by a Go program on golang.org/x/mod, which shares no code with ours."""

from __future__ import annotations

import functools
import http.server
import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.transparency.samples import KEYS, entries, export
from tests.transparency.samples import checkpoint_note as signed
from workflow_app.transparency.entry import build_entry, read_entry
from workflow_app.transparency.keys import generate
from workflow_app.transparency.merkle import leaf_hash
from workflow_app.transparency.tiles import MemoryStore, bundle

pytestmark = pytest.mark.tool("go")
SOURCE = Path(__file__).parents[1] / "go" / "verify_log"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built program; built without any network, from Debian's sources."""
    folder = tmp_path_factory.mktemp("go")
    settings = {"GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": "", "GOCACHE": str(folder / "cache")}
    command = ["go", "build", "-o", str(folder / "verify_log"), "."]
    subprocess.run(command, cwd=SOURCE, env=os.environ | settings, check=True, timeout=110)
    return folder / "verify_log"


def run(program: Path, log: Path | str, vkeys: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([program, str(log), str(vkeys)], capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 700])
def test_a_true_export_is_accepted(program: Path, tmp_path: Path, size: int) -> None:
    folder = export(tmp_path, entries(size))
    done = run(program, folder, folder / "vkey")
    assert (done.stdout, done.stderr, done.returncode) == (f"OK size={size}\n", "", 0)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The export of 257 entries, served over HTTP."""
    folder = export(tmp_path, entries(257))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_served_log_is_accepted(program: Path, tmp_path: Path, address: str) -> None:
    done = run(program, address, tmp_path / "vkey")
    assert (done.stdout, done.stderr) == ("OK size=257\n", "")


FILES = ["checkpoint", "tile/0/000", "tile/0/001", "tile/0/002.p/188", "tile/1/000.p/2", "tile/entries/001"]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["flip", "missing", "longer"])
def test_a_damaged_export_is_refused(program: Path, tmp_path: Path, name: str, damage: str) -> None:
    folder = export(tmp_path, entries(700))
    data = (folder / name).read_bytes()
    if damage == "missing":
        (folder / name).unlink()
    else:
        flipped = data[:40] + bytes([data[40] ^ 4]) + data[41:]
        (folder / name).write_bytes(flipped if damage == "flip" else data + b"\n")
    assert_refused(run(program, folder, folder / "vkey"))


def assert_refused(done: subprocess.CompletedProcess[str]) -> None:
    assert (done.stdout, done.returncode) == ("", 1)
    assert done.stderr.startswith("FAILED: ")


def test_a_changed_entry_signed_again_is_refused(program: Path, tmp_path: Path) -> None:
    folder = export(tmp_path, entries(9))
    forged = build_entry(read_entry(entries(9)[8], KEYS.entry_verifier) | {"to": "rejected"}, KEYS.entry)
    (folder / "tile/entries/000.p/9").write_bytes(bundle([*entries(9)[:8], forged]))
    assert_refused(run(program, folder, folder / "vkey"))


def test_a_checkpoint_of_another_root_or_key_is_refused(program: Path, tmp_path: Path) -> None:
    folder = export(tmp_path, entries(9))
    (folder / "checkpoint").write_bytes(signed(9, MemoryStore(map(leaf_hash, entries(8))).root()))
    assert_refused(run(program, folder, folder / "vkey"))
    root = MemoryStore(map(leaf_hash, entries(9))).root()
    (folder / "checkpoint").write_bytes(signed(9, root, generate(KEYS.origin)))
    assert_refused(run(program, folder, folder / "vkey"))

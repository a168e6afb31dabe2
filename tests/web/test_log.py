"""The transparency log as programs and strangers read it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from waitress.server import create_server

from tests import agreements, builders, inspections, recognition
from tests.builders import District
from tests.page import Browser
from tests.services.test_export import grow
from tests.serving import answering
from workflow_app.house import House
from workflow_app.models import Checkpoint, Entry, Leaf, Opening
from workflow_app.services import log, perform
from workflow_app.transparency import checkpoint as checkpoints
from workflow_app.transparency.canonical import commitment
from workflow_app.transparency.merkle import root, verify_inclusion
from workflow_app.transparency.note import open_note
from workflow_app.transparency.proof import parse_proof
from workflow_app.transparency.tiles import MemoryStore, entries_path, parse_bundle, tile_path, tiles_of
from workflow_app.transparency.verify import verify_proof

GO_SOURCE = Path(__file__).parents[1] / "go" / "verify_log"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def head_of(client: FlaskClient, house: House) -> checkpoints.Checkpoint:
    return checkpoints.parse(open_note(client.get("/log/checkpoint").data, house.keys.checkpoint_verifier).text)


# --- files for programs ---


@pytest.fixture
def address(house: House, app: Flask) -> Iterator[str]:
    """The application on a free port, as waitress serves it."""
    with answering(create_server(app, host="127.0.0.1", port=0)) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.mark.tool("go")
def test_a_program_in_go_accepts_the_log_as_it_is_served(district: District, address: str, tmp_path: Path) -> None:
    builders.approved(district)
    grow(district.house, 500)
    settings = {"GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": "", "GOCACHE": str(tmp_path / "cache")}
    command = ["go", "build", "-o", str(tmp_path / "verify_log"), "."]
    subprocess.run(command, cwd=GO_SOURCE, env=os.environ | settings, check=True, timeout=110)
    (tmp_path / "vkey").write_text(district.house.keys.verifiers.text())
    checked = subprocess.run(
        [tmp_path / "verify_log", f"{address}/log", tmp_path / "vkey"], capture_output=True, text=True, timeout=60
    )
    with district.house.db.reading() as session:
        size = session.scalars(select(Checkpoint.size).order_by(Checkpoint.size.desc())).first()
    assert (checked.stdout, checked.stderr, checked.returncode) == (f"OK size={size}\n", "", 0)
    assert size is not None and size > 512


def test_every_tile_of_every_published_size_is_served(district: District, client: FlaskClient) -> None:
    grow(district.house, 260)
    builders.submitted(district)
    with district.house.db.reading() as session:
        published = session.execute(select(Checkpoint.size, Checkpoint.root)).all()
    assert len(published) > 3
    newest = max(size for size, _ in published)
    store = MemoryStore()
    for first in range(0, newest, 256):
        bundle = client.get(f"/log/tile/{entries_path(first // 256, min(256, newest - first))}")
        store.append_entries(parse_bundle(bundle.data))
    for size, signed in published:
        assert root(size, store) == signed
        for name in tiles_of(size):
            assert client.get(f"/log/tile/{tile_path(*name)}").data == store.read(*name)


def test_a_tile_has_one_address_and_none_is_served_that_no_checkpoint_covers(
    district: District, client: FlaskClient
) -> None:
    size = head_of(client, district.house).size
    for name in (f"0/000.p/{size}", f"entries/000.p/{size}"):
        assert client.get(f"/log/tile/{name}").status_code == 200
    wrong = ["0/000", "0/000.p/0", "0/000.p/256", "0/001.p/1", "1/000", "1/000.p/1", "63/000", "63/000.p/1", "64/000"]
    wrong += [f"0/0.p/{size}", f"00/000.p/{size}", f"0/000.p/0{size}", f"0/x000/000.p/{size}", f"0/000.p/{size}/"]
    wrong += [f"0/000.p/{size + 1}", f"0/-01.p/{size}", f"entries/000.p/+{size}", "entries/000", "..%2Fvkey"]
    wrong += ["7/x999/x999/x999/999", f"0/{'x999/' * 5}999", f"0/{'x999/' * 9}999"]
    for name in wrong:
        answer = client.get(f"/log/tile/{name}")
        assert answer.status_code == 404, name


def test_partial_tiles_of_sizes_that_were_never_published_do_not_exist(district: District, client: FlaskClient) -> None:
    with district.house.db.reading() as session:
        sizes = set(session.scalars(select(Checkpoint.size)))
    missing = [size for size in range(1, max(sizes)) if size not in sizes]
    assert missing
    for size in missing:
        assert client.get(f"/log/tile/0/000.p/{size}").status_code == 404


def test_files_are_open_to_other_sites_and_kept_as_long_as_they_hold(district: District, client: FlaskClient) -> None:
    grow(district.house, 260)
    kinds = {
        "/log/checkpoint": ("text/plain; charset=utf-8", "public, max-age=2"),
        "/log/vkey": ("text/plain; charset=utf-8", "public, max-age=60"),
        "/log/tile/0/000": ("application/octet-stream", "public, max-age=31536000, immutable"),
        "/log/tile/entries/000": ("application/octet-stream", "public, max-age=31536000, immutable"),
        "/log/tile/1/000.p/1": ("application/octet-stream", "public, max-age=60"),
    }
    for path, (kind, cache) in kinds.items():
        answer = client.get(path, headers={"Cookie": "phien=abc"})
        assert (answer.status_code, answer.content_type, answer.headers["Cache-Control"]) == (200, kind, cache), path
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in answer.headers and "Cookie" not in answer.headers.get("Vary", "")
    assert "Access-Control-Allow-Origin" not in client.get("/nhat-ky").headers


def test_the_keys_served_are_those_of_the_journal(house: House, client: FlaskClient) -> None:
    assert client.get("/log/vkey").get_data(as_text=True) == house.keys.verifiers.text()


def test_a_checkpoint_is_served_only_after_it_was_marked_as_published(district: District, client: FlaskClient) -> None:
    high_water = district.house.settings.high_water_path
    high_water.unlink()
    served = client.get("/log/checkpoint").data
    assert high_water.read_bytes() == served


def test_a_restored_database_serves_no_checkpoint_and_says_so(
    district: District, client: FlaskClient, browser: Browser, tampering: None
) -> None:
    code = builders.approved(district)
    ahead = checkpoints.Checkpoint(district.house.keys.origin, 10_000, bytes(range(32)))
    note = perform.journal.sign_note(ahead.text(), district.house.keys.checkpoint)
    district.house.settings.high_water_path.write_bytes(note)
    assert client.get("/log/checkpoint").status_code == 503
    assert "cũ hơn bản đã công bố" in browser.get("/nhat-ky").text
    assert "tạm dừng để kiểm tra lại" in browser.get(f"/tra-cuu/{code}").text
    assert client.get("/nhat-ky/3.tlog-proof").status_code == 404


# --- pages for people ---


def test_the_page_of_the_log_shows_checkpoint_and_keys(
    district: District, client: FlaskClient, browser: Browser
) -> None:
    page = browser.get("/nhat-ky")
    head = head_of(client, district.house)
    verifiers = district.house.keys.verifiers
    for shown in (head.origin, head.root.hex(), verifiers.checkpoint.vkey, verifiers.entry.vkey):
        assert shown in page.text
    assert f"Mục {head.size - 1}" in page.text
    assert "Three ways to check" in browser.get("/en/nhat-ky").text


def test_paging_shows_every_entry_once_and_leads_back(
    district: District, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "PAGE", 4)
    page, seen = browser.get("/nhat-ky"), list[int]()
    for _ in range(100):
        seen += _entries_on(page)
        following = page.all("a", rel="next")
        if not following:
            break
        page = browser.get(following[0].get("href", ""))
    assert seen == list(range(len(seen)))[::-1]
    assert len(seen) > 15
    back = _entries_on(page)
    while before := page.all("a", rel="prev"):
        page = browser.get(before[0].get("href", ""))
        back = _entries_on(page) + back
    assert back == seen


def _entries_on(page: Any) -> list[int]:
    return [int(link.rpartition("/")[2]) for link in page.links() if link.rpartition("/")[2].isdecimal()]


@pytest.mark.parametrize("query", ["truoc=x", "truoc=-1", f"truoc={10**20}", "sau=+1", "truoc=٣", "sau=&truoc="])
def test_a_place_that_is_none_shows_the_newest_entries(district: District, browser: Browser, query: str) -> None:
    assert _entries_on(browser.get(f"/nhat-ky?{query}")) == _entries_on(browser.get("/nhat-ky"))


def test_each_entry_has_a_page_in_both_languages(district: District, browser: Browser, client: FlaskClient) -> None:
    builders.approved(district)
    for index in range(head_of(client, district.house).size):
        page = browser.get(f"/nhat-ky/{index}")
        assert "dẫn từ mục này tới gốc" in page.text
        assert browser.get(f"/en/nhat-ky/{index}").heading == f"Entry {index} of the log"


def test_an_entry_of_every_process_has_a_page_in_both_languages(board: District, browser: Browser) -> None:
    """The states of each process have words of their own."""
    recognition.published(board)
    inspections.add_inspectors(board)
    inspections.concluded(board)
    agreements.in_force(board)
    with board.house.db.reading() as session:
        first_of_kind = select(func.min(Leaf.index)).join(Entry, Leaf.entry_id == Entry.id).group_by(Entry.kind)
        indexes = session.scalars(first_of_kind).all()
    assert len(indexes) > 30
    for index in indexes:
        browser.get(f"/nhat-ky/{index}")
        browser.get(f"/en/nhat-ky/{index}")


@pytest.mark.parametrize("index", ["999", "9007199254740991", "99999999999999999999", "-1", "1.5", "x"])
def test_an_entry_that_is_not_there_is_not_found(district: District, browser: Browser, index: str) -> None:
    for path in (f"/nhat-ky/{index}", f"/nhat-ky/{index}.tlog-proof", f"/nhat-ky/{index}/mo.json"):
        browser.get(path, status=404)


def test_the_proof_file_proves_its_entry_without_this_server(district: District, client: FlaskClient) -> None:
    builders.approved(district)
    vkeys = district.house.keys.verifiers.text()
    head = head_of(client, district.house)
    for index in range(head.size):
        answer = client.get(f"/nhat-ky/{index}.tlog-proof")
        report = verify_proof(answer.data, vkeys=vkeys)
        assert (report.findings, report.index, report.root) == ((), index, head.root)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="nhat-ky-{index}.tlog-proof"'
    proof = parse_proof(answer.data)
    assert not verify_inclusion(bytes(32), index, head.size, proof.hashes, head.root)


def test_what_is_open_matches_what_was_sealed_and_the_rest_stays_closed(
    district: District, client: FlaskClient
) -> None:
    builders.approved(district)
    builders.submitted(district, "secretary2")
    opened: dict[str, list[set[str]]] = {}
    for index in range(head_of(client, district.house).size):
        answer = client.get(f"/nhat-ky/{index}/mo.json")
        body = verify_proof(
            client.get(f"/nhat-ky/{index}.tlog-proof").data, vkeys=district.house.keys.verifiers.text()
        ).entry
        assert body is not None
        ((_, fields),) = json.loads(answer.data).items()
        for field, one in fields.items():
            assert commitment(bytes.fromhex(one["salt"]), one["value"]) == body["sealed"][field]
        opened.setdefault(body["kind"], []).append(set(fields))
    assert opened["registration.submit"] == [{"unit", "content"}, set()], "accepted; not accepted"
    assert opened["registration.approve"] == [set()]
    assert {"unit"} in opened["unit.founded"]


def test_nothing_that_opens_from_a_case_names_its_unit_before_acceptance(
    district: District, client: FlaskClient
) -> None:
    code = builders.received(district)
    leaves, opened, bodies = dict[str, int](), dict[int, str](), list[Any]()
    for index in range(head_of(client, district.house).size):
        proof = client.get(f"/nhat-ky/{index}.tlog-proof")
        bodies.append(verify_proof(proof.data, vkeys=district.house.keys.verifiers.text()).entry)
        ((leaf, fields),) = json.loads(client.get(f"/nhat-ky/{index}/mo.json").data).items()
        leaves[leaf], opened[index] = index, json.dumps(fields, ensure_ascii=False)
    own = [index for index, body in enumerate(bodies) if body.get("case") == code]
    reached = set(own) | {leaves[bodies[index]["by"]["mandate"]] for index in own}
    assert len(reached) == 4, "two entries under two mandates"
    named = [index for index, text in opened.items() if "Chi bộ Phòng Kỹ thuật 1" in text]
    assert {bodies[index]["kind"] for index in named} == {"unit.founded"}
    assert not reached & set(named)
    assert any("Đảng bộ huyện Đắk Song" in opened[index] for index in reached), "the committee is named"


def test_a_changed_value_is_named_and_not_shown_or_served(
    district: District, browser: Browser, client: FlaskClient, tampering: None
) -> None:
    code = builders.approved(district)
    with district.house.db.writing() as session:
        session.execute(update(Opening).where(Opening.field == "content").values(value='{"contents":"Nội dung giả"}'))
        session.commit()
        index = session.scalars(
            select(Leaf.index).join(Entry, Leaf.entry_id == Entry.id).where(Entry.kind == "registration.submit")
        ).one()
    page = browser.get(f"/nhat-ky/{index}")
    assert code in page.text and "Phát hiện sai khác" in page.text and "không khớp với cam kết đã ký" in page.text
    assert "Nội dung giả" not in page.text
    ((_, fields),) = json.loads(client.get(f"/nhat-ky/{index}/mo.json").data).items()
    assert set(fields) == {"unit"}


def test_an_entry_that_waits_for_the_tree_makes_a_case_pending(
    district: District, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(perform.journal, "integrate_quietly", lambda house: None)
    code = builders.approved(district)
    page = browser.get(f"/tra-cuu/{code}")
    assert page.all("div", class_="verdict pending")
    assert "đang chờ vào nhật ký" in page.text
    monkeypatch.undo()
    perform.journal.integrate(district.house)
    assert browser.get(f"/tra-cuu/{code}").all("div", class_="verdict ok")

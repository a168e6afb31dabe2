"""Six organisations sign one text, each with its own key: what stops them, what a stranger sees, what comes after."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select
from structlog.testing import capture_logs

from tests import agreements, bloc, signing
from tests.bloc import CELLS, PARTIES, PROGRAMME
from tests.browser.conftest import OpenWindow
from tests.browser.keyboard import Keyboard
from tests.browser.test_ceremony import enters
from tests.browser.window import Window
from tests.builders import PERIOD, District, state_of
from tests.people import CONTENTS, ROADMAP, paper, row_values
from tests.web.test_commitment_verdict import BROKEN, CHANGED, HOLDS, as_owner
from workflow_app.house import House
from workflow_app.models import File, SealedRecord
from workflow_app.sealed_file import verify_sealed
from workflow_app.services import export, seal, verify_journal
from workflow_app.transparency.verify import verify_export

pytestmark = [pytest.mark.tool("chromium"), pytest.mark.timeout(400)]

STRANGER = CELLS[0]  # of a cell, which is no party
ADDED = "xong trước ngày 05 hằng tháng"
FIRST = "Sinh hoạt chi bộ đúng quy định."
RULES = f"/chuong-trinh/{PROGRAMME}/{PERIOD}"


@pytest.fixture
def six(house: House) -> District:
    """The committee of a bloc and five of companies, under the programme as it is shipped: all must sign."""
    made = bloc.build_bloc(house)
    for part in (*PARTIES, STRANGER):
        signing.trusted_of(house, made.mandates[part])
    seal.create(house, "Đảng ủy Khối")
    return made


def begins(manager: Window, six: District) -> str:
    """Begin an agreement on the programme's page, from its template, for the committees alone; returns its code."""
    page = manager.get(RULES)
    assert "thực hiện Đề án số 02-ĐA/TU" in page.text, "the chain of the documents"
    code = manager.submit("/giao-uoc").path.split("/")[2]
    companies = {unit.code for unit in six.units}
    for box in manager.tab.locator("[name=units]").all():
        box.set_checked(box.get_attribute("value") in companies)
    manager.submit("/viet", then="next", title="Bản ký kết", **{"clauses-2-text": FIRST})
    return code


def rewrites(manager: Window, code: str) -> None:
    """Take the text back, type a second version, and fix that."""
    manager.get(f"/giao-uoc/{code}/sua")
    manager.submit("/sua")
    manager.get(f"/giao-uoc/{code}/viet")
    manager.submit("/viet", then="next", **{"clauses-2-text": FIRST.replace(".", f", {ADDED}.")})
    manager.get(f"/giao-uoc/{code}/chot")
    assert ADDED in manager.tab.locator("ins").all_inner_texts()[0]
    manager.submit("/chot")


def signs(window: Window, code: str, before: int) -> None:
    """Read, sign with the own key, and see one signature more."""
    tab = window.tab
    tab.goto(f"/giao-uoc/{code}/ky", wait_until="commit")
    tab.get_by_role("button", name="Ký", exact=True).click()
    told = f"Đang ký ({before + 1}/6 bên)" if before < 5 else "Có hiệu lực (6/6 bên đã ký)"
    expect(tab.get_by_text(told).first).to_be_visible()


def record_of(house: House) -> bytes:
    """The sealed record, which the worker makes when all have signed."""
    for _ in range(200):
        with house.db.reading() as session:
            asked = select(File.sha256).join(SealedRecord, SealedRecord.file_id == File.id)
            if (sha256 := session.scalars(asked).first()) is not None:
                return house.files.read(sha256)
        time.sleep(0.1)
    raise AssertionError("the worker made no record")


@pytest.mark.usefixtures("tampering")
def test_six_sign_one_text_and_a_changed_letter_is_seen_by_everybody(
    open_window: OpenWindow, six: District, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    house = six.house
    manager = enters(open_window("desktop"), six, "manager", device=False)
    code = begins(manager, six)
    manager.get(f"/giao-uoc/{code}/gui-gop-y")
    manager.submit("/gui-gop-y")
    windows = {part: enters(open_window("phone"), six, part) for part in PARTIES}
    for part in ("secretary", "secretary2"):
        windows[part].get(f"/giao-uoc/{code}/gop-y")
        windows[part].submit("/gop-y", text=f"Đề nghị ghi rõ ngày ({part})", clause="k3")
    rewrites(manager, code)

    public = open_window("phone")
    stranger = enters(open_window("phone"), six, STRANGER)
    by_keys, *others = PARTIES[:5]
    windows[by_keys].get(f"/giao-uoc/{code}/ky")
    Keyboard(windows[by_keys]).presses("Ký")
    for before, part in enumerate(others, start=1):
        signs(windows[part], code, before)
    with capture_logs() as lines:
        stranger.get(f"/giao-uoc/{code}/ky", 404)
        windows["secretary"].tab.goto(f"/giao-uoc/{code}/ky")
        expect(windows["secretary"].tab.get_by_role("button", name="Ký", exact=True)).to_have_count(0)
    assert [one["case"] for one in lines if one["event"] == "signature.refused"][:1] == [code]
    windows["secretary"].said.clear()
    assert state_of(house, code) == "partially_signed"
    answer = public.tab.goto(f"/tra-cuu/{code}")
    assert answer is not None and "Có hiệu lực" not in public.tab.content()
    public.said.clear()

    signs(windows["secretary5"], code, 5)
    own = windows["secretary"]
    own.get(f"/giao-uoc/{code}")
    assert own.tab.content().count(HOLDS) == 6
    data, vkeys = record_of(house), house.keys.verifiers.text()
    report = verify_sealed(data, "record.pdf", vkeys=vkeys)
    assert report.findings == () and data.count(b"/Type /Sig\n") + data.count(b"/Type /Sig ") <= 1
    public.get(f"/tra-cuu/{code}")
    expect(public.tab.get_by_role("heading", name="Có hiệu lực")).to_be_visible()
    export.export(house, tmp_path / "export")
    assert verify_export(tmp_path / "export", vkeys=vkeys).findings == ()

    as_owner(house, request, "agreement_text", "UPDATE agreement_text SET content = replace(content, ' 05', ' 15')")
    for window, address in ((own, f"/giao-uoc/{code}"), (public, f"/en/tra-cuu/{code}")):
        window.get(address)
        assert HOLDS not in window.tab.content()
    own.get(f"/giao-uoc/{code}")
    assert own.tab.content().count(BROKEN) == 6 and CHANGED in own.tab.content()
    assert "Có hiệu lực (6/6" not in own.tab.content()
    assert "agreement_text" in {one.table for one in verify_journal.verify(house).findings}


def test_one_declines_and_the_new_version_takes_six_new_signatures(open_window: OpenWindow, six: District) -> None:
    house = six.house
    manager = enters(open_window("desktop"), six, "manager", device=False)
    code = begins(manager, six)
    manager.get(f"/giao-uoc/{code}/chot")
    manager.submit("/chot")
    agreements.signed(six, code, "board", "secretary", "secretary2")
    declining = enters(open_window("phone"), six, "secretary3")
    declining.get(f"/giao-uoc/{code}/tu-choi")
    declining.submit("/tu-choi", text="Chi bộ đề nghị sửa điều một")
    expect(declining.tab.get_by_text("Có bên từ chối ký").first).to_be_visible()
    assert state_of(house, code) == "declined"
    rewrites(manager, code)
    expect(manager.tab.get_by_text("Đã chốt nội dung, chờ ký").first).to_be_visible()
    assert HOLDS not in manager.tab.content(), "the three signatures of the first version count no more"
    for before, part in enumerate(PARTIES):
        window = declining if part == "secretary3" else enters(open_window("phone"), six, part)
        signs(window, code, before)
    manager.get(f"/giao-uoc/{code}")
    assert manager.tab.content().count(HOLDS) == 6 and manager.tab.content().count(" đã ký thay mặt") >= 9
    assert state_of(house, code) == "in_force"
    cells_register(open_window, six)
    assert not verify_journal.verify(house).findings


def cells_register(open_window: OpenWindow, six: District) -> None:
    """The cells of the companies register with their roadmaps; the committee above the first one agrees."""
    codes = [registers(enters(open_window("phone"), six, part)) for part in CELLS]
    assert {state_of(six.house, code) for code in codes} == {"submitted"}
    committee = enters(open_window("desktop"), six, "reviewer")
    committee.get(f"/ho-so/{codes[0]}")
    committee.submit("/tiep-nhan")
    committee.get(f"/ho-so/{codes[0]}/nhat-tri")
    committee.submit("/nhat-tri")
    presses_sign(committee)
    assert state_of(six.house, codes[0]) == "endorsed"


def registers(window: Window) -> str:
    """From the programme's page to the signed submission; returns the code."""
    window.get(RULES)
    code = window.submit("/dang-ky").path.split("/")[2]  # and every step leads to the next one
    resolution = {"number": "03-NQ/CB", "date": "12/5/2025", "file": paper()}
    contents = row_values("contents", ("text", "measure"), CONTENTS[:1])
    roadmap = row_values("roadmap", ("task", "due", "responsible"), ROADMAP[:1])
    for step, values in (("nghi-quyet", resolution), ("noi-dung", contents), ("lo-trinh", roadmap)):
        window.submit(f"/viet/{step}", then="next", **values)
    window.submit("/nop")
    presses_sign(window)
    return code


def presses_sign(window: Window) -> None:
    """Sign the step that was put to the person."""
    window.press(window.tab.get_by_role("button", name="Ký và thực hiện"))

"""One unit all the way under the rules as they are shipped: registered, signed, inspected, recognised, looked up."""

from __future__ import annotations

import pytest

from states.process import Refused
from tests import agreements, builders, inspections, recognition
from tests.builders import District, MovableClock, state_of
from tests.page import Browser
from tests.recognition import OPINIONS, REPORT, act, ballot
from workflow_app.house import House
from workflow_app.services import export, recognition_board
from workflow_app.services import recognition as steps
from workflow_app.transparency.verify import verify_export


@pytest.fixture
def everybody(any_house: House, district: District) -> District:
    """The district with inspectors, the whole board and the appraising bodies."""
    inspections.add_inspectors(district)
    return recognition.add_people(district)


def is_put_to_the_board(district: District) -> str:
    """Propose, appraise, and show the list for comment; returns the code."""
    code = recognition.begun_only(district)
    act(district, steps.propose, "secretary", code, report=REPORT)
    act(district, steps.accept_dossier, "reviewer", code)
    act(district, steps.to_appraisal, "reviewer", code)
    for who, body in OPINIONS.items():
        act(district, steps.give_opinion, who, code, body=body, verdict="agree", reasons="Đủ điều kiện.")
    act(district, steps.open_comment, "board", code)
    return code


def test_a_unit_is_recognised_only_after_its_pact_its_registration_and_its_inspection(
    everybody: District, browser: Browser, clock: MovableClock, tmp_path_factory: pytest.TempPathFactory
) -> None:
    house = everybody.house
    pact = agreements.in_force(everybody)
    inspected = inspections.concluded(everybody)
    assert state_of(house, inspected) == "concluded"
    code = is_put_to_the_board(everybody)
    assert "Chi bộ Phòng Kỹ thuật 1" in browser.get(f"/cong-nhan/{code}").text, "the list is open for comment"

    with pytest.raises(Refused) as early:
        act(everybody, recognition_board.open_vote, "board", code)
    assert early.value.reasons == ("comment-window-open",)
    clock.advance(days=6)
    act(everybody, recognition_board.open_vote, "board", code)
    act(everybody, recognition_board.record_vote, "teller", code, ballot(everybody))
    act(everybody, recognition_board.confirm_vote, "board2", code)
    act(everybody, recognition_board.decide_yes, "board", code)
    act(everybody, recognition_board.publish, "manager", code)

    page = browser.get(f"/cong-nhan/{code}")
    for shown in ("Hợp lệ", "Chi bộ Phòng Kỹ thuật 1", "công khai", "minh bạch", "chính xác", "kịp thời"):
        assert shown.lower() in page.text.lower(), shown
    assert "Có hiệu lực" in browser.get(f"/tra-cuu/{pact}").text
    browser.get(f"/danh-gia/{inspected}", status=200)  # asks to sign in: an inspection is never public
    assert "Đăng nhập" in (browser.page.heading if browser.page else "")
    folder = tmp_path_factory.mktemp("export") / "log"
    export.export(house, folder)
    assert verify_export(folder, vkeys=house.keys.verifiers.text()).ok


def test_a_discipline_found_after_publication_revokes_it_and_the_history_stays(
    everybody: District, browser: Browser, clock: MovableClock
) -> None:
    agreements.in_force(everybody)
    inspections.concluded(everybody)
    code = is_put_to_the_board(everybody)
    clock.advance(days=6)
    act(everybody, recognition_board.open_vote, "board", code)
    act(everybody, recognition_board.record_vote, "teller", code, ballot(everybody))
    act(everybody, recognition_board.confirm_vote, "board2", code)
    act(everybody, recognition_board.decide_yes, "board", code)
    act(everybody, recognition_board.publish, "manager", code)
    act(everybody, recognition_board.revoke, "board", code, reason="Bí thư bị kỷ luật trong năm")
    page = browser.get(f"/cong-nhan/{code}")
    assert "Đã bị hủy bỏ từ ngày" in page.text and "đã công bố" in page.text.lower()


def test_without_the_pact_or_the_inspection_nothing_is_proposed(everybody: District) -> None:
    builders.approved(everybody)
    code = recognition.begun_only(everybody)
    with pytest.raises(Refused) as refused:
        act(everybody, steps.propose, "secretary", code, report=REPORT)
    assert refused.value.reasons == ("inspection-not-met", "commitment-not-signed")

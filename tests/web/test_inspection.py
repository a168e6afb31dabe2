"""Pages of inspections: what each role is offered, how points are explained, and what a phone and English need."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from states.edition_values import Name
from states.programme import parse
from states.scoring import assess
from tests import inspections
from tests.builders import EDITION, PASSWORD, District, MovableClock, state_of
from tests.people import Person, paper
from tests.states.test_inspection_rules import MEETING, points
from workflow_app.house import House
from workflow_app.web.forms import body_digest
from workflow_app.web.inspection_page import verdict_words

SignedIn = Callable[[str], Person]
BANDS = {"tot": "Tốt", "kha": "Khá", "trung_binh": "Trung bình", "kem": "Kém"}


@pytest.fixture(autouse=True)
def _inspectors(district: District) -> None:
    inspections.add_inspectors(district)


def explained(app: Flask, lost: dict[str, str]) -> dict[str, Any]:
    """What the page says of points for monthly meetings."""
    named = [replace(band, name=Name(BANDS[band.code], band.code)) for band in MEETING.bands]
    framework = replace(MEETING, bands=tuple(named))
    edition = parse(EDITION.read_text(encoding="utf-8"))
    rules = replace(edition, parts=replace(edition.parts, framework=framework))
    with app.test_request_context("/"):
        return verdict_words(rules.framework, assess(framework, points(**lost)))


def test_ninety_four_points_are_explained_as_fair_and_not_good(app: Flask) -> None:
    told = explained(app, {"noi_dung": "4", "thoi_luong": "2"})
    assert (told["total"], told["band"], told["higher"]) == ("94", "Khá", "Tốt")
    assert told["why"] == ["Mức Tốt cần điểm tối đa 5 ở tiêu chí tên: đạt 3."]
    assert ("ok", "Mức Tốt cần từ 90 điểm: đạt 94.") in told["thresholds"]


@pytest.mark.parametrize(
    ("lost", "band", "higher", "why"),
    [
        ({}, "Tốt", "", []),
        ({"noi_dung": "12"}, "Khá", "Tốt", ["Mức Tốt cần từ 90 điểm: đạt 88."]),
        (
            {"noi_dung": "40"},
            "Trung bình",
            "Khá",
            ["Mức Tốt cần từ 90 điểm: đạt 60.", "Mức Khá cần từ 70 điểm: đạt 60."],
        ),
    ],
)
def test_each_band_says_what_the_next_higher_one_would_need(app: Flask, lost, band, higher, why) -> None:
    told = explained(app, lost)
    assert (told["band"], told["higher"], told["why"]) == (band, higher, why)


def test_the_reviewer_plans_from_an_accepted_registration_only(signed_in: SignedIn, district: District) -> None:
    reviewer, board = signed_in("reviewer"), signed_in("board")
    code = inspections.registered(district)
    assert f"/danh-gia/lap/{code}" in reviewer.opens_case(code).links()
    assert f"/danh-gia/lap/{code}" not in board.opens_case(code).links()
    reviewer.opens(f"/danh-gia/lap/{code}")
    reviewer.browser.submit(f"/lap/{code}", 422, visit_on="18/5/2025")
    assert reviewer.sees("Ngày kiểm tra phải từ hôm nay trở đi.")
    reviewer.browser.submit(f"/lap/{code}", 422, visit_on="ngày mai")
    assert reviewer.sees("Ngày chưa đúng")
    reviewer.browser.submit(f"/lap/{code}", visit_on="18/6/2025")
    check = reviewer.page.path
    assert check.startswith("/danh-gia/") and reviewer.sees("18/06/2025")
    page = reviewer.opens_case(code)
    assert check in page.links() and f"/danh-gia/lap/{code}" not in page.links()
    assert check not in signed_in("secretary").opens_case(code).links()
    reviewer.opens(f"/danh-gia/lap/{code}")
    reviewer.browser.submit(f"/lap/{code}", 422, visit_on="19/6/2025")
    assert reviewer.sees("Đơn vị đang có một cuộc kiểm tra chưa kết thúc")


def test_roles_without_a_part_are_refused_and_others_find_nothing(signed_in: SignedIn, district: District) -> None:
    code = inspections.checking(district)
    cell, neighbour = signed_in("secretary"), signed_in("secretary2")
    reviewer, other = signed_in("reviewer"), signed_in("inspector2")
    cell.opens(f"/danh-gia/{code}/cham-diem", 403)
    reviewer.opens(f"/danh-gia/{code}/ket-luan", 403)
    for path in ("", "/tu-danh-gia", "/ky-bien-ban"):
        neighbour.opens(f"/danh-gia/{code}{path}", 404)
    other.opens(f"/danh-gia/{code}/cham-diem", 404)
    registration = inspections.registered(district, "secretary2")
    reviewer.opens(f"/danh-gia/{registration}", 404)
    cell.opens(f"/ho-so/{code}", 404)


def test_an_act_whose_time_is_over_keeps_its_words_and_says_why(signed_in: SignedIn, district: District) -> None:
    code = inspections.signed(district)
    lead = signed_in("lead")
    form = lead.opens(f"/danh-gia/{code}/ket-luan").form("/ket-luan")
    inspections.act(district, code, inspections.inspection_fix, "conclude", "lead", "met", "Đạt")
    lead.browser.post(f"/danh-gia/{code}/ket-luan", 409, data=form | {"outcome": "met", "text": "Tổ nhất trí"})
    assert lead.sees("đã kết luận kiểm tra") and "Tổ nhất trí" in lead.page.html
    lead.opens(f"/danh-gia/{code}/ket-luan")
    assert lead.sees("Hồ sơ không còn ở trạng thái cho phép việc này.")


def test_minutes_that_are_not_signed_are_accepted_after_a_fresh_proof_and_once(
    signed_in: SignedIn, district: District, house: House, clock: MovableClock
) -> None:
    code = inspections.minutes_sent(district)
    cell = signed_in("secretary")
    clock.advance(minutes=11)
    form = cell.opens(f"/danh-gia/{code}/ky-bien-ban").form("/ky-bien-ban")
    cell.browser.post(f"/danh-gia/{code}/ky-bien-ban", 422, data=form | {"password": "x" * 12})
    assert cell.sees("Mật khẩu hiện tại không đúng") and not re.search(r'value="x{12}"', cell.page.html)
    for _ in range(2):
        page = cell.browser.post(f"/danh-gia/{code}/ky-bien-ban", data=form | {"password": PASSWORD})
        assert page.path == f"/danh-gia/{code}" and state_of(house, code) == "unit_reply"


def test_minutes_are_kept_while_the_head_of_the_team_writes_and_nobody_else_sees_them(
    signed_in: SignedIn, district: District, clock: MovableClock
) -> None:
    code = inspections.scored(district)
    inspections.act(district, code, inspections.inspection_check, "draft_minutes", "lead")
    lead, inspector = signed_in("lead"), signed_in("inspector")
    path, auto = f"/danh-gia/{code}/gui-bien-ban", {"X-Autosave": "1"}
    form = lead.opens(path).form("/gui-bien-ban")
    saved = lead.browser.client.post(path, data=form | {"text": "Tổ đã xem sổ"}, headers=auto)
    assert (saved.status_code, saved.json["fields"]) == (200, {"draft_seen": 1})
    late = lead.browser.client.post(path, data=form | {"text": "Viết ở máy khác"}, headers=auto)
    assert late.status_code == 409
    lead.browser.post(path, 409, data=form | {"text": "Viết ở máy khác", "then": "later"})
    assert lead.sees("Bản nháp đã được sửa ở nơi khác") and "Viết ở máy khác" in lead.page.html
    assert lead.opens(path).form("/gui-bien-ban")["text"] == "Tổ đã xem sổ"
    lead.browser.submit("/gui-bien-ban", then="later", text="Tổ đã xem sổ và hỏi cấp ủy")
    assert lead.sees("chưa gửi cho đơn vị")
    inspector.opens(path, 403)
    assert "hỏi cấp ủy" not in inspector.opens(f"/danh-gia/{code}").html
    clock.advance(minutes=11)
    lead.opens(path)
    lead.browser.submit("/gui-bien-ban", 422, text="Tổ đã xem sổ và hỏi cấp ủy", password="")
    assert [e.get("id") for e in lead.page.all("span", class_="err")] == ["f-password-error"]
    lead.browser.submit("/gui-bien-ban", text="Bản cuối", password=PASSWORD)
    assert lead.sees("Bản cuối") and inspections.row(district, code).minutes_draft == ""
    lead.browser.post(path, 422, data=form | {"text": "Nữa", "then": "later"})


def test_the_digest_of_a_form_says_nothing_of_its_password(app: Flask) -> None:
    def digest(**fields: str) -> str:
        with app.test_request_context("/", method="POST", data=fields):
            return body_digest()

    assert digest(text="Nhất trí", password="một") == digest(text="Nhất trí", password="hai")
    assert digest(text="Nhất trí", password="một") != digest(text="Không", password="một")


def test_evidence_that_is_no_file_we_take_is_refused_at_its_criterion_and_the_rest_is_kept(
    signed_in: SignedIn, district: District
) -> None:
    code = inspections.self_assessing(district)
    cell = signed_in("secretary")
    cell.opens(f"/danh-gia/{code}/tu-danh-gia")
    bad = {"c0-points": "8", "c1-points": "14", "c1-file": paper("minh-chung.pdf", b"MZ not a PDF")}
    cell.browser.submit("/tu-danh-gia", 422, then="next", **bad)
    assert [e.get("id") for e in cell.page.all("span", class_="err")] == ["f-c1-file-error"]
    assert inspections.row(district, code).draft["N1.2"]["points"] == "14"
    cell.browser.submit("/tu-danh-gia", then="later", **{"c1-file": paper("minh-chung.pdf")})
    stored = inspections.row(district, code).draft["N1.2"]["files"]
    assert [one["name"] for one in stored] == ["minh-chung.pdf"] and cell.sees("minh-chung.pdf")
    answer = cell.browser.client.get(f"/danh-gia/{code}/tep/{stored[0]['code']}")
    assert answer.headers["Content-Disposition"].startswith("attachment") and answer.data.startswith(b"%PDF")
    cell.browser.submit("/tu-danh-gia", then="later", **{"c1-remove": stored[0]["code"]})
    assert inspections.row(district, code).draft["N1.2"]["files"] == []


def test_notes_without_points_are_not_lost_when_points_are_recorded(signed_in: SignedIn, district: District) -> None:
    code = inspections.checking(district)
    inspector = signed_in("inspector")
    inspector.opens(f"/danh-gia/{code}/cham-diem")
    values = {"c0-points": "7", "c1-note": "Chưa đối chiếu được sổ"}
    inspector.browser.submit("/cham-diem", 422, then="record", **values)
    assert inspector.sees("Nhập điểm cho tiêu chí N1.2") and "Chưa đối chiếu được sổ" in inspector.page.html
    inspector.browser.submit("/cham-diem", then="record", **values | {"c1-points": "0"})
    line = {s.criterion: s for s in inspections.scores(district, code) if s.side == "team"}
    assert (line["N1.2"].points, line["N1.2"].note) == ("0", "Chưa đối chiếu được sổ")


def test_a_criterion_that_does_not_apply_needs_a_reason_and_lowers_what_can_be_reached(
    signed_in: SignedIn, district: District
) -> None:
    code = inspections.self_assessing(district)
    cell = signed_in("secretary")
    cell.opens(f"/danh-gia/{code}/tu-danh-gia")
    assert [box.get("name") for box in cell.page.all("input", type="checkbox")] == ["c13-left_out"]
    cell.browser.submit("/tu-danh-gia", 422, then="next", **{"c13-left_out": "1", "c13-points": "4"})
    assert cell.sees("Xóa điểm, hoặc bỏ chọn “Không áp dụng với đơn vị”")
    cell.browser.submit("/tu-danh-gia", 422, then="next", **{"c13-left_out": "1", "c13-points": ""})
    assert [e.get("id") for e in cell.page.all("span", class_="err")] == ["f-c13-note-error"]
    assert cell.sees("1/14 tiêu chí") and cell.sees("0/96")
    note = {"c13-note": inspections.REASON, "c0-points": "7,5"}
    cell.browser.submit("/tu-danh-gia", then="later", **note, **{"c13-left_out": "1"})
    draft = inspections.row(district, code).draft
    assert (draft["N4.4"]["points"], draft["N4.4"]["note"]) == ("n/a", inspections.REASON)
    (box,) = cell.page.all("input", type="checkbox")
    assert box.get("checked") is not None and cell.sees("7,5/96")
    cell.browser.submit("/tu-danh-gia", then="next")
    assert cell.page.path.endswith("/gui-tu-danh-gia"), "looked at once more before it is handed in"
    assert all(map(cell.sees, ("7,5/8", f"Không áp dụng. {inspections.REASON}", "chưa có điểm", "Tổng điểm 7,5/96")))


def test_a_clerk_writes_the_self_assessment_and_leaves_handing_it_in_to_the_secretary(
    signed_in: SignedIn, district: District
) -> None:
    code = inspections.self_assessing(district)
    clerk = signed_in("clerk")
    clerk.opens(f"/danh-gia/{code}/tu-danh-gia")
    assert not clerk.sees("Lưu và xem lại")
    clerk.browser.submit("/tu-danh-gia", then="next", **{"c0-points": "7,5"})
    assert clerk.sees("Đã lưu bản tự đánh giá") and clerk.sees("7,5/100")


def test_the_pages_say_what_does_not_apply_and_what_is_enough(signed_in: SignedIn, district: District) -> None:
    code = inspections.concluded(district, "not_met", N1__2="10", N2__1="3.5", N2__2="1.5", N4__4="n/a")
    cell = signed_in("secretary")
    cell.opens(f"/danh-gia/{code}")
    assert cell.sees("Tổng điểm: đạt 86, tối đa còn 96, cần từ 86,5 (tương ứng 90 trên 100).")
    assert cell.sees("Nhóm “Cán bộ, đảng viên tốt”: đạt 21, tối đa còn 21, cần từ 17 (tương ứng 20 trên 25).")
    assert cell.sees("Nhóm “Chất lượng sinh hoạt tốt”: đạt 19, cần từ 20.")
    assert cell.sees("86 (tối đa còn 96)") and cell.sees("Không áp dụng") and cell.sees(inspections.REASON)
    cell.opens(f"/en/danh-gia/{code}")
    assert cell.sees("Total: 86 reached; at most 96 can be reached, 86.5 needed (as 90 of 100).")
    assert cell.sees("Not applicable")


def test_the_sheet_is_made_for_a_phone(signed_in: SignedIn, district: District) -> None:
    code = inspections.checking(district)
    page = signed_in("inspector").opens(f"/danh-gia/{code}/cham-diem")
    inputs = [i for i in page.all("input", type="text") if i.get("name", "").endswith("-points")]
    assert len(inputs) == 14 and {i.get("inputmode") for i in inputs} == {"decimal"}
    assert len(page.all("fieldset", class_="card score")) == 14
    assert [e.text for e in page.all("output")] == ["0"] and "/100" in page.text


def test_the_pages_speak_english_too(signed_in: SignedIn, district: District) -> None:
    code = inspections.minutes_sent(district, finding="remedy", N1__1="7.5")
    lead = signed_in("lead")
    lead.opens(f"/en/danh-gia/{code}")
    assert lead.sees("Total: 99.5 reached, 90 needed.") and lead.sees("Needs remedy") and lead.sees("7.5")
    lead.opens(f"/en/danh-gia/{code}/khong-ky")
    assert lead.sees("Records “The unit did not sign, because …”")


def test_a_case_without_bands_has_no_grade(app: Flask) -> None:
    rules = parse(EDITION.read_text(encoding="utf-8"))
    full = {code: Decimal(most) for code, most in inspections.FULL.items()}
    with app.test_request_context("/"):
        told = verdict_words(rules.framework, assess(rules.framework, full))
    assert (told["band"], told["higher"], told["why"], told["total"]) == ("", "", [], "100")
    assert {kind for kind, _ in told["thresholds"]} == {"ok"}

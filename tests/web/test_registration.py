"""The pages of a registration: bad input comes back, nothing typed is lost, nothing more is shown than may be seen."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from structlog.testing import capture_logs
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests import builders
from tests.builders import District, MovableClock, state_of
from tests.page import Page
from tests.people import Person, paper, row_values
from workflow_app.models import Account, Mandate
from workflow_app.services import registration_case
from workflow_app.services.actor import load_actor

AS = Callable[[str], Person]


def draft_of(district: District, code: str, part: str = "secretary") -> registration_case.CaseView:
    with district.house.db.reading() as session:
        actor = load_actor(session, district.mandates[part], district.house.clock().date())
    return registration_case.get_draft(district.house, actor, code)


# --- the steps -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed, kept",
    [("03-NQ/CB", "03-NQ/CB"), (" 3 – nq / cb ", "03-NQ/CB"), ("số 12-nq/đu", "12-NQ/ĐU"), ("5/qđ-UBND", "05/QĐ-UBND")],
)  # fmt: skip
def test_a_number_is_taken_in_any_sane_spelling_and_kept_in_one(
    signed_in: AS, district: District, typed: str, kept: str
) -> None:
    cell = signed_in("secretary")
    code = cell.begins()
    cell.writes(code, "nghi-quyet", number=typed, date="12 tháng 5 năm 2025", file=paper())
    resolution = draft_of(district, code).content["resolution"]
    assert (resolution["number"], resolution["date"]) == (kept, "2025-05-12")


def test_bad_input_comes_back_with_a_sentence_at_each_field_and_the_rest_is_kept(
    signed_in: AS, district: District
) -> None:
    cell = signed_in("secretary")
    code = cell.begins()
    page = cell.writes(code, "nghi-quyet", 422, number="nghị quyết ba", date="30/5/2025", file=paper())
    assert "Số và ký hiệu chưa đúng; nhập như 05-NQ/CB" in page.text
    assert "Ngày nghị quyết không được sau hôm nay, 20/05/2025" in page.text
    values = {i.get("name"): i.get("value") for i in page.all("input")}
    assert (values["number"], values["date"]) == ("nghị quyết ba", "30/5/2025")
    assert {a.get("href") for a in page.all("a") if (a.get("href") or "").startswith("#f-")} == {"#f-number", "#f-date"}
    assert "nghi-quyet.pdf" in page.text, "a good file need not be chosen again"
    resolution = draft_of(district, code).content["resolution"]
    assert resolution["number"] == "" and resolution["file"]["name"] == "nghi-quyet.pdf"


def test_what_is_empty_is_asked_for_when_going_on_and_not_when_saving_for_later(signed_in: AS) -> None:
    cell = signed_in("secretary")
    code = cell.begins()
    page = cell.writes(code, "nghi-quyet", 422, number="3-nq/cb")
    assert "Nhập ngày ban hành nghị quyết" in page.text and "Chọn tệp nghị quyết" in page.text
    later = cell.writes(code, "nghi-quyet", then="later")
    assert later.path == f"/ho-so/{code}" and "03-NQ/CB" in later.text


@pytest.mark.parametrize(
    "name, data, told",
    [
        ("nghi-quyet.pdf", b"%PDF-1.7 broken", "PDF"),
        ("nghi-quyet.exe", b"MZ\x90\x00", "Chỉ nhận tệp PDF, JPG hoặc PNG"),
        ("nghi-quyet.png", b"<html><script>alert(1)</script>", "không đúng với phần đuôi"),
        ("nghi-quyet.pdf", b"%PDF-1.7" + b"0" * (10 * 1024 * 1024), "lớn hơn 10 MB"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_at_the_field(
    signed_in: AS, district: District, name: str, data: bytes, told: str
) -> None:
    cell = signed_in("secretary")
    code = cell.begins()
    page = upload(cell, code, name, data, 422)
    assert told in page.text
    assert draft_of(district, code).content["resolution"] == {"number": "03-NQ/CB", "date": "2025-05-12", "file": None}


def test_more_than_the_server_takes_is_answered_with_413(signed_in: AS) -> None:
    cell = signed_in("secretary")
    code = cell.begins()
    assert "Tệp quá lớn" in upload(cell, code, "nghi-quyet.pdf", b"0" * (13 * 1024 * 1024), 413).heading


def upload(cell: Person, code: str, name: str, data: bytes, status: int) -> Page:
    """Send a file whole: the test client would leave its own temporary files open."""
    path = f"/ho-so/{code}/viet/nghi-quyet"
    form = cell.opens(path).form() | {"number": "3-NQ/CB", "date": "12/5/2025"}
    boundary, body = encode_multipart({**form, "file": FileStorage(io.BytesIO(data), name, "file")})
    return cell.browser.post(path, status, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def test_rows_are_added_and_taken_away_without_script_and_keep_what_was_typed(signed_in: AS) -> None:
    cell = signed_in("secretary")
    code = cell.begins()
    typed = row_values("contents", ("text", "measure"), [("Một", "1"), ("Hai", "")])
    page = cell.writes(code, "noi-dung", add="contents", **typed)
    assert written(page) == ["Một", "1", "Hai", "", "", ""]
    page = cell.browser.submit("/viet/noi-dung", 200, remove="contents-0")
    assert written(page) == ["Hai", "", "", ""]


def written(page: Page) -> list[str]:
    """What stands in the rows, without the empty one that scripts copy."""
    areas = [area for area in page.all("textarea") if "__i__" not in area.get("name", "")]
    return ["".join(area.itertext()).strip() for area in areas]


def test_a_row_that_was_begun_must_be_finished_and_an_empty_one_does_not_count(
    signed_in: AS, district: District
) -> None:
    cell = signed_in("secretary")
    code = cell.begins()
    rows = [("Ban hành nghị quyết", "31/2/2025", "Nguyễn Văn Sáng"), ("", "", ""), ("Tổ chức hội nghị", "", "")]
    page = cell.writes(code, "lo-trinh", 422, **row_values("roadmap", ("task", "due", "responsible"), rows))
    problems = [a.get("href") for a in page.all("a") if (a.get("href") or "").startswith("#f-")]
    assert problems == ["#f-roadmap-0-due", "#f-roadmap-2-due", "#f-roadmap-2-responsible"]
    assert "31/2/2025" in page.html
    roadmap = draft_of(district, code).content["roadmap"]
    assert [row["task"] for row in roadmap] == ["Ban hành nghị quyết", "Tổ chức hội nghị"]


def test_invisible_characters_are_refused_with_a_sentence(signed_in: AS) -> None:
    cell = signed_in("secretary")
    code = cell.begins()
    page = cell.writes(code, "noi-dung", 422, **{"contents-0-text": "Quỹ \u202eoạch", "contents-0-measure": "5"})
    assert "ký tự đảo chiều" in page.text


# --- the draft -----------------------------------------------------------------------------------------------------


def autosave(cell: Person, code: str, step: str, **values: str) -> tuple[int, dict[str, object]]:
    form = cell.opens(f"/ho-so/{code}/viet/{step}").form()
    answer = cell.browser.client.post(
        f"/ho-so/{code}/viet/{step}", data={**form, **values}, headers={"X-Autosave": "1"}
    )
    return answer.status_code, answer.get_json()


def test_the_draft_saves_itself_and_says_what_it_could_not_read(signed_in: AS, district: District) -> None:
    cell = signed_in("secretary")
    code = cell.begins()
    status, told = autosave(cell, code, "nghi-quyet", number="3-nq/cb", date="hôm qua")
    assert status == 200 and told["fields"] == {"draft_seen": 1}
    assert "Ngày chưa đúng" in str(told["message"])
    assert draft_of(district, code).content["resolution"]["number"] == "03-NQ/CB"


def test_two_who_write_one_draft_are_told_and_neither_loses_a_word(signed_in: AS, district: District) -> None:
    cell, clerk = signed_in("secretary"), signed_in("clerk")
    code = cell.begins()
    kept = cell.opens(f"/ho-so/{code}/viet/noi-dung").form()
    clerk.writes_contents(code, [("Của cán bộ", "1")])
    typed = {"contents-0-text": "Của bí thư", "contents-0-measure": "2"}
    answer = cell.browser.client.post(
        f"/ho-so/{code}/viet/noi-dung", data={**kept, **typed}, headers={"X-Autosave": "1"}
    )
    assert answer.status_code == 409
    page = cell.browser.post(f"/ho-so/{code}/viet/noi-dung", 409, data={**kept, **typed})
    assert "Bản nháp đã được sửa ở nơi khác" in page.text and "Của bí thư" in page.html
    assert draft_of(district, code).content["contents"] == [{"text": "Của cán bộ", "measure": "1"}]
    cell.browser.submit("/viet/noi-dung")
    assert draft_of(district, code).content["contents"] == [{"text": "Của bí thư", "measure": "2"}]


def test_what_is_missing_is_listed_before_sending_with_the_way_to_it(signed_in: AS, district: District) -> None:
    cell = signed_in("secretary")
    code = cell.begins()
    cell.writes_contents(code)
    page = cell.opens(f"/ho-so/{code}/viet/kiem-tra")
    assert "Chưa đủ nghị quyết của đơn vị" in page.text and "Chưa đủ bước trong lộ trình" in page.text
    assert "Chưa đủ nội dung đăng ký" not in page.text
    assert f"/ho-so/{code}/viet/lo-trinh?ve=kiem-tra" in page.links()
    assert cell.sends(code, 422).heading == "Kiểm tra trước khi gửi"
    assert state_of(district.house, code) == "draft"


def test_a_correction_from_the_check_leads_back_to_it(signed_in: AS, district: District) -> None:
    code = builders.drafted(district)
    cell = signed_in("secretary")
    cell.opens(f"/ho-so/{code}/viet/nghi-quyet?ve=kiem-tra")
    page = cell.browser.submit("/viet/nghi-quyet?ve=kiem-tra", number="9-NQ/CB")
    assert page.path == f"/ho-so/{code}/viet/kiem-tra" and "09-NQ/CB" in page.text


def test_a_draft_can_be_thrown_away_and_leaves_nothing(signed_in: AS, district: District) -> None:
    code = builders.drafted(district)
    cell = signed_in("clerk")
    cell.opens(f"/ho-so/{code}/bo-nhap")
    assert "Đã bỏ bản nháp" in cell.browser.submit("/bo-nhap").text
    cell.opens(f"/ho-so/{code}", 404)


def test_an_old_page_throws_nothing_away_that_was_written_since(signed_in: AS, district: District) -> None:
    code = builders.drafted(district)
    cell, clerk = signed_in("secretary"), signed_in("clerk")
    cell.keeps_open(code, "bo-nhap")
    clerk.writes_contents(code, [("Của cán bộ", "1")])
    page = cell.sends_kept(code, "bo-nhap", 409)
    assert "Bản nháp đã được sửa ở nơi khác" in page.text
    assert draft_of(district, code).content["contents"] == [{"text": "Của cán bộ", "measure": "1"}]
    assert "Đã bỏ bản nháp" in cell.browser.submit("/bo-nhap").text


def test_a_draft_thrown_away_twice_leads_to_the_tasks(signed_in: AS, district: District) -> None:
    code = builders.drafted(district)
    cell = signed_in("secretary")
    cell.keeps_open(code, "bo-nhap")
    first = cell.sends_kept(code, "bo-nhap")
    again = cell.sends_kept(code, "bo-nhap")
    assert again.path == first.path and again.path.startswith("/nhiem-vu")
    assert "Đã bỏ bản nháp" in first.text and "Đã bỏ bản nháp" not in again.text


def test_what_was_typed_stays_on_the_page_when_the_draft_cannot_be_saved_any_more(
    signed_in: AS, district: District, clock: MovableClock
) -> None:
    code = builders.drafted(district)
    clock.advance(days=40)
    cell = signed_in("secretary")
    form = cell.opens(f"/ho-so/{code}/viet/noi-dung").form()
    typed = {**form, "contents-0-text": "Viết muộn", "contents-0-measure": "7"}
    page = cell.browser.post(f"/ho-so/{code}/viet/noi-dung", 422, data=typed)
    assert "Đợt đăng ký hiện không mở" in page.text and written(page) == ["Viết muộn", "7"]
    status, told = autosave(cell, code, "noi-dung", **{"contents-0-text": "Viết muộn"})
    assert status == 422 and "Đợt đăng ký hiện không mở" in str(told["message"])
    page = cell.writes(code, "nghi-quyet", 422, number="9-NQ/CB", file=paper())
    assert {i.get("name"): i.get("value") for i in page.all("input")}["number"] == "9-NQ/CB"
    assert draft_of(district, code).content["resolution"]["number"] == "03-NQ/CB"


def test_a_refused_attempt_leaves_a_line_for_the_operator_without_names(signed_in: AS, district: District) -> None:
    cell = signed_in("secretary")
    code = cell.begins()
    with capture_logs() as lines:
        cell.sends(code, 422)
    (line,) = [line for line in lines if line["event"] == "step.refused"]
    assert (line["action"], line["case"]) == ("submit", code)
    assert line["reasons"] == ["resolution-missing", "contents-missing", "roadmap-missing"]
    with district.house.db.reading() as session:
        held = session.get_one(Mandate, district.mandates["secretary"])
        person = session.get_one(Account, held.account_id)
        assert line["account"] == person.pseudonym and person.full_name not in str(line)


def test_a_file_that_is_not_of_this_case_is_asked_for_again_and_the_rest_is_kept(
    signed_in: AS, district: District
) -> None:
    cell = signed_in("secretary")
    code = cell.begins()
    page = cell.writes(code, "nghi-quyet", 422, number="3-NQ/CB", date="12/5/2025", file_code="khong-co")
    assert {i.get("name"): i.get("value") for i in page.all("input")}["number"] == "3-NQ/CB"
    assert page.all("a", href="#f-file") and "Chưa đủ nghị quyết của đơn vị" in page.text


def test_after_the_round_the_draft_cannot_be_written_any_more(
    signed_in: AS, district: District, clock: MovableClock
) -> None:
    code = builders.drafted(district)
    clock.advance(days=40)
    cell = signed_in("secretary")
    page = cell.opens(f"/ho-so/{code}")
    assert "Đợt đăng ký hiện không mở" in page.text
    assert cell.opens("/chuong-trinh/ds-bontot/2025").all("a", href=f"/ho-so/{code}")


def test_a_body_that_is_no_form_is_refused_calmly(signed_in: AS, district: District) -> None:
    cell = signed_in("secretary")
    code = cell.begins()
    token = cell.opens(f"/ho-so/{code}/viet/noi-dung").form()["csrf_token"]
    data = {"csrf_token": token, "contents-0-text": (io.BytesIO(b"x"), "tep.txt"), "draft_seen": "0"}
    cell.browser.post(f"/ho-so/{code}/viet/noi-dung", 422, data=data)

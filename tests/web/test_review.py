"""The page of a case and the acts of those who consider it."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests import builders
from tests.builders import District, seen, state_of
from tests.people import Person
from workflow_app.house import House
from workflow_app.models import Mandate
from workflow_app.services import account, registration
from workflow_app.services.perform import unit_of_work

AS = Callable[[str], Person]


def test_the_case_says_who_has_it_since_when_and_until_when(signed_in: AS, district: District) -> None:
    code = builders.submitted(district)
    page = signed_in("secretary").opens_case(code)
    assert "Đảng bộ huyện Đắk Song tiếp nhận hồ sơ, chậm nhất ngày 22/05/2025" in page.text
    assert "08:00 ngày 20/05/2025" in page.text
    assert [step.get("class") for step in page.all("li") if step.get("class") in ("done", "current", "todo")] == [
        "done", "current", "todo", "todo", "todo"
    ]  # fmt: skip


def test_every_step_of_the_history_leads_to_its_proof(signed_in: AS, district: District) -> None:
    code = builders.endorsed(district)
    cell = signed_in("secretary")
    proofs = [link for link in cell.opens_case(code).links() if re.fullmatch(r"/nhat-ky/\d+", link)]
    assert len(proofs) == len(set(proofs)) == 3
    for link in proofs:
        assert code in cell.opens(link).text


def test_what_cannot_be_done_now_says_why(signed_in: AS, district: District) -> None:
    code = builders.received(district)
    page = signed_in("board").opens_case(code)
    disabled = [button for button in page.all("button") if button.get("disabled") is not None]
    assert disabled and all(button.get("aria-describedby") for button in disabled)
    assert "Hồ sơ đang ở khâu của vai trò khác" in page.text


def test_nobody_acts_without_the_role_for_it(signed_in: AS, district: District) -> None:
    code = builders.endorsed(district)
    for part, path in (("reviewer", "chap-nhan"), ("secretary", "nhat-tri"), ("board", "khep-lai"), ("clerk", "rut")):
        signed_in(part).opens(f"/ho-so/{code}/{path}", 403)


def test_a_return_needs_a_mark_and_each_mark_a_reason(signed_in: AS, district: District) -> None:
    code = builders.received(district)
    reviewer = signed_in("reviewer")
    page = reviewer.returns(code, 422)
    assert "Đánh dấu ít nhất một mục cần bổ sung" in page.text
    page = reviewer.returns(code, 422, contents_0=("", "Nêu rõ số suất"))
    assert "Chọn lý do cho: Nội dung đăng ký 1" in page.text and "Nêu rõ số suất" in page.html
    assert page.all("input", name="contents-0-mark")[0].get("checked") is not None
    page = reviewer.returns(code, 422, contents_0=("tu-nghi-ra", ""))
    assert state_of(district.house, code) == "in_review"


def test_a_part_of_a_page_that_was_made_up_is_a_bad_request(signed_in: AS, district: District) -> None:
    code = builders.received(district)
    reviewer = signed_in("reviewer")
    form = reviewer.opens(f"/ho-so/{code}/nhat-tri").form("/nhat-tri")
    reviewer.browser.post(f"/ho-so/{code}/nhat-tri", 400, data={**form, "seen": "nhiều"})
    reviewer.browser.post(f"/ho-so/{code}/nhat-tri", 400, data={**form, "key": ""})
    assert state_of(district.house, code) == "in_review"


def test_a_withdrawn_mandate_ends_the_right_at_the_next_press(signed_in: AS, house: House, district: District) -> None:
    code = builders.received(district)
    reviewer = signed_in("reviewer")
    reviewer.keeps_open(code, "nhat-tri")
    with unit_of_work(house) as work:
        held = work.session.get_one(Mandate, district.mandates["reviewer"])
        account.end_mandate(work, work.system(), held, on=work.today)
    reviewer.sends_kept(code, "nhat-tri", 403)
    assert state_of(house, code) == "in_review"


def test_printing_names_the_case_and_where_to_find_it(signed_in: AS, district: District) -> None:
    code = builders.approved(district)
    page = signed_in("board").opens_case(code)
    head = next(div for div in page.all("div") if div.get("class") == "print-head")
    assert code in "".join(head.itertext())


def test_the_pages_speak_english_too(signed_in: AS, district: District) -> None:
    code = builders.received(district)
    reviewer = signed_in("reviewer")
    case = f"/ho-so/{code}"
    for path in ("/nhiem-vu", "/thong-bao", "/chuong-trinh/ds-bontot/2025", case, f"{case}/nhat-tri"):
        page = reviewer.opens(f"/en{path}")
        assert all(link.startswith(("/en/", "#", "http")) or link == path for link in page.links()), path


def test_the_diff_between_submissions_shows_the_old_and_the_new(signed_in: AS, district: District) -> None:
    code = builders.received(district)
    version = seen(district.house, code)[0]
    marks = [registration.Mark("contents", "noi-dung-chung-chung")]
    registration.request_changes(district.house, district.mandates["reviewer"], code, marks, seen=version)
    cell, reviewer = signed_in("secretary"), signed_in("reviewer")
    cell.writes_contents(code, [("Mới hoàn toàn", "3 kỳ"), ("Xây dựng quỹ khuyến học", "Mỗi quý 05 suất")])
    assert "Mới hoàn toàn" in "".join(cell.page.all("ins")[0].itertext())
    cell.sends(code)
    page = reviewer.opens_case(code)
    assert ["".join(ins.itertext()) for ins in page.all("ins")] == ["Mới hoàn toàn", "3 kỳ"]
    assert not page.all("del"), "a row put in before another does not make that one look changed"

"""The district's programme as its people live it, scene by scene; the same over HTTP and in a real browser.

Whoever acts comes in at the front door, takes the case up where it waits, and presses what the page offers.
"""

from __future__ import annotations

from typing import Any

from tests import builders, inspections, recognition
from tests.authenticator import Device
from tests.builders import District
from tests.clerk import Cast, Clerk
from tests.inspections import FULL, WITH_EVIDENCE
from tests.people import CONTENTS, ROADMAP, paper, row_values
from tests.recognition import MEMBERS, OPINIONS, REPORT
from tests.signing import response_of

PROGRAMME = "Xây dựng “Chi bộ bốn tốt”"
PACT = ("Hoàn thành tốt nhiệm vụ chính trị", "Sinh hoạt đúng quy định", "Mỗi quý một cách làm hay")
RECUSED = ("board3", "Anh ruột của bí thư đơn vị")
DISCIPLINE = "Quyết định kỷ luật số 12-QĐ/UBKT ngày 02/6/2025 đối với bí thư"


def build(house: Any) -> District:
    """The district with three cells, inspectors, the whole board and the appraising bodies."""
    district = builders.build_district(house, cells=3, signed=True)
    inspections.add_inspectors(district)
    return recognition.add_people(district)


# --- the pact ---


def a_pact_is_frozen(manager: Clerk) -> str:
    """Written from the programme's page and shown to those who will sign; returns its code."""
    manager.comes_in()
    manager.browser.follow(PROGRAMME)
    manager.browser.send("Soạn giao ước")
    boxes = [box.get("value") for box in manager.page.all("input", name="units")]
    blank = {name: "" for name in manager.page.form() if name.startswith(("recitals-", "clauses-"))}
    rows = blank | row_values("clauses", ("text",), [(text,) for text in PACT])
    manager.browser.send("Lưu và xem lại", title="Giao ước thi đua năm 2025", units=boxes, **rows)
    manager.does("Chốt nội dung để ký")
    return manager.code


def signs(party: Clerk, code: str, status: int = 200, device: Device | None = None) -> None:
    """Read the frozen text and sign it."""
    own = party.device()
    party.takes_up(code)
    party.browser.follow("Ký")
    statement = party.page.form("/ky")["statement"]
    party.browser.send("Ký", status, answer=response_of(device or own, statement))


# --- the registration ---


def registers(cell: Clerk) -> str:
    """From the programme's page to the confirmation; returns the code."""
    cell.comes_in()
    cell.browser.follow(PROGRAMME)
    cell.browser.send("Đăng ký")
    cell.browser.send("Lưu và tiếp tục", number="03-NQ/CB", date="12/5/2025", file=paper())
    cell.browser.send("Lưu và tiếp tục", **row_values("contents", ("text", "measure"), CONTENTS))
    cell.browser.send("Lưu và tiếp tục", **row_values("roadmap", ("task", "due", "responsible"), ROADMAP))
    cell.does("Gửi đăng ký")
    return cell.code


def accepts_registration(reviewer: Clerk, board: Clerk, code: str) -> None:
    """Both stages agree, and somebody is put in charge."""
    reviewer.takes_up(code)
    reviewer.does("Tiếp nhận")
    reviewer.does("Nhất trí, chuyển cấp trên", text="Hồ sơ đạt yêu cầu")
    board.takes_up(code)
    board.does("Chấp nhận đăng ký")
    board.browser.follow("Phân công cấp ủy viên phụ trách")
    offered = board.page.all("input", type="radio", name="incharge")[0]
    board.browser.send("Phân công cấp ủy viên phụ trách", incharge=offered.get("value"))


# --- the check ---


def plans(reviewer: Clerk, registration: str) -> str:
    """From the accepted registration; returns the code of the check."""
    reviewer.takes_up(registration, "Đã chấp nhận")
    reviewer.does("Lập kế hoạch kiểm tra", visit_on="29/5/2025")
    return reviewer.code


def names_the_team(board: Clerk, code: str) -> None:
    """A lead and one more."""
    board.takes_up(code)
    lead, member = (inspections.code_of(board.district, part) for part in ("lead", "inspector"))
    board.does("Phân công tổ kiểm tra", lead=lead, members=member)


def assesses_itself(cell: Clerk, code: str, **points: str) -> None:
    """Points for every criterion, with evidence where the framework asks for it, and handed in."""
    cell.takes_up(code)
    cell.does("Mở tự đánh giá")
    cell.browser.follow("Tự đánh giá")
    files = {f"{field(one)}-file": paper("minh-chung.pdf") for one in WITH_EVIDENCE}
    cell.browser.send("Lưu và xem lại", **sheet(**points), **files)
    cell.browser.send("Gửi báo cáo tự đánh giá")


def scores(inspector: Clerk, code: str, **points: str) -> None:
    """Begin the work at the unit and record points for everything."""
    inspector.takes_up(code)
    inspector.does("Bắt đầu kiểm tra")
    inspector.browser.follow("Chấm điểm")
    inspector.browser.send("Ghi điểm", **sheet(**points))


def sends_minutes(lead: Clerk, code: str) -> None:
    """Close the scoring, and sign the minutes for the team."""
    lead.takes_up(code)
    lead.does("Lập biên bản")
    lead.does("Ký và gửi biên bản", text="Tổ kiểm tra đã làm việc với chi ủy và đối chiếu sổ sách.")


def signs_minutes(cell: Clerk, code: str) -> None:
    """The unit agrees to what was written."""
    cell.takes_up(code)
    cell.does("Ký biên bản")


def concludes(lead: Clerk, code: str) -> None:
    """Say that the unit met the criteria."""
    lead.takes_up(code)
    lead.does("Kết luận", outcome="met", text="Đủ điểm từng nhóm và tổng điểm")


def field(criterion: str) -> str:
    """The beginning of the names of a criterion's fields on the sheet."""
    return f"c{list(FULL).index(criterion)}"


def sheet(**points: str) -> dict[str, str]:
    """Full marks, but where `points` says otherwise: `sheet(N1__1="7,5")`."""
    given = FULL | {code.replace("__", "."): value for code, value in points.items()}
    return {f"{field(code)}-points": value for code, value in given.items()}


# --- the recognition ---


def begins_dossier(cell: Clerk) -> str:
    """From the programme's page, as early as the unit likes; returns the code."""
    cell.comes_in()
    cell.browser.follow(PROGRAMME)
    cell.browser.send("Lập hồ sơ đề nghị công nhận")
    return cell.code


def proposes(cell: Clerk, code: str) -> None:
    """Attach the papers that the programme asks for, and hand the dossier in."""
    cell.takes_up(code)
    cell.browser.follow("Đính kèm tài liệu")
    for name, words in (("to-trinh", "Tờ trình đề nghị công nhận"), ("bien-ban", "Biên bản họp có kết quả biểu quyết")):
        cell.browser.send(f"Tải lên {words}", **{f"file-{name}": paper(f"{name}.pdf")})
    cell.browser.follow("Quay lại hồ sơ")
    cell.does("Gửi đề nghị công nhận", report=REPORT)


def checks_dossier(reviewer: Clerk, code: str) -> None:
    """Take the dossier up and send it to those who appraise it."""
    reviewer.takes_up(code)
    reviewer.does("Tiếp nhận hồ sơ")
    reviewer.does("Chuyển thẩm định")


def appraises(speaker: Clerk, code: str) -> None:
    """The opinion of one body."""
    speaker.takes_up(code)
    body = OPINIONS[speaker.name]
    speaker.does("Ghi ý kiến thẩm định", body=body, verdict="agree", text="Hồ sơ đủ điều kiện")


def enters_objection(reviewer: Clerk, code: str, received: str) -> None:
    """A letter came to the office."""
    reviewer.takes_up(code, "Đang ở nơi khác")
    reviewer.does(
        "Ghi nhận phản ánh, kiến nghị", name="Nguyễn Văn Dân", contact="0900 000 000", received_on=received,
        text="Đề nghị xem lại số suất khuyến học", admissible="yes",
    )  # fmt: skip


def answers_objection(other: Clerk, code: str) -> None:
    """Somebody who had no part in the case looks into it."""
    other.takes_up(code)
    other.does("Trả lời phản ánh, kiến nghị", number="1", text="Đã đối chiếu danh sách: đủ 20 suất")


def records_vote(teller: Clerk, code: str, status: int = 200, **tally: str) -> None:
    """Who was there, who is recused and why, and what was counted."""
    recused, why = RECUSED
    codes = {part: recognition.code_of(teller.district, part) for part in MEMBERS}
    ways = {f"how-{code}": "recused" if part == recused else "present" for part, code in codes.items()}
    counted = {"in_favour": "3", "against": "0", "other": "1", **tally}
    teller.takes_up(code)
    teller.does("Ghi kết quả kiểm phiếu", status, **ways, **{f"why-{codes[recused]}": why}, **counted)


def decides(cast: Cast, code: str) -> None:
    """The tally is confirmed by a second person, the decision issued and published."""
    second, signatory, manager = cast("board2 board manager")
    second.takes_up(code)
    second.does("Xác nhận kết quả kiểm phiếu")
    signatory.takes_up(code)
    signatory.does("Ban hành quyết định công nhận")
    manager.takes_up(code)
    manager.does("Công bố")

"""Quỳnh Phụ, Thái Bình: cells of five types that become model cells, of two levels, from 2022 on.

The district, its programme and what became of it are real; the cells and the people are invented, and so are the
numbers of cells of each level (42 and 316), out of which the programme's shares are counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from states.decision import Tally
from states.programme import parse
from states.unit_kinds import LEVELS

from ..models import Account, Mandate, Unit
from ..services import (
    account,
    edition,
    file,
    inspection,
    inspection_check,
    inspection_draft,
    inspection_file,
    inspection_fix,
    inspection_minutes,
    recognition,
    recognition_board,
    recognition_paper,
    registration,
    registration_draft,
    unit,
)
from ..services.actor import Actor
from ..services.board import Ballot
from ..services.perform import Work
from .paper import paper_pdf, resolution_pdf
from .stage import Cast, Stage
from .units import edition_source

PROGRAMME = "qp-cbkm"
SINCE = date(2020, 1, 1)
PROVINCE, DISTRICT = "Đảng bộ tỉnh Thái Bình", "Đảng bộ huyện Quỳnh Phụ"
MANAGER = "Tống Thị Quỳnh"
OFFICERS = (  # part, login, name, role, reach, title
    ("manager", "qp-quan-ly", MANAGER, "manager", "subtree", "Chuyên viên Ban Tổ chức Huyện ủy"),
    ("reviewer", "qp-tham-dinh", "Ngọ Văn Phụ", "reviewer", "subtree", "Phó Trưởng ban Tổ chức Huyện ủy"),
    ("board", "qp-thuong-vu", "Vi Thị Hải", "board_signatory", "subtree", "Phó Bí thư Thường trực Huyện ủy"),
    ("board2", "qp-thuong-vu-2", "Lã Văn Đồng", "board_signatory", "subtree", "Ủy viên Ban Thường vụ"),
    ("board3", "qp-thuong-vu-3", "Hà Thị Ngọc", "board_signatory", "subtree", "Ủy viên Ban Thường vụ"),
    ("teller", "qp-thu-ky", "Tô Thị Bích", "board_secretary", "subtree", "Chánh Văn phòng Huyện ủy"),
    ("lead", "qp-to-truong", "Quách Văn Châu", "lead_inspector", "subtree", "Tổ trưởng tổ kiểm tra"),
    ("inspector", "qp-kiem-tra", "Đàm Thị Mỹ", "inspector", "subtree", "Thành viên tổ kiểm tra"),
    ("inspector2", "qp-kiem-tra-2", "Triệu Văn Khê", "inspector", "subtree", "Thành viên tổ kiểm tra"),
    ("appraiser", "qp-to-chuc", "Mã Thị Hồng", "appraiser", "subtree", "Ban Tổ chức Huyện ủy"),
    ("appraiser2", "qp-uy-ban-kiem-tra", "Giáp Văn Lễ", "appraiser", "subtree", "Ủy ban Kiểm tra Huyện ủy"),
    ("incharge", "qp-phu-trach", "Chu Thị Minh", "incharge", "subtree", "Huyện ủy viên"),
)
COMMITTEE = ("committee", "qp-dang-uy-xa", "Đường Văn Giang", "reviewer", "children", "Phó Bí thư Đảng ủy xã")
BOARD = ("board", "board2", "board3", "teller")
OPINIONS = {"appraiser": "to-chuc", "appraiser2": "kiem-tra"}
COMMUNES = [
    "Quỳnh Bình", "Quỳnh Cầu", "Quỳnh Diên", "Quỳnh Đông", "Quỳnh Giang", "Quỳnh Hạ", "Quỳnh Kiều", "Quỳnh Lộc",
    "An Biên", "An Cúc", "An Đình", "An Hòa", "An Khê Hạ", "An Lãng", "An Phú", "An Sơn",
]  # fmt: skip
GRASSROOTS = (
    ("co_quan", "Cơ quan", 14),
    ("su_nghiep", "Trường", 12),
    ("doanh_nghiep", "Công ty", 10),
    ("llvt", "Đội", 6),
)
BELOW = 316  # cells of villages, spread over the communes
REGISTERED = {"co_quan": 3, "su_nghiep": 3, "doanh_nghiep": 2, "llvt": 1, "thon_tdp": 8}  # in 2022, by type
PAPERS = {"to-trinh": "To trinh de nghi cong nhan", "bien-ban": "Bien ban hop, ket qua bieu quyet"}
CONTENTS = [{"text": "Mỗi quý một buổi sinh hoạt chuyên đề", "measure": "04 buổi, dự họp từ 90% trở lên"}]
REPORT = "Chi bộ hoàn thành các nội dung đã đăng ký, giữ nền nếp sinh hoạt, không có đảng viên vi phạm."
MINUTES = "Tổ kiểm tra đã làm việc với chi ủy, đối chiếu nghị quyết, sổ sách và minh chứng."
AddAccount = Callable[[Work, str, str], Account]


def cell_names() -> Iterator[tuple[str, str, str]]:
    """Name, type and commune of every cell ("" for one that stands directly below the district)."""
    for cell_type, word, many in GRASSROOTS:
        yield from ((f"Chi bộ {word} số {n}", cell_type, "") for n in range(1, many + 1))
    for n in range(BELOW):
        commune = COMMUNES[n % len(COMMUNES)]
        yield f"Chi bộ thôn {n // len(COMMUNES) + 1} xã {commune}", "thon_tdp", commune


def chosen(cells: dict[str, str], quota: Mapping[str, int]) -> list[str]:
    """Of the cells (name -> type) so many of each type, in the order in which they stand."""
    left, found = dict(quota), []
    for name, cell_type in cells.items():
        if left[cell_type]:
            left[cell_type] -= 1
            found.append(name)
    return found


def found(work: Work, province: Unit, add: AddAccount) -> tuple[Cast, dict[str, Unit]]:
    """The district with all its cells, its people and its programme; without secretaries. Also its units by name."""
    system = work.system()
    district = _below(work, system, province, DISTRICT, "Huyện ủy Quỳnh Phụ", "dang_bo_huyen")
    made = {DISTRICT: district}
    for commune in COMMUNES:
        made[f"Đảng bộ xã {commune}"] = _below(
            work, system, district, f"Đảng bộ xã {commune}", f"Đảng ủy xã {commune}", "dang_bo_co_so"
        )
    for name, cell_type, commune in cell_names():
        above, kind = (made[f"Đảng bộ xã {commune}"], "chi_bo_truc_thuoc") if commune else (district, "chi_bo_co_so")
        made[name] = _below(work, system, above, name, name.removeprefix("Chi bộ "), kind, cell_type)
    held = {part: grant(work, add, district, *said) for part, *said in OFFICERS}
    held["committee"] = grant(work, add, made[f"Đảng bộ xã {COMMUNES[0]}"], *COMMITTEE[1:])
    bodies = {"huyen-uy-quynh-phu": district, "Ban Thường vụ Tỉnh ủy Thái Bình": province}
    published = edition.publish(work, work.actor(held["manager"].id), edition_source("2022", PROGRAMME), bodies)
    cast = Cast(
        programme_id=published.programme_id,
        parts={part: one.id for part, one in held.items()},
        codes={part: one.code for part, one in held.items()},
        persons={part: work.session.get_one(Account, one.account_id).pseudonym for part, one in held.items()},
        units=[], secretaries=[],
        people={one.id: one.account_id for one in held.values() if one.account_id},
    )  # fmt: skip
    return cast, made


def _below(
    work: Work, by: Actor, parent: Unit, name: str, short_name: str, kind: str, cell_type: str | None = None
) -> Unit:
    return unit.found(
        work, by, name=name, short_name=short_name, kind=kind, level=LEVELS[kind], cell_type=cell_type, parent=parent,
        valid_from=SINCE,
    )  # fmt: skip


def grant(work: Work, add: AddAccount, of: Unit, login: str, name: str, role: str, reach: str, title: str) -> Mandate:
    """A person with one mandate in a unit."""
    return account.grant_mandate(
        work, work.system(), add(work, login, name), role=role, reach=reach, unit=of, valid_from=work.today, title=title
    )


# --- the way of one cell ---


def hand_in(stage: Stage, secretary: int, period: str, number: int = 1) -> str:
    """A cell chooses what it does and by when, attaches its resolution and registers."""
    house = stage.house
    code = registration_draft.start(house, secretary, stage.cast.programme_id, period)
    kept = file.attach(house, secretary, code, resolution_pdf(period), "nghi-quyet.pdf")
    content = {
        "resolution": {"number": f"{number:02d}-NQ/CB", "date": stage.today.isoformat(), "file": kept},
        "contents": CONTENTS,
        "roadmap": [{"task": "Sơ kết giữa kỳ", "due": f"{period}-09-30", "responsible": "Chi ủy"}],
    }
    saved = registration_draft.save_draft(house, secretary, code, content, 0)
    stage.act(registration.submit, secretary, code, draft_seen=saved.draft_version)
    return code


def accept(stage: Stage, code: str, *, in_charge: bool = True) -> None:
    """The committee agrees, the standing board approves, and puts a member in charge of the cell."""
    stage.act(registration.receive, "reviewer", code)
    stage.act(registration.endorse, "reviewer", code)
    stage.act(registration.approve, "board", code)
    if in_charge:
        stage.act(registration.assign_incharge, "board", code, stage.cast.codes["incharge"])


def check(stage: Stage, secretary: int, registration_code: str, period: str, visit_on: date) -> str:
    """The whole check: planned, announced, assessed by the cell itself, visited, concluded as met."""
    house, codes = stage.house, stage.cast.codes
    seen = stage.versions[registration_code]
    code = stage.done(inspection.plan(house, stage.mandate("reviewer"), registration_code, visit_on, seen=seen))
    stage.act(inspection.assign_team, "board", code, [codes["inspector"], codes["inspector2"]], codes["lead"])
    stage.act(inspection.announce, "lead", code)
    stage.act(inspection.open_self, secretary, code)
    kept = inspection_file.attach(house, secretary, code, resolution_pdf(period), "minh-chung.pdf")
    saved = inspection_draft.save_self(house, secretary, code, _sheet(kept), 0)
    stage.act(inspection.submit_self, secretary, code, draft_seen=saved.version)
    stage.act(inspection.start, "inspector", code)
    stage.act(inspection_check.score, "inspector", code, _sheet())
    stage.act(inspection_check.draft_minutes, "lead", code)
    stage.act(inspection_minutes.send_minutes, "lead", code, MINUTES)
    stage.act(inspection_minutes.sign_minutes, secretary, code)
    stage.act(inspection_fix.conclude, "lead", code, "met", "Đủ điểm theo khung, biên bản đã ký.")
    return code


def propose(stage: Stage, secretary: int, period: str) -> str:
    """The cell proposes itself, both bodies agree, and its name is put up for comment."""
    code = recognition.begin(stage.house, secretary, stage.cast.programme_id, period)
    for paper, title in PAPERS.items():
        recognition_paper.attach(stage.house, secretary, code, paper, paper_pdf(title, period), f"{paper}.pdf")
    stage.act(recognition.propose, secretary, code, report=REPORT)
    stage.act(recognition.accept_dossier, "reviewer", code)
    stage.act(recognition.to_appraisal, "reviewer", code)
    for part, body in OPINIONS.items():
        said = {"verdict": "agree", "reasons": "Hồ sơ đủ, số liệu khớp với kết luận kiểm tra."}
        stage.act(recognition.give_opinion, part, code, seen=1, body=body, **said)
    stage.act(recognition.open_comment, "board", code)
    return code


def recognise(stage: Stage, code: str) -> None:
    """After the days for comment: the vote, the decision, the publication."""
    stage.act(recognition_board.open_vote, "board", code)
    present = tuple(stage.cast.persons[part] for part in BOARD)
    stage.act(recognition_board.record_vote, "teller", code, Ballot(present, Tally(len(BOARD), 0, 0)))
    stage.act(recognition_board.confirm_vote, "board2", code)
    stage.act(recognition_board.decide_yes, "board", code)
    stage.act(recognition_board.publish, "manager", code)


@cache
def _rules() -> Any:
    return parse(edition_source("2022", PROGRAMME))


def _sheet(kept: dict[str, Any] | None = None) -> dict[str, dict[str, Any]]:
    """Full marks for everything; with a file, it is the evidence wherever that is asked for."""
    rules = _rules()
    return {
        one.code: {
            "points": inspection_draft.canonical_points(one.max), "note": "",
            "files": [kept] if kept and one.code in rules.inspection.evidence else [],
        }
        for group in rules.framework.groups for one in group.criteria
    }  # fmt: skip

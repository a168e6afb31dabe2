"""A bloc of enterprises for tests: five companies, a cell below each, and the programme as it is shipped."""

from __future__ import annotations

from datetime import date

from tests import builders
from tests.builders import EDITION, PERIOD, District
from workflow_app.house import House
from workflow_app.models import Unit
from workflow_app.services import edition, unit
from workflow_app.services.perform import Work, unit_of_work

PROGRAMME = "tb-dukdn-cbkm"
SHIPPED = EDITION.with_name(f"{PROGRAMME}-{PERIOD}.toml")
COMPANIES = ("Điện lực Sao Biển", "Dệt may Lúa Vàng", "Nước sạch Bến Trong", "Thủy lợi Đồng Xa", "Gốm sứ Đất Lành")
PARTIES = ("board", "secretary", *(f"secretary{n}" for n in range(2, 6)))
CELLS = tuple(f"cell{n}" for n in range(1, 6))


def build_bloc(house: House, published: bool = True) -> District:
    """Found it; `mandates` by part: manager, board; a secretary and reviewer of each company, and cell1 to cell5.

    `published`: whether its programme is published and the round open; a story may do that by hand.
    """
    made = District(house, 0, [])
    with unit_of_work(house) as work:
        centre = _unit(work, None, "Ban Chấp hành Trung ương", "trung_uong", "central")
        province = _unit(work, centre, "Đảng bộ tỉnh Thái Bình", "dang_bo_tinh", "province")
        bloc = _unit(work, province, "Đảng bộ Khối Doanh nghiệp tỉnh Thái Bình", "dang_bo_khoi", "upper_grassroots")
        builders._person(work, made, "manager", "quan-ly", "Tạ Thị Phối", "manager", "subtree", bloc)
        builders._person(work, made, "board", "thuong-vu", "Lưu Văn Khải", "board_signatory", "subtree", bloc)
        for number, name in enumerate(COMPANIES, start=1):
            company = _unit(work, bloc, f"Đảng bộ Công ty {name}", "dang_bo_co_so", "grassroots")
            cell = _unit(work, company, f"Chi bộ Phân xưởng {number}", "chi_bo_truc_thuoc", "cell_sub", "doanh_nghiep")
            made.units.append(company)
            suffix = "" if number == 1 else str(number)
            for part, login, role, reach, of in (
                (f"secretary{suffix}", f"bi-thu-{number}", "secretary", "self", company),
                (f"reviewer{suffix}", f"pho-bi-thu-{number}", "reviewer", "children", company),
                (f"cell{number}", f"chi-bo-{number}", "secretary", "self", cell),
            ):
                builders._person(work, made, part, login, f"Đồng Chí {login}", role, reach, of)
        if not published:
            return made
        issuers = {
            "dang-uy-khoi-dn-thai-binh": bloc,
            "Ban Tổ chức Trung ương": centre,
            "Ban Thường vụ Tỉnh ủy Thái Bình": province,
            "Ban Thường vụ Đảng ủy Khối Doanh nghiệp tỉnh Thái Bình": bloc,
        }
        by = work.actor(made.mandates["manager"])
        published = edition.publish(work, by, SHIPPED.read_text(encoding="utf-8"), issuers)
        opens, closes = edition.rules_of(published).round_dates(int(PERIOD))
        edition.open_round(work, by, published, PERIOD, opens, closes, date(2026, 1, 1))
        made.programme_id = published.programme_id
    return made


def _unit(work: Work, parent: Unit | None, name: str, kind: str, level: str, cell_type: str | None = None) -> Unit:
    return unit.found(
        work, work.system(), name=name, short_name=name.removeprefix("Đảng bộ "), kind=kind, level=level, parent=parent,
        cell_type=cell_type, valid_from=date(2020, 1, 1),
    )  # fmt: skip

"""A bloc of enterprises beside the district: five companies with their committees, and two of their cells.

The bloc and its documents are real, companies and persons are invented.
"""

from __future__ import annotations

from datetime import date

from states.unit_kinds import LEVELS

from ..models import Account, Mandate, Unit
from ..services import account, edition, unit
from ..services.actor import Actor
from ..services.perform import Work
from .people import add_account
from .stage import Cast
from .units import edition_source

MANAGES = "Phó Trưởng Ban Tổ chức Đảng ủy Khối"
NAME = "Đảng bộ Khối Doanh nghiệp tỉnh Thái Bình"
PERIOD, SINCE = "2025", date(2020, 1, 1)
MANAGER, BOARD = "Tạ Thị Phối", "Lưu Văn Khải"
OFFICERS = (
    ("board", "khoi-thuong-truc", BOARD, "board_signatory", "Phó Bí thư Thường trực Đảng ủy Khối"),
    ("incharge", "khoi-phu-trach", "Thái Thị Lành", "incharge", "Ủy viên Ban Thường vụ Đảng ủy Khối"),
)
COMPANIES = (
    ("Công ty Điện lực Sao Biển", "Phí Thị Ngân"), ("Công ty Dệt may Lúa Vàng", "Doãn Văn Lực"),
    ("Công ty Nước sạch Bến Trong", "Khúc Thị Duyên"), ("Công ty Thủy lợi Đồng Xa", "Bạch Văn Thủy"),
    ("Công ty Gốm sứ Đất Lành", "Nghiêm Thị Sứ"),
)  # fmt: skip
CELLS = ((0, "Phân xưởng Vận hành", "Mạc Văn Hiên"), (1, "Tổ may Một", "Kim Thị Thoa"))  # below which company


def found(work: Work, centre: Unit, province: Unit) -> Cast:
    """The organisations and people of the bloc, its programme, and the round of 2025."""
    bloc = _bloc(work, province)
    held = {"manager": _grant(work, work.system(), bloc, "khoi-quan-ly", MANAGER, "manager", MANAGES, "subtree")}
    by = work.actor(held["manager"].id)
    for part, login, name, role, title in OFFICERS:
        held[part] = _grant(work, by, bloc, login, name, role, title, "subtree")
    secretaries, units = [], []
    for number, (name, person) in enumerate(COMPANIES, start=1):
        of = _below(work, by, bloc, f"Đảng bộ {name}", name, "dang_bo_co_so")
        secretaries.append(_grant(work, by, of, f"doanh-nghiep-{number}", person, "secretary", "Bí thư Đảng ủy"))
        units.append(of)
    first = units[0]
    held["clerk"] = _grant(work, by, first, "van-phong", "Kiều Thị Văn", "clerk", "Chánh Văn phòng Đảng ủy")
    held["reviewer"] = _grant(
        work, by, first, "pho-bi-thu", "Phùng Văn Đáng", "reviewer", "Phó Bí thư Đảng ủy", "children"
    )
    for number, (company, name, person) in enumerate(CELLS, start=1):
        of = _below(work, by, units[company], f"Chi bộ {name}", name, "chi_bo_truc_thuoc")
        secretaries.append(_grant(work, by, of, f"chi-bo-{number}", person, "secretary", "Bí thư"))
        units.append(of)
    everybody = [*held.values(), *secretaries]
    return Cast(
        programme_id=_publish(work, by, {"centre": centre, "province": province, "bloc": bloc}),
        parts={part: mandate.id for part, mandate in held.items()},
        codes={part: mandate.code for part, mandate in held.items()},
        persons={part: work.session.get_one(Account, one.account_id).pseudonym for part, one in held.items()},
        units=[one.code for one in units],
        secretaries=[mandate.id for mandate in secretaries],
        people={mandate.id: mandate.account_id for mandate in everybody if mandate.account_id},
    )


def _bloc(work: Work, province: Unit) -> Unit:
    return unit.found(
        work, work.system(), name=NAME, short_name="Đảng ủy Khối Doanh nghiệp Thái Bình", kind="dang_bo_khoi",
        level="upper_grassroots", parent=province, valid_from=SINCE,
    )  # fmt: skip


def _below(work: Work, by: Actor, parent: Unit, name: str, short_name: str, kind: str) -> Unit:
    cell_type = "doanh_nghiep" if kind == "chi_bo_truc_thuoc" else None
    return unit.found(
        work, by, name=name, short_name=short_name, kind=kind, level=LEVELS[kind], cell_type=cell_type,
        parent=parent, valid_from=SINCE,
    )  # fmt: skip


def _grant(
    work: Work, by: Actor, of: Unit, login: str, name: str, role: str, title: str, reach: str = "self"
) -> Mandate:
    return account.grant_mandate(
        work, by, add_account(work, login, name), role=role, reach=reach, unit=of, valid_from=work.today,
        title=title,
    )  # fmt: skip


def _publish(work: Work, by: Actor, bodies: dict[str, Unit]) -> int:
    issuers = {
        "dang-uy-khoi-dn-thai-binh": bodies["bloc"],
        "Ban Tổ chức Trung ương": bodies["centre"],
        "Ban Thường vụ Tỉnh ủy Thái Bình": bodies["province"],
        "Ban Thường vụ Đảng ủy Khối Doanh nghiệp tỉnh Thái Bình": bodies["bloc"],
    }
    published = edition.publish(work, by, edition_source(PERIOD, "tb-dukdn-cbkm"), issuers)
    opens, closes = edition.rules_of(published).round_dates(int(PERIOD))
    edition.open_round(work, by, published, PERIOD, opens, closes, date(2026, 1, 1))
    return published.programme_id

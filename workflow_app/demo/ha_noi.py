"""Hà Nội: a framework of the city for the meetings of cells, and a district that concretises it and asks for more.

The city, the district and the scheme are real; the cells and the people are invented.
"""

from __future__ import annotations

from datetime import date

from states.programme import digest, parse
from states.unit_kinds import LEVELS

from ..models import Mandate, Unit
from ..services import edition, unit
from ..services.actor import Actor
from ..services.perform import Work
from .months import report_month, source_of
from .people import add_account
from .quynh_phu import grant
from .stage import Cast, Stage
from .units import edition_source

PROGRAMME, LOCAL = "hn-da11-clsh", "hbt-clsh"
SINCE = date(2020, 1, 1)
CITY, DISTRICT = "Đảng bộ thành phố Hà Nội", "Đảng bộ quận Hai Bà Trưng"
MANAGER, DISTRICT_READER = "Quản Thị Thành", "Khuất Văn Quận"
OFFICERS = (
    ("manager", "hn-quan-ly", MANAGER, "manager", "subtree", "Chuyên viên Ban Tổ chức Thành ủy"),
    ("reviewer", "hn-tong-hop", "Nhữ Văn Hà", "reviewer", "subtree", "Phó Trưởng ban Tổ chức Thành ủy"),
)
DISTRICT_OFFICERS = (
    ("local_manager", "hbt-quan-ly", "Viên Thị Trưng", "manager", "subtree", "Chuyên viên Ban Tổ chức Quận ủy"),
    ("local_reviewer", "hbt-tong-hop", DISTRICT_READER, "reviewer", "subtree", "Phó Trưởng ban Tổ chức Quận ủy"),
)
WARDS = ("Bạch Hạc", "Thanh Trì Nội", "Lò Gốm")
SECRETARIES = ((0, "Thạch Thị Bạch"), (5, "Ông Văn Gốm"))  # of which cells of the district
ATTENDANCE = 92  # percent; the framework asks for 90
LOCAL_NAME = "Nâng cao chất lượng sinh hoạt chi bộ quận Hai Bà Trưng"


def district_cells() -> list[str]:
    """The cells of the district, two in each ward."""
    return [f"Chi bộ Tổ dân phố {n} phường {ward}" for ward in WARDS for n in (1, 2)]


def city_cells() -> list[str]:
    """The cells directly below the city."""
    return [f"Chi bộ Cơ quan thành phố {n}" for n in range(1, 7)]


def local_source() -> str:
    """The edition of the district: the framework's words, and one number that is higher."""
    framework = source_of(PROGRAMME, "2025")
    text = source_of(
        PROGRAMME, "2025",
        (f'code = "{PROGRAMME}"', f'code = "{LOCAL}"'),
        ('issuer = "thanh-uy-ha-noi"', 'issuer = "quan-uy-hai-ba-trung"'),
        ('criterion = "ty_le_du_hop", pct = 90', f'criterion = "ty_le_du_hop", pct = {ATTENDANCE}'),
        ("Nâng cao chất lượng sinh hoạt chi bộ thuộc Đảng bộ thành phố Hà Nội", LOCAL_NAME),
        ("Better meetings of Party cells, Hà Nội City Party organisation", "Better meetings of cells, Hai Bà Trưng"),
        ("Ban Thường vụ Thành ủy Hà Nội", "Ban Thường vụ Quận ủy Hai Bà Trưng"),
        ("Standing Board of the Hà Nội City Party Committee", "Standing Board of the Hai Bà Trưng District Committee"),
    )  # fmt: skip
    return f'{text}\n[overlay]\nof = "{PROGRAMME}"\nedition = "{digest(framework)}"\n'


def found(work: Work, centre: Unit) -> Cast:
    """City and district, their cells and people, both programmes with their round of 2025."""
    system = work.system()
    city = _below(work, system, centre, CITY, "Thành ủy Hà Nội", "dang_bo_tinh")
    district = _below(work, system, city, DISTRICT, "Quận ủy Hai Bà Trưng", "dang_bo_huyen")
    made = {}
    for ward in WARDS:
        above = _below(work, system, district, f"Đảng bộ phường {ward}", f"Đảng ủy phường {ward}", "dang_bo_co_so")
        for name in district_cells():
            if name.endswith(ward):
                made[name] = _below(work, system, above, name, name, "chi_bo_truc_thuoc")
    for name in city_cells():
        made[name] = _below(work, system, city, name, name, "chi_bo_co_so")
    held = {part: grant(work, add_account, city, *said) for part, *said in OFFICERS}
    held |= {part: grant(work, add_account, district, *said) for part, *said in DISTRICT_OFFICERS}
    for number, name in SECRETARIES:
        login, of = f"hbt-bi-thu-{number + 1}", made[district_cells()[number]]
        held[f"secretary{number}"] = grant(work, add_account, of, login, name, "secretary", "self", "Bí thư")
    bodies = {"Ban Thường vụ Thành ủy Hà Nội": city, "thanh-uy-ha-noi": city, "quan-uy-hai-ba-trung": district}
    framework = _publish(work, held["manager"], edition_source("2025", PROGRAMME), bodies)
    _publish(work, held["local_manager"], local_source(), bodies)
    return Cast(
        programme_id=framework, parts={part: one.id for part, one in held.items()},
        codes={name: one.code for name, one in made.items()}, persons={}, units=[], secretaries=[],
        people={one.id: one.account_id for one in held.values() if one.account_id},
    )  # fmt: skip


def _publish(work: Work, manager: Mandate, source: str, bodies: dict[str, Unit]) -> int:
    by = work.actor(manager.id)
    published = edition.publish(work, by, source, bodies)
    edition.open_round(work, by, published, "2025", date(2025, 1, 6), date(2026, 1, 1), date(2026, 1, 1))
    return published.programme_id


def _below(work: Work, by: Actor, parent: Unit, name: str, short_name: str, kind: str) -> Unit:
    cell_type = {"chi_bo_truc_thuoc": "thon_tdp", "chi_bo_co_so": "co_quan"}.get(kind)
    return unit.found(
        work, by, name=name, short_name=short_name, kind=kind, level=LEVELS[kind], cell_type=cell_type, parent=parent,
        valid_from=SINCE,
    )  # fmt: skip


def report(stage: Stage, month: str) -> None:
    """The cells of the city and those of the district; the last one of each is late in May."""
    late = 1 if month == "2025-05" else 0
    rules = {PROGRAMME: edition_source("2025", PROGRAMME), LOCAL: local_source()}
    for programme, part, cells in (
        (PROGRAMME, "reviewer", city_cells()), (LOCAL, "local_reviewer", district_cells())
    ):  # fmt: skip
        asked = parse(rules[programme]).returns
        report_month(stage.house, stage.mandate(part), programme, month, asked, cells[: len(cells) - late])

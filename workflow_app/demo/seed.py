"""Filling the demo through the same use cases that people use: nothing is written past the one door."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from ..clock import VIETNAM, system_clock
from ..house import House
from ..models import Account, Mandate, Programme, Unit
from ..services import account, edition, job, journal, seal, unit
from ..services.perform import Work, unit_of_work
from ..services.signing_key import ON_PAPER
from ..settings import Settings
from ..start import create_house
from . import authority, beside, bloc, day, quynh_phu_years, year_2024, year_2025
from .beside import Beside
from .device import Devices
from .people import add_account
from .stage import Cast, SeedClock, Stage
from .units import PEOPLE, DemoUnit, all_units, edition_source

BEGINS = date(2024, 1, 22)  # of the district and the bloc that most of the demo is about
TODAY = datetime(2025, 6, 10, 8, 30, tzinfo=VIETNAM).astimezone(UTC)
ORIGIN = "demo.so-cong-nhan.invalid/log"


def seed(settings: Settings) -> Settings:
    """Make a new demo in the data folder and return the settings it runs with."""
    clock, issuer = SeedClock(), authority.Authority()
    issuer.publish(settings.data_dir / authority.FOLDER)
    settings = authority.believing(settings)
    house = create_house(replace(settings, origin=ORIGIN), clock)
    _hurry(house)
    devices = Devices(settings.data_dir)
    others = beside.found(house, clock, devices, issuer)
    quynh_phu_years.play(others.quynh_phu)
    clock.to(BEGINS)
    district, companies = _people(house, others)
    _devices(house, devices, district, companies)
    stage, of_bloc = (Stage(house, clock, cast, devices, issuer) for cast in (district, companies))
    seal.create(house, "Sổ công nhận (số liệu minh họa)")
    stage.diary = others.diary()
    year_2024.play(stage)
    year_2025.play(stage, of_bloc)
    journal.integrate(house)
    job.run_due(house, most=100_000)
    shift = int((TODAY - system_clock()).total_seconds())
    house.db.close()
    day.keep_shift(settings.data_dir, shift)
    return replace(settings, clock_shift_seconds=shift)


def _devices(house: House, devices: Devices, *casts: Cast) -> None:
    """The devices of those who sign: the two managers' vouched for on paper, all others by the key of their manager."""
    managers = [cast.parts["manager"] for cast in casts]
    assert len(managers) <= ON_PAPER, "no more keys are taken on paper"
    for cast, manager in zip(casts, managers, strict=True):
        devices.give(house, cast.people[manager], None)
    for cast, manager in zip(casts, managers, strict=True):
        for mandate, account_id in cast.people.items():
            if mandate != manager:
                devices.give(house, account_id, manager)
    devices.keep()


def _hurry(house: House) -> None:
    """Leave out what only protects a register in use: a demo that a power cut stops here is made anew.

    The tree takes in a day's acts at once, and the disk is not waited for after each of them.
    """
    house.watch.in_bulk = True
    house.db.hurry()


def seeded(settings: Settings) -> Settings | None:
    """The settings of a demo made earlier, if there is one in the data folder."""
    shift = day.read_shift(settings.data_dir)
    return None if shift is None else replace(authority.believing(settings), clock_shift_seconds=shift)


def _people(house: House, others: Beside) -> tuple[Cast, Cast]:
    """Those of the district, and those of the bloc of enterprises beside it."""
    with unit_of_work(house) as work:
        centre, thai_binh = (work.session.get_one(Unit, one) for one in (others.centre, others.thai_binh))
        manager, district, bodies = _district(work, centre)
        officers = _officers(work, district)
        by = work.actor(manager.id)
        for year, ends in ((2024, date(2025, 1, 1)), (2025, date(2025, 7, 1))):
            published = edition.publish(work, by, edition_source(str(year)), bodies)
            opens, closes = edition.rules_of(published).round_dates(year)
            edition.open_round(work, by, published, str(year), opens, closes, ends)
        made = [_unit(work, by, district, described) for described in all_units()]
        secretaries = [_secretary(work, by, one, number) for number, one in enumerate(made)]
        held = officers | {"manager": manager}
        persons = {part: work.session.get_one(Account, m.account_id).pseudonym for part, m in held.items()}
        companies = bloc.found(work, centre, thai_binh)
        issuer_id = work.session.get_one(Programme, companies.programme_id).issuer_id
        others.known[bloc.NAME] = work.session.get_one(Unit, issuer_id).code
    people = Cast(
        programme_id=published.programme_id,
        parts={part: mandate.id for part, mandate in held.items()},
        codes={part: mandate.code for part, mandate in held.items()},
        persons=persons,
        units=[one.code for one in made],
        secretaries=[mandate.id for mandate in secretaries],
        people={mandate.id: mandate.account_id for mandate in (*held.values(), *secretaries) if mandate.account_id},
    )
    return people, companies


def _district(work: Work, centre: Unit) -> tuple[Mandate, Unit, dict[str, Unit]]:
    since = date(2020, 1, 1)
    system = work.system()
    province = unit.found(
        work, system, name="Đảng bộ tỉnh Đắk Nông", short_name="Tỉnh ủy Đắk Nông", kind="dang_bo_tinh",
        level="province", parent=centre, valid_from=since,
    )  # fmt: skip
    district = unit.found(
        work, system, name="Đảng bộ huyện Đắk Song", short_name="Huyện ủy Đắk Song", kind="dang_bo_huyen",
        level="upper_grassroots", parent=province, valid_from=since,
    )  # fmt: skip
    bodies = {
        "huyen-uy-dak-song": district,
        "Ban Chấp hành Trung ương (khóa XIII)": centre,
        "Ban Thường vụ Tỉnh ủy Đắk Nông": province,
        "Ban Thường vụ Huyện ủy Đắk Song": district,
    }
    person = add_account(work, "quan-ly", "Nguyễn Thị Quản Lý")
    manager = account.grant_mandate(
        work, system, person, role="manager", reach="subtree", unit=district, valid_from=date(2024, 1, 1),
        title="Chuyên viên Ban Tổ chức Huyện ủy",
    )  # fmt: skip
    return manager, district, bodies


OFFICERS = (
    ("reviewer", "tham-dinh", "Trần Thị Thẩm", "reviewer", "children", "Phó Trưởng ban Tổ chức Huyện ủy"),
    ("board", "thuong-vu", "Lê Văn Thường", "board_signatory", "children", "Phó Bí thư Thường trực Huyện ủy"),
    ("board2", "thuong-vu-2", "Phan Thị Vụ", "board_signatory", "children", "Ủy viên Ban Thường vụ"),
    ("board3", "thuong-vu-3", "Y Thịnh Niê", "board_signatory", "children", "Ủy viên Ban Thường vụ"),
    ("teller", "thu-ky", "Đinh Thị Ghi", "board_secretary", "children", "Chánh Văn phòng Huyện ủy"),
    ("lead", "to-truong", "Bùi Văn Trưởng", "lead_inspector", "children", "Tổ trưởng tổ kiểm tra"),
    ("inspector", "kiem-tra", "Mai Thị Kiểm", "inspector", "children", "Thành viên tổ kiểm tra"),
    ("inspector2", "kiem-tra-2", "H’Bren Niê", "inspector", "children", "Thành viên tổ kiểm tra"),
    ("appraiser", "to-chuc", "Võ Thị Tổ", "appraiser", "children", "Ban Tổ chức Huyện ủy"),
    ("appraiser2", "uy-ban-kiem-tra", "Cao Văn Ủy", "appraiser", "children", "Ủy ban Kiểm tra Huyện ủy"),
    ("appraiser3", "tuyen-giao", "Lương Thị Tuyên", "appraiser", "children", "Ban Tuyên giáo Huyện ủy"),
    ("incharge", "phu-trach", "Hoàng Thị Trách", "incharge", "children", "Huyện ủy viên"),
    ("incharge2", "phu-trach-2", "Phạm Văn Đôn", "incharge", "children", "Huyện ủy viên"),
    ("auditor", "kiem-soat", "Vũ Thị Soát", "auditor", "subtree", "Kiểm soát nhật ký"),
)


def _officers(work: Work, district: Unit) -> dict[str, Mandate]:
    made = {}
    for part, login, name, role, reach, title in OFFICERS:
        person = add_account(work, login, name)
        made[part] = account.grant_mandate(
            work, work.system(), person, role=role, reach=reach, unit=district, valid_from=date(2024, 1, 1), title=title
        )
    return made


def _unit(work: Work, by: Any, district: Unit, described: DemoUnit) -> Unit:
    return unit.found(
        work, by, name=described.name, short_name=described.short_name, kind=described.kind, level="grassroots",
        cell_type=described.cell_type, parent=district, valid_from=date(2020, 1, 1),
    )  # fmt: skip


def _secretary(work: Work, by: Any, of: Unit, number: int) -> Mandate:
    person = add_account(work, f"bi-thu-{number + 1:02d}", PEOPLE[number % len(PEOPLE)])
    mandate = account.grant_mandate(
        work, by, person, role="secretary", reach="self", unit=of, valid_from=work.today, title="Bí thư"
    )
    return mandate

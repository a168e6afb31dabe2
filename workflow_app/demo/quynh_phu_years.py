"""The years of Quỳnh Phụ in the demo: seventeen cells of 2022, twenty-two more of 2023, and the end of the district.

On the simulated day the end is recorded, and comes on the first of July: whoever goes on day by day sees it happen.
"""

from __future__ import annotations

from datetime import date

from states.reorganisation import Row

from ..models import Unit
from ..services import registration, unit_event, unit_event_record
from ..services import round as rounds
from ..services.perform import Work
from ..services.unit_event import Heading
from . import bloc
from . import quynh_phu as cells
from .people import add_account
from .stage import Cast, Stage

MORE = {"co_quan": 4, "su_nghiep": 4, "doanh_nghiep": 3, "llvt": 1, "thon_tdp": 10}  # for the first time in 2023
SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Vũ", "Đỗ", "Bùi", "Đặng", "Ngô", "Dương")
AREAS = ("Đảng bộ xã Quỳnh Phụ", "Đảng bộ xã Phụ Dực")
MERGED, NEW = ("Chi bộ Cơ quan số 1", "Chi bộ Cơ quan số 2"), "Chi bộ Khối cơ quan Đảng"
HUNG_YEN = "Đảng bộ tỉnh Hưng Yên"
CENTRAL = ("tw-to-chuc", "Cung Văn Tổ", "manager", "subtree", "Ban Tổ chức Trung ương")
ON = date(2025, 7, 1)
HEADING = Heading("Kết thúc hoạt động của cấp huyện", ON, "60-NQ/TW", date(2025, 4, 12), "Ban Chấp hành Trung ương")


def found(work: Work, centre: Unit, province: Unit, heir: Unit) -> tuple[Cast, dict[str, str]]:
    """District, cells and people, with a secretary for each cell that will be recognised; codes of units by name.

    `heir`: the province of which the district's units will be part.
    """
    cast, made = cells.found(work, province, add_account)
    types = {name: cell_type for name, cell_type, _ in cells.cell_names()}
    first = cells.chosen(types, cells.REGISTERED)
    second = cells.chosen({name: kind for name, kind in types.items() if name not in first}, MORE)
    for number, name in enumerate([*first, *second], start=1):
        said = (f"qp-bi-thu-{number:02d}", f"{SURNAMES[number % len(SURNAMES)]} Thị Chi", "secretary", "self", "Bí thư")
        held = cells.grant(work, add_account, made[name], *said)
        cast.secretaries.append(held.id)
        cast.units.append(made[name].code)
        if held.account_id:
            cast.people[held.id] = held.account_id
    held = cells.grant(work, add_account, centre, *CENTRAL)
    cast.parts["central"] = held.id
    codes = {name: one.code for name, one in made.items()} | {cells.PROVINCE: province.code, HUNG_YEN: heir.code}
    return cast, codes


def open_round(stage: Stage, year: int) -> None:
    """The manager opens the round of a year."""
    new = rounds.NewRound(str(year), stage.today, date(year, 7, 31), date(year, 12, 31))
    rounds.open_new(stage.house, stage.mandate("manager"), cells.PROGRAMME, new)


def play(stage: Stage) -> None:
    """2022 and 2023, until their registrations are closed."""
    for year, numbers in ((2022, range(17)), (2023, range(17, len(stage.cast.secretaries)))):
        stage.to(date(year, 4, 20))
        open_round(stage, year)
        registered = {}
        for number in numbers:
            stage.to(date(year, 5, 4 + number % 20))
            registered[number] = cells.hand_in(stage, stage.cast.secretaries[number], str(year), number + 1)
        stage.to(date(year, 6, 1))
        for code in registered.values():
            cells.accept(stage, code)
        stage.to(date(year, 11, 7))
        for number, code in registered.items():
            cells.check(stage, stage.cast.secretaries[number], code, str(year), date(year, 11, 15))
        stage.to(date(year, 11, 21))
        proposed = [cells.propose(stage, stage.cast.secretaries[number], str(year)) for number in registered]
        stage.to(date(year, 11, 29))
        for code in proposed:
            cells.recognise(stage, code)
        stage.to(date(year + 1, 1, 5))
        for code in registered.values():
            stage.act(registration.close, "manager", code)
    stage.read_notices()


def go_on(stage: Stage) -> None:
    """In May 2025 three cells of 2022 register again: one is accepted, one waits for the board, one was just sent."""
    codes = [cells.hand_in(stage, stage.cast.secretaries[number], "2025", number + 1) for number in (3, 4, 5)]
    cells.accept(stage, codes[0])
    stage.act(registration.receive, "reviewer", codes[1])
    stage.act(registration.endorse, "reviewer", codes[1])


def end(stage: Stage, known: dict[str, str]) -> None:
    """What comes on the first of July is recorded: two provinces become one, the district's units stand elsewhere."""
    manager = stage.mandate("central")
    code = unit_event.draft(stage.house, manager, HEADING)
    unit_event.write_rows(stage.house, manager, code, 0, end_rows(known))
    unit_event_record.record(stage.house, manager, code, 1)


def end_rows(known: dict[str, str]) -> list[Row]:
    """The rows of that change; two cells that were recognised become one."""
    moved = [f"Đảng bộ xã {name}" for name in cells.COMMUNES]
    moved += [name for name, _, commune in cells.cell_names() if not commune and name not in MERGED]
    return [
        *(Row(0, "found", f"M{n}", AREAS[n], unit_kind="dang_bo_xa", parent=known[HUNG_YEN]) for n in (0, 1)),
        Row(0, "found", "C", NEW, unit_kind="chi_bo_co_so", cell_type="co_quan", parent="M0"),
        *(Row(0, "merge", known[name], related=("C",)) for name in MERGED),
        *(Row(0, "move", known[name], parent=f"M{n % 2}") for n, name in enumerate(moved)),
        *(Row(0, "move", known[one], parent=known[HUNG_YEN]) for one in (bloc.NAME,) if one in known),
        Row(0, "dissolve", known[cells.DISTRICT], related=("M0", "M1")),
        Row(0, "merge", known[cells.PROVINCE], related=(known[HUNG_YEN],)),
    ]

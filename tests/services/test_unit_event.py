"""Changes of the organisation: recorded as a whole, taken back before their day, in effect on it, and verified."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from states.process import Refused
from states.registration import PROCESS
from states.reorganisation import Row
from tests import builders
from tests.builders import District, MovableClock
from tests.reorganising import FIRST_JULY, HEADING, TOP, codes, draft, heading, record
from workflow_app.models import Account, Case, Entry, Mandate, Unit, UnitEvent, UnitVersion
from workflow_app.services import job, queue, unit_event, unit_event_record, unit_tree
from workflow_app.services import unit as units
from workflow_app.services.actor import in_force, load_actor
from workflow_app.services.errors import Invalid, NotAllowed, Stale
from workflow_app.services.mandate import grant_mandate
from workflow_app.services.perform import unit_of_work
from workflow_app.services.reach import Glance
from workflow_app.services.registration_matter import facts_for, load_matter


def names_on(district: District, day: date) -> dict[str, str]:
    """Name and place of each unit in force on a day."""
    with district.house.db.reading() as session:
        asked = select(UnitVersion.name, Unit.path).join(Unit, UnitVersion.unit_id == Unit.id)
        return {row.name: row.path for row in session.execute(asked.where(units.current(day)))}


def test_units_are_founded_renamed_moved_and_merged_on_one_day(district: District, clock: MovableClock) -> None:
    known = codes(district)
    one, two = known["Chi bộ Phòng Kỹ thuật 1"], known["Chi bộ Phòng Kỹ thuật 2"]
    record(
        district,
        Row(1, "found", "M1", "Đảng bộ xã Đắk Song", "Xã Đắk Song", "dang_bo_co_so", parent=known[TOP]),
        Row(2, "rename", one, "Chi bộ Phòng Kỹ thuật"),
        Row(3, "change", one, unit_kind="chi_bo_truc_thuoc"),
        Row(4, "move", one, parent="M1"),
        Row(5, "merge", two, related=(one,), note="hợp nhất hai phòng"),
    )
    assert "Đảng bộ xã Đắk Song" not in names_on(district, date(2025, 6, 30)), "nothing changes before the day"
    assert names_on(district, FIRST_JULY).keys() >= {"Đảng bộ xã Đắk Song", "Chi bộ Phòng Kỹ thuật"}
    before = names_on(district, date(2025, 6, 30))
    assert before["Chi bộ Phòng Kỹ thuật 1"].count(".") == 3
    clock.advance(days=42)
    job.work_once(district.house)
    now = names_on(district, FIRST_JULY)
    assert now["Chi bộ Phòng Kỹ thuật"].startswith(now["Đảng bộ xã Đắk Song"] + ".")
    assert "Chi bộ Phòng Kỹ thuật 2" not in now
    with district.house.db.reading() as session:
        paths = {row.code: row.path for row in session.execute(select(Unit.code, Unit.path))}
        assert paths[two] == paths[one], "what is no more stands in the place of what carries it on"
        held = session.get_one(Mandate, district.mandates["secretary2"])
        assert not in_force(held, FIRST_JULY) and in_force(held, date(2025, 6, 30))
        assert in_force(session.get_one(Mandate, district.mandates["secretary"]), FIRST_JULY)


def test_a_change_is_recorded_whole_or_not_at_all_and_each_bad_row_is_named(district: District) -> None:
    known = codes(district)
    top, one, two = known[TOP], known["Chi bộ Phòng Kỹ thuật 1"], known["Chi bộ Phòng Kỹ thuật 2"]
    code = draft(
        district,
        Row(1, "rename", one, "Chi bộ Phòng Kỹ thuật 2"),  # the other one's name
        Row(2, "move", two, parent=one),  # a cell leads nobody
        Row(3, "merge", "QQQQ-QQQQ-QQQQ", related=(one,)),
        Row(4, "dissolve", top, related=(one,)),  # the writer's own
        Row(5, "found", "M1", "Chi bộ Mới", unit_kind="dang_bo_huyen", parent=top),  # a district below a district
        Row(6, "found", "M2", "", unit_kind="chi_bo_co_so", parent="M9"),
        Row(7, "explode", one),
    )
    manager = district.mandates["manager"]
    with pytest.raises(Invalid) as refused:
        unit_event_record.record(district.house, manager, code, 1)
    assert refused.value.errors == {
        "2": "event-kind-not-below", "3": "event-unit-unknown", "4": "event-own-unit", "5": "event-kind-not-below",
        "6": "event-name", "7": "event-kind-unknown",
    }  # fmt: skip
    with district.house.db.reading() as session:
        assert session.scalar(select(UnitEvent.status)) == "draft"
        assert not session.scalars(select(Entry).where(Entry.kind.like("unit.reorg%"))).all()
    code = draft(district, Row(1, "rename", one, "Chi bộ phòng kỹ thuật  2"))
    with pytest.raises(Invalid) as refused:
        unit_event_record.record(district.house, manager, code, 1)
    assert refused.value.errors == {"1": "unit-name-taken"}
    with pytest.raises(Stale):
        unit_event.write_rows(district.house, manager, code, 0, [])
    with pytest.raises(NotAllowed):
        unit_event.draft(district.house, district.mandates["reviewer"], HEADING)


def test_nobody_gets_a_mandate_in_a_unit_that_is_no_more(district: District) -> None:
    """It would reach what the successor reaches."""
    known = codes(district)
    one, two = known["Chi bộ Phòng Kỹ thuật 1"], known["Chi bộ Phòng Kỹ thuật 2"]
    record(district, Row(1, "merge", two, related=(one,)), at=heading(date(2025, 5, 20)))
    with unit_of_work(district.house) as work:
        ended = work.session.scalars(select(Unit).where(Unit.code == two)).one()
        person = work.session.scalars(select(Account).where(Account.login == district.logins["clerk"])).one()
        terms: dict[str, Any] = {"role": "secretary", "reach": "self", "unit": ended, "valid_from": work.today}
        with pytest.raises(Invalid) as refused:
            grant_mandate(work, work.actor(district.mandates["manager"]), person, **terms)
    assert refused.value.errors == {"unit": "unit-ended"}


@pytest.mark.usefixtures("any_house")
def test_nobody_of_any_successor_judges_what_a_unit_left_when_it_was_split(
    district: District, clock: MovableClock
) -> None:
    house, known, left = district.house, codes(district), builders.submitted(district, "secretary2")
    record(
        district,
        Row(1, "found", "M1", "Chi bộ Kỹ thuật A", unit_kind="chi_bo_co_so", parent=known[TOP]),
        Row(2, "found", "M2", "Chi bộ Kỹ thuật B", unit_kind="chi_bo_co_so", parent=known[TOP]),
        Row(3, "split", known["Chi bộ Phòng Kỹ thuật 2"], related=("M1", "M2")),
        at=heading(date(2025, 5, 20)),
    )  # fmt: skip

    def to_receive() -> tuple[bool, str]:
        """Whether the file is among the reviewer's tasks, and what keeps the reviewer from taking it up."""
        with house.db.reading() as session:
            glance = Glance(session, load_actor(session, district.mandates["reviewer"], date(2025, 5, 22)), clock())
            case = session.scalars(select(Case).where(Case.code == left)).one()
            waits = bool(queue.waiting_for(glance, [case.id]))
            facts = facts_for(glance, load_matter(glance, case), glance.actor)
            return waits, ",".join(PROCESS.reasons_against(case.state, "receive", facts, "reviewer"))

    assert to_receive() == (True, "")
    with unit_of_work(house) as work:
        person = work.session.get_one(Account, work.actor(district.mandates["reviewer"]).account_id)
        other = work.session.scalars(select(Unit).where(Unit.code == codes(district)["Chi bộ Kỹ thuật B"])).one()
        by = work.actor(district.mandates["manager"])
        grant_mandate(work, by, person, role="clerk", reach="self", unit=other, valid_from=work.today)
    assert to_receive() == (False, "own-unit"), "not only of the successor that carries it on"
    merged = Row(1, "merge", codes(district)["Chi bộ Kỹ thuật B"], related=(known["Chi bộ Phòng Kỹ thuật 1"],))
    record(district, merged, at=heading(date(2025, 5, 21)))
    clock.advance(days=2)
    job.work_once(house)
    assert to_receive() == (True, ""), "the mandate ended with its unit"
    with unit_of_work(house) as work:
        person = work.session.get_one(Account, work.actor(district.mandates["reviewer"]).account_id)
        heir = work.session.scalars(select(Unit).where(Unit.code == known["Chi bộ Phòng Kỹ thuật 1"])).one()
        by = work.actor(district.mandates["manager"])
        grant_mandate(work, by, person, role="clerk", reach="self", unit=heir, valid_from=work.today)
    assert to_receive() == (False, "own-unit"), "nor of whoever succeeded a successor"


def test_an_old_name_leads_to_the_unit_that_carries_it_on(district: District) -> None:
    known = codes(district)
    one, two = known["Chi bộ Phòng Kỹ thuật 1"], known["Chi bộ Phòng Kỹ thuật 2"]
    record(district, Row(1, "rename", one, "Chi bộ Công nghệ"), Row(2, "merge", two, related=(one,)),
           at=heading(date(2025, 5, 20)))  # fmt: skip
    with unit_of_work(district.house) as work:
        manager = work.actor(district.mandates["manager"])
    for asked in ("ky thuat 1", "Kỹ thuật 2", "cong nghe"):
        assert [line.name for line in unit_tree.search(district.house, manager, asked)] == ["Chi bộ Công nghệ"]


def test_a_unit_to_come_of_another_tree_is_not_in_this_one(district: District) -> None:
    house, manager = district.house, district.mandates["manager"]
    record(district, Row(1, "found", "M1", "Chi bộ sắp lập", unit_kind="chi_bo_co_so", parent=codes(district)[TOP]))
    with unit_of_work(house) as work:
        top = work.session.get_one(Unit, work.actor(manager).unit_id)
        seen = unit_event.standing_tree(work.session, top.path, top.id, FIRST_JULY)
        other = unit_event.standing_tree(work.session, f"{top.path}.9", 9, FIRST_JULY)
    assert codes(district)["Chi bộ sắp lập"] in seen and not other


def test_a_change_is_taken_back_before_its_day_and_not_after(district: District, clock: MovableClock) -> None:
    known, manager = codes(district), district.mandates["manager"]
    one, two = known["Chi bộ Phòng Kỹ thuật 1"], known["Chi bộ Phòng Kỹ thuật 2"]
    rows = (
        Row(1, "found", "M1", "Chi bộ Kỹ thuật", unit_kind="chi_bo_co_so", parent=known[TOP]),
        Row(2, "merge", one, related=("M1",)), Row(3, "merge", two, related=("M1",)),
    )  # fmt: skip
    code = record(district, *rows)
    on_it = record(
        district, Row(1, "rename", codes(district)["Chi bộ Kỹ thuật"], "Chi bộ Công nghệ"),
        at=heading(date(2025, 7, 2), "Đổi tên"),
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        unit_event_record.undo(district.house, manager, code, 2, "Nhầm ngày")
    assert refused.value.reasons == ("event-built-upon",)
    unit_event_record.undo(district.house, manager, on_it, 2, "Chưa có quyết định")
    below = record(
        district, Row(1, "found", "M2", "Đảng ủy mới", unit_kind="dang_bo_co_so", parent=known[TOP]),
        Row(2, "found", "M3", "Chi bộ mới", unit_kind="chi_bo_truc_thuoc", parent="M2"),
    )  # fmt: skip
    with_cell = record(
        district,
        Row(1, "found", "M4", "Chi bộ nữa", unit_kind="chi_bo_truc_thuoc", parent=codes(district)["Đảng ủy mới"]),
        at=heading(date(2025, 7, 3), "Lập thêm"),
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        unit_event_record.undo(district.house, manager, below, 2, "Nhầm ngày")
    assert refused.value.reasons == ("event-built-upon",), "a cell would be left below what never was"
    with pytest.raises(Invalid) as stopped:
        record(
            district, Row(1, "dissolve", codes(district)["Đảng ủy mới"], related=(known[TOP],)),
            Row(2, "dissolve", codes(district)["Chi bộ mới"], related=(known[TOP],)),
            at=heading(date(2025, 7, 2), "Giải thể"),
        )  # fmt: skip
    assert "event-units-to-come" in str(stopped.value.errors), "the cell of the day after"
    unit_event_record.undo(district.house, manager, with_cell, 2, "Chưa có quyết định")
    unit_event_record.undo(district.house, manager, below, 2, "Nhầm ngày")
    unit_event_record.undo(district.house, manager, code, 2, "Nhầm ngày")
    clock.advance(days=60)
    job.work_once(district.house)
    assert {"Chi bộ Phòng Kỹ thuật 1", "Chi bộ Phòng Kỹ thuật 2"} <= names_on(district, FIRST_JULY).keys()
    again = record(district, *rows)  # of a day that is past: late papers take effect at once
    assert "Chi bộ Kỹ thuật" in names_on(district, FIRST_JULY)
    with pytest.raises(Refused) as refused:
        unit_event_record.undo(district.house, manager, again, 3, "Nhầm")
    assert refused.value.reasons == ("event-in-effect",)

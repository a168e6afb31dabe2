"""A cell reports once: to the programme of its own committee, which counts in the framework that it concretises."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from states.meeting_return import Said
from states.programme import digest, parse
from states.reorganisation import Row as ChangeRow
from tests.app_fixtures import check_journal
from tests.builders import MovableClock
from tests.reorganising import heading
from workflow_app.clock import day_of
from workflow_app.demo.ha_noi import (
    CITY,
    DISTRICT,
    LOCAL,
    PROGRAMME,
    WARDS,
    city_cells,
    district_cells,
    found,
    local_source,
)  # fmt: skip
from workflow_app.demo.months import source_of
from workflow_app.demo.people import add_account
from workflow_app.demo.quynh_phu import grant
from workflow_app.demo.stage import Cast
from workflow_app.house import House
from workflow_app.models import Edition, Job, MeetingReturn, Programme, ReturnException, Round, Unit, UnitVersion
from workflow_app.services import (
    edition,
    meeting_reminder,
    meeting_return,
    meeting_table,
    meeting_view,
    unit,
    unit_event,
    unit_event_record,
)  # fmt: skip
from workflow_app.services.actor import load_actor
from workflow_app.services.dashboard import get_dashboard
from workflow_app.services.dashboard_branch import read_place
from workflow_app.services.dashboard_months import told_to_all
from workflow_app.services.errors import Invalid
from workflow_app.services.meeting_exception import except_unit
from workflow_app.services.meeting_month import get_month, silent_cells
from workflow_app.services.meeting_place import find_place
from workflow_app.services.perform import unit_of_work
from workflow_app.services.reach import Glance
from workflow_app.tables.shape import Row

MONTH = "2025-05"
RULES = parse(local_source()).returns
FULL = {one.code: one.max for group in RULES.sheet.groups for one in group.criteria if one.code not in RULES.by_rule}
SAID = Said(
    held_on=date(2025, 5, 2), minutes=95, members=40, exempt=4, present=33,
    points=FULL | {RULES.attendance: Decimal(6)},
    counts={"assigned": 30, "working": 30, "trained": 3, "officers": 3},
)  # fmt: skip


@pytest.fixture
def cast(any_house: House) -> Cast:
    """The city with its programme, the district with its own; 33 of 36 is enough for the city's 90%, not for 92%."""
    with unit_of_work(any_house) as work:
        centre = unit.found(
            work, work.system(), name="Ban Chấp hành Trung ương", short_name="Trung ương", kind="trung_uong",
            level="central", parent=None, valid_from=date(2020, 1, 1),
        )  # fmt: skip
        return found(work, centre)


def hand_in(house: House, cast: Cast, programme: str = LOCAL, said: Said = SAID, **more: Any) -> None:
    meeting_return.hand_in(house, cast.parts["secretary0"], programme, MONTH, said, **{"seen": 0, **more})


def rows(house: House) -> list[tuple[Any, ...]]:
    """Programme, version, grade, points and source of all that was reported."""
    with house.db.reading() as session:
        here = MeetingReturn
        asked = select(Programme.code, here.version, here.current, here.band, here.total, here.source)
        asked = asked.join(Programme, here.programme_id == Programme.id)
        return [tuple(row) for row in session.execute(asked.order_by(here.id))]


def decide(house: House, cast: Cast, kind: str, minutes: int | None) -> None:
    except_unit(
        house, cast.parts["local_reviewer"], LOCAL, cast.codes[district_cells()[0]], kind, MONTH, "2025-12",
        minutes=minutes, reason="Chi bộ ít đảng viên", symbol="15-QĐ/QU", issued_on=date(2025, 5, 1),
    )  # fmt: skip


def test_a_report_stands_in_both_programmes_judged_by_the_rules_of_each(any_house: House, cast: Cast) -> None:
    hand_in(any_house, cast)
    first = [(LOCAL, 1, True, "kha", "96", ""), (PROGRAMME, 1, True, "tot", "100", LOCAL)]
    assert rows(any_house) == first
    hand_in(any_house, cast, said=replace(SAID, present=36), seen=1, reason="Đếm nhầm")
    assert rows(any_house)[2:] == [(LOCAL, 2, True, "tot", "100", ""), (PROGRAMME, 2, True, "tot", "100", LOCAL)]
    with any_house.db.reading() as session:
        actor = load_actor(session, cast.parts["reviewer"], day_of(any_house.clock()))
    sums = get_month(any_house, actor, PROGRAMME, MONTH).sums
    assert sums and (sums.active, sums.reported, sums.present, sums.due) == (12, 1, 36, 36)
    check_journal(any_house)


def test_the_framework_itself_asks_nothing_of_such_a_cell(any_house: House, cast: Cast, clock: MovableClock) -> None:
    with any_house.db.reading() as session:
        secretary, reviewer = (
            load_actor(session, cast.parts[one], day_of(any_house.clock())) for one in ("secretary0", "reviewer")
        )
    asked = meeting_view.list_to_report(any_house, secretary)
    assert {one.programme for one in asked} == {LOCAL} and MONTH in {one.month for one in asked}
    page = meeting_view.get_month(any_house, secretary, PROGRAMME, MONTH)
    assert page.nearer is not None and page.nearer.code == LOCAL and not page.may_write
    with pytest.raises(Invalid) as refused:
        hand_in(any_house, cast, PROGRAMME)
    assert refused.value.errors == {"month": "return-asked-nearer"}
    line = Row(2, {"unit": district_cells()[0], "held_on": None, "why_not": "Cả chi bộ đi công tác"})
    checked = meeting_table.check(any_house, reviewer.mandate_id, PROGRAMME, MONTH, [line])
    assert [fault.code for fault in checked[0].faults] == ["return-asked-nearer"]
    clock.advance(days=20)  # into June, after the last day of May
    meeting_reminder.remind(any_house)
    with any_house.db.reading() as session:
        jobs = session.scalars(select(Job).where(Job.recipient_id == secretary.account_id))
        told = {job.payload["programme"] for job in jobs}
    assert told == {LOCAL}


def test_what_a_district_decides_about_a_cell_holds_in_the_framework_where_it_asks_less(
    any_house: House, cast: Cast
) -> None:
    decide(any_house, cast, "duration", 60)
    hand_in(any_house, cast, said=replace(SAID, minutes=65, present=36, points=FULL))
    assert [row[3] for row in rows(any_house)] == ["tot", "tot"]
    decide(any_house, cast, "excluded", None)
    with any_house.db.reading() as session:
        actor = load_actor(session, cast.parts["reviewer"], day_of(any_house.clock()))
        decided = session.execute(select(ReturnException.kind, ReturnException.programme_id)).all()
    assert len({tuple(one) for one in decided}) == len(decided) == 4
    view = get_month(any_house, actor, PROGRAMME, MONTH)
    assert [one.name for one in view.left_out] == [district_cells()[0]] and view.sums and view.sums.active == 11
    check_journal(any_house)


def test_a_cell_that_leaves_the_district_reports_to_the_city_and_corrects_there(any_house: House, cast: Cast) -> None:
    hand_in(any_house, cast)
    with any_house.db.reading() as session:
        top = session.scalars(select(Unit.code).join(Programme, Programme.issuer_id == Unit.id)).first()
    manager, cell = cast.parts["manager"], cast.codes[district_cells()[0]]
    change = unit_event.draft(any_house, manager, heading(day_of(any_house.clock())))
    unit_event.write_rows(any_house, manager, change, 0, [ChangeRow(1, "move", cell, parent=top)])
    unit_event_record.record(any_house, manager, change, 1)
    with pytest.raises(Invalid):
        hand_in(any_house, cast, seen=1, reason="Đếm nhầm")
    hand_in(any_house, cast, PROGRAMME, replace(SAID, points=FULL, present=35), seen=1, reason="Đếm nhầm")
    assert rows(any_house)[1:] == [(PROGRAMME, 1, False, "tot", "100", LOCAL), (PROGRAMME, 2, True, "tot", "100", "")]


def test_a_framework_that_goes_by_another_edition_asks_for_itself(
    any_house: House, cast: Cast, clock: MovableClock
) -> None:
    """What it asks for may be missing in a report by the rules of an older edition: then there are two reports."""
    newer = source_of(PROGRAMME, "2025", ("number = 1", "number = 2"))
    with unit_of_work(any_house) as work:
        city, district = (work.actor(cast.parts[one]) for one in ("manager", "local_manager"))
        top = work.session.get_one(Unit, city.unit_id)
        published = edition.publish(work, city, newer, {"Ban Thường vụ Thành ủy Hà Nội": top, "thanh-uy-ha-noi": top})
        known = work.session.scalars(select(Edition).join(Programme).where(Programme.code == LOCAL)).one()
        for by, one in ((city, published), (district, known)):
            edition.open_round(work, by, one, "2026", date(2026, 1, 5), date(2027, 1, 1), date(2027, 1, 1))
    clock.advance(days=365)
    said = replace(SAID, held_on=date(2026, 5, 4), present=35, points=FULL)
    for programme in (LOCAL, PROGRAMME):
        meeting_return.hand_in(any_house, cast.parts["secretary0"], programme, "2026-05", said, seen=0)
    assert [(row[0], row[5]) for row in rows(any_house)] == [(LOCAL, ""), (PROGRAMME, "")]


def test_a_ward_that_concretises_the_district_is_counted_by_both_above_it_but_for_units_they_do_not_ask(
    any_house: House, cast: Cast
) -> None:
    ward = "bh-clsh"
    source = local_source().replace(f'code = "{LOCAL}"', f'code = "{ward}"').replace("quan-uy-hai-ba-trung", "bach-hac")
    source = source.replace('unit_kinds = ["chi_bo_co_so"', 'unit_kinds = ["dang_bo_co_so", "chi_bo_co_so"')
    source = source[: source.index("[overlay]")] + f'[overlay]\nof = "{LOCAL}"\nedition = "{digest(local_source())}"\n'
    with unit_of_work(any_house) as work:
        cell = work.session.scalars(select(Unit).where(Unit.code == cast.codes[district_cells()[0]])).one()
        top, system = work.session.get_one(Unit, int(cell.path.split(".")[-2])), work.system()
        published = edition.publish(work, system, source, {"Ban Thường vụ Thành ủy Hà Nội": top, "bach-hac": top})
        edition.open_round(work, system, published, "2025", date(2025, 5, 1), date(2026, 1, 1), date(2026, 1, 1))
        of_ward = grant(work, add_account, top, "bh-bi-thu", "Bì Thị Hạc", "secretary", "self", "Bí thư").id
    with pytest.raises(Invalid):
        hand_in(any_house, cast)
    hand_in(any_house, cast, ward, replace(SAID, present=36, points=FULL))
    meeting_return.hand_in(any_house, of_ward, ward, MONTH, replace(SAID, present=36, points=FULL), seen=0)
    assert [(row[0], row[5]) for row in rows(any_house)] == [(ward, ""), (LOCAL, ward), (PROGRAMME, ward), (ward, "")]


def test_the_programme_of_a_district_that_is_no_more_goes_on_for_its_own_cells_alone(
    any_house: House, cast: Cast, clock: MovableClock
) -> None:
    """On 1 June the district ends under the city, its wards go on below the city, and one cell went into another."""
    clock.advance(days=12)
    with any_house.db.reading() as session:
        named = select(UnitVersion.name, Unit.code).join(Unit, Unit.id == UnitVersion.unit_id)
        ids = {row.name: row.code for row in session.execute(named)}
    manager, cells = cast.parts["manager"], district_cells()
    change = unit_event.draft(any_house, manager, heading(date(2025, 6, 1)))
    moved = [ChangeRow(n, "move", ids[f"Đảng bộ phường {ward}"], parent=ids[CITY]) for n, ward in enumerate(WARDS, 1)]
    ended = ChangeRow(4, "dissolve", ids[DISTRICT], related=(ids[CITY],))
    merged = ChangeRow(5, "merge", ids[cells[1]], related=(ids[cells[0]],))
    unit_event.write_rows(any_house, manager, change, 0, [*moved, ended, merged])
    unit_event_record.record(any_house, manager, change, 1)
    clock.advance(days=40)  # into July: June is due
    with any_house.db.reading() as session:
        city, secretary = (
            load_actor(session, cast.parts[one], day_of(any_house.clock())) for one in ("reviewer", "secretary0")
        )
        seen = Glance(session, city, any_house.clock())
        for programme, active in ((LOCAL, 5), (PROGRAMME, 11)):
            view = get_month(any_house, city, programme, "2025-06")
            assert view.sums and view.sums.active == active, programme
            assert len(silent_cells(session, find_place(seen, programme, "2025-06"), "2025-06", seen.today)) == (
                5 if programme == LOCAL else 6
            )
            of = select(Round).join(Programme).where(Programme.code == programme)
            round_ = session.scalars(of.options(joinedload(Round.programme), joinedload(Round.edition))).one()
            told, _ = told_to_all(session, read_place(session, round_, seen.today))
            assert {one.month: one.asked for one in told}["2025-06"] == active
            assert {one.month: one.asked for one in told}["2025-04"] == active + 1
    assert {one.programme for one in meeting_view.list_to_report(any_house, secretary)} == {LOCAL}
    lines = [Row(2, {"unit": city_cells()[0], "held_on": None, "why_not": "Cả chi bộ đi công tác"})]
    checked = [meeting_table.check(any_house, city.mandate_id, one, "2025-06", lines)[0] for one in (LOCAL, PROGRAMME)]
    assert [[fault.code for fault in one.faults] for one in checked] == [["return-unit-unknown"], []]
    page = get_dashboard(any_house, city, LOCAL, "2025")
    assert page.seen and page.seen.counts["not_applicable"] >= 1

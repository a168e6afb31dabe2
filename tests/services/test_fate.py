"""What was open when a unit ended: each case goes where the change says, once, whatever happens to the worker."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from states.fate import Fate
from states.reorganisation import Row
from tests import agreements, builders, inspections, recognition
from tests.builders import District, MovableClock, state_of
from tests.reorganising import TOP, codes, draft, heading, record
from tests.signing import personally
from tests.tampering import by_hand
from workflow_app.clock import day_of
from workflow_app.house import House
from workflow_app.models import Agreement, Case, Entry, Job, Opening, Unit, UnitEvent
from workflow_app.services import (
    account,
    fate,
    fate_case,
    inspection,
    job,
    public_agreement,
    queue,
    recognition_board,
    registration,
    registration_draft,
    unit_event,
    unit_event_record,
    verify_journal,
)
from workflow_app.services import recognition as service
from workflow_app.services.actor import Actor, load_actor
from workflow_app.services.errors import Invalid, NotFound, Stale
from workflow_app.services.mandate import grant_mandate
from workflow_app.services.perform import unit_of_work
from workflow_app.services.reach import Glance
from workflow_app.services.registration import Mark

JUNE = date(2025, 6, 1)
PROVINCE = "Đảng bộ tỉnh Đắk Nông"


def holder_of(house: House, code: str) -> str:
    """The unit that has a case now, by its code."""
    with house.db.reading() as session:
        asked = select(Unit.code).join(Case, Case.holder_unit_id == Unit.id).where(Case.code == code)
        return str(session.scalars(asked).one())


def acts_on(house: House, code: str) -> list[str]:
    """The kinds of the entries of a case by which it followed a change."""
    with house.db.reading() as session:
        asked = select(Entry.kind).join(Case, Entry.case_id == Case.id).where(Case.code == code).order_by(Entry.seq)
        return [kind for kind in session.scalars(asked) if kind.endswith(("transfer", "close_by_event"))]


def told(house: House, code: str, field: str) -> Any:
    """What the last entry of a case sealed in a field."""
    with house.db.reading() as session:
        asked = select(Opening.value).join(Entry, Opening.entry_id == Entry.id).join(Case, Entry.case_id == Case.id)
        value = session.scalars(asked.where(Case.code == code, Opening.field == field).order_by(Entry.seq.desc()))
        return json.loads(value.first() or "null")


def appointed(district: District, name: str, role: str, login: str, unit: str, reach: str = "self") -> int:
    """Somebody new with a mandate in a unit."""
    with unit_of_work(district.house) as work:
        person = account.create_account(work, login=login, full_name=name, password=builders.PASSWORD)
        person.informed_at = work.now
        at = work.session.scalars(select(Unit).where(Unit.code == unit)).one()
        by = work.system()
        made = grant_mandate(work, by, person, role=role, reach=reach, unit=at, valid_from=work.today, title=name)
        district.logins[login] = login
        return made.id


def actor_of(house: House, mandate_id: int) -> Actor:
    with unit_of_work(house) as work:
        return work.actor(mandate_id)


def split(district: District, *, on: date = JUNE) -> str:
    """A draft by which cell 2 is split into A and B, and cell 1 merged into A."""
    known = codes(district)
    one, two = known["Chi bộ Phòng Kỹ thuật 1"], known["Chi bộ Phòng Kỹ thuật 2"]
    return draft(
        district,
        Row(1, "found", "M1", "Chi bộ Kỹ thuật A", unit_kind="chi_bo_co_so", parent=known[TOP]),
        Row(2, "found", "M2", "Chi bộ Kỹ thuật B", unit_kind="chi_bo_co_so", parent=known[TOP]),
        Row(3, "split", two, related=("M1", "M2")),
        Row(4, "merge", one, related=("M1",)),
        at=heading(on),
    )


def test_a_choice_names_an_open_case_of_the_unit_one_of_its_successors_and_a_reason(district: District) -> None:
    house, manager = district.house, district.mandates["manager"]
    kept, other = builders.submitted(district, "secretary2"), builders.submitted(district, "secretary")
    code = split(district)
    page, cases = fate_case.of_row(house, actor_of(house, manager), code, 3)
    assert [(one.code, one.fate, one.to, one.chosen) for one in cases.cases] == [(kept, "continue", "M1", False)]
    assert page.may_record and cases.successors == (("M1", "Chi bộ Kỹ thuật A"), ("M2", "Chi bộ Kỹ thuật B"))
    wrong = [Fate(kept, "", "close"), Fate(other, "", "continue", "M1")]
    with pytest.raises(Invalid) as refused:
        fate_case.choose(house, manager, code, 1, 3, wrong)
    assert refused.value.errors == {kept: "fate-reason", other: "fate-case-unknown"}
    for one, reason in (("anew", "fate-not-offered"), ("continue", "fate-successor")):
        with pytest.raises(Invalid) as refused:
            fate_case.choose(house, manager, code, 1, 3, [Fate(kept, "", one, "M3")])
        assert refused.value.errors == {kept: reason}
    fate_case.choose(house, manager, code, 1, 3, [Fate(kept, "", "continue", "M2", "không dùng")])
    with pytest.raises(Stale):
        fate_case.choose(house, manager, code, 1, 3, [])


def sent_back_and_mended(district: District, code: str, secretary: int) -> None:
    """The office sends a registration back, and who has it now mends it and hands it in again."""
    house, reviewer = district.house, district.mandates["reviewer"]
    registration.receive(house, reviewer, code, seen=builders.seen(house, code)[0])
    mark = Mark("contents", "noi-dung-chung-chung")
    registration.request_changes(house, reviewer, code, [mark], seen=builders.seen(house, code)[0])
    contents = {"contents": [{"text": "Xây dựng quỹ khuyến học", "measure": "Mỗi tháng 05 suất"}]}
    registration_draft.save_draft(house, secretary, code, contents, builders.seen(house, code)[1])
    version, draft_version = builders.seen(house, code)
    personally(registration.submit, house, secretary, code, seen=version, draft_seen=draft_version)
    assert state_of(house, code) == "submitted"


@pytest.mark.usefixtures("any_house", "tampering")
def test_each_open_case_goes_where_the_change_says_once_though_the_worker_dies_in_the_middle(
    district: District, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, manager = district.house, district.mandates["manager"]
    kept, closed = builders.submitted(district, "secretary2"), builders.submitted(district, "secretary")
    code = split(district)
    fate_case.choose(house, manager, code, 1, 3, [Fate(kept, "", "continue", "M2", "không dùng")])
    fate_case.choose(house, manager, code, 2, 4, [Fate(closed, "", "close", "", "Chi bộ mới đăng ký lại")])
    unit_event_record.record(house, manager, code, 3)
    successor = codes(district)["Chi bộ Kỹ thuật B"]
    clock.advance(days=12)
    done, real = list[str](), fate._settle

    def dies(house_: House, entry_id: int, case: str) -> None:
        if done:
            raise RuntimeError("the worker is killed")
        done.append(case)
        real(house_, entry_id, case)

    monkeypatch.setattr(fate, "_settle", dies)
    job.work_once(house)
    assert len(acts_on(house, kept) + acts_on(house, closed)) == 1
    assert verify_journal.verify(house).ok, "the rest is still under way"
    with house.db.writing() as session:
        session.execute(update(Job).where(Job.kind == fate.JOB).values(done_at=clock()))
        session.commit()
    left = kept if not acts_on(house, kept) else closed
    assert [(one.code, one.row) for one in verify_journal.verify(house).findings] == [("fate-differs", left)]
    with house.db.writing() as session:
        session.execute(update(Job).where(Job.kind == fate.JOB).values(done_at=None))
        session.commit()
    monkeypatch.setattr(fate, "_settle", real)
    clock.advance(minutes=5)
    job.work_once(house)
    job.work_once(house)
    assert acts_on(house, kept) == ["registration.transfer"], "once"
    assert acts_on(house, closed) == ["registration.close_by_event"]
    assert (state_of(house, kept), holder_of(house, kept)) == ("submitted", successor)
    assert state_of(house, closed) == "withdrawn" and told(house, closed, "reason")["text"] == "Chi bộ mới đăng ký lại"
    said = told(house, kept, "holder")
    assert (said["from"]["name"], said["to"]["name"]) == ("Chi bộ Phòng Kỹ thuật 2", "Chi bộ Kỹ thuật B")
    others = appointed(district, "Bí thư A", "secretary", "bi-thu-a", codes(district)["Chi bộ Kỹ thuật A"])
    own = appointed(district, "Bí thư B", "secretary", "bi-thu-b", successor)
    with pytest.raises(NotFound):
        registration.withdraw(house, others, kept, seen=builders.seen(house, kept)[0], reason="Thôi")
    sent_back_and_mended(district, kept, own)
    assert verify_journal.verify(house).ok
    with house.db.writing() as session:
        event = session.scalars(select(UnitEvent)).one()
        event.rows = [{**row, "cases": []} for row in event.rows]
        elsewhere = select(Unit.id).where(Unit.code == codes(district)["Chi bộ Kỹ thuật A"])
        session.scalars(select(Case).where(Case.code == kept)).one().holder_unit_id = session.scalars(elsewhere).one()
        session.commit()
    found = {(one.table, one.column) for one in verify_journal.verify(house).findings}
    assert {("unit_event", "rows"), ("case_record", "holder_unit_id")} <= found


def waits_for(house: House, mandate_id: int, code: str) -> bool:
    """Whether a case is among the tasks of a mandate."""
    with house.db.reading() as session:
        glance = Glance(session, load_actor(session, mandate_id, day_of(house.clock())), house.clock())
        case = session.scalars(select(Case).where(Case.code == code)).one()
        return bool(queue.waiting_for(glance, [case.id]))


@pytest.mark.usefixtures("any_house")
def test_an_inspection_and_a_recognition_go_on_under_the_successor_that_was_chosen(
    board: District, clock: MovableClock
) -> None:
    house, manager, known = board.house, board.mandates["manager"], codes(board)
    inspections.add_inspectors(board)
    voted, checked = recognition.voted(board, "secretary"), inspections.announced(board, "secretary2")
    since = day_of(house.clock()) + timedelta(days=3)
    one, two = known["Chi bộ Phòng Kỹ thuật 1"], known["Chi bộ Phòng Kỹ thuật 2"]
    both = {"related": ("M1", "M2")}
    code = draft(
        board,
        *(Row(0, "found", f"M{n}", f"Chi bộ {n}", unit_kind="chi_bo_co_so", parent=known[TOP]) for n in (1, 2)),
        Row(0, "split", one, **both), Row(0, "split", two, **both), at=heading(since),
    )  # fmt: skip
    with pytest.raises(Invalid) as refused:
        fate_case.choose(house, manager, code, 1, 3, [Fate(voted, "", "close", "", "Đơn vị kết thúc")])
    assert refused.value.errors == {voted: "fate-not-offered"}, "that is for the board to decide"
    for number in (3, 4):
        page, cases = fate_case.of_row(house, actor_of(house, manager), code, number)
        named = [Fate(line.code, "", "continue", "M2") for line in cases.cases]
        assert len(named) > 1, "the registration as well"
        fate_case.choose(house, manager, code, page.version, number, named)
    unit_event_record.record(house, manager, code, 3)
    clock.advance(days=4)
    job.work_once(house)
    assert acts_on(house, voted) == ["recognition.transfer"] and acts_on(house, checked) == ["inspection.transfer"]
    cells = [codes(board)[f"Chi bộ {n}"] for n in (1, 2)]
    secretaries = [appointed(board, f"Bí thư {cell}", "secretary", f"moi-{cell}", cell) for cell in cells]
    assert [waits_for(house, one, checked) for one in secretaries] == [False, True]
    inspection.open_self(house, secretaries[1], checked, seen=inspections.version(board, checked))
    recognition.act(board, recognition_board.decide_yes, "board", voted)
    assert state_of(house, voted) == "decided"


def test_a_unit_is_recognised_for_what_it_took_over_from_one_that_ended(
    board: District, clock: MovableClock
) -> None:
    house, known = board.house, codes(board)
    recognition.accept(board, "secretary2")
    code = recognition.begun_only(board, "secretary")
    refused = recognition.reasons(recognition.act, board, service.propose, "secretary", code, report="Đã làm tốt")
    assert refused == ("registration-not-approved",)
    one, two = known["Chi bộ Phòng Kỹ thuật 1"], known["Chi bộ Phòng Kỹ thuật 2"]
    record(board, Row(0, "merge", two, related=(one,)), at=heading(day_of(clock())))
    job.work_once(house)
    recognition.act(board, service.propose, "secretary", code, report="Đã làm tốt")
    assert state_of(house, code) == "proposed"


def test_what_was_opened_meanwhile_goes_to_the_first_successor_and_a_change_taken_back_moves_nothing(
    district: District, clock: MovableClock
) -> None:
    house, manager = district.house, district.mandates["manager"]
    early = builders.submitted(district, "secretary2")
    code = split(district)
    fate_case.choose(house, manager, code, 1, 3, [Fate(early, "", "close", "", "Không làm nữa")])
    unit_event_record.record(house, manager, code, 2)
    unit_event_record.undo(house, manager, code, 3, "Chưa có quyết định")
    code = split(district)
    unit_event_record.record(house, manager, code, 1)
    late, draft_ = builders.submitted(district, "secretary"), agreements.drafted(district)
    clock.advance(days=12)
    job.work_once(house)
    first = codes(district)["Chi bộ Kỹ thuật A"]
    for one in (early, late):
        assert acts_on(house, one) == ["registration.transfer"] and holder_of(house, one) == first
        assert state_of(house, one) == "submitted"
    with house.db.reading() as session:
        kinds = select(Entry.note).where(Entry.kind == "registration.transfer")
        assert all(b'"chosen":false' in note for note in session.scalars(kinds))
    assert acts_on(house, draft_) == [], "its issuer goes on"


def test_a_case_moves_on_twice_where_the_first_time_failed_until_its_new_holder_ended_too(
    district: District, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, moved = district.house, builders.submitted(district, "secretary2")
    unit_event_record.record(house, district.mandates["manager"], split(district), 1)
    known = codes(district)
    ending, last = known["Chi bộ Kỹ thuật A"], known["Chi bộ Kỹ thuật B"]
    record(district, Row(0, "merge", ending, related=(last,)), at=heading(date(2025, 6, 3)))
    clock.advance(days=20)

    def dies(*_: object) -> None:
        raise RuntimeError("nothing goes")

    with monkeypatch.context() as patched:
        patched.setattr(fate, "_settle", dies)
        job.work_once(house)
    assert acts_on(house, moved) == []
    clock.advance(minutes=5)
    job.work_once(house)
    assert acts_on(house, moved) == ["registration.transfer"] * 2 and holder_of(house, moved) == last


def province(district: District) -> int:
    """A manager above the district, who may end it."""
    return appointed(district, "Quản lý tỉnh", "manager", "quan-ly-tinh", codes(district)[PROVINCE], "subtree")


def dissolved(district: District, manager: int) -> str:
    """A draft by which the district ends, and its cells stand below the second of its two successors; row 3 ends it."""
    house, known = district.house, codes(district)
    code = unit_event.draft(house, manager, heading(JUNE))
    cells = [Row(0, "move", unit.code, parent="M2") for unit in district.units]
    rows = [
        Row(0, "found", key, f"Đảng bộ huyện {key}", unit_kind="dang_bo_huyen", parent=known[PROVINCE])
        for key in ("M1", "M2")
    ]  # fmt: skip
    ending = Row(0, "dissolve", known[TOP], related=("M1", "M2"))
    unit_event.write_rows(house, manager, code, 0, [*rows, ending, *cells])
    return code


def test_an_agreement_whose_issuer_ends_is_signed_anew_and_its_amendment_ends_with_it(
    district: District, clock: MovableClock
) -> None:
    house = district.house
    agreement = agreements.in_force(district)
    amendment = agreements.amended(district, agreement)
    registered = builders.submitted(district, "secretary")
    manager = province(district)
    code = dissolved(district, manager)
    _, cases = fate_case.of_row(house, actor_of(house, manager), code, 3)
    assert [one.code for one in cases.cases] == [agreement], "not its amendment, nor what the cells have"
    fate_case.choose(house, manager, code, 1, 3, [Fate(agreement, "", "anew", "M2")])
    unit_event_record.record(house, manager, code, 2)
    clock.advance(days=12)
    job.work_once(house)
    assert acts_on(house, agreement) == ["commitment.close_by_event"] and state_of(house, agreement) == "terminated"
    assert state_of(house, amendment) == "cancelled" and acts_on(house, registered) == []
    with house.db.reading() as session:
        last = session.scalars(select(Entry).where(Entry.kind == "commitment.close_by_event")).one()
        facts = json.loads(last.note.split(b"\n", 1)[0])["facts"]
        asked = select(Case, Agreement).join(Agreement, Agreement.case_id == Case.id).where(Case.code == facts["anew"])
        made = session.execute(asked).one()
        draft_ = made.Agreement.draft
    assert facts["decision"] == "60-NQ/TW" and holder_of(house, facts["anew"]) == codes(district)["Đảng bộ huyện M2"]
    assert agreement in draft_["recitals"][-1]["text"] and made.Case.state == "drafting"
    assert draft_["units"] == [unit.code for unit in district.units]
    assert [one["text"] for one in draft_["clauses"]] == list(agreements.CLAUSES)
    assert public_agreement.read(house, agreement).anew == "", "a draft is nobody's business yet"
    for state, shown in (("in_force", facts["anew"]), ("drafting", "")):  # as after all have signed it, and back
        with by_hand(house.db.url) as connection:
            connection.execute("UPDATE case_record SET state = ? WHERE code = ?", (state, facts["anew"]))
        assert public_agreement.read(house, agreement).anew == shown, "the closed one leads to what came after it"


@pytest.mark.usefixtures("any_house")
def test_an_agreement_that_is_being_signed_goes_on_under_the_successor_that_was_chosen(
    district: District, clock: MovableClock
) -> None:
    house = district.house
    agreement = agreements.frozen(district)
    agreements.signed(district, agreement, "secretary")
    manager = province(district)
    code = dissolved(district, manager)
    fate_case.choose(house, manager, code, 1, 3, [Fate(agreement, "", "continue", "M2")])
    unit_event_record.record(house, manager, code, 2)
    clock.advance(days=12)
    job.work_once(house)
    assert acts_on(house, agreement) == ["commitment.transfer"]
    people = {
        name: appointed(district, name, "board_signatory", f"ban-{name}", codes(district)[f"Đảng bộ huyện {name}"])
        for name in ("M1", "M2")
    }
    assert [waits_for(house, people[name], agreement) for name in ("M1", "M2")] == [False, True]
    district.mandates["board"] = people["M2"]
    agreements.signed(district, agreement, "board")
    assert state_of(house, agreement) == "in_force"

"""Two persons for one mandate, who stands in for whom, and what nobody can give: attacks W2, W3 and W4 among them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from states.process import Refused
from tests.builders import EDITION, District, MovableClock, build_district, received, seen, submitted
from tests.web.visits import queries
from workflow_app.house import House
from workflow_app.models import Account, Entry, Mandate, Programme, Substitution, Unit
from workflow_app.services import account, board, enrolment, people, registration, second_person, substitution
from workflow_app.services.actor import Actor, load_actor
from workflow_app.services.enrolment import Asked, Newcomer
from workflow_app.services.errors import Invalid, NotAllowed, NotFound
from workflow_app.services.mandate import Terms, end_mandate
from workflow_app.services.perform import unit_of_work
from workflow_app.services.second_factor import add_passkey
from workflow_app.services.session import hash_of, resolve, sign_in
from workflow_app.services.verify_journal import verify

TWO = '[people]\nsecond_person = ["board_signatory", "reviewer"]\n\n[name]\n'


@pytest.fixture
def strict(house: House) -> District:
    """A district whose edition asks for two persons."""
    return build_district(house, source=EDITION.read_text(encoding="utf-8").replace("[name]\n", TWO, 1))


def actor_of(district: District, mandate_id: int) -> Actor:
    with district.house.db.reading() as session:
        return load_actor(session, mandate_id, date(2025, 5, 20))


def give(district: District, login: str, role: str, reach: str = "subtree", by: str = "", unit: int = 0) -> int | None:
    """A mandate at the district (or another unit) for an account; None when it waits."""
    with unit_of_work(district.house) as work:
        person = work.session.scalars(select(Account).where(Account.login == login)).one()
        place = work.session.get_one(Unit, unit) if unit else _district(work.session)
        actor = work.actor(district.mandates[by]) if by else work.system()
        if not by:
            terms: dict[str, Any] = {"role": role, "reach": reach, "unit": place, "valid_from": work.today}
            return account.grant_mandate(work, actor, person, **terms).id
        made = second_person.give(work, actor, person, Terms(role, reach, place, None, work.today))
        return made.id if made else None


def _district(session: Any) -> Unit:
    return session.scalars(select(Unit).order_by(Unit.id).offset(2)).first()


def pseudonym(district: District, login: str) -> str:
    with district.house.db.reading() as session:
        return session.scalars(select(Account.pseudonym).where(Account.login == login)).one()


def code_of(district: District, mandate_id: int) -> str:
    with district.house.db.reading() as session:
        return session.get_one(Mandate, mandate_id).code


# --- a second person ------------------------------------------------------------------------------------------------


def test_a_mandate_that_waits_gives_no_right_until_a_third_person_grants_it(strict: District) -> None:
    house = strict.house
    strict.mandates["other"] = give(strict, "phu-trach", "administrator") or 0
    strict.mandates["held"] = give(strict, "thuong-vu", "manager") or 0
    assert give(strict, "thuong-vu", "reviewer", "children", by="manager") is None
    ((person, held, by, mine),) = people.list_waiting(house, actor_of(strict, strict.mandates["manager"]))
    assert (person.login, held.role, by, mine) == ("thuong-vu", "reviewer", "Nguyễn Thị Quản", True)
    with house.db.reading() as session:
        assert not session.scalars(select(Mandate).where(Mandate.code == held.code)).all()
    for part in ("manager", "held"):  # who proposed it, and who would hold it
        with pytest.raises(Invalid) as refused:
            second_person.approve(house, strict.mandates[part], held.code)
        assert refused.value.errors == {"mandate": "second-person"}
    with pytest.raises(NotAllowed):  # a reviewer gives nothing
        second_person.approve(house, strict.mandates["reviewer"], held.code)
    made = second_person.approve(house, strict.mandates["other"], held.code)
    assert load_actor_now(house, made.id).role == "reviewer"
    with pytest.raises(Invalid) as refused:
        second_person.refuse(house, strict.mandates["other"], held.code)
    assert refused.value.errors == {"mandate": "mandate-settled"}


def load_actor_now(house: House, mandate_id: int) -> Actor:
    with unit_of_work(house) as work:
        return work.actor(mandate_id)


def test_no_way_round_the_second_person(strict: District) -> None:
    with pytest.raises(NotAllowed), unit_of_work(strict.house) as work:
        person = work.session.scalars(select(Account).where(Account.login == "bi-thu-1")).one()
        by, place = work.actor(strict.mandates["manager"]), _district(work.session)
        terms: dict[str, Any] = {"role": "board_signatory", "reach": "self", "unit": place, "valid_from": work.today}
        account.grant_mandate(work, by, person, **terms)
    assert give(strict, "bi-thu-1", "auditor", by="manager")  # for which the rules ask for one


def test_what_waits_is_read_with_as_many_questions_however_much_it_is(strict: District) -> None:
    asked = []
    for logins in (["bi-thu-1"], ["bi-thu-2", "van-thu-1", "van-thu-2"]):
        for login in logins:
            give(strict, login, "reviewer", "children", by="manager")
        with queries(strict.house.db) as statements:
            waiting = people.list_waiting(strict.house, actor_of(strict, strict.mandates["manager"]))
        asked.append(len(statements))
    assert [person.login for person, *_ in waiting] == ["bi-thu-1", "bi-thu-2", "van-thu-1", "van-thu-2"]
    assert asked[0] == asked[1]


def test_a_proposal_is_granted_from_today_at_the_earliest_and_a_refused_one_never(
    strict: District, clock: MovableClock
) -> None:
    house = strict.house
    strict.mandates["other"] = give(strict, "phu-trach", "administrator") or 0
    for _ in range(2):
        give(strict, "bi-thu-1", "reviewer", "children", by="manager")
    waiting = people.list_waiting(house, actor_of(strict, strict.mandates["other"]))
    first, second = [held.code for _, held, _, _ in waiting]
    second_person.refuse(house, strict.mandates["manager"], second)  # taken back by who proposed it
    clock.advance(days=3)
    assert second_person.approve(house, strict.mandates["other"], first).valid_from == date(2025, 5, 23)
    with pytest.raises(Invalid):
        second_person.approve(house, strict.mandates["other"], second)


# --- standing in ----------------------------------------------------------------------------------------------------


def stands_in(district: District, absent: str, login: str, by: str = "", days: int = 10) -> int:
    """Somebody stands in for a part of the district from today; returns the mandate."""
    mandate = district.mandates[absent]
    last = date(2025, 5, 19) + timedelta(days=days)
    other = pseudonym(district, login)
    house = district.house
    substitution.appoint(house, district.mandates[by or absent], code_of(district, mandate), other, None, last)
    with house.db.reading() as session:
        asked = select(Substitution.mandate_id).order_by(Substitution.mandate_id.desc())
        return session.scalars(asked.where(Substitution.of_mandate_id == mandate)).first() or 0


def test_who_stands_in_acts_for_a_time_under_both_names_and_passes_nothing_on(
    district: District, clock: MovableClock
) -> None:
    house = district.house
    mandate = stands_in(district, "secretary", "van-thu-1")
    district.mandates["stand-in"] = mandate
    assert load_actor_now(house, mandate).title == "Thay Bí Thư Số 1, Bí Thư Số 1"
    code = submitted(district, "stand-in")
    assert seen(house, code)[0] == 1
    with pytest.raises(Invalid) as refused:
        stands_in(district, "stand-in", "bi-thu-1")
    assert "stand-in-passed-on" in refused.value.errors.values()
    with pytest.raises(Invalid) as refused:
        stands_in(district, "secretary", "bi-thu-1")
    assert "stand-in-oneself" in refused.value.errors.values()
    with pytest.raises(Invalid) as refused:
        stands_in(district, "secretary", "van-thu-1", days=3)
    assert refused.value.errors == {"first": "stand-in-taken"}
    clock.advance(days=10)
    with pytest.raises(NotAllowed):
        load_actor_now(house, mandate)


def test_an_absence_to_come_gives_no_right_before_its_first_day(district: District, clock: MovableClock) -> None:
    house, mandate = district.house, district.mandates["secretary"]
    days = (date(2025, 5, 22), date(2025, 5, 23))
    substitution.appoint(house, mandate, code_of(district, mandate), pseudonym(district, "van-thu-1"), *days)
    with house.db.reading() as session:
        lent = session.scalars(select(Substitution.mandate_id)).one()
    for day in (20, 21, 22, 23, 24):
        assert clock().day == day
        if day in (22, 23):
            assert load_actor_now(house, lent).stands_in_for
        else:
            with pytest.raises(NotAllowed):
                load_actor_now(house, lent)
        clock.advance(days=1)


def test_nobody_stands_in_from_elsewhere_nor_by_own_appointment(district: District) -> None:
    for login in ("van-thu-2", "tham-dinh"):
        with pytest.raises(Invalid):
            stands_in(district, "secretary", login)
    with pytest.raises(NotFound):  # a clerk does not name who stands in for the secretary
        stands_in(district, "secretary", "van-thu-1", by="clerk")
    give(district, "quan-ly", "clerk", "self", unit=district.units[0].id)
    with pytest.raises(NotAllowed):  # nor does a manager name herself
        stands_in(district, "secretary", "quan-ly", by="manager")
    assert stands_in(district, "secretary", "van-thu-1", by="manager")


def test_own_cases_stay_closed_to_who_stands_in_those_of_the_absent_too(district: District) -> None:
    house = district.house
    code = submitted(district)
    give(district, "tham-dinh", "auditor", "self", unit=district.units[0].id)  # the reviewer belongs to the unit
    mandate = stands_in(district, "reviewer", "tham-dinh-2")
    with pytest.raises(Refused, match="own-unit"):
        registration.receive(house, mandate, code, seen=seen(house, code)[0])
    registration.receive(house, district.mandates["reviewer2"], code, seen=seen(house, code)[0])


def test_whoever_acted_at_one_stage_does_not_act_at_the_next_in_anothers_place(district: District) -> None:
    house = district.house
    code = received(district)
    give(district, "tham-dinh", "board_signatory", "children")
    registration.endorse(house, district.mandates["reviewer"], code, seen=seen(house, code)[0])
    mandate = stands_in(district, "board", "tham-dinh")
    with pytest.raises(Refused, match="two-stages|same-person|already"):
        registration.approve(house, mandate, code, seen=seen(house, code)[0])


def test_a_seat_on_the_board_is_not_lent(district: District) -> None:
    """So whoever stands in adds nobody to a quorum, and counts once."""
    mandate = stands_in(district, "board", "thuong-vu-2")
    with unit_of_work(district.house) as work:
        seats = board.load_board(work, _district(work.session).id)
        assert mandate not in [held.id for held, _ in seats.held]
        members = seats.members(district.programme_id, work.today)
    assert sorted(member.name for member in members) == ["Lê Văn Thường", "Đỗ Thị Vụ"]


def test_when_the_absent_person_leaves_or_comes_back_nobody_stands_in_any_more(district: District) -> None:
    house = district.house
    first = stands_in(district, "secretary", "van-thu-1")
    substitution.end_early(house, district.mandates["secretary"], code_of(district, first))
    with pytest.raises(NotAllowed):
        load_actor_now(house, first)
    second = stands_in(district, "secretary2", "van-thu-2")
    with unit_of_work(house) as work:
        end_mandate(work, work.system(), work.session.get_one(Mandate, district.mandates["secretary2"]), work.today)
    with pytest.raises(NotAllowed):
        load_actor_now(house, second)


def test_to_lend_what_takes_two_takes_two(strict: District, clock: MovableClock) -> None:
    house = strict.house
    strict.mandates["other"] = give(strict, "phu-trach", "administrator") or 0
    for by in ("reviewer", "manager"):  # whoever is away, and whoever gives such mandates
        stands_in(strict, "reviewer", "tham-dinh-2", by=by)
        with pytest.raises(Invalid) as refused:  # it waits already
            stands_in(strict, "reviewer", "tham-dinh-2", by="manager")
        assert refused.value.errors == {"first": "stand-in-taken"}
        ((person, held, _, _),) = people.list_waiting(house, actor_of(strict, strict.mandates["other"]))
        with house.db.reading() as session:
            assert session.scalar(select(Mandate.id).where(Mandate.code == held.code)) is None, "nothing is lent yet"
        assert (person.login, held.title) == ("tham-dinh-2", "Thay Trần Thị Thẩm, Trần Thị Thẩm")
        if by == "manager":
            with pytest.raises(Invalid) as refused:
                second_person.approve(house, strict.mandates["manager"], held.code)
            assert refused.value.errors == {"mandate": "second-person"}
            clock.advance(days=9)  # the last day of the absence
        made = second_person.approve(house, strict.mandates["other"], held.code)
        assert load_actor_now(house, made.id).stands_in_for
        substitution.end_early(house, strict.mandates["reviewer"], made.code)


def test_what_was_proposed_is_not_lent_by_somebody_who_left_meanwhile(strict: District) -> None:
    house = strict.house
    strict.mandates["other"] = give(strict, "phu-trach", "administrator") or 0
    stands_in(strict, "reviewer", "tham-dinh-2")
    ((_, held, _, _),) = people.list_waiting(house, actor_of(strict, strict.mandates["other"]))
    who = pseudonym(strict, "tham-dinh"), code_of(strict, strict.mandates["reviewer"])
    enrolment.end(house, strict.mandates["other"], *who, date(2025, 5, 22))
    with pytest.raises(Invalid) as refused:
        second_person.approve(house, strict.mandates["other"], held.code)
    assert refused.value.errors == {"until": "stand-in-beyond"}


@pytest.mark.parametrize("way", ["ends", "ends later", "is replaced", "closes"])
def test_what_is_lent_ends_with_what_it_is_of_at_the_same_moment(
    district: District, clock: MovableClock, way: str
) -> None:
    house, manager, mandate = district.house, district.mandates["manager"], district.mandates["secretary"]
    lent = stands_in(district, "secretary", "van-thu-1")
    who = (pseudonym(district, "bi-thu-1"), code_of(district, mandate))
    with house.db.reading() as session:
        before = session.scalar(select(func.max(Entry.id)))
        cell = session.get_one(Unit, district.units[0].id).code
    if way == "closes":
        enrolment.close(house, manager, who[0])
    elif way == "is replaced":
        asked = Asked("secretary", "self", cell, "", "", None, None, "", None)
        enrolment.replace(house, manager, *who, Newcomer("Vi Thị Na"), asked)
    else:
        enrolment.end(house, manager, *who, date(2025, 5, 22) if way == "ends later" else None)
    with house.db.reading() as session:
        own, other = (session.get_one(Mandate, one) for one in (mandate, lent))
        assert own.ended_on == other.ended_on is not None
        entries = session.scalars(select(Entry).where(Entry.id > before).order_by(Entry.id)).all()
    ended = [entry for entry in entries if entry.kind == "account.mandate_ended"]
    assert [entry.id for entry in ended] == [own.ended_by_entry_id, other.ended_by_entry_id]
    assert ended[0].at == ended[1].at and verify(house).ok
    clock.advance(days=2)
    with pytest.raises(NotAllowed):
        load_actor_now(house, lent)


# --- what cannot be given -------------------------------------------------------------------------------------------


def test_a_manager_gives_no_more_than_he_reaches_and_no_administrator(district: District) -> None:
    with pytest.raises(NotAllowed):
        give(district, "bi-thu-1", "administrator", by="manager")
    with unit_of_work(district.house) as work:
        programme = work.session.get_one(Programme, district.programme_id)
        person = work.session.scalars(select(Account).where(Account.login == "phu-trach")).one()
        terms: dict[str, Any] = {"role": "manager", "reach": "children", "unit": _district(work.session)}
        limited = account.grant_mandate(
            work, work.system(), person, **terms, programme=programme, valid_from=work.today
        )
        district.mandates["limited"] = limited.id
    for reach in ("children", "subtree"):  # a unit below, but all that is below it too; and without the programme
        with pytest.raises(NotAllowed):
            give(district, "bi-thu-1", "auditor", reach, by="limited", unit=district.units[0].id)
    with pytest.raises(NotAllowed):
        give(district, "bi-thu-1", "auditor", "self", by="limited", unit=district.units[0].id)
    asked = Asked("auditor", "self", district.units[0].code, "", "", None, None, "", None)
    said, na = (district.house, district.mandates["limited"]), Newcomer("Vi Thị Na")
    with pytest.raises(Invalid) as refused:  # to be mended in the form, which comes back as it was typed
        enrolment.invite(*said, na, asked)
    assert refused.value.errors == {"reach": "reach-beyond-own"}
    slip = enrolment.invite(*said, na, replace(asked, programme="ds-bontot"))
    with pytest.raises(Invalid) as refused:
        enrolment.grant_more(*said, slip.pseudonym, asked)
    assert refused.value.errors == {"reach": "reach-beyond-own"}


def test_days_that_are_over_are_refused(district: District) -> None:
    yesterday = date(2025, 5, 19)
    with pytest.raises(Invalid) as refused, unit_of_work(district.house) as work:
        end_mandate(work, work.system(), work.session.get_one(Mandate, district.mandates["clerk"]), yesterday)
    assert refused.value.errors == {"on": "ends-in-the-past"}
    terms = Asked("auditor", "self", district.units[0].code, "", "", yesterday, None, "", None)
    with pytest.raises(Invalid) as refused:
        enrolment.invite(district.house, district.mandates["manager"], Newcomer("Vi Thị Na"), terms)
    assert refused.value.errors == {"valid_from": "day-over"}


def test_one_person_does_not_get_a_second_account_unasked(district: District) -> None:
    asked = Asked("auditor", "self", district.units[0].code, "", "", None, None, "", None)
    with pytest.raises(Invalid) as refused:
        enrolment.invite(district.house, district.mandates["manager"], Newcomer("Bí  thư số 1"), asked)
    assert refused.value.errors == {"another": "name-known"}
    slip = enrolment.invite(district.house, district.mandates["manager"], Newcomer("Bí Thư Số 1", another=True), asked)
    assert slip.login == "bi.thu.so.1"


def test_nobody_renews_or_closes_what_reaches_further_than_he_does(district: District) -> None:
    """With a slip one could enter as that person, and do more than one may give."""
    house, manager = district.house, district.mandates["manager"]
    give(district, "bi-thu-1", "administrator")
    person = pseudonym(district, "bi-thu-1")
    for verb in (enrolment.new_code_for, enrolment.close):
        with pytest.raises(NotAllowed):
            verb(house, manager, person)
    with pytest.raises(NotAllowed):
        enrolment.close(house, manager, pseudonym(district, "quan-ly"))


def test_what_is_to_end_later_counts_until_then(district: District) -> None:
    house, manager = district.house, district.mandates["manager"]
    more, person = give(district, "bi-thu-1", "administrator") or 0, pseudonym(district, "bi-thu-1")
    with unit_of_work(house) as work:
        end_mandate(work, work.system(), work.session.get_one(Mandate, more), date(2025, 12, 31))
    for verb in (enrolment.new_code_for, enrolment.close):  # in office until then, out of the manager's reach
        with pytest.raises(NotAllowed):
            verb(house, manager, person)
    own, asked = code_of(district, district.mandates["secretary"]), Asked("", "", "", "", "", None, None, "", None)
    asked = replace(asked, role="secretary", reach="self", unit=district.units[0].code)
    enrolment.replace(house, manager, person, own, Newcomer("Vi Thị Na"), asked)
    assert load_actor_now(house, more).role == "administrator"


def test_what_is_to_end_later_can_end_sooner(district: District) -> None:
    """Or an end in a hundred years would keep somebody in office whom nobody else could dismiss."""
    house, mandate = district.house, district.mandates["secretary"]

    def ends(on: date) -> None:
        with unit_of_work(house) as work:
            end_mandate(work, work.system(), work.session.get_one(Mandate, mandate), on)

    stand_in = stands_in(district, "secretary", "van-thu-1")
    ends(date(2125, 5, 20))
    for later in (date(2125, 5, 20), date(2125, 5, 21)):
        with pytest.raises(Invalid):
            ends(later)
    ends(date(2025, 5, 20))
    for gone in (mandate, stand_in):
        with pytest.raises(NotAllowed):
            load_actor_now(house, gone)
    assert not verify(house).findings


def test_a_slip_does_not_lead_to_what_waits_out_of_reach(strict: District) -> None:
    house, manager = strict.house, strict.mandates["manager"]
    strict.mandates["other"] = give(strict, "phu-trach", "administrator") or 0
    with unit_of_work(house) as work:
        above = work.session.get_one(Unit, int(_district(work.session).path.split(".")[-2]))
        terms: dict[str, Any] = {"role": "administrator", "reach": "subtree", "unit": above, "valid_from": work.today}
        person = work.session.scalars(select(Account).where(Account.login == "phu-trach")).one()
        strict.mandates["above"] = account.grant_mandate(work, work.system(), person, **terms).id
    assert give(strict, "bi-thu-1", "reviewer", by="above", unit=above.id) is None
    for verb in (enrolment.new_code_for, enrolment.close):
        with pytest.raises(NotAllowed):
            verb(house, manager, pseudonym(strict, "bi-thu-1"))


def test_people_out_of_reach_are_not_found_in_lists_searches_and_pages(district: District) -> None:
    house = district.house
    near = actor_of(district, district.mandates["manager"])
    found = {line.login for line in people.list_people(house, near).rows}
    assert {"bi-thu-1", "van-thu-2", "quan-ly"} <= found
    one = replace(near, reach="self", unit_id=district.units[0].id, unit_path=district.units[0].path)
    assert {line.login for line in people.list_people(house, one).rows} == {"bi-thu-1", "van-thu-1"}
    assert people.list_people(house, one, q="so 2").rows == ()
    assert [line.login for line in people.list_people(house, one, q="bi thu so").rows] == ["bi-thu-1"]
    with pytest.raises(NotFound):
        people.read_person(house, one, pseudonym(district, "bi-thu-2"))
    everybody = people.list_people(house, one)  # nor does going on after them tell where their names stand
    assert people.list_people(house, one, after=pseudonym(district, "van-thu-2")) == everybody
    twin = replace(one, unit_path=f"{one.unit_path}0", reach="subtree", unit_id=0)
    assert people.list_people(house, twin).rows == ()


def test_a_closed_account_is_out_everywhere(district: District) -> None:
    house = district.house
    token = sign_in(house, "bi-thu-1", "một câu dài dễ nhớ 2025", "127.0.0.1", "")
    enrolment.close(house, district.mandates["manager"], pseudonym(district, "bi-thu-1"))
    assert resolve(house, hash_of(token)) is None


def test_whoever_only_stands_in_still_changes_the_own_second_factor(district: District) -> None:
    """Under the mandate that is lent nothing is done about accounts: the journal would be refused for ever."""
    house = district.house
    stands_in(district, "secretary", "van-thu-1")
    with unit_of_work(house) as work:
        own = work.session.get_one(Mandate, district.mandates["clerk"])
        person = own.account_id or 0
        end_mandate(work, work.system(), own, work.today)
    add_passkey(house, person, 0, b"id", b"key", 0, "Máy tính cơ quan")
    assert not verify(house).findings

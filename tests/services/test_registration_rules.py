"""What a registration demands beyond its table of moves: who may be put in charge, what stays, who is told of whom."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from states.process import Refused
from tests import builders
from tests.builders import District, content_of, seen
from tests.inspections import also
from workflow_app.clock import day_of
from workflow_app.models import Account, Case, Mandate, Submission, Unit
from workflow_app.services import account, registration, registration_case, registration_draft
from workflow_app.services.actor import load_actor
from workflow_app.services.errors import Invalid, NotFound, Stale
from workflow_app.services.perform import unit_of_work
from workflow_app.services.registration import Mark
from workflow_app.services.registration_matter import facts_for, load_matter

pytestmark = pytest.mark.usefixtures("any_house")


def grant(district: District, part: str, role: str, reach: str, unit_id: int) -> str:
    """One more mandate for somebody of the district; returns its code."""
    with unit_of_work(district.house) as work:
        held = work.session.get_one(Mandate, district.mandates[part])
        person, unit = work.session.get_one(Account, held.account_id), work.session.get_one(Unit, unit_id)
        terms: dict[str, Any] = {"role": role, "reach": reach, "unit": unit, "valid_from": date(2025, 1, 1)}
        return account.grant_mandate(work, work.system(), person, title=role, **terms).code


def unit_of(district: District, part: str) -> int:
    with district.house.db.reading() as session:
        return int(session.get_one(Mandate, district.mandates[part]).unit_id or 0)


def assign(district: District, code: str, chosen: str) -> None:
    version, _ = seen(district.house, code)
    registration.assign_incharge(district.house, district.mandates["board"], code, chosen, seen=version)


def offered(district: District, code: str) -> set[str]:
    with district.house.db.reading() as session:
        board = load_actor(session, district.mandates["board"], day_of(district.house.clock()))
    return {person.mandate for person in registration_case.list_incharge(district.house, board, code)}


# --- who is put in charge --------------------------------------------------------------------------------------------


def test_only_a_mandate_that_reaches_the_unit_can_be_put_in_charge_of_it(district: District) -> None:
    elsewhere = grant(district, "manager", "incharge", "self", unit_of(district, "secretary2"))
    near = grant(district, "manager", "incharge", "children", unit_of(district, "board"))
    code = builders.approved(district)
    assert elsewhere not in offered(district, code) and near in offered(district, code)
    with pytest.raises(Invalid) as refused:
        assign(district, code, elsewhere)
    assert refused.value.errors == {"incharge": "incharge-missing"}
    assign(district, code, near)


def test_nobody_of_the_unit_is_put_in_charge_of_it_under_a_mandate_from_above(district: District) -> None:
    own = grant(district, "clerk", "incharge", "children", unit_of(district, "board"))
    other = grant(district, "clerk2", "incharge", "children", unit_of(district, "board"))
    code = builders.approved(district)
    assert own not in offered(district, code) and other in offered(district, code)
    with pytest.raises(Refused) as refused:
        assign(district, code, own)
    assert refused.value.reasons == ("incharge-of-unit",)
    assign(district, code, other)


# --- what stays ------------------------------------------------------------------------------------------------------


def test_what_was_withdrawn_is_what_was_handed_in_whatever_was_corrected_since(district: District) -> None:
    house, cell = district.house, district.mandates["secretary"]
    code = builders.received(district)
    mark = Mark("contents", "noi-dung-chung-chung")
    registration.request_changes(house, district.mandates["reviewer"], code, [mark], seen=seen(house, code)[0])
    corrected = {"contents": [{"text": "Viết dở", "measure": ""}]}
    registration_draft.save_draft(house, cell, code, corrected, seen(house, code)[1])
    assert content_of(house, code)["contents"] == corrected["contents"]
    registration.withdraw(house, cell, code, seen=seen(house, code)[0], reason="Đơn vị sáp nhập")
    with house.db.reading() as session:
        handed_in = session.scalars(select(Submission.content)).one()
    assert content_of(house, code) == handed_in  # and the journal is verified after each test


def test_another_open_registration_is_asked_of_the_database(district: District) -> None:
    house, cell = district.house, district.mandates["secretary"]
    first = builders.submitted(district)
    registration.withdraw(house, cell, first, seen=seen(house, first)[0], reason="Đơn vị lập lại")
    second = builders.drafted(district)
    builders.drafted(district, "secretary2")  # of another unit: counts for neither
    with unit_of_work(house) as work:
        actor = work.actor(cell)
        cases = [work.session.scalars(select(Case).where(Case.code == code)).one() for code in (first, second)]
        found = [facts_for(work, load_matter(work, case), actor).other_open_registration for case in cases]
    assert found == [True, False]


# --- a draft that somebody else saved --------------------------------------------------------------------------------


@pytest.mark.parametrize("saver, told", [("clerk", "secretary"), ("secretary", "clerk")])
def test_who_is_late_is_told_the_role_of_the_one_who_saved(district: District, saver: str, told: str) -> None:
    house = district.house
    code = builders.drafted(district)
    version, before = seen(house, code)
    part = {"contents": [{"text": "Của người kia", "measure": "1"}]}
    registration_draft.save_draft(house, district.mandates[saver], code, part, before)
    with pytest.raises(Stale) as late:
        registration_draft.save_draft(house, district.mandates[told], code, {"contents": []}, before)
    assert (late.value.by_role, late.value.kind) == (saver, "registration.save")
    with pytest.raises(Stale) as late:
        registration.submit(house, district.mandates["secretary"], code, seen=version, draft_seen=before)
    assert late.value.by_role == saver


def test_a_draft_in_which_somebody_wrote_is_not_thrown_away_from_an_old_page(district: District) -> None:
    house, cell = district.house, district.mandates["secretary"]
    code = builders.drafted(district)
    before = seen(house, code)[1]
    part = {"contents": [{"text": "Của cán bộ", "measure": "1"}]}
    registration_draft.save_draft(house, district.mandates["clerk"], code, part, before)
    with pytest.raises(Stale) as late:
        registration_draft.discard(house, cell, code, before)
    assert late.value.by_role == "clerk" and content_of(house, code)["contents"] == part["contents"]
    registration_draft.discard(house, cell, code, before + 1)
    with pytest.raises(NotFound):
        registration_draft.discard(house, cell, code, before + 1)


# --- one person under two mandates -----------------------------------------------------------------------------------


def test_one_person_under_two_mandates_decides_nothing_of_the_own_unit_and_no_two_stages(district: District) -> None:
    def against(verb: Any, part: str) -> set[str]:
        with pytest.raises(Refused) as refused:
            verb(district.house, district.mandates[part], code, seen=seen(district.house, code)[0])
        return set(refused.value.reasons)

    code = builders.submitted(district)
    assert against(registration.receive, also(district, "secretary", "reviewer")) == {"own-unit", "own-submission"}
    assert against(registration.receive, also(district, "clerk", "reviewer")) == {"own-unit"}
    registration.receive(district.house, district.mandates["reviewer"], code, seen=seen(district.house, code)[0])
    registration.endorse(district.house, district.mandates["reviewer"], code, seen=seen(district.house, code)[0])
    assert against(registration.approve, also(district, "reviewer", "board_signatory")) == {"already-decided"}
    assert "own-unit" in against(registration.approve, also(district, "secretary", "board_signatory"))
    registration.approve(district.house, district.mandates["board"], code, seen=seen(district.house, code)[0])

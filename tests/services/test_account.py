"""Accounts and mandates, asked of the services on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.builders import District
from workflow_app.house import House
from workflow_app.models import Account, Entry, Mandate, Opening, Unit
from workflow_app.services import account
from workflow_app.services.errors import Invalid, NotAllowed
from workflow_app.services.journal import body_of
from workflow_app.services.perform import unit_of_work


@pytest.mark.parametrize(
    "twin", ["Bi-Thu-1", " bi-thu-1", "BI-THU-1", "bі-thu-1", "bi\u200b-thu-1", "bi–thu–1", "ｂi-thu-1"]
)
def test_two_accounts_never_share_a_login_in_any_spelling(district: District, twin: str) -> None:
    with pytest.raises(Invalid) as refused, unit_of_work(district.house) as work:
        account.create_account(work, login=twin, full_name="Người Khác")
    assert refused.value.errors == {"login": "login-taken"}


@pytest.mark.parametrize(
    ("login", "name"), [("x", "Tên"), ("", "Tên"), ("dài" * 40, "Tên"), ("tên", ""), ("a\u202eb", "Tên")]
)
def test_a_login_or_name_that_cannot_be_read_is_refused(house: House, login: str, name: str) -> None:
    with pytest.raises(Invalid), unit_of_work(house) as work:
        account.create_account(work, login=login, full_name=name)


def grant(district: District, by: str = "system", to: str = "bi-thu-2", **terms: Any) -> Mandate:
    with unit_of_work(district.house) as work:
        person = work.session.scalars(select(Account).where(Account.login == to)).one()
        given: dict[str, Any] = {
            "role": "auditor",
            "reach": "self",
            "unit": district.units[0],
            "valid_from": work.today,
        } | terms
        actor = work.system() if by == "system" else work.actor(district.mandates[by])
        return account.grant_mandate(work, actor, person, **given)


def test_a_mandate_is_journalled_with_its_terms_in_clear_and_its_names_sealed(
    any_house: House, district: District
) -> None:
    made = grant(district, by="manager", valid_to=date(2026, 1, 1), title="Kiểm tra viên")
    with any_house.db.reading() as read:
        entry = read.get_one(Entry, made.entry_id)
        opened = {o.field: o for o in read.scalars(select(Opening).where(Opening.entry_id == entry.id))}
        pseudonym = read.get_one(Account, made.account_id).pseudonym
    body = body_of(entry)
    shown = {key: body[key] for key in ("kind", "mandate", "holder", "role", "reach", "from", "to")}
    assert shown == {
        "kind": "account.mandate_granted", "mandate": made.code, "holder": pseudonym, "role": "auditor",
        "reach": "self", "from": "2025-05-20", "to": "2026-01-01",
    }  # fmt: skip
    assert body["by"]["role"] == "manager"
    assert {field: o.opens for field, o in opened.items()} == {"unit": "never", "person": "never"}
    assert "Bí Thư Số 2" not in entry.note.decode() and "Bí Thư Số 2" in (opened["person"].value or "")


@pytest.mark.parametrize(
    ("role", "reach", "opens"),
    [
        ("clerk", "subtree", "never"), ("secretary", "self", "never"), ("reviewer", "self", "never"),
        ("reviewer", "subtree", "at_once"), ("board_signatory", "children", "at_once"),
    ],
)  # fmt: skip
def test_the_unit_of_a_mandate_is_public_only_when_it_does_not_write_for_that_unit(
    district: District, role: str, reach: str, opens: str
) -> None:
    made = grant(district, by="manager", role=role, reach=reach)
    with district.house.db.reading() as read:
        asked = select(Opening.opens).where(Opening.entry_id == made.entry_id, Opening.field == "unit")
        assert read.scalars(asked).one() == opens


@pytest.mark.parametrize("by", ["secretary", "reviewer", "board"])
def test_only_administrators_and_managers_grant_mandates(district: District, by: str) -> None:
    with pytest.raises(NotAllowed):
        grant(district, by=by)


def test_nobody_grants_a_mandate_to_himself(district: District) -> None:
    with pytest.raises(NotAllowed):
        grant(district, by="manager", to="quan-ly")


def test_a_manager_grants_only_within_the_own_reach(district: District) -> None:
    with district.house.db.reading() as read:
        above = read.scalars(select(Unit).order_by(Unit.id)).first()
    with pytest.raises(NotAllowed):
        grant(district, by="manager", unit=above)
    assert grant(district, by="manager", unit=district.units[1])


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"role": "director"}, "role"),
        ({"role": "system"}, "role"),
        ({"reach": "everywhere"}, "reach"),
        ({"unit": None}, "reach"),
        ({"reach": "programme"}, "reach"),
        ({"valid_to": date(2025, 5, 20)}, "valid_to"),
    ],
)
def test_terms_that_make_no_sense_are_refused(district: District, terms: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        grant(district, **terms)
    assert list(refused.value.errors) == [field]


def test_a_mandate_ends_once_and_names_the_entry_that_granted_it(district: District) -> None:
    house, made = district.house, grant(district)
    with unit_of_work(house) as work:
        account.end_mandate(work, work.system(), work.session.get_one(Mandate, made.id), work.today + timedelta(days=1))
    with house.db.reading() as read:
        ended = read.get_one(Mandate, made.id)
        granted, entry = read.get_one(Entry, made.entry_id), read.get_one(Entry, ended.ended_by_entry_id)
    assert body_of(entry) | {"granted": granted.leaf_hash.hex(), "on": "2025-05-21", "mandate": made.code} == body_of(
        entry
    )
    for later in (1, 2):  # sooner is allowed: nobody is kept in office
        with pytest.raises(Invalid) as refused, unit_of_work(house) as work:
            held = work.session.get_one(Mandate, made.id)
            account.end_mandate(work, work.system(), held, work.today + timedelta(days=later))
        assert refused.value.errors == {"mandate": "mandate-ended"}


def test_a_mandate_never_ends_on_a_day_that_is_over(district: District) -> None:
    made = grant(district)
    with pytest.raises(Invalid) as refused, unit_of_work(district.house) as work:
        held = work.session.get_one(Mandate, made.id)
        account.end_mandate(work, work.system(), held, work.today - timedelta(days=1))
    assert refused.value.errors == {"on": "ends-in-the-past"}


@pytest.mark.parametrize("any_house", [pytest.param("postgres", marks=pytest.mark.tool("postgres"))], indirect=True)
@pytest.mark.usefixtures("any_house")
def test_of_two_who_end_a_mandate_at_once_the_second_is_told(district: District) -> None:
    """The journal would else say for ever that it ended twice."""
    made = grant(district)
    with pytest.raises(Invalid) as refused, unit_of_work(district.house) as late:
        held = late.session.get_one(Mandate, made.id)
        with unit_of_work(district.house) as work:
            account.end_mandate(work, work.system(), work.session.get_one(Mandate, made.id), work.today)
        account.end_mandate(late, late.system(), held, late.today)
    assert refused.value.errors == {"mandate": "mandate-ended"}


def test_the_mandate_of_the_system_is_never_ended(house: House) -> None:
    with pytest.raises(NotAllowed), unit_of_work(house) as work:
        own = work.session.scalars(select(Mandate).where(Mandate.kind == "system")).one()
        account.end_mandate(work, work.system(), own, work.today)

"""What everybody sees when somebody changed a signed agreement behind the journal's back."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from tests import agreements, builders
from tests.builders import District
from tests.page import Browser, Page
from tests.parties import party
from workflow_app.house import House
from workflow_app.models import Account, Mandate
from workflow_app.services import account, journal, verify_journal
from workflow_app.services.perform import unit_of_work

HOLDS, BROKEN = "Chữ ký khớp nội dung", "Chữ ký không còn khớp nội dung đã ký"
CHANGED = "Nội dung đang lưu không phải nội dung đã chốt"


def as_owner(house: House, request: pytest.FixtureRequest, table: str, statement: str) -> None:
    """Change rows of a table as whoever owns the database can, triggers or not."""
    postgres = house.db.dialect == "postgresql"
    url = house.db.engine.url
    if postgres:
        url = request.getfixturevalue("postgres_server")._url(url.database, "owner")
    engine = create_engine(url)
    with engine.begin() as connection:
        if postgres:
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        else:
            asked = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name")
            for (name,) in connection.execute(asked, {"name": table}).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        assert connection.exec_driver_sql(statement).rowcount > 0
    engine.dispose()


def counted(page: Page) -> tuple[int, int]:
    """How many signatures of a page hold, and how many do not."""
    said = [" ".join("".join(small.itertext()).split())[2:] for small in page.all("small")]
    return said.count(HOLDS), said.count(BROKEN)


@pytest.mark.usefixtures("any_house", "tampering")
def test_one_changed_letter_fails_every_signature_on_both_pages_and_in_the_journal(
    app: Flask, district: District, house: House, request: pytest.FixtureRequest
) -> None:
    code = agreements.frozen(district)
    agreements.signed(district, code, "secretary", "secretary2", "board")
    journal.integrate(house)
    cell = party(app, district, "secretary")
    visitor = Browser(app.test_client())

    own = cell.opens(f"/giao-uoc/{code}")
    assert counted(own) == (3, 0) and cell.sees("Có hiệu lực (3/3 bên đã ký)")
    public = visitor.get(f"/tra-cuu/{code}")
    assert counted(public) == (3, 0) and public.all("div", class_="verdict ok") and public.heading == "Có hiệu lực"

    column = "replace(content::text, 'quy', 'qui')::json" if house.db.dialect == "postgresql" else (
        "replace(content, 'quy', 'qui')"
    )  # fmt: skip
    as_owner(house, request, "agreement_text", f"UPDATE agreement_text SET content = {column}")
    own, public = cell.opens(f"/giao-uoc/{code}"), visitor.get(f"/en/tra-cuu/{code}")
    assert counted(own) == (0, 3) and CHANGED in own.text and own.all("div", class_="verdict bad")
    assert "Có hiệu lực (" not in own.text and "Cần kiểm tra" in own.text
    assert public.all("div", class_="verdict bad") and "The stored text is not the text" in public.text
    assert "In force" not in public.heading and public.text.count("no longer matches the text") == 3
    found = verify_journal.verify(house).findings
    assert ("agreement_text", "content") in {(one.table, one.column) for one in found}


@pytest.mark.usefixtures("tampering")
@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("evidence", "UPDATE evidence SET content = replace(content, '\"place\":2', '\"place\":3')"),
        ("signature", "UPDATE signature SET statement = replace(statement, '\"place\":2', '\"place\":3')"),
        ("trusted_key", "DELETE FROM trusted_key WHERE factor_id IN (SELECT max(factor_id) FROM trusted_key)"),
    ],
)
def test_a_signature_whose_evidence_or_key_was_changed_fails_alone(
    app: Flask, district: District, house: House, request: pytest.FixtureRequest, table: str, change: str
) -> None:
    code = agreements.frozen(district)
    agreements.signed(district, code, "board", "secretary")
    as_owner(house, request, table, change)
    cell = party(app, district, "manager")
    page = cell.opens(f"/giao-uoc/{code}")
    assert counted(page) == (1, 1) and "Có chữ ký không còn khớp nội dung đã ký" in page.text
    assert not verify_journal.verify(house).ok


@pytest.mark.usefixtures("tampering")
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE further_signature SET statement = replace(statement, 'beside', 'aside') WHERE mandate_id IS NOT NULL",
        "UPDATE further_signature SET evidence = (SELECT max(evidence) FROM signature WHERE place = 1)",
        "UPDATE further_signature SET signed_at = (SELECT max(signed_at) FROM signature), "
        "mandate_id = (SELECT max(mandate_id) FROM signature) WHERE mandate_id IS NULL",
    ],
)
def test_what_stands_beside_a_signature_is_checked_like_it(
    app: Flask, house: House, request: pytest.FixtureRequest, change: str
) -> None:
    source = builders.EDITION.read_text(encoding="utf-8").replace('closing_rule = "open"', 'closing_rule = "all"')
    district = builders.build_district(house, source=source)
    asked = {unit.code: {"countersign": True} for unit in district.units}
    code = agreements.frozen(district, seats=asked)
    agreements.signed(district, code, "board", "secretary", "secretary2")
    agreements.beside(district, code, "clerk")
    cell = party(app, district, "manager")
    assert counted(cell.opens(f"/giao-uoc/{code}")) == (4, 0)
    as_owner(house, request, "further_signature", change)
    page = cell.opens(f"/giao-uoc/{code}")
    assert counted(page)[1] == 1 and "Có chữ ký không còn khớp nội dung đã ký" in page.text
    assert "Cần kiểm tra" in page.text and not verify_journal.verify(house).ok


@pytest.mark.usefixtures("tampering")
def test_signatures_that_are_gone_or_were_never_given_fail_and_so_does_what_was_signed_beside_them(
    app: Flask, house: House, request: pytest.FixtureRequest
) -> None:
    source = builders.EDITION.read_text(encoding="utf-8").replace('closing_rule = "open"', 'closing_rule = "all"')
    district = builders.build_district(house, cells=2, source=source)
    with unit_of_work(house) as work:  # somebody else of the second unit, to be its witness
        held = work.session.get_one(Mandate, district.mandates["clerk2"])
        person = work.session.get_one(Account, held.account_id)
        terms = {"role": "secretary", "reach": "self", "unit": district.units[1], "valid_from": date(2025, 1, 1)}
        district.mandates["deputy2"] = account.grant_mandate(work, work.system(), person, **terms).id
    asked = {district.units[0].code: {"countersign": True, "witness": district.units[1].code}}
    code = agreements.frozen(district, seats=asked)
    agreements.signed(district, code, "board", "secretary")
    agreements.beside(district, code, "clerk")
    agreements.beside(district, code, "deputy2", "witness")
    journal.integrate(house)
    manager, visitor = party(app, district, "manager"), Browser(app.test_client())
    assert counted(manager.opens(f"/giao-uoc/{code}")) == (4, 0)

    # Nobody signed for the third seat, whatever its row says.
    as_owner(house, request, "seat", "UPDATE seat SET answer = 'signed' WHERE answer = 'waiting'")
    page = manager.opens(f"/giao-uoc/{code}")
    assert counted(page) == (4, 1) and page.all("div", class_="verdict bad")
    as_owner(house, request, "seat", "UPDATE seat SET answer = 'waiting' WHERE answered_at IS NULL")

    agreements.signed(district, code, "secretary2")
    public = visitor.get(f"/tra-cuu/{code}")
    assert counted(manager.opens(f"/giao-uoc/{code}")) == (5, 0) == counted(public) and public.heading == "Có hiệu lực"
    change = "replace(statement, 'witness', 'Witness')"
    as_owner(house, request, "further_signature", f"UPDATE further_signature SET statement = {change}")
    for page in (manager.opens(f"/giao-uoc/{code}"), visitor.get(f"/tra-cuu/{code}")):
        assert counted(page) == (4, 1) and page.all("div", class_="verdict bad"), "a witness is judged too"
    as_owner(house, request, "signature", "DELETE FROM signature WHERE place = 2")
    for page in (manager.opens(f"/giao-uoc/{code}"), visitor.get(f"/tra-cuu/{code}")):
        assert counted(page) == (2, 3) and page.all("div", class_="verdict bad"), "with what stands beside it"
    assert not verify_journal.verify(house).ok

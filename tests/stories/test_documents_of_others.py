"""What people are not told of documents, and what they cannot do to those of others."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.builders import District, _person
from tests.page import Browser
from tests.stories.test_documents import BTCTW
from tests.tampering import by_hand
from tests.web.visits import get_in
from workflow_app.codes import new_code
from workflow_app.house import House
from workflow_app.models import Account, Document, Mandate, Unit, UnitEvent
from workflow_app.services import document, document_link, unit, verify_journal
from workflow_app.services.actor import load_actor
from workflow_app.services.document import Said
from workflow_app.services.document_link import read_links
from workflow_app.services.document_reach import may_correct, next_number
from workflow_app.services.document_version import add, newest
from workflow_app.services.errors import Invalid, NotAllowed, NotFound, Stale
from workflow_app.services.mandate import grant_mandate
from workflow_app.services.perform import unit_of_work


def said(symbol: str, issuer: str = BTCTW, day: date = date(2018, 7, 6), **more: Any) -> Said:
    return Said(symbol, day, issuer, "Sinh hoạt chi bộ", **more)


def named_by_a_mandate(house: House, mandate_id: int, issuer: Unit) -> str:
    with unit_of_work(house) as work:
        account = work.session.get_one(Account, work.session.get_one(Mandate, mandate_id).account_id)
        issuer_id = issuer.id
        made = add(work.session, Document(
            code=new_code(), issuer_id=issuer_id, type="QĐ", number=77, term="2018", symbol="77-QĐ/HU",
            issued_on=date(2018, 7, 1), issuer_name="", subject="", visibility="internal",
        ))  # fmt: skip
        grant_mandate(
            work, work.system(), account, role="clerk", reach="self", unit=issuer, valid_from=work.today, title="x",
            document=made,
        )  # fmt: skip
        return str(made.code)


def test_what_only_a_mandate_names_what_was_taken_back_and_what_is_a_draft_is_told_nobody_by_a_relation(
    app: Flask, sqlite_house: House, district: District
) -> None:
    house, mandate = sqlite_house, district.mandates["manager"]
    hidden = named_by_a_mandate(house, district.mandates["clerk"], district.units[0])
    for change in ("symbol = '78-QĐ/HU'", "issued_on = '2018-07-02'"):
        with by_hand(house.db.url) as connection:
            before = connection.execute("SELECT symbol, issued_on FROM document WHERE code = ?", (hidden,)).fetchone()
            of = "(SELECT id FROM document WHERE code = ?)"
            for table, key in (("document", "id"), ("document_version", "document_id")):
                connection.execute(f"UPDATE {table} SET {change} WHERE {key} = {of}", (hidden,))
            found = verify_journal.verify(house).findings
            for table, key in (("document", "id"), ("document_version", "document_id")):
                again = f"UPDATE {table} SET symbol = ?, issued_on = ? WHERE {key} = {of}"
                connection.execute(again, (*before, hidden))
        assert "document" in {one.table for one in found}, "the grant seals which paper gave it"
    own, newer = (document.record(house, mandate, said(symbol)) for symbol in ("09-HD/BTCTW", "12-HD/BTCTW"))
    document_link.link(house, mandate, own, "cites", hidden)
    document_link.link(house, mandate, newer, "replaces", own)
    draft = {"top_id": district.units[0].id, "effective_on": date(2025, 9, 1), "symbol": "09-HD/BTCTW",
             "issued_on": date(2018, 7, 6), "issuer": BTCTW, "rows": [], "drafted_at": house.clock()}  # fmt: skip
    with unit_of_work(house) as work:
        work.session.add(UnitEvent(code=new_code(), title="Giải thể chi bộ", status="draft", **draft))
    public, inside = Browser(app.test_client()), get_in(app, district, "secretary")
    for one in (public, inside):
        page = one.get(f"/van-ban/{own}")
        assert "77-QĐ/HU" not in page.text and "Giải thể" not in page.text
        assert "đã được thay thế bởi" in page.text
        assert one.client.get(f"/van-ban/{hidden}").status_code == 404
    assert "77-QĐ/HU" in get_in(app, district, "manager").get(f"/van-ban/{own}").text
    wrong = said("12-HD/BTCTW", visibility="withdrawn", reason="Nhầm")
    document.correct(house, mandate, newer, wrong, seen=1)
    assert "thay thế" not in public.get(f"/van-ban/{own}").text, "nothing stands in its place any more"
    assert "Đã được thay thế" not in public.get("/van-ban?q=sinh+hoat").text


def beside(district: District) -> Unit:
    """Another district of the province, with a manager of its own, who also holds a mandate in a cell of the first."""
    with unit_of_work(district.house) as work:
        cell = work.session.get_one(Unit, district.units[0].id)
        above = unit.get_versions(work.session, [cell.id], work.today)[cell.id].parent_id
        province = unit.get_versions(work.session, [above], work.today)[above].parent_id
        other = unit.found(
            work, work.system(), name="Đảng bộ huyện Cư Jút", short_name="Huyện ủy Cư Jút", kind="dang_bo_huyen",
            level="upper_grassroots", parent=work.session.get_one(Unit, province), valid_from=date(2020, 1, 1),
        )  # fmt: skip
        _person(work, district, "neighbour", "lang-gieng", "Người Láng Giềng", "manager", "subtree", other)
        _person(work, district, "of a cell", "cua-chi-bo", "Người Của Chi Bộ", "manager", "subtree", cell)
        account = work.session.get_one(Mandate, district.mandates["neighbour"]).account_id
        person = work.session.get_one(Account, account)
        grant_mandate(
            work, work.system(), person, role="manager", reach="self", unit=cell, valid_from=work.today, title="x"
        )  # fmt: skip
        return other


def test_documents_of_one_district_stay_out_of_the_hands_of_another_whatever_name_number_or_mandate_is_used(
    any_house: House, district: District
) -> None:
    house, other = any_house, beside(district)
    own, neighbour = district.mandates["manager"], district.mandates["neighbour"]
    first = document.record(house, own, said("21-KH/HU", "Huyện ủy Cư Jút"))
    day = date(2025, 2, 1)
    with house.db.reading() as session:
        known = session.scalars(select(Document).where(Document.symbol == "518-KH/HU")).one()
        number = {"symbol": "518-KH/HU", "day": known.issued_on, "issuer": "Huyện ủy Cư Jút"}
        mine = session.get_one(Unit, known.issuer_id)
        before = next_number(session, mine, "QĐ", "2020-2025")
    same = document.record(house, neighbour, said(**number))
    outside = document.record(house, neighbour, said("09-HD/BTCTW"))
    with house.db.reading() as session:
        made = {one.code: one.issuer_id for one in session.scalars(select(Document))}
        assert made[first] == made[same] == other.id, "a body of the tree is not entered a second time beside it"
    for part, code in (("manager", same), ("of a cell", outside), ("of a cell", same)):
        with house.db.reading() as session:
            actor = load_actor(session, district.mandates[part], day)
            one = session.scalars(select(Document).where(Document.code == code)).one()
            assert not may_correct(session, actor, one, newest(session, one.id)), (part, code)
    with house.db.reading() as session:
        actor = load_actor(session, neighbour, day)
        one = session.scalars(select(Document).where(Document.code == first)).one()
        assert may_correct(session, actor, one, newest(session, one.id))
        assert not may_correct(session, actor, known, newest(session, known.id))
    corrected = said("21-KH/HU", "Huyện ủy Cư Jút", reason="Trích yếu")
    document.correct(house, own, first, corrected, seen=1)
    document.correct(house, neighbour, first, corrected, seen=2)
    with pytest.raises(NotAllowed):  # its own body has the last word
        document.correct(house, own, first, corrected, seen=3)
    for kind in ("amends", "replaces"):
        with pytest.raises(Invalid) as refused:
            document_link.link(house, neighbour, outside, kind, known.code)
        assert "document-link-body" in refused.value.errors.values()
    document_link.link(house, neighbour, first, "cites", known.code)
    document.record(house, neighbour, said("99999-QĐ/HU", "Huyện ủy Đắk Song", term="2020-2025"))
    with house.db.reading() as session:
        assert next_number(session, session.get_one(Unit, mine.id), "QĐ", "2020-2025") == before
    document.record(house, own, said("57-QĐ/HU", "Huyện ủy Đắk Song", term="2020-2025"))
    with house.db.reading() as session:
        assert next_number(session, session.get_one(Unit, mine.id), "QĐ", "2020-2025") == 58


@pytest.mark.parametrize("any_house", [pytest.param("postgres", marks=pytest.mark.tool("postgres"))], indirect=True)
def test_of_two_who_write_the_same_at_once_the_second_waits_and_finds_it(any_house: House, district: District) -> None:
    house, mandate = any_house, district.mandates["manager"]

    def both(*acts: Callable[[], Any]) -> list[str]:
        def tried(act: Callable[[], Any]) -> str:
            try:
                act()
            except (Invalid, NotFound, Stale) as refused:
                return type(refused).__name__
            return "done"

        with ThreadPoolExecutor(len(acts)) as threads:
            return sorted(threads.map(tried, acts))

    new = [partial(document.record, house, mandate, said(symbol)) for symbol in ("09-HD/BTCTW", "12-HD/BTCTW")]
    assert both(*new) == ["done", "done"], "both name a body that nobody named before"
    with house.db.reading() as session:
        old, newer = session.scalars(select(Document).where(Document.issuer_name == BTCTW).order_by(Document.symbol))
        assert old.issuer_id == newer.issuer_id
    assert both(*[partial(document.record, house, mandate, said("15-HD/BTCTW"))] * 2) == ["Invalid", "done"]
    link = partial(document_link.link, house, mandate)
    assert both(partial(link, old.code, "amends", newer.code), partial(link, newer.code, "amends", old.code)) == [
        "Invalid", "done",
    ]  # fmt: skip
    with house.db.reading() as session:
        (held,) = read_links(session, old.id)
    end = partial(document_link.unlink, house, mandate, held.document, held.kind, held.target, "Nhầm")
    assert both(end, end) == ["NotFound", "done"]
    wrong = said("09-HD/BTCTW", reason="Sửa")
    assert both(*[partial(document.correct, house, mandate, old.code, wrong, 1)] * 2) == ["Stale", "done"]

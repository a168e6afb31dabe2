"""What people are not told of documents, and what they cannot do to those of others."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Flask

from tests.builders import District
from tests.page import Browser
from tests.stories.test_documents import BTCTW
from tests.web.visits import get_in
from workflow_app.codes import new_code
from workflow_app.house import House
from workflow_app.models import Account, Document, Mandate, Unit, UnitEvent
from workflow_app.services import document, document_link
from workflow_app.services.document import Said
from workflow_app.services.document_version import add
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

"""What an amendment says: each change by the place its clause has, each new clause by an id nothing else ever had."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask
from sqlalchemy import select

from states.commitment_amendment import ADD, REMOVE, REPLACE, Change
from tests import agreements
from tests.builders import PERIOD, District
from tests.parties import party
from workflow_app.clock import day_of
from workflow_app.house import House
from workflow_app.models import Agreement, Case
from workflow_app.services import (
    commitment,
    commitment_amendment,
    commitment_amendment_case,
    commitment_draft,
    commitment_end,
    journal,
    public_amendment,
)
from workflow_app.services.actor import load_actor


def saved(district: District, code: str, *clauses: dict[str, Any]) -> None:
    """Write the clauses of an agreement."""
    house, units = district.house, [unit.code for unit in district.units]
    recitals = [{"text": "Biên bản hội nghị ngày 20/5/2025"}]
    draft = {"title": "Giao ước", "recitals": recitals, "clauses": list(clauses), "units": units}
    commitment_draft.save_draft(house, district.mandates["manager"], code, draft, agreements.seen(house, code)[1])


def shown(district: District, code: str, verb: Any = commitment.circulate) -> None:
    """Show what is drafted to the parties, or fix it."""
    version, draft = agreements.seen(district.house, code)
    verb(district.house, district.mandates["manager"], code, seen=version, draft_seen=draft)


def in_articles(district: District) -> str:
    """An agreement of two articles in force; a clause more, k4, was shown and taken out before it was signed."""
    house, manager = district.house, district.mandates["manager"]
    code = commitment_draft.start(house, manager, district.programme_id, PERIOD)
    first = {"id": "k1", "article": "d1", "heading": "Đơn vị", "text": "Sinh hoạt đúng quy định"}
    third: dict[str, Any] = {"id": "k3", "article": "d2", "heading": "Cấp trên", "text": "Hướng dẫn"}
    third["obligation"] = {"owner": "superior", "due": "2025-06-30", "measure": "Số đơn vị"}
    second = {"id": "k2", "text": "Nêu gương"}
    saved(district, code, first, second, third, {"id": "", "text": "Sơ kết mỗi quý"})
    shown(district, code)
    commitment.revise(house, manager, code, seen=agreements.seen(house, code)[0])
    saved(district, code, first, second, third)
    shown(district, code, commitment.freeze)
    agreements.signed(district, code, "secretary", "board")
    return code


def begun(district: District, code: str) -> str:
    house, manager = district.house, district.mandates["manager"]
    receipt = commitment_amendment.amend(house, manager, code, seen=agreements.seen(house, code)[0])
    return str(json.loads(receipt.note.split(b"\n", 1)[0])["facts"]["amendment"])


def written(district: District, code: str, *changes: Change) -> dict[str, Any]:
    """Write these changes, and return the draft that says them."""
    house, manager = district.house, district.mandates["manager"]
    commitment_amendment.save(house, manager, code, changes, None, agreements.seen(house, code)[1])
    with house.db.reading() as session:
        asked = select(Agreement.draft).join(Case, Agreement.case_id == Case.id).where(Case.code == code)
        return dict(session.scalars(asked).one())


def test_changes_name_article_and_clause_and_ids_are_never_given_twice(district: District, house: House) -> None:
    manager = district.mandates["manager"]
    root = in_articles(district)
    first = begun(district, root)
    draft = written(
        district, first, Change(REPLACE, "k2", "Nêu gương mỗi tháng"), Change(REMOVE, "k3"),
        Change(ADD, "", "Khen thưởng"), Change(ADD, "", "Báo cáo"),
    )  # fmt: skip
    assert [one["text"] for one in draft["clauses"][:4]] == [
        "Sửa đổi khoản 2 Điều 1 như sau: “Nêu gương mỗi tháng”", "Bãi bỏ khoản 1 Điều 2.",
        "Bổ sung Điều 3 như sau: “Khen thưởng”", "Bổ sung Điều 4 như sau: “Báo cáo”",
    ]  # fmt: skip
    assert [one["id"] for one in draft["clauses"]] == ["k2", "k3", "k5", "k6", "k0"], "k4 was shown once"

    # What stays keeps its id, what comes new gets a new one; an id of the agreement's own is not taken over.
    shown(district, first)
    commitment.revise(house, manager, first, seen=agreements.seen(house, first)[0])
    draft = written(
        district, first, Change(ADD, "k6", "Báo cáo"), Change(ADD, "k6", "Hai lần"), Change(ADD, "k1", "Một")
    )
    assert [one["clause"] for one in draft["amends"]["changes"]] == ["k6", "k7", "k8"]
    shown(district, first, commitment.freeze)
    commitment_end.cancel(house, manager, first, seen=agreements.seen(house, first)[0], reason="Viết lại")
    draft = written(district, begun(district, root), Change(ADD, "k7", "Thi đua"))
    assert [one["clause"] for one in draft["amends"]["changes"]] == ["k9"], "also after it was given up"


def test_the_text_on_a_day_has_recitals_and_headings_and_what_was_added_stands_behind_them(
    district: District, house: House
) -> None:
    root = in_articles(district)
    first = begun(district, root)
    written(district, first, Change(REPLACE, "k2", "Nêu gương mỗi tháng"), Change(ADD, "", "Khen thưởng"))
    shown(district, first, commitment.freeze)
    agreements.signed(district, first, "secretary", "board")
    journal.integrate(house)
    with house.db.reading() as session:
        manager = load_actor(session, district.mandates["manager"], day_of(house.clock()))
    own, public = commitment_amendment_case.get_text_on(house, manager, root), public_amendment.read(house, root)
    assert own == public and own.sound and own.recitals == ("Biên bản hội nghị ngày 20/5/2025",)
    assert [(part.number, part.heading, [one.text for one in part.clauses]) for part in own.parts] == [
        (1, "Đơn vị", ["Sinh hoạt đúng quy định", "Nêu gương mỗi tháng"]), (2, "Cấp trên", ["Hướng dẫn"]),
        (0, "", ["Khen thưởng"]),
    ]  # fmt: skip
    assert [(id_, one.owner) for id_, one in own.asked.items()] == [("k3", "superior")]
    assert own.parts[2].clauses[0].number == 3


def test_whoever_owes_something_reads_that_the_clause_was_taken_out(
    app: Flask, district: District, house: House
) -> None:
    root = in_articles(district)
    first = begun(district, root)
    written(district, first, Change(REMOVE, "k3"))
    shown(district, first, commitment.freeze)
    agreements.signed(district, first, "secretary", "board")
    board = party(app, district, "board")
    for path in ("viec", "viec/k3/bao-cao"):
        assert "đã bãi bỏ theo phụ lục số 1" in board.opens(f"/giao-uoc/{root}/{path}").text, path

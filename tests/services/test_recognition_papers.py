"""The papers of a dossier: attached by the unit, handed in with the proposal, sealed with their digests."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from sqlalchemy import select

from tests import builders, recognition
from tests.builders import PERIOD, District
from tests.recognition import REPORT, act, attach_papers, reasons
from tests.services.test_recognition_petitions import view
from workflow_app.demo.paper import resolution_pdf
from workflow_app.models import Case, Entry, Opening
from workflow_app.services import recognition as steps
from workflow_app.services import recognition_dossier, recognition_paper
from workflow_app.services.actor import load_actor
from workflow_app.services.errors import Invalid, NotAllowed, NotFound
from workflow_app.uploads import UploadRefused

PDF = resolution_pdf(PERIOD)


def attach(board: District, code: str, paper: str, part: str = "secretary", **more: Any) -> None:
    recognition_paper.attach(board.house, board.mandates[part], code, paper, **{"data": PDF, "name": "a.pdf", **more})


def empty(board: District) -> str:
    """A file without papers."""
    builders.approved(board)
    return steps.begin(board.house, board.mandates["secretary"], board.programme_id, PERIOD)


def sealed_dossier(board: District, code: str) -> Any:
    with board.house.db.reading() as session:
        asked = select(Opening.value).join(Entry, Opening.entry_id == Entry.id).join(Case, Entry.case_id == Case.id)
        asked = asked.where(Case.code == code, Entry.kind == "recognition.propose", Opening.field == "dossier")
        return json.loads(session.scalars(asked.order_by(Entry.id.desc())).first() or "")


def test_a_dossier_without_its_papers_is_not_proposed(board: District) -> None:
    code = empty(board)
    attach(board, code, "to-trinh")
    assert reasons(act, board, steps.propose, "secretary", code, report=REPORT) == ("papers-missing",)
    attach(board, code, "bien-ban", "clerk")
    act(board, steps.propose, "secretary", code, report=REPORT)
    papers = sealed_dossier(board, code)["papers"]
    digest = hashlib.sha256(PDF).hexdigest()
    assert [(one["paper"], one["sha256"]) for one in papers] == [("to-trinh", digest), ("bien-ban", digest)]


def test_what_is_attached_to_a_returned_dossier_is_the_units_alone_until_it_is_proposed_again(board: District) -> None:
    code = recognition.proposed(board)
    act(board, steps.accept_dossier, "reviewer", code)
    act(board, steps.send_back, "reviewer", code, reason="Thiếu")
    attach(board, code, "to-trinh", name="chua-gui.pdf")
    names = {
        part: [line.file["name"] for line in view(board, part, code).papers if line.file]
        for part in ("secretary", "reviewer")
    }
    assert names == {"secretary": ["chua-gui.pdf", "bien-ban.pdf"], "reviewer": ["to-trinh.pdf", "bien-ban.pdf"]}


def test_a_paper_is_replaced_and_taken_out_while_the_dossier_is_written_and_never_after(board: District) -> None:
    code = empty(board)
    attach_papers(board, code)
    attach(board, code, "minh-chung", name="anh.pdf")
    attach(board, code, "minh-chung", name="anh moi.pdf")
    assert {line.paper.code: line.file and line.file["name"] for line in view(board, "clerk", code).papers} == {
        "to-trinh": "to-trinh.pdf", "bien-ban": "bien-ban.pdf", "bao-cao": None, "bang-tu-cham": None,
        "minh-chung": "anh moi.pdf",
    }  # fmt: skip
    recognition_paper.take_out(board.house, board.mandates["secretary"], code, "minh-chung")
    act(board, steps.propose, "secretary", code, report=REPORT)
    assert reasons(attach, board, code, "bao-cao") == ("not-from-this-state",)
    out = (recognition_paper.take_out, board.house, board.mandates["secretary"], code, "to-trinh")
    assert reasons(*out) == ("not-from-this-state",)


def test_only_the_unit_attaches_only_what_the_programme_names_and_only_what_a_file_really_is(board: District) -> None:
    code = recognition.in_appraisal(board)
    with pytest.raises(NotAllowed):
        attach(board, code, "to-trinh", "reviewer")
    draft = recognition.begun(board, "secretary2")
    with pytest.raises(NotFound):
        attach(board, draft, "to-trinh", "reviewer")
    with pytest.raises(Invalid):
        attach(board, draft, "tu-nghi-ra", "secretary2")
    with pytest.raises(UploadRefused):
        attach(board, draft, "to-trinh", "secretary2", data=b"MZ not a paper")


def test_others_read_what_was_handed_in_and_nothing_else(board: District) -> None:
    code = empty(board)
    attach_papers(board, code)
    attach(board, code, "bao-cao", name="nhap.pdf")
    files = {line.paper.code: line.file["code"] for line in view(board, "secretary", code).papers if line.file}
    recognition_paper.take_out(board.house, board.mandates["secretary"], code, "bao-cao")
    act(board, steps.propose, "secretary", code, report=REPORT)
    with board.house.db.reading() as session:
        today = board.house.clock().date()
        unit, office, other = (
            load_actor(session, board.mandates[part], today) for part in ("secretary", "reviewer", "secretary2")
        )
    assert recognition_paper.get_file(board.house, office, code, files["to-trinh"]).name == "to-trinh.pdf"
    assert recognition_paper.get_file(board.house, unit, code, files["bao-cao"]).name == "nhap.pdf"
    for actor, paper in ((office, "bao-cao"), (other, "to-trinh")):
        with pytest.raises(NotFound):
            recognition_paper.get_file(board.house, actor, code, files[paper])


def test_a_dossier_is_returned_for_one_paper_and_keeps_the_others(board: District) -> None:
    code = recognition.in_appraisal(board)
    with pytest.raises(Invalid) as unknown:
        act(board, steps.send_back, "reviewer", code, reason="x", papers=["tu-nghi-ra"])
    assert unknown.value.errors == {"papers": "paper-unknown"}
    act(board, steps.send_back, "reviewer", code, reason="Thiếu chữ ký", papers=["bien-ban"])
    lines = {line.paper.code: (line.file is not None, line.wanted) for line in view(board, "secretary", code).papers}
    assert (lines["to-trinh"], lines["bien-ban"]) == ((True, False), (True, True))
    attach(board, code, "bien-ban", name="bien-ban-co-chu-ky.pdf")
    act(board, steps.propose, "secretary", code, report=REPORT)
    assert [one["name"] for one in sealed_dossier(board, code)["papers"]] == ["to-trinh.pdf", "bien-ban-co-chu-ky.pdf"]


def test_a_secretary_is_told_when_a_dossier_may_be_begun_and_not_again(board: District) -> None:
    def due(part: str) -> list[str]:
        with board.house.db.reading() as session:
            actor = load_actor(session, board.mandates[part], board.house.clock().date())
        return [one.period for one in recognition_dossier.list_due(board.house, actor)]

    assert due("secretary") == []
    builders.approved(board)
    assert (due("secretary"), due("clerk"), due("secretary2"), due("board")) == ([PERIOD], [], [], [])
    recognition.begun_only(board)
    assert due("secretary") == []

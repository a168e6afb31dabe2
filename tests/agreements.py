"""Agreements for tests: the same use cases that people use, a few lines each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from states.commitment_amendment import REPLACE, Change
from tests import signing
from tests.authenticator import ORIGIN
from tests.builders import PERIOD, District
from workflow_app.house import House
from workflow_app.models import Agreement, AgreementText, Case
from workflow_app.services import (
    commitment,
    commitment_amendment,
    commitment_draft,
    commitment_further,
    commitment_order,
    obligation,
)

Order = Mapping[str, Any]
CLAUSES = ("Hoàn thành tốt nhiệm vụ chính trị", "Sinh hoạt đúng quy định")


def drafted(district: District, *clauses: str, asked: Mapping[str, str] | None = None) -> str:
    """A complete draft; `asked`: what its first clause asks of somebody. Returns its code."""
    house, manager = district.house, district.mandates["manager"]
    code = commitment_draft.start(house, manager, district.programme_id, PERIOD)
    written: list[dict[str, Any]] = [{"id": "", "text": text} for text in clauses or CLAUSES]
    if asked is not None:
        written[0] |= {"heading": "Việc phải làm", "obligation": asked}
    units = [unit.code for unit in district.units]
    draft = {"title": "Giao ước thi đua", "clauses": written, "units": units}
    commitment_draft.save_draft(house, manager, code, draft, seen(house, code)[1])
    return code


def frozen(district: District, *clauses: str, steps: Order | None = None, seats: Order | None = None) -> str:
    """An agreement that waits for its signatures, in the order that is given; returns its code."""
    code = drafted(district, *clauses)
    if steps or seats:
        manager, draft_seen = district.mandates["manager"], seen(district.house, code)[1]
        commitment_order.save_order(district.house, manager, code, steps or {}, seats or {}, draft_seen)
    froze(district, code)
    return code


def froze(district: District, code: str) -> None:
    """The issuer fixes the text as it is written."""
    version, draft_version = seen(district.house, code)
    commitment.freeze(district.house, district.mandates["manager"], code, seen=version, draft_seen=draft_version)


def signed(district: District, code: str, *parts: str) -> None:
    """These parts of the district sign."""
    for part in parts:
        signing.sign(district.house, district.mandates[part], code)


def beside(district: District, code: str, part: str, kind: str = "countersign") -> None:
    """This part signs beside the signature of a seat."""
    house, mandate = district.house, district.mandates[part]
    device = signing.trusted_of(house, mandate)
    asked = commitment_further.ask(house, mandate, code, kind, ORIGIN)
    answer = signing.answer_of(device, asked) if asked is not None else None
    verb = commitment_further.countersign if kind == "countersign" else commitment_further.witness
    verb(house, mandate, code, answer=answer)


def in_force(district: District, asked: Mapping[str, str] | None = None) -> str:
    """An agreement with a comment, signatures and, where there is a second unit, a seat that declined."""
    house, mandates = district.house, district.mandates
    code = drafted(district, asked=asked)
    version, draft_version = seen(house, code)
    commitment.circulate(house, mandates["manager"], code, seen=version, draft_seen=draft_version)
    commitment.comment(house, mandates["secretary"], code, "k1", "Đề nghị nêu rõ chỉ tiêu.")
    froze(district, code)
    signed(district, code, "secretary", "board")
    if "secretary2" in mandates:
        commitment.decline(house, mandates["secretary2"], code, reason="Đơn vị đang sáp nhập")
    return code


def owing(district: District) -> str:
    """An agreement in force by which each unit owes something; the first one has reported on it."""
    house, manager = district.house, district.mandates["manager"]
    code = commitment_draft.start(house, manager, district.programme_id, PERIOD)
    asked = {"owner": "each_unit", "due": "2025-06-10", "measure": "Số buổi sinh hoạt"}
    clauses = [{"id": "", "heading": "Sinh hoạt", "text": CLAUSES[1], "obligation": asked}]
    draft = {"title": "Giao ước", "clauses": clauses, "units": [unit.code for unit in district.units]}
    commitment_draft.save_draft(house, manager, code, draft, seen(house, code)[1])
    froze(district, code)
    signed(district, code, "secretary", "board")
    obligation.report(house, district.mandates["secretary"], code, "k1", text="Đã tổ chức hai buổi")
    return code


def amended(district: District, code: str, text: str = "Sinh hoạt trước ngày 05", on: date | None = None) -> str:
    """An amendment of the first clause that waits for its signatures; returns its code."""
    house, manager = district.house, district.mandates["manager"]
    receipt = commitment_amendment.amend(house, manager, code, seen=seen(house, code)[0])
    amendment: str = json.loads(receipt.note.split(b"\n", 1)[0])["facts"]["amendment"]
    commitment_amendment.save(house, manager, amendment, [Change(REPLACE, "k1", text)], on, 0)
    froze(district, amendment)
    return amendment


def seen(house: House, code: str) -> tuple[int, int]:
    """Version of the case and of its draft, as a page shown now would carry them."""
    with house.db.reading() as session:
        asked = select(Case.version, Agreement.draft_version).join(Agreement, Agreement.case_id == Case.id)
        version, draft_version = session.execute(asked.where(Case.code == code)).one()
        return int(version), int(draft_version)


def digest(house: House, code: str) -> str:
    """The digest of the text shown last."""
    with house.db.reading() as session:
        asked = (
            select(AgreementText.digest)
            .join(Case, AgreementText.case_id == Case.id)
            .join(Agreement, Agreement.case_id == Case.id)
            .where(Case.code == code, AgreementText.version == Agreement.version)
        )
        return str(session.scalars(asked).one())

"""Signatures on paper for tests: a scan, minutes that are entered, opened, attested or refused."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from tests import agreements, signing
from tests.authenticator import ORIGIN
from tests.builders import PERIOD, District
from workflow_app.clock import day_of
from workflow_app.demo.paper import resolution_pdf
from workflow_app.models import Case, Mandate, PaperMinutes, Seat
from workflow_app.services import commitment_paper, commitment_paper_file
from workflow_app.services.actor import load_actor
from workflow_app.services.commitment_paper_matter import Written
from workflow_app.services.errors import NotFound
from workflow_app.services.perform import Receipt


def scanned(district: District, code: str, by: str = "manager", data: bytes | None = None) -> str:
    """A scan that was taken in; returns its code."""
    scan = resolution_pdf(PERIOD) if data is None else data
    return commitment_paper_file.attach(district.house, district.mandates[by], code, scan, "bien-ban.pdf")


def written(district: District, code: str, *parts: str, **changed: Any) -> Written:
    """What stands on minutes that these parts signed today."""
    with district.house.db.reading() as session:
        held = [session.get_one(Mandate, district.mandates[part]) for part in parts]
        asked = select(Seat.place, Seat.unit_id).join(Case, Seat.case_id == Case.id).where(Case.code == code)
        places = {unit_id: place for place, unit_id in session.execute(asked.order_by(Seat.version))}
        signers = {places[mandate.unit_id]: mandate.code for mandate in held}
    given = {"signed_on": day_of(district.house.clock()), "digest": agreements.digest(district.house, code)[:8]}
    given |= {"signers": signers, **changed}
    return Written(**given if "file" in given else {**given, "file": scanned(district, code)})


def enter(district: District, code: str, said: Written, by: str = "manager", **more: Any) -> Receipt:
    """Enter minutes as a person does: be asked, let the device answer, hand the answer in."""
    house, mandate = district.house, district.mandates[by]
    device = signing.trusted_of(house, mandate)
    asked = commitment_paper.ask_to_enter(house, mandate, code, said, ORIGIN)
    return commitment_paper.enter(house, mandate, code, said, answer=signing.answer_of(device, asked), **more)


def entered(district: District, code: str, *parts: str, by: str = "manager", **changed: Any) -> int:
    """Minutes that these parts signed, entered; returns their number."""
    enter(district, code, written(district, code, *parts, **changed), by)
    with district.house.db.reading() as session:
        asked = select(PaperMinutes.number).join(Case, PaperMinutes.case_id == Case.id).where(Case.code == code)
        return max(session.scalars(asked))


def opened(district: District, code: str, number: int, by: str) -> None:
    """Open the scan of minutes."""
    with district.house.db.reading() as session:
        actor = load_actor(session, district.mandates[by], day_of(district.house.clock()))
        asked = select(PaperMinutes.file_code).join(Case, PaperMinutes.case_id == Case.id)
        file_code = session.scalars(asked.where(Case.code == code, PaperMinutes.number == number)).one_or_none()
    if file_code is None:
        raise NotFound(f"{code}/{number}")
    commitment_paper_file.get_file(district.house, actor, code, file_code)


def attest(district: District, code: str, number: int, by: str = "reviewer", **more: Any) -> Receipt:
    """Attest minutes with one's device."""
    house, mandate = district.house, district.mandates[by]
    device = signing.trusted_of(house, mandate)
    asked = commitment_paper.ask_to_attest(house, mandate, code, number, ORIGIN)
    answer = signing.answer_of(device, asked) if asked is not None else None
    return commitment_paper.attest(house, mandate, code, number, answer=answer, **more)


def attested(district: District, code: str, *parts: str, by: str = "reviewer") -> int:
    """Minutes that these parts signed, entered, opened and attested."""
    number = entered(district, code, *parts)
    opened(district, code, number, by)
    attest(district, code, number, by)
    return number


def refuse(district: District, code: str, number: int, by: str = "reviewer", reason: str = "Không phải chữ ký") -> None:
    """Refuse minutes."""
    commitment_paper.refuse(district.house, district.mandates[by], code, number, reason=reason)

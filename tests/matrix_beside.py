"""What stands beside the agreements of the register: minutes on paper, reports on what clauses ask, a signing link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from tests import agreements, papers
from tests.builders import PERIOD, District
from workflow_app.demo.paper import resolution_pdf
from workflow_app.models import Case, Mandate, Obligation, ObligationReport, PaperMinutes, PaperSeat, Seat, SigningLink
from workflow_app.services import obligation, obligation_file, signing_link

# Pages about it: in most cases not there, or not for everybody who sees the agreement.
PAGES = ("commitment_paper.attest", "commitment_paper.refuse", "commitment_paper.download")
PAGES += ("commitment_certificate.download", "commitment_certificate.follow", "commitment_certificate.state")
PAGES += ("obligation.report", "obligation.accept", "obligation.give_back", "obligation.download")
ASKED = {"owner": "each_unit", "due": "2025-06-30", "measure": "Số buổi sinh hoạt"}
# With these a programme takes signatures by certificate.
OPEN, CERTIFICATES = 'closing_rule = "open"', 'closing_rule = "open"\ncertificates = true'


@dataclass(frozen=True, slots=True)
class Beside:
    """Of one agreement; each empty where there is no such thing."""

    scan: str = ""  # code of the file: minutes that wait to be attested
    hands: frozenset[int] = frozenset()  # units whose hand is on it
    entered_by: int = 0  # account
    owing: frozenset[int] = frozenset()  # units
    reported: int = 0  # unit
    proof: str = ""  # code of the file that its report names
    linked: int = 0  # account to which a signing link was given


def owed(district: District) -> str:
    """An agreement in force by which each unit owes something, on which one has reported."""
    code, secretary = agreements.in_force(district, asked=ASKED), district.mandates["secretary"]
    proof = obligation_file.attach(district.house, secretary, code, resolution_pdf(PERIOD), "bao-cao.pdf")["code"]
    obligation.report(district.house, secretary, code, "k1", text="Đã tổ chức hai buổi", files=[proof])
    return code


def on_paper(district: District, code: str) -> None:
    """The hand of another unit waits to be attested. With a key of the manager paper vouches for keys no more."""
    papers.entered(district, code, "secretary5")


def link(district: District, part: str, code: str) -> str:
    """A link by which the program of this part would sign."""
    return signing_link.make(district.house, district.mandates[part], code)


def read(session: Any, row: Case) -> Beside:
    """What stands beside a case."""
    units = {seat.place: seat.unit_id for seat in session.scalars(select(Seat).where(Seat.case_id == row.id))}
    paper = session.scalar(select(PaperMinutes).where(PaperMinutes.case_id == row.id))
    hands = session.scalars(select(PaperSeat.place).where(PaperSeat.case_id == row.id))
    report = session.scalar(select(ObligationReport).where(ObligationReport.case_id == row.id))
    owing = session.scalars(select(Obligation.place).where(Obligation.case_id == row.id))
    return Beside(
        scan=paper.file_code if paper else "",
        hands=frozenset(units[place] for place in hands),
        entered_by=session.get_one(Mandate, paper.mandate_id).account_id if paper else 0,
        owing=frozenset(units[place] for place in owing),
        reported=units[report.place] if report else 0,
        proof=report.files[0]["code"] if report else "",
        linked=session.scalar(select(SigningLink.account_id).where(SigningLink.case_id == row.id)) or 0,
    )

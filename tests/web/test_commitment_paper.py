"""The form for signatures on paper: each thing that is wrong is told once, where it is."""

from __future__ import annotations

from datetime import date

from flask import Flask

from tests.builders import District
from workflow_app.services.commitment_paper_case import FreeSeat
from workflow_app.web.commitment_paper_form import PaperPage
from workflow_app.wording import reason_text


def test_what_is_told_at_a_seat_is_not_told_above_again(app: Flask, district: District) -> None:
    seat = FreeSeat(2, "Chi bộ 1", "unit", (("M1", "Bí thư", date(2025, 1, 1)),))
    reasons = ("scan-missing", "paper-not-in-turn", "seat-expired")
    with app.test_request_context("/"):
        told = PaperPage([seat]).told(reasons, {2: "paper-not-in-turn"})
        again = PaperPage([seat]).told(("paper-mandate",), {2: "paper-mandate"})
    assert told == [
        ("scan", reason_text("scan-missing", "vi")),
        (None, reason_text("seat-expired", "vi")),  # of the same seat, which names its first reason alone
        ("seat-2", reason_text("paper-not-in-turn", "vi")),
    ]
    assert again == [("seat-2", reason_text("paper-mandate", "vi"))]

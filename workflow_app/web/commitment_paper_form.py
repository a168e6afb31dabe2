"""What is written down of signed minutes: the scan, the day, the digest they name, and who signed for which party."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import wtforms
from flask import request
from wtforms.validators import Length

from states.commitment_order import TITLES

from .. import wording
from ..formats import format_day
from ..services.commitment_paper_case import FreeSeat
from ..services.commitment_paper_matter import Written
from .current import lang
from .forms import Day, Line
from .signing import SignedForm
from .words import gettext

# At which field a reason is told; those of single seats are told at the seat.
FIELDS = {
    "scan-missing": "scan", "text-changed": "digest", "paper-day-missing": "on", "day-in-future": "on",
    "day-before-text": "on",
}  # fmt: skip
INSTEAD = {"text-changed": "text-unnamed"}  # here it was typed from paper, not seen on a page


class PaperForm(SignedForm):
    """The part of the form that does not depend on the parties."""

    on = Day()
    digest = Line(validators=[Length(max=64)])
    nonce = wtforms.StringField()  # there once what was written is to be signed


class PaperPage:
    """The form as it is shown and sent again, with what was typed."""

    def __init__(self, seats: Sequence[FreeSeat]) -> None:
        self.form = PaperForm()
        self.seats = seats
        self.file = request.form.get("file", "")[:20]
        self.refused_file = ""

    def chosen(self, seat: FreeSeat) -> str:
        """The code of the mandate under which a seat signed; empty where it did not."""
        said = request.form.get(f"seat-{seat.place}", "")
        return said if said in {code for code, _, _ in seat.signers} else ""

    def options(self, seat: FreeSeat) -> list[tuple[str, str]]:
        """Whose hand it may be."""
        since = gettext("từ")
        return [(code, f"{who} ({since} {format_day(day, lang())})") for code, who, day in seat.signers]

    def form_of(self, seat: FreeSeat) -> str:
        """In which form a seat signed; empty where the minutes do not say."""
        said = request.form.get(f"form-{seat.place}", "")
        return said if said in TITLES else ""

    def forms(self) -> list[tuple[str, str]]:
        """The forms in which a person signs."""
        return [(one, wording.title_name(one, lang())) for one in TITLES]

    def lines(self) -> list[tuple[str, str]]:
        """The parties that signed, each with who signed for it, and in which form."""
        named = {code: who for seat in self.seats for code, who, _ in seat.signers}
        found = [(seat, named[code]) for seat in self.seats if (code := self.chosen(seat))]
        forms = {seat.place: wording.title_name(form, lang()) for seat, _ in found if (form := self.form_of(seat))}
        return [(seat.unit, f"{who}; {forms[seat.place]}" if seat.place in forms else who) for seat, who in found]

    def hidden(self) -> dict[str, Any]:
        """Everything that was written, to be sent again."""
        kept = {f"seat-{seat.place}": code for seat in self.seats if (code := self.chosen(seat))}
        kept |= {f"form-{seat.place}": self.form_of(seat) for seat in self.seats if self.form_of(seat)}
        return {"file": self.file, "on": self.form.shown("on"), "digest": self.form.shown("digest"), **kept}

    def written(self) -> Written:
        """What was written, for the use case."""
        signers = {seat.place: code for seat in self.seats if (code := self.chosen(seat))}
        return Written(
            file=self.file, signed_on=self.form.on.data, digest=self.form.digest.data or "", signers=signers,
            forms={seat.place: self.form_of(seat) for seat in self.seats if self.form_of(seat)},
        )  # fmt: skip

    def problems(self) -> list[tuple[str | None, str]]:
        """What cannot be read."""
        found: list[tuple[str | None, str]] = list(self.form.problems())
        return [("scan", self.refused_file), *found] if self.refused_file else found

    def told(self, reasons: Sequence[str], faulty: Mapping[int, str]) -> list[tuple[str | None, str]]:
        """Reasons of a refusal at the fields they concern, each once: not above again what is told at a seat."""
        unread = {field for field, _ in self.problems()}
        first = f"seat-{self.seats[0].place}" if self.seats else None
        found: list[tuple[str | None, str]] = []
        for reason in reasons:
            field = FIELDS.get(reason, first if reason == "paper-seats-missing" else None)
            if reason not in faulty.values() and (field is None or field not in unread):
                found.append((field, wording.reason_text(INSTEAD.get(reason, reason), lang())))
        return found + [(f"seat-{place}", wording.reason_text(why, lang())) for place, why in faulty.items()]

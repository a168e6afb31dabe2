"""The form of one month of meetings: a few days and numbers, and the points of each criterion."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import wtforms
from wtforms.validators import Length

from states.framework import Criterion
from states.meeting_return import Said
from states.returns_rules import PAIRS, ReturnRules

from .. import wording
from .current import lang
from .forms import Day, Lines, Number, StepForm
from .words import gettext

NUMBERS = ("minutes", "members", "exempt", "present")


class MeetingForm(StepForm):
    """What every sheet asks; `form_of` adds the counts and the criteria of an edition."""

    rules: ReturnRules
    held_on = Day()
    minutes = Number()
    members = Number()
    exempt = Number()
    present = Number()
    thematic_on = Day()
    together = wtforms.BooleanField()
    why_not = Lines(validators=[Length(max=500)])
    reason = Lines(validators=[Length(max=500)])
    paper = wtforms.FileField()
    kept = wtforms.StringField(validators=[Length(max=20)])  # the code of minutes that were taken in before
    no_paper = wtforms.BooleanField()

    def said(self) -> Said:
        """What was typed; a number that is none is noted at its field."""
        points = {}
        for name, criterion in criteria_of(self.rules):
            value = self[name].data
            if isinstance(value, Decimal):
                points[criterion.code] = value
        counts = {name: self._whole(name) for name in counts_of(self.rules)}
        return Said(
            held_on=self.held_on.data, minutes=self._whole("minutes") or 0, members=self._whole("members") or 0,
            exempt=self._whole("exempt") or 0, present=self._whole("present") if self.held_on.data else 0,
            thematic_on=self.thematic_on.data, together=bool(self.together.data),
            why_not=str(self.why_not.data or "") if self.held_on.data is None else "", points=points,
            counts={name: value for name, value in counts.items() if value is not None},
        )  # fmt: skip

    def _whole(self, name: str) -> int | None:
        value = self[name].data
        if value is None:
            return None
        if value != int(value) or value < 0:
            self[name].errors = [gettext("Ghi một số nguyên, từ 0 trở lên")]
            return None
        return int(value)

    def note(self, faults: dict[str, str]) -> None:
        """Put each fault of the use case beside its field."""
        names = {f"points.{criterion.code}": name for name, criterion in criteria_of(self.rules)}
        for place, reason in faults.items():
            name = names.get(place, place)
            field = self[name] if name in self else self.held_on
            field.errors = [*field.errors, wording.reason_text(reason, lang())]


def criteria_of(rules: ReturnRules) -> list[tuple[str, Criterion]]:
    """The criteria of a sheet with the name of the field of each."""
    every = [criterion for group in rules.sheet.groups for criterion in group.criteria]
    return [(f"p{number}", criterion) for number, criterion in enumerate(every, 1)]


def counts_of(rules: ReturnRules) -> list[str]:
    """The further numbers that an edition asks: first what they are out of."""
    return [name for count in rules.counts for name in (PAIRS[count], count)]


def form_of(rules: ReturnRules, said: Said | None = None, *, whole: bool = True) -> MeetingForm:
    """The form of an edition's sheet, filled with a report; `whole` False takes only what seldom changes."""
    fields: dict[str, Any] = {name: Number() for name in counts_of(rules)}
    fields |= {name: Number() for name, _ in criteria_of(rules)}
    made = type("SheetForm", (MeetingForm,), {**fields, "rules": rules})
    values: dict[str, Any] = {}
    if said is not None:
        kept = ("members", "exempt") if not whole else (*NUMBERS, "held_on", "thematic_on", "together", "why_not")
        values = {name: getattr(said, name) for name in kept}
        values |= {name: said.counts.get(name) for name in counts_of(rules)}
        if whole:
            values |= {name: said.points.get(criterion.code) for name, criterion in criteria_of(rules)}
    form: MeetingForm = made(data=values)
    return form

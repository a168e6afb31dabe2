"""Writing the order of signing: one row for each party, and what each step needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import wtforms
from flask import request
from wtforms.validators import InputRequired, Optional

from states.commitment import OPEN

from .. import wording
from ..services.commitment_case import AgreementView
from ..services.commitment_turn import STEPS, SUPERIOR_KEY
from .current import lang
from .forms import Day, Form, Line


class OrderForm(Form):
    """The version of the draft that the page showed."""

    draft_seen = wtforms.IntegerField(validators=[InputRequired()])


class SeatRow(Form):
    """One party: in which step it signs, by when, and what is asked beside its signature."""

    step = wtforms.SelectField(choices=[str(n) for n in range(1, STEPS + 1)], validators=[Optional()])
    until = Day()
    countersign = wtforms.BooleanField()
    witness = Line()


class StepRow(Form):
    """What one step needs: all of its parties, any one, or so many."""

    rule = wtforms.SelectField(validators=[Optional()])


class OrderPage:
    """The order as a page shows it, from the draft or from what was posted."""

    def __init__(self, view: AgreementView, units: Sequence[tuple[str, str]]) -> None:
        posted = request.form if request.method == "POST" else None
        order = view.draft.get("order") or {}
        said, needs = order.get("seats", {}), order.get("steps", {})
        names = dict(units)
        superior = [(SUPERIOR_KEY, view.issuer)] if view.rules.commitment.superior_signs else []
        self.parties = [*superior, *((code, names.get(code, code)) for code in view.draft["units"])]
        self.units = units
        self.ordered = view.rules.commitment.closing_rule != OPEN
        self.form = OrderForm(posted, draft_seen=view.draft_version)
        values = [_values(said.get(key, {})) for key, _ in self.parties]
        self.rows = [SeatRow(posted, prefix=f"seats-{n}-", **known) for n, known in enumerate(values)]
        used = max([int(one.get("step", 1)) for one in said.values()], default=1)
        shown = min(used + 2, STEPS, len(self.parties)) if self.ordered else 0
        if posted is not None:  # the page that was sent may have shown more
            shown = max(shown, len([name for name in posted if name.startswith("steps-")])) if self.ordered else 0
        self.needs = [self._need(posted, n, str(needs.get(str(n), "all"))) for n in range(1, min(shown, STEPS) + 1)]
        if posted is not None:
            for form in (self.form, *self.rows, *self.needs):
                form.validate()

    def _need(self, posted: Any, number: int, rule: str) -> StepRow:
        row = StepRow(posted, prefix=f"steps-{number}-", rule=rule)
        row.rule.choices = ["all", "any", *(str(n) for n in range(2, max(len(self.parties), 2)))]
        return row

    @property
    def step_options(self) -> list[tuple[str, str]]:
        return [(str(n), str(n)) for n in range(1, STEPS + 1)]

    def rule_options(self, row: StepRow) -> list[tuple[str, str]]:
        """What a step may need, in words."""
        return [(one, wording.step_rule_text(one, lang())) for one in row.rule.choices or ()]

    def steps(self) -> dict[str, Any]:
        """What each step needs, where somebody chose it."""
        return {str(n): row.rule.data for n, row in enumerate(self.needs, start=1) if row.rule.data}

    def seats(self) -> dict[str, dict[str, Any]]:
        """What was written of each party."""
        return {
            key: {
                "step": int(row.step.data or 1),
                "until": row.until.data.isoformat() if row.until.data else "",
                "countersign": bool(row.countersign.data),
                "witness": row.witness.data or "",
            }
            for (key, _), row in zip(self.parties, self.rows, strict=True)
        }

    def field_of(self, name: str) -> str | None:
        """The field of the page for the name of a fault: "CODE-until"."""
        key, _, field = name.rpartition("-")
        places = [n for n, (one, _) in enumerate(self.parties) if one == key]
        return f"seats-{places[0]}-{field}" if places else None

    def problems(self) -> list[tuple[str | None, str]]:
        """What cannot be read."""
        rows = (*self.rows, *self.needs)
        return [(f"{row._prefix}{name}", text) for row in rows for name, text in row.problems()]


def _values(said: Any) -> dict[str, Any]:
    until = date.fromisoformat(said["until"]) if said.get("until") else None
    return {
        "step": str(said.get("step", 1)), "until": until, "countersign": bool(said.get("countersign")),
        "witness": said.get("witness", ""),
    }  # fmt: skip

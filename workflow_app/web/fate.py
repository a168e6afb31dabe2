"""What becomes of the open cases of a unit that ends by a change of the organisation: chosen case by case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import wtforms
from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms.validators import Length

from states.fate import CLOSE, LONGEST_REASON, Fate
from states.process import Refused

from .. import wording
from ..services import fate_case
from ..services.errors import Invalid
from ..services.fate_case import CaseLine, UnitCases
from ..services.unit_event_case import EventView
from .access import requires
from .cases import case_url
from .current import actor, house, lang, tell
from .forms import Form, Line, StepForm, once
from .words import gettext, ngettext

bp = Blueprint("fate", __name__, url_prefix="/quan-tri/sap-xep")
Answer = Response | str | tuple[str, int]


class ChoiceForm(Form):
    """One case: its code, what becomes of it and, of one that is closed, why."""

    case = wtforms.HiddenField()
    fate = wtforms.StringField()
    reason = Line(validators=[Length(max=LONGEST_REASON)])

    @property
    def choice(self) -> Fate:
        """What was chosen; the service knows the process."""
        what, _, to = str(self.fate.data or "").partition(":")
        return Fate(str(self.case.data or ""), "", what, to, str(self.reason.data or ""))


@dataclass(frozen=True, slots=True)
class Row:
    """One case with its form, and what can be chosen for it."""

    line: CaseLine
    form: ChoiceForm
    options: tuple[tuple[str, str], ...]


@bp.get("/<code>/ho-so/<int:number>")
@requires("administrator", "manager")
def show(code: str, number: int) -> str:
    """The open cases of one unit that ends, with what becomes of each."""
    page, cases = fate_case.of_row(house(), actor(), code, number)
    return shown(page, cases, rows_of(cases))


@bp.post("/<code>/ho-so/<int:number>")
@requires("administrator", "manager")
def choose(code: str, number: int) -> Answer:
    """Write down what was chosen for each of them."""
    page, cases = fate_case.of_row(house(), actor(), code, number)
    form, rows, back = StepForm(), rows_of(cases), url_for("admin_event.show", code=code, _anchor=f"ho-so-{number}")
    form.validate()
    if not all([row.form.validate() for row in rows]):
        return shown(page, cases, rows), 422
    this = once(form, str(request.endpoint), back)
    try:
        choices = [row.form.choice for row in rows]
        fate_case.choose(house(), actor().mandate_id, code, form.seen.data or 0, number, choices, this)
    except Invalid as refused:
        note(rows, refused.errors)
        return shown(page, cases, rows), 422
    except Refused as refused:
        said = [(None, wording.reason_text(reason, lang())) for reason in refused.reasons]
        return shown(page, cases, rows, said), 422
    tell(ngettext("Đã ghi cách xử lý %(num)s hồ sơ.", "Đã ghi cách xử lý %(num)s hồ sơ.", len(rows)))
    return redirect(back, 303)


def rows_of(cases: UnitCases) -> list[Row]:
    """Each case with its form: as it came back, or as it was chosen before."""
    posted = request.form if request.method == "POST" else None
    found = []
    for n, line in enumerate(cases.cases):
        known = {"case": line.code, "fate": value_of(line.fate, line.to), "reason": line.reason}
        found.append(Row(line, ChoiceForm(posted, prefix=f"cases-{n}-", data=known), options(line, cases)))
    return found


def options(line: CaseLine, cases: UnitCases) -> tuple[tuple[str, str], ...]:
    """What can be chosen for a case: each way, and under each successor where it goes on."""
    return tuple(
        (value_of(fate, to), wording.fate_name(fate, name, lang()))
        for fate in line.offered
        for to, name in ([("", "")] if fate == CLOSE else cases.successors)
    )


def value_of(fate: str, to: str) -> str:
    """A way and a successor as one choice."""
    return fate if fate == CLOSE else f"{fate}:{to}"


def note(rows: Sequence[Row], errors: dict[str, str]) -> None:
    """Put each reason beside the field that it is about."""
    for row in rows:
        if reason := errors.get(row.line.code):
            field = row.form.reason if reason == "fate-reason" else row.form.fate
            field.errors = [wording.reason_text(reason, lang())]


def shown(
    page: EventView, cases: UnitCases, rows: Sequence[Row], problems: Sequence[tuple[str | None, str]] = ()
) -> str:
    """The page with its forms as they came back."""
    wrong = [(f"cases-{n}-{name}", text) for n, row in enumerate(rows) for name, text in row.form.problems()]
    problems = [*problems, *wrong]
    return render_template(
        "fate/cases.html", page=page, cases=cases, rows=rows, problems=problems, case_url=case_url,
        opens=fate_case.may_open(actor()), title=gettext("Hồ sơ đang mở của “%(unit)s”", unit=cases.unit),
    )  # fmt: skip

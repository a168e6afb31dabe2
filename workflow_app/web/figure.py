"""The figure of a target that a document tells: entered once, corrected with a reason."""

from __future__ import annotations

from decimal import Decimal

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms.validators import InputRequired, Length

from states.figure import Told
from states.targets import FIGURE, RANGE

from .. import wording
from ..services import figure, programme
from ..services.errors import Invalid, NotFound
from .access import requires
from .current import actor, house, lang, tell
from .forms import Day, Line, Lines, Number, StepForm, once
from .registration_steps import say
from .words import gettext, lazy

bp = Blueprint("figure", __name__, url_prefix="/chuong-trinh/<code>/<period>/so-lieu/<target>")


class FigureForm(StepForm):
    number = Number()
    of = Number()
    as_of = Day()
    symbol = Line(validators=[InputRequired(lazy("Nhập số, ký hiệu văn bản")), Length(max=40)])
    issued_on = Day(validators=[InputRequired(lazy("Nhập ngày văn bản"))])
    reason = Lines(validators=[Length(max=500)])


@bp.get("")
@requires("manager", "administrator")
def ask(code: str, period: str, target: str) -> str:
    """The form, with what stands."""
    return _page(code, period, target, FigureForm())


@bp.post("")
@requires("manager", "administrator")
def enter(code: str, period: str, target: str) -> Response | tuple[str, int]:
    """Record the figure."""
    form = FigureForm()
    if not form.validate():
        return _page(code, period, target, form), 422
    back = url_for("programme.show", code=code, period=period)
    told = Told(_whole(form.number.data), _whole(form.of.data), form.as_of.data)
    try:
        figure.tell(
            house(), actor().mandate_id, code, period, target, told, symbol=str(form.symbol.data),
            issued_on=form.issued_on.data, reason=str(form.reason.data or ""), seen=int(form.seen.data or 0),
            request=once(form, str(request.endpoint), back),
        )  # fmt: skip
    except Invalid as refused:
        for name, reason in refused.errors.items():
            form[name].errors = [wording.reason_text(reason, lang())]
        return _page(code, period, target, form), 422
    tell(gettext("Đã ghi số liệu."))
    return redirect(back, 303)


def _whole(value: Decimal | None) -> int | None:
    """None as well for what is not whole: the use case says what is wanted."""
    return int(value) if value is not None and value == int(value) else None


def _page(code: str, period: str, target: str, form: FigureForm) -> str:
    view = programme.get_programme(house(), actor(), code, period)
    found = next((one for one in view.progress.figures if one.target.code == target), None)
    if found is None or found.target.count != FIGURE:
        raise NotFound(target)
    return render_template(
        "programme/figure.html", view=view, figure=found, form=form, problems=form.problems(), say=say,
        version=found.paper.version if found.paper else 0, ranged=found.target.kind == RANGE,
    )  # fmt: skip

"""Out of how many the targets of a period are counted, and the decision where units went in between."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms.validators import InputRequired, Length

from states.population import KEEP, RECOUNT

from .. import wording
from ..services import population, programme
from ..services.errors import Invalid, NotFound
from ..services.population import Standing
from .access import requires
from .current import actor, house, lang, tell
from .forms import Day, KeyForm, Line, Lines, once
from .registration_steps import say
from .words import gettext, lazy

bp = Blueprint("population", __name__, url_prefix="/chuong-trinh/<code>/<period>/mau-so")


class DecisionForm(KeyForm):
    choice = wtforms.StringField()
    symbol = Line(validators=[InputRequired(lazy("Nhập số, ký hiệu quyết định")), Length(max=40)])
    issued_on = Day(validators=[InputRequired(lazy("Nhập ngày quyết định"))])
    reason = Lines(validators=[InputRequired(lazy("Ghi lý do")), Length(max=500)])


@bp.get("")
@requires("manager", "administrator")
def ask(code: str, period: str) -> str:
    """Both numbers, the units that went, and the form of the decision."""
    return _page(code, period, DecisionForm())


@bp.post("")
@requires("manager", "administrator")
def decide(code: str, period: str) -> Response | tuple[str, int]:
    """Record which number counts."""
    form = DecisionForm()
    if not form.validate():
        return _page(code, period, form), 422
    back = url_for("programme.show", code=code, period=period)
    try:
        population.decide(
            house(), actor().mandate_id, code, period, str(form.choice.data or ""), reason=str(form.reason.data),
            symbol=str(form.symbol.data), issued_on=form.issued_on.data,
            request=once(form, str(request.endpoint), back),
        )  # fmt: skip
    except Invalid as refused:
        for name, reason in refused.errors.items():
            form[name].errors = [wording.reason_text(reason, lang())]
        return _page(code, period, form), 422
    tell(gettext("Đã ghi quyết định về mẫu số."))
    return redirect(back, 303)


def _page(code: str, period: str, form: DecisionForm) -> str:
    view = programme.get_programme(house(), actor(), code, period)
    standing = view.progress.standing
    if standing is None or not standing.basis.changed:
        raise NotFound(period)
    return render_template(
        "programme/population.html", view=view, standing=standing, form=form, problems=form.problems(), say=say,
        choices=[(KEEP, _kept(standing)), (RECOUNT, _counted(standing))],
    )  # fmt: skip


def _kept(standing: Standing) -> str:
    return gettext("Giữ %(number)s đơn vị của ngày đầu kỳ", number=standing.basis.at_start)


def _counted(standing: Standing) -> str:
    return gettext("Tính lại theo %(number)s đơn vị của ngày cuối kỳ", number=standing.basis.at_end)


def words(standing: Standing | None) -> dict[str, Any] | None:
    """What everybody reads of the number, where units went in between."""
    if standing is None or not standing.basis.changed:
        return None
    decision = standing.decision
    said = "" if decision is None else _kept(standing) if decision.choice == KEEP else _counted(standing)
    return {
        "start": standing.basis.at_start, "start_on": standing.start_on, "end": standing.basis.at_end,
        "end_on": standing.end_on, "changed": standing.changed, "decision": decision, "said": said,
    }  # fmt: skip

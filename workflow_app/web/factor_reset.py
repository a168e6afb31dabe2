"""An officer lets somebody who lost the second factor begin anew, and hands a code over."""

from __future__ import annotations

import structlog
from flask import Blueprint, render_template, request
from wtforms.validators import InputRequired, Length

from .. import wording
from ..services import second_factor as factors
from ..services.errors import Invalid
from . import proof
from .access import requires
from .current import actor, house, lang, viewer
from .forms import Form, Line
from .proof import proved_again
from .words import lazy

bp = Blueprint("factor_reset", __name__)
log = structlog.get_logger()


class Lost(Form):
    login = Line(validators=[InputRequired(lazy("Nhập tên đăng nhập của người bị mất")), Length(max=80)])


@bp.route("/quan-tri/mat-thiet-bi", methods=("GET", "POST"))
@requires("administrator", "manager")
@proved_again
def reset() -> str | tuple[str, int]:
    """Ask whose factor was lost; show the slip with the code once."""
    form = Lost()
    if request.method != "POST":
        form.login.data = request.args.get("ten", "")[:80]
        return render_template("factor/reset.html", form=form, problems=[])
    if problems := [*([] if form.validate() else form.problems()), *proof.refused()]:
        return render_template("factor/reset.html", form=form, problems=problems), 422
    try:
        name, code = factors.reset(house(), actor().mandate_id, form.login.data or "")
    except Invalid as invalid:
        problems = [("login", wording.reason_text(reason, lang())) for reason in invalid.errors.values()]
        return render_template("factor/reset.html", form=form, problems=problems), 422
    seen = viewer()
    log.info("factor.reset", account=seen.session.pseudonym if seen else None)
    return render_template("factor/slip.html", name=name, login=form.login.data, code=code)

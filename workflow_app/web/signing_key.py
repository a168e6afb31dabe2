"""An officer says whose a signing key is: with a key of one's own, or by what stands on paper for the first two."""

from __future__ import annotations

import structlog
from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms.validators import DataRequired, Length

from .. import wording
from ..services import signing_key
from ..services.errors import Invalid
from . import proof
from .access import requires
from .current import actor, house, lang, tell
from .errors import note_refusal
from .forms import Day, Form, Line
from .proof import proved_again
from .second_factor import Problems
from .signing import answered, question
from .words import gettext, lazy

bp = Blueprint("signing_key", __name__, url_prefix="/quan-tri/khoa-ky")
log = structlog.get_logger()

OFFICERS = ("administrator", "manager")
Answer = str | Response | tuple[str, int]


class OnPaper(Form):
    """The key as it stands in minutes that its owner signed by hand."""

    login = Line(validators=[DataRequired(lazy("Nhập tên đăng nhập của chủ khóa")), Length(max=80)])
    fingerprint = Line(validators=[DataRequired(lazy("Nhập số nhận dạng ghi trên biên bản")), Length(max=80)])
    number = Line(validators=[DataRequired(lazy("Nhập số biên bản")), Length(max=40)])
    on = Day(validators=[DataRequired(lazy("Nhập ngày của biên bản"))])


@bp.get("")
@requires(*OFFICERS)
def waiting() -> str:
    """The keys nobody vouched for yet."""
    return render_template("signing_key/list.html", page=signing_key.list_waiting(house(), actor().mandate_id))


@bp.route("/<factor>", methods=("GET", "POST"))
@requires(*OFFICERS)
def trust(factor: str) -> Answer:
    """Compare the fingerprint with its owner, and sign that the key is that person's."""
    problems: Problems = []
    if request.method == "POST":
        try:
            name = signing_key.trust(house(), actor().mandate_id, factor, answered())
        except Invalid as invalid:
            note_refusal("trust_key", factor, invalid.errors.values(), invalid.why)
            problems = [(None, wording.reason_text(reason, lang())) for reason in invalid.errors.values()]
        else:
            return _trusted(name)
    key = signing_key.get_waiting(house(), actor().mandate_id, factor)
    asked = question(lambda mandate_id, site: signing_key.ask(house(), mandate_id, factor, site))
    page = render_template("signing_key/trust.html", key=key, problems=problems, **asked)
    return (page, 422) if problems else page


@bp.route("/ban-giay", methods=("GET", "POST"))
@requires(*OFFICERS)
@proved_again
def on_paper() -> Answer:
    """Take the first two keys of the register by their minutes on paper."""
    form = OnPaper()
    if request.method != "POST":
        return render_template("signing_key/on_paper.html", form=form, problems=[])
    problems: Problems = [*([] if form.validate() else form.problems()), *proof.refused()]
    if not problems and form.on.data is not None:
        said = (form.login.data or "", form.fingerprint.data or "", form.number.data or "", form.on.data)
        try:
            return _trusted(signing_key.trust_on_paper(house(), actor().mandate_id, *said))
        except Invalid as invalid:
            note_refusal("on_paper", "", invalid.errors.values())
            problems = [(field, wording.reason_text(reason, lang())) for field, reason in invalid.errors.items()]
    return render_template("signing_key/on_paper.html", form=form, problems=problems), 422


def _trusted(name: str) -> Response:
    log.info("signing_key.trusted")
    tell(gettext("Đã xác nhận khóa ký của %(name)s.", name=name))
    return redirect(url_for(".waiting"), 303)

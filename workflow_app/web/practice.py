"""Good practices: the public list of a programme, each with a page of its own; publishing and taking back."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms.validators import Length

from .. import wording
from ..services import practice
from ..services.errors import Invalid, NotFound
from ..services.practice import Marked
from .access import open_to_all, requires
from .current import actor, house, lang, looker, tell
from .forms import Line, Lines, StepForm, once
from .registration_steps import say
from .words import gettext

bp = Blueprint("practice", __name__)


class PracticeForm(StepForm):
    title = Line(validators=[Length(max=200)])
    text = Lines(validators=[Length(max=4_000)])


class ReasonForm(StepForm):
    reason = Lines(validators=[Length(max=500)])


@bp.get("/chuong-trinh/<code>/cach-lam-hay")
@open_to_all
def listing(code: str) -> str:
    """The practices of a programme, the newest first."""
    after = request.args.get("sau", "")
    found = practice.list_practices(house(), looker(), code, after)
    return render_template(
        "practice/list.html", listing=found, code=code, say=say,
        first_url=url_for(".listing", code=code) if after else None,
        next_url=url_for(".listing", code=code, sau=found.next) if found.next else None,
    )  # fmt: skip


@bp.get("/cach-lam-hay/<code>")
@open_to_all
def show(code: str) -> str:
    """One practice, also one that was taken back."""
    line, may_withdraw = practice.get_practice(house(), looker(), code)
    return render_template("practice/show.html", one=line, may_withdraw=may_withdraw, say=say)


@bp.get("/danh-gia/<code>/pho-bien")
@requires("manager")
def ask(code: str) -> str:
    """The form, with the words of the team to begin from."""
    found = practice.get_marked(house(), actor(), code)
    return _form(found, PracticeForm(data={"text": "\n\n".join(found.said)}))


@bp.post("/danh-gia/<code>/pho-bien")
@requires("manager")
def publish(code: str) -> Response | tuple[str, int]:
    """Publish it."""
    form, found = PracticeForm(), practice.get_marked(house(), actor(), code)
    if not form.validate():
        return _form(found, form), 422
    back = url_for(".listing", code=found.programme)
    try:
        made = practice.publish(
            house(), actor().mandate_id, code, str(form.title.data or ""), str(form.text.data or ""),
            once(form, str(request.endpoint), back),
        )  # fmt: skip
    except Invalid as refused:
        for name, reason in refused.errors.items():
            form[name].errors = [wording.reason_text(reason, lang())]
        return _form(found, form), 422
    tell(gettext("Đã công bố cách làm hay."))
    return redirect(url_for(".show", code=made), 303)


@bp.get("/cach-lam-hay/<code>/rut")
@requires("manager")
def ask_back(code: str) -> str:
    """The form that takes a practice back."""
    return _withdrawal(code, ReasonForm())


@bp.post("/cach-lam-hay/<code>/rut")
@requires("manager")
def withdraw(code: str) -> Response | tuple[str, int]:
    """Take it back."""
    form = ReasonForm()
    if not form.validate():
        return _withdrawal(code, form), 422
    back = url_for(".show", code=code)
    try:
        practice.withdraw(
            house(), actor().mandate_id, code, str(form.reason.data or ""), int(form.seen.data or 0),
            once(form, str(request.endpoint), back),
        )  # fmt: skip
    except Invalid as refused:
        form.reason.errors = [wording.reason_text(refused.errors["reason"], lang())]
        return _withdrawal(code, form), 422
    tell(gettext("Đã rút cách làm hay khỏi danh sách."))
    return redirect(back, 303)


def _form(found: Marked, form: PracticeForm) -> str:
    reasons = [wording.reason_text(one, lang()) for one in found.reasons]
    return render_template(
        "practice/publish.html", found=found, form=form, problems=form.problems(), reasons=reasons
    )  # fmt: skip


def _withdrawal(code: str, form: ReasonForm) -> str:
    line, may_withdraw = practice.get_practice(house(), actor(), code)
    if not may_withdraw:
        raise NotFound(code)
    return render_template("practice/withdraw.html", one=line, form=form, problems=form.problems())

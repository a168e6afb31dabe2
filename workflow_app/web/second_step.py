"""The second step of signing in: after the password, what only this person has."""

from __future__ import annotations

import structlog
from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response
from wtforms.validators import InputRequired, Length

from ..services import session as sessions
from ..services.factor_check import FactorRefused
from ..services.session import SignInRefused
from .access import open_to_all
from .account import address, next_page, welcome
from .current import house, row_session
from .forms import Form, Line
from .sessions import form_token
from .words import gettext, lazy

bp = Blueprint("second_step", __name__)
log = structlog.get_logger()


REFUSED = lazy("Mã chưa đúng, đã dùng rồi, hoặc đã hết hiệu lực. Mã trên điện thoại đổi sau mỗi 30 giây.")


class Code(Form):
    code = Line(validators=[InputRequired(lazy("Nhập mã")), Length(max=40)])


@bp.get("/dang-nhap/buoc-hai")
@open_to_all
def ask() -> str | Response:
    """The field for the code."""
    visit = row_session().visit
    if visit is None or not visit.halfway:
        return _begin_again()
    return _page(Code(), [])


@bp.post("/dang-nhap/buoc-hai")
@open_to_all
def show() -> str | Response | tuple[str, int]:
    """Look at the code; now somebody is signed in."""
    visit, form = row_session().visit, Code()
    if visit is None or not visit.halfway:
        return _begin_again()
    if not form.validate():
        return _page(form, form.problems()), 422
    try:
        token = sessions.show_factor(
            house(), visit, form.code.data or "", address(), form_token(), row_session().token or ""
        )
    except SignInRefused:
        return _begin_again()
    except FactorRefused:
        log.warning("factor.refused")
        return _page(form, [("code", gettext(REFUSED))]), 422
    return welcome(token)


def _page(form: Code, problems: list[tuple[str, str]]) -> str:
    visit = row_session().visit
    assert visit is not None, "looked at before"
    asked = sessions.asks_for(house(), visit)
    return render_template("factor/second_step.html", form=form, problems=problems, asked=asked, next=next_page())


def _begin_again() -> Response:
    return redirect(request.script_root + "/dang-nhap", 303)

"""Adding a passkey, and signing in with one: alone, or after the password."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Blueprint, redirect, render_template, request
from flask import session as flask_session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response
from wtforms.validators import InputRequired, Length

from ..services import passkey
from ..services import session as sessions
from ..services.errors import Invalid
from ..services.factor_check import FactorRefused
from ..services.session import SignInRefused
from . import proof
from .access import open_to_all, signed_in
from .account import address, device, next_page, welcome
from .current import house, row_session, viewer
from .forms import Form, Line
from .proof import proved_again
from .second_factor import Problems, me, said, show_codes
from .security import own_origin
from .sessions import form_token
from .words import gettext, lazy

bp = Blueprint("passkey", __name__)
log = structlog.get_logger()

ASKED = "passkey_asked"  # in the session: what is needed to check the answer
Answer = str | Response | tuple[str, int]


REFUSED = lazy("Khóa này không mở được tài khoản nào ở đây. Xin thử lại hoặc dùng mật khẩu.")


class NewKey(Form):
    name = Line(validators=[InputRequired(lazy("Đặt tên để nhận ra khóa này")), Length(max=60)])


@bp.get("/tai-khoan/hai-buoc/khoa-truy-cap")
@signed_in
@proved_again
def add() -> str:
    """Ask the browser for a new key."""
    return _add_page(NewKey(), [])


@bp.post("/tai-khoan/hai-buoc/khoa-truy-cap")
@signed_in
@proved_again
def added() -> Answer:
    """Keep the key that the browser made."""
    form, seen = NewKey(), me()
    problems: Problems = [*([] if form.validate() else form.problems()), *proof.refused()]
    if problems:
        return _add_page(form, problems), 422
    state, answer = _asked(), request.form.get("answer", "")
    try:
        codes = passkey.add(
            house(), _origin(), seen.account_id, seen.session.session_id, state, answer, form.name.data or ""
        )
    except Invalid as invalid:
        return _add_page(form, said(invalid)), 422
    return show_codes(codes)


@bp.get("/dang-nhap/khoa-truy-cap")
@open_to_all
def ask() -> str | Response:
    """Ask the browser for a key."""
    if viewer() is not None:
        return redirect(request.script_root + (next_page() or "/"), 303)
    return _ask_page([])


@bp.post("/dang-nhap/khoa-truy-cap")
@open_to_all
def enter() -> Answer:
    """Sign in with the key that answered."""
    visit, state, answer = row_session().visit, _asked(), request.form.get("answer", "")
    halfway = visit if visit is not None and visit.halfway else None
    try:
        token = sessions.show_passkey(
            house(), halfway, _origin(), state, answer, address(), device(), form_token(), row_session().token
        )
    except SignInRefused:
        return redirect(request.script_root + "/dang-nhap", 303)
    except FactorRefused:
        log.warning("factor.refused")
        return _ask_page([(None, gettext(REFUSED))]), 422
    return welcome(token)


def _asked() -> dict[str, Any]:
    """The question that was put last; it is answered once."""
    asked = flask_session.pop(ASKED, None)
    return asked if isinstance(asked, dict) else {}


def _origin() -> str:
    origin = own_origin(house().settings)
    if not passkey.is_possible(origin):
        raise NotFound
    return origin


def _add_page(form: NewKey, problems: Problems) -> str:
    question = passkey.ask_to_add(house(), _origin(), me().account_id, gettext("Sổ công nhận"))
    flask_session[ASKED] = question.state
    return render_template("factor/add_key.html", form=form, problems=problems, options=question.options)


def _ask_page(problems: Problems) -> str:
    visit = row_session().visit
    account_id = sessions.halfway_to(visit) if visit is not None and visit.halfway else None
    question = passkey.ask(house(), _origin(), account_id)
    flask_session[ASKED] = question.state
    after_password = account_id is not None
    return render_template(
        "factor/key.html", problems=problems, options=question.options, next=next_page(), after_password=after_password
    )

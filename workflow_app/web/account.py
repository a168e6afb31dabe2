"""Signing in and out, choosing a capacity, and one's own account."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import structlog
import wtforms
from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms.validators import InputRequired, Length

from ..services import account as accounts
from ..services import acts as own_acts
from ..services import programme, substitution, way_in
from ..services import session as sessions
from ..services.errors import Invalid, ReadOnly
from .access import open_to_all, own_path, signed_in
from .cases import case_url
from .chooser import chooser
from .current import Viewer, house, row_session, tell, viewer
from .forms import Form, Line
from .sessions import form_token
from .words import gettext, lazy

bp = Blueprint("account", __name__)
log = structlog.get_logger()

CLEAR = '"cache", "storage"'  # what the browser still holds of the pages just left
PASSWORD_ERRORS = {
    "password-wrong": lazy("Mật khẩu hiện tại chưa đúng"),
    "password-too-short": lazy("Mật khẩu mới cần ít nhất 12 ký tự"),
    "password-too-long": lazy("Mật khẩu mới dài quá 200 ký tự"),
    "password-guessable": lazy("Mật khẩu mới dễ đoán; nên ghép bốn từ không liên quan đến nhau"),
}
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
           ("Linux", "Linux"))  # fmt: skip


class SignIn(Form):
    login = wtforms.StringField(validators=[InputRequired(lazy("Nhập tên đăng nhập")), Length(max=80)])
    password = wtforms.PasswordField(validators=[InputRequired(lazy("Nhập mật khẩu"))])


class Choice(Form):
    mandate = Line(validators=[InputRequired(lazy("Chọn một nhiệm vụ"))])


class NewPassword(Form):
    old = wtforms.PasswordField(validators=[InputRequired(lazy("Nhập mật khẩu hiện tại"))])
    new = wtforms.PasswordField(validators=[InputRequired(lazy("Nhập mật khẩu mới"))])
    again = wtforms.PasswordField(validators=[InputRequired(lazy("Nhập lại mật khẩu mới"))])

    def validate_again(self, field: wtforms.Field) -> None:
        if field.data != self.new.data:
            raise wtforms.ValidationError(lazy("Hai lần nhập mật khẩu mới chưa giống nhau"))


@bp.get("/dang-nhap")
@open_to_all
def sign_in() -> str | Response:
    """The form for name and password."""
    if house().watch.rolled_back:
        raise ReadOnly(house().watch.rolled_back)
    if viewer() is not None:
        return _onward(next_page())
    return _sign_in_page(SignIn())


def _sign_in_page(form: SignIn, *, refused: bool = False) -> str:
    programmes = chooser(programme.list_programmes(house()))
    return render_template(
        "account/sign_in.html", form=form, next=next_page(), refused=refused, programmes=programmes
    )  # fmt: skip


@bp.post("/dang-nhap")
@open_to_all
def enter() -> str | Response | tuple[str, int]:
    """Check name and password."""
    form = SignIn()
    if not form.validate():
        return _sign_in_page(form), 422
    try:
        token = sessions.sign_in(
            house(), form.login.data, form.password.data, address(), device(), form_token(), row_session().token
        )
    except sessions.SignInRefused:
        log.warning("sign_in.refused")
        return _sign_in_page(form, refused=True), 422
    return welcome(token)


@bp.post("/dang-xuat")
@open_to_all
def leave() -> Response:
    """End this session; pressed twice, it is simply over."""
    visit = row_session().visit
    if visit is not None:
        sessions.sign_out(house(), visit.session_id)
        log.info("sign_out", account=visit.pseudonym)
    return _gone()


@bp.get("/tu-cach")
@signed_in
def capacity() -> str:
    """The capacities in which this person may act."""
    return render_template("account/capacity.html", form=Choice(), me=_me(), next=next_page())


@bp.post("/tu-cach")
@signed_in
def choose() -> str | Response | tuple[str, int]:
    """Go on in another capacity."""
    form, me = Choice(), _me()
    if not form.validate():
        return render_template("account/capacity.html", form=form, me=me, next=next_page()), 422
    token = sessions.switch_mandate(house(), me.session.session_id, me.account_id, str(form.mandate.data))
    row_session().begin(token)
    return redirect(next_page() or _root("/nhiem-vu"), 303)


@bp.get("/tai-khoan")
@signed_in
def mine() -> str:
    """One's own account: mandates, the places where it is signed in, the password."""
    return _mine(NewPassword())


@bp.get("/tai-khoan/viec-da-lam")
@signed_in
def acts() -> str:
    """What was entered in the journal under this person's name."""
    me, asked = _me(), request.args.get("sau", "")
    after = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 16 else None
    found = own_acts.list_acts(house(), me.account_id, after, me.actor)
    more = url_for(".acts", sau=found.next) if found.next else None
    return render_template("account/acts.html", found=found, after=after, next_url=more, case_url=case_url)


@bp.post("/tai-khoan/mat-khau")
@signed_in
def change_password() -> Response | tuple[str, int]:
    """Choose another password; every other session ends."""
    form, me = NewPassword(), _me()
    if not form.validate():
        return _mine(form), 422
    try:
        own = (me.account_id, me.session.session_id)
        accounts.change_password(house(), *own, form.old.data, form.new.data, address())
    except Invalid as refused:
        for name, code in refused.errors.items():
            form[name].errors = [PASSWORD_ERRORS[code]]
        return _mine(form), 422
    log.info("password.changed", account=me.session.pseudonym)
    tell(gettext("Đã đổi mật khẩu. Các nơi khác đã được đăng xuất."))
    return redirect(_root("/tai-khoan"), 303)


@bp.post("/tai-khoan/phien")
@signed_in
def end_session() -> Response:
    """Sign out in one other place."""
    me = _me()
    sessions.end_device(house(), me.account_id, request.form.get("session", ""))
    tell(gettext("Đã đăng xuất ở nơi đó."))
    return redirect(_root("/tai-khoan"), 303)


@bp.post("/tai-khoan/dang-xuat-moi-noi")
@signed_in
def end_all() -> Response:
    """Sign out everywhere, here too."""
    me = _me()
    sessions.end_everywhere(house(), me.account_id)
    log.info("sign_out.everywhere", account=me.session.pseudonym)
    return _gone()


def welcome(token: str) -> Response:
    """Go on under a session that was just opened."""
    row_session().begin(token)
    visit = sessions.resolve(house(), sessions.hash_of(token))
    if visit is not None and visit.halfway:
        return redirect(_root("/dang-nhap/buoc-hai") + _further(), 303)
    log.info("sign_in", account=visit.pseudonym if visit else None)
    if visit is not None and not visit.informed and house().settings.mode != "demo":  # there the people are invented
        return redirect(_root("/tai-khoan/muc-dich") + _further(), 303)
    return go_on(visit)


def go_on(visit: sessions.Visit | None) -> Response:
    """Where somebody who just signed in has something to do."""
    if visit is not None and visit.must_enrol:
        return redirect(_root("/tai-khoan/hai-buoc"), 303)
    if visit is not None and visit.actor is None and visit.capacities:
        return redirect(_root("/tu-cach") + _further(), 303)
    return redirect(next_page() or _root("/nhiem-vu" if visit and visit.actor else "/tai-khoan"), 303)


def _further() -> str:
    """The page to go on to afterwards, handed on in the address."""
    return f"?{urlencode({'next': next_page()})}" if next_page() else ""


def address() -> str:
    """Where the request comes from, as the trusted proxies say."""
    return request.remote_addr or ""


def device() -> str:
    """What the owner recognises the browser by: "Firefox, Windows", and no more than that."""
    told = request.user_agent.string
    found = [next((name for sign, name in known if sign in told), "") for known in (BROWSERS, SYSTEMS)]
    return re.sub(r"^, |, $", "", ", ".join(found))


def _mine(form: NewPassword) -> str:
    me = _me()
    places = sessions.list_devices(house(), me.account_id)
    standing = substitution.list_own(house(), me.account_id)
    led, past = way_in.read(house(), me.account_id), accounts.list_past(house(), me.account_id)
    shown = {"places": places, "standing": standing, "led": led, "past": past}
    return render_template("account/mine.html", form=form, me=me, **shown)


def _me() -> Viewer:
    me = viewer()
    assert me is not None, "pages of an account are marked @signed_in"
    return me


def _gone() -> Response:
    row_session().forget()
    answer = redirect(_root("/dang-nhap"), 303)
    answer.headers["Clear-Site-Data"] = CLEAR
    return answer


def next_page() -> str | None:
    return own_path(request.values.get("next"))


def _onward(target: str | None) -> Response:
    return redirect(target or _root("/nhiem-vu"), 303)


def _root(path: str) -> str:
    return request.script_root + path

"""One's own second factor: an app that shows codes, recovery codes on paper, and what was set up before."""

from __future__ import annotations

import segno
import structlog
from flask import Blueprint, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response
from wtforms.validators import InputRequired, Length

from states import roles

from .. import wording
from ..services import second_factor as factors
from ..services import session as sessions
from ..services.errors import Invalid
from ..services.passkey import is_possible
from . import proof
from .access import signed_in
from .current import Viewer, house, lang, row_session, tell, viewer
from .forms import Form, Line
from .proof import proved_again
from .security import own_origin
from .words import gettext, lazy

bp = Blueprint("second_factor", __name__, url_prefix="/tai-khoan/hai-buoc")
log = structlog.get_logger()

Answer = str | Response | tuple[str, int]
Problems = list[tuple[str | None, str]]


class AppCode(Form):
    code = Line(validators=[InputRequired(lazy("Nhập mã 6 số đang hiện trên điện thoại")), Length(max=20)])


def me() -> Viewer:
    """Who is signed in."""
    seen = viewer()
    assert seen is not None, "pages of an account are marked @signed_in"
    return seen


def own_standing() -> factors.Standing:
    """What this account has."""
    seen = me()
    return factors.standing(house(), seen.account_id, [held.role for held in seen.mandates])


@bp.get("")
@signed_in
def mine() -> str:
    """What this account has beside its password."""
    possible = is_possible(own_origin(house().settings))
    must = me().session.must_enrol
    return render_template("factor/mine.html", standing=own_standing(), must_enrol=must, passkeys=possible)


@bp.get("/ung-dung")
@signed_in
@proved_again
def app() -> str:
    """The secret for an app, as a QR code and to be typed; whoever only finds the session open does not see it."""
    return _proof_page([]) if proof.asks() else _app_page(AppCode(), [])


@bp.post("/ung-dung")
@signed_in
@proved_again
def add_app() -> Answer:
    """Add the app, once its code shows that it knows the secret."""
    if problems := proof.refused():
        return _proof_page(problems), 422
    if "code" not in request.form:
        return redirect(url_for(".app"), 303)
    form, seen = AppCode(), me()
    if not form.validate():
        return _app_page(form, [*form.problems()]), 422
    try:
        codes = factors.add_app(house(), seen.account_id, seen.session.session_id, form.code.data or "")
    except Invalid as invalid:
        return _app_page(form, said(invalid)), 422
    return show_codes(codes)


@bp.route("/ma-du-phong", methods=("GET", "POST"))
@signed_in
@proved_again
def recovery() -> Answer:
    """Make other recovery codes."""
    if not own_standing().factors:
        return redirect(url_for(".mine"), 303)
    problems = proof.refused() if request.method == "POST" else []
    if request.method == "POST" and not problems:
        codes = factors.new_recovery_codes(house(), me().account_id)
        log.info("factor.recovery_codes_made", account=me().session.pseudonym)
        return codes_page(codes, added=False)
    return render_template("factor/recovery.html", problems=problems), 422 if problems else 200


@bp.route("/bo/<code>", methods=("GET", "POST"))
@signed_in
@proved_again
def remove(code: str) -> Answer:
    """Take one factor away."""
    factor = next((one for one in own_standing().factors if one.code == code), None)
    if factor is None:
        raise NotFound
    problems: Problems = [*proof.refused()] if request.method == "POST" else []
    if request.method == "POST" and not problems:
        try:
            factors.remove(house(), me().account_id, me().session.session_id, code)
        except Invalid as invalid:
            problems = said(invalid)
        else:
            log.info("factor.removed", account=me().session.pseudonym)
            tell(gettext("Đã bỏ. Các nơi khác đã được đăng xuất."))
            return redirect(url_for(".mine"), 303)
    return render_template("factor/remove.html", factor=factor, problems=problems), 422 if problems else 200


def show_codes(codes: list[str]) -> Answer:
    """The recovery codes, this once; the session goes on under a new token, because it may do more than before."""
    log.info("factor.added", account=me().session.pseudonym)
    page: Answer = redirect(url_for("second_factor.mine"), 303)
    if codes:
        page = codes_page(codes, added=True)
    else:
        tell(gettext("Đã thêm khóa. Các nơi khác đã được đăng xuất."))
    row_session().keep()
    row_session().begin(sessions.renew(house(), me().session.session_id))
    return page


def codes_page(codes: list[str], added: bool) -> str:
    """Recovery codes to be printed; `added`: together with a new factor, which signs out all other places."""
    onward = "/quan-tri" if any(held.role == roles.ADMINISTRATOR for held in me().mandates) else "/"
    return render_template("factor/codes.html", codes=codes, login=me().session.login, onward=onward, added=added)


def said(invalid: Invalid) -> Problems:
    """The reasons of a refusal, in words, for the fields they are about; what concerns a factor has no field."""
    named = ((None if field == "factor" else field, code) for field, code in invalid.errors.items())
    return [(field, wording.reason_text(code, lang())) for field, code in named]


def _proof_page(problems: list[tuple[str, str]]) -> str:
    return render_template("factor/proof.html", problems=problems)


def _app_page(form: AppCode, problems: Problems) -> str:
    seen = me()
    started = factors.start_app(house(), seen.account_id, seen.session.session_id, seen.session.login, _issuer())
    drawn = segno.make(started.address, error="m").svg_inline(border=2, svgclass="qr", lineclass=None, omitsize=True)
    qr = Markup(drawn)  # noqa: S704  # drawn by the library: the address is in it as squares only
    has_app = own_standing().has(factors.TOTP)
    return render_template(
        "factor/app.html", form=form, problems=problems, secret=started.secret, qr=qr, has_app=has_app
    )


def _issuer() -> str:
    return gettext("Sổ công nhận")

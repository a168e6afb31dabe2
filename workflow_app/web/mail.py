"""Mail as people meet it: how it comes to them, what it says, and the demo's outbox."""

from __future__ import annotations

from datetime import timedelta

import structlog
import wtforms
from flask import Blueprint, redirect, render_template, request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response
from wtforms.validators import InputRequired, Length

from states import roles
from states.edition_values import Name

from .. import wording
from ..formats import format_about
from ..services import mail_choice, mail_outbox, mail_text, mail_trouble, one_time_code
from ..services.errors import Invalid
from ..services.mail_choice import Wanted
from ..services.mail_trouble import Trouble
from ..wording import casework
from .access import open_to_all, requires, signed_in
from .account import PASSWORD_ERRORS, address
from .current import actor, house, lang, tell, viewer
from .forms import Form, Line
from .words import gettext, lazy

bp = Blueprint("mail", __name__)
outbox = Blueprint("outbox", __name__)  # registered in the demo only
log = structlog.get_logger()

SAMPLE = "7KX4-M2QD-9TRA"
# What a made-up notice without a file speaks of.
ABOUT = {"programme": "chuong-trinh", "period": "2025", "month": "2025-06", "due_on": "2025-07-05", "late": "3"}
WRITERS = (roles.MANAGER, roles.ADMINISTRATOR)


class Reached(Form):
    contact = Line(validators=[InputRequired(lazy("Nhập địa chỉ thư điện tử")), Length(max=200)])
    password = wtforms.PasswordField(validators=[InputRequired(lazy("Nhập mật khẩu"))])


@bp.app_template_global()
def mail_troubles(code: str) -> list[Trouble]:
    """The mails about a case that did not arrive, as far as this viewer is to know."""
    return mail_trouble.list_troubles(house(), actor(), code)


@bp.app_template_global()
def mail_wanted() -> Wanted | None:
    """How the viewer gets mail; None where none is sent."""
    return mail_choice.read(house(), _me()) if mail_choice.is_on(house().settings) else None


@bp.app_template_global()
def mail_choices() -> list[tuple[str, str, str]]:
    """The ways in which mail can come, in words."""
    return [(choice, *wording.mail_choice(choice, lang())) for choice in mail_choice.CHOICES]


@bp.post("/tai-khoan/thu")
@signed_in
def choose() -> Response:
    """Get notices in another way from now on."""
    try:
        mail_choice.choose(house(), _me(), request.form.get("choice", ""))
    except Invalid:
        raise BadRequest from None
    tell(gettext("Đã ghi cách nhận thư báo."))
    return redirect(request.script_root + "/tai-khoan", 303)


@bp.get("/tai-khoan/dia-chi-thu")
@signed_in
def new_address() -> str:
    """The form for another address."""
    return _new_address(Reached(contact=mail_choice.read(house(), _me()).contact))


@bp.post("/tai-khoan/dia-chi-thu")
@signed_in
def confirm() -> Response | tuple[str, int]:
    """Be reached at another address from now on."""
    form = Reached()
    if not form.validate():
        return _new_address(form), 422
    try:
        mail_choice.confirm(house(), _me(), form.contact.data, form.password.data, address())
    except Invalid as refused:
        for name, code in refused.errors.items():
            form[name].errors = [PASSWORD_ERRORS.get(code) or wording.reason_text(code, lang())]
        return _new_address(form), 422
    log.info("mail.address_confirmed")
    tell(gettext("Đã ghi địa chỉ nhận thư."))
    return redirect(request.script_root + "/tai-khoan", 303)


@bp.get("/thu-mau")
@requires(*WRITERS)
def preview() -> str:
    """Every mail that the register writes, with made-up values."""
    kinds = [*casework.NOTICES, "digest", "forgotten"]
    asked = request.args.get("loai", "")
    kind = asked if asked in kinds else kinds[0]
    noun = {kind: kind.partition(".")[0] for kind in casework.NOTICES}
    others = {"deadline": gettext("Thời hạn"), "round": gettext("Đợt đăng ký"), "people": gettext("Người và nhiệm vụ"),
              "account": gettext("Tài khoản"), "classification": gettext("Xếp loại năm"),
              "return": gettext("Báo cáo sinh hoạt"), "returns": gettext("Các chi bộ")}  # fmt: skip
    groups = [
        (
            others.get(name) or wording.process_name(name, lang()),
            [(one, wording.notice_text(one, lang(), format_about(ABOUT, lang()))) for one in noun if noun[one] == name],
        )
        for name in dict.fromkeys(noun.values())
    ]
    return render_template("mail/preview.html", kind=kind, groups=groups, text=_sample(kind))


def _sample(kind: str) -> mail_text.Text:
    settings, now = house().settings, house().clock()
    if kind == "forgotten":
        until = now + one_time_code.BY_MAIL
        return mail_text.forgotten_text(settings, "Nguyễn Văn An", [("nguyen.van.an", SAMPLE)], until)
    noun = kind.partition(".")[0]
    process = noun if noun in casework.PROCESSES else "registration"
    programme = Name("Chi bộ bốn tốt", "Four-good cell")
    if noun in mail_text.WITHOUT_CASE:
        return mail_text.notice_text(settings, "Nguyễn Văn An", [mail_text.Told(kind, about=ABOUT)])
    told = mail_text.Told(kind, SAMPLE, process, programme, "2025", now + timedelta(days=3))
    if kind == "digest":
        both = ("registration.submitted", "deadline.near")
        return mail_text.notice_text(
            settings, "Nguyễn Văn An",
            [mail_text.Told(one, SAMPLE, process, programme, "2025", told.due_at) for one in both],
        )  # fmt: skip
    return mail_text.notice_text(settings, "Nguyễn Văn An", [told])


@outbox.get("/hop-thu-di")
@open_to_all
def letters() -> str:
    """What the demo would have sent."""
    return render_template("mail/outbox.html", letters=mail_outbox.list_letters(house()))


def _new_address(form: Reached) -> str:
    return render_template("mail/address.html", form=form)


def _me() -> int:
    me = viewer()
    assert me is not None, "pages of an account are marked @signed_in"
    return me.account_id

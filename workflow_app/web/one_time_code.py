"""With a code from a slip or a mail: choose a password, then sign in."""

from __future__ import annotations

import structlog
import wtforms
from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response
from wtforms.validators import InputRequired, Length

from ..services import one_time_code as codes
from ..services.errors import Invalid
from . import first_start
from .access import open_to_all
from .account import PASSWORD_ERRORS, address
from .current import house, tell
from .forms import Form, Line
from .words import gettext, lazy

bp = Blueprint("one_time_code", __name__)
log = structlog.get_logger()

REFUSED = lazy("Mã này không đúng, đã dùng, hoặc đã hết hạn. Mời kiểm tra từng ký tự hoặc xin mã mới.")


class Code(Form):
    code = Line(validators=[InputRequired(lazy("Nhập mã ghi trên phiếu")), Length(max=40)])


class FirstPassword(Code):
    new = wtforms.PasswordField(validators=[InputRequired(lazy("Nhập mật khẩu mới"))])
    again = wtforms.PasswordField(validators=[InputRequired(lazy("Nhập lại mật khẩu mới"))])

    def validate_again(self, field: wtforms.Field) -> None:
        if field.data != self.new.data:
            raise wtforms.ValidationError(lazy("Hai lần nhập mật khẩu mới chưa giống nhau"))


@bp.get("/ma-mot-lan")
@open_to_all
def ask() -> str:
    """The field for the code; never in the address, where others would read it."""
    return render_template("account/one_time_code.html", form=Code())


@bp.post("/ma-mot-lan")
@open_to_all
def look() -> Response | str | tuple[str, int]:
    """What the code is for: the fields for a password, or for the organisation whose register begins."""
    form = Code()
    if not form.validate():
        return render_template("account/one_time_code.html", form=form), 422
    found = codes.look_up(house(), form.code.data, address())
    if found.purpose == codes.FIRST:
        return first_start.show()
    if found.purpose == codes.FACTOR:
        tell(gettext("Mã này dùng khi đăng nhập: nhập tên và mật khẩu trước, rồi nhập mã ở bước hai."), "info")
        return redirect(request.script_root + "/dang-nhap", 303)
    return render_template("account/first_password.html", form=FirstPassword(), found=found)


@bp.post("/ma-mot-lan/mat-khau")
@open_to_all
def choose() -> Response | str | tuple[str, int]:
    """Set the password; from here on the code is used."""
    form = FirstPassword()
    found = codes.look_up(house(), form.code.data or "", address())
    if not form.validate():
        return render_template("account/first_password.html", form=form, found=found), 422
    try:
        codes.choose_password(house(), form.code.data, form.new.data, address())
    except Invalid as refused:
        form["new"].errors = [PASSWORD_ERRORS[code] for code in refused.errors.values()]
        return render_template("account/first_password.html", form=form, found=found), 422
    log.info("password.chosen_with_code")
    tell(gettext("Đã đặt mật khẩu. Mời đăng nhập."))
    return redirect(request.script_root + "/dang-nhap", 303)


@bp.app_errorhandler(codes.CodeRefused)
def refused(_: codes.CodeRefused) -> tuple[str, int]:
    """The field once more, whatever the code was to be used for."""
    log.warning("one_time_code.refused")
    form = Code()
    form["code"].errors = [REFUSED]
    return render_template("account/one_time_code.html", form=form), 422

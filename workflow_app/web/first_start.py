"""The first page of a new register: with the code that `init` printed, an organisation and its administrator."""

from __future__ import annotations

import structlog
import wtforms
from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response
from wtforms.validators import AnyOf, InputRequired, Length

from states.unit_kinds import LEADING

from .. import wording
from ..services import first_start
from ..services.errors import Invalid
from .access import open_to_all
from .account import PASSWORD_ERRORS, address
from .admin_words import kind_choices
from .current import house, lang, tell
from .forms import Day, Form, Line
from .words import gettext, lazy

bp = Blueprint("first_start", __name__)
log = structlog.get_logger()

FIELDS = {"password": "new"}  # what the service calls otherwise than the page


class Beginning(Form):
    code = Line(validators=[InputRequired(lazy("Nhập mã ghi trên phiếu")), Length(max=40)])
    name = Line(validators=[InputRequired(lazy("Nhập tên đầy đủ của tổ chức")), Length(max=300)])
    short_name = Line(validators=[Length(max=120)])
    kind = wtforms.StringField(validators=[AnyOf(LEADING, lazy("Chọn loại hình của tổ chức"))])
    since = Day()
    full_name = Line(validators=[InputRequired(lazy("Nhập họ và tên")), Length(max=120)])
    title = Line(validators=[Length(max=120)])
    login = Line(validators=[InputRequired(lazy("Nhập tên đăng nhập")), Length(max=80)])
    new = wtforms.PasswordField(validators=[InputRequired(lazy("Nhập mật khẩu mới"))])
    again = wtforms.PasswordField(validators=[InputRequired(lazy("Nhập lại mật khẩu mới"))])

    def validate_again(self, field: wtforms.Field) -> None:
        if field.data != self.new.data:
            raise wtforms.ValidationError(lazy("Hai lần nhập mật khẩu mới chưa giống nhau"))


@bp.post("/ma-mot-lan/to-chuc")
@open_to_all
def enrol() -> Response | tuple[str, int]:
    """Found the organisation; from here on the code is used."""
    form = Beginning()
    if not form.validate():
        return show(form), 422
    asked = {name: form[name].data for name in form.data if name not in ("code", "new", "again")}
    begin = first_start.Beginning(**asked, password=form.new.data)
    try:
        first_start.enrol(house(), form.code.data, address(), begin)
    except Invalid as refused:
        for name, code in refused.errors.items():
            form[FIELDS.get(name, name)].errors = [PASSWORD_ERRORS.get(code) or wording.reason_text(code, lang())]
        return show(form), 422
    log.info("first_start.done")
    tell(gettext("Đã lập tổ chức và tài khoản quản trị. Mời đăng nhập để tiếp tục."))
    return redirect(request.script_root + "/dang-nhap?next=" + request.script_root + "/quan-tri", 303)


def show(form: Beginning | None = None) -> str:
    """The fields; at first with the code that was just typed, and nothing else in them."""
    return render_template("admin/first_start.html", form=form or Beginning(), kinds=kind_choices(LEADING))

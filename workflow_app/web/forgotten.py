"""A forgotten password: one field, and one answer whatever was typed."""

from __future__ import annotations

import structlog
from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response
from wtforms import ValidationError
from wtforms.validators import InputRequired, Length

from ..services import forgotten, mail_choice
from .access import open_to_all
from .account import address as place
from .current import house
from .forms import Form, Line
from .words import lazy

bp = Blueprint("forgotten", __name__)
log = structlog.get_logger()


class Asked(Form):
    address = Line(validators=[InputRequired(lazy("Nhập địa chỉ thư điện tử")), Length(max=200)])

    def validate_address(self, field: Line) -> None:
        if not mail_choice.address_in(str(field.data)):
            raise ValidationError(lazy("Địa chỉ chưa đúng dạng; ví dụ: van.an@huyenuy.vn"))


@bp.get("/quen-mat-khau")
@open_to_all
def ask() -> str:
    """The field for the address."""
    return _page(Asked())


@bp.post("/quen-mat-khau")
@open_to_all
def send() -> Response | tuple[str, int]:
    """Remember that somebody asked; whether the address is known is found out later, by nobody who waits."""
    form = Asked()
    if not form.validate():
        return _page(form), 422
    forgotten.ask(house(), str(form.address.data), place())
    log.info("password.forgotten")
    return redirect(request.script_root + "/quen-mat-khau/da-nhan", 303)


@bp.get("/quen-mat-khau/da-nhan")
@open_to_all
def received() -> str:
    """What to do next, the same for everybody."""
    return render_template("mail/forgotten_received.html")


def _page(form: Asked) -> str:
    return render_template("mail/forgotten.html", form=form, is_on=mail_choice.is_on(house().settings))

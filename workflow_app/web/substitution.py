"""An absence: who stands in for whom, from when to when."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response
from wtforms.validators import InputRequired

from states.roles import ROLES

from ..services import substitution
from .access import requires
from .current import actor, house, tell
from .forms import Day, KeyForm, Line
from .people_form import Answer, attempt
from .proof import proved_again
from .words import gettext, lazy

bp = Blueprint("substitution", __name__, url_prefix="/tai-khoan/vang-mat")


class LeaveForm(KeyForm):
    """Who, from when to when."""

    person = Line(validators=[InputRequired(lazy("Chọn người làm thay"))])
    first = Day()
    until = Day(validators=[InputRequired(lazy("Ghi ngày cuối cùng cần người làm thay"))])


@bp.route("/<mandate_code>", methods=("GET", "POST"))
@requires(*ROLES)
@proved_again
def arrange(mandate_code: str) -> Answer:
    """Who stands in while the holder of a mandate is away: for the holder, and for whoever gives such mandates."""
    form, leave = LeaveForm(), substitution.read_leave(house(), actor(), mandate_code)
    own = leave.mandate_id == actor().mandate_id
    back = url_for("account.mine") if own else url_for("people.person", code=leave.absent_code)

    def deed(once: Any) -> None:
        given = (form.person.data or "", form.first.data, form.until.data)
        if substitution.appoint(house(), actor().mandate_id, mandate_code, *given, once):
            tell(gettext("Đã ghi đề nghị. Người làm thay có quyền khi người thứ hai duyệt."), "wait")
        else:
            tell(gettext("Đã ghi người làm thay. Tên cả hai người sẽ hiện cạnh từng việc."))

    return attempt(form, deed, "people/leave.html", {"form": form, "leave": leave, "back": back, "own": own}, back)


@bp.post("/<mandate_code>/ket-thuc")
@requires(*ROLES)
def end(mandate_code: str) -> Response:
    """The absent person is back before time."""
    substitution.end_early(house(), actor().mandate_id, mandate_code)
    tell(gettext("Việc làm thay đã kết thúc."))
    return redirect(url_for("account.mine"), 303)

"""What the committees above a unit do with its registration: one short view for each act."""

from __future__ import annotations

from dataclasses import dataclass

import wtforms
from flask import Blueprint, render_template, request
from wtforms.validators import Length

from .. import wording
from ..services import registration, registration_case
from ..services.offer import impossible
from ..services.registration import Mark
from ..services.registration_case import CaseView
from ..services.registration_content import returnable_fields
from .access import requires
from .current import actor, house, lang
from .deed import Answer, CommentForm, Problems, attempt, deed_of, seen, with_reason
from .forms import Form, Line, Lines, StepForm
from .proof import proved_again
from .registration_deed import InchargeForm, RejectForm, act, confirmation
from .registration_page import case_page, field_values, press
from .registration_steps import say
from .signing import may_be_signed
from .words import gettext

bp = Blueprint("review", __name__, url_prefix="/ho-so/<code>")
BOTH = ("GET", "POST")


class MarkForm(Form):
    """One field that can be sent back; a reason or a note marks it too, so that nothing typed is lost."""

    mark = wtforms.BooleanField()
    reason = Line()
    note = Lines(validators=[Length(max=1000)])

    @property
    def is_marked(self) -> bool:
        return bool(self.mark.data or self.reason.data or self.note.data)


@dataclass(slots=True)
class ReturnPage:
    """The page on which a reviewer marks exactly what is wrong."""

    view: CaseView
    form: CommentForm
    marks: dict[str, MarkForm]

    def problems(self) -> Problems:
        """Marks without a reason, and no mark at all."""
        found: list[tuple[str | None, str]] = [
            (f"{name_of(field)}-{key}", text) for field, mark in self.marks.items() for key, text in mark.problems()
        ]
        marked = {field: mark for field, mark in self.marks.items() if mark.is_marked}
        if not marked:
            found.append((f"{name_of(next(iter(self.marks)))}-mark", gettext("Đánh dấu ít nhất một mục cần bổ sung")))
        lacking = [field for field, mark in marked.items() if not mark.reason.data]
        names = {field: wording.field_name(field, lang()) for field in lacking}
        return found + [(f"{name_of(f)}-reason", gettext("Chọn lý do cho: %(field)s", field=names[f])) for f in lacking]

    def chosen(self) -> list[Mark]:
        """What was marked."""
        marked = {field: mark for field, mark in self.marks.items() if mark.is_marked}
        return [Mark(field, mark.reason.data or "", mark.note.data or "") for field, mark in marked.items()]

    def input_of(self, field: str | None) -> str | None:
        """The input for what the use case calls a field; None for what concerns no single one."""
        return f"{name_of(field)}-reason" if field in self.marks and field else None

    def show(self, problems: Problems) -> str:
        """The page, with what is wrong."""
        action = self.view.action("request_changes") or impossible("request_changes")
        reasons = [(reason.code, say(reason.name)) for reason in self.view.rules.registration.return_reasons]
        return render_template(
            "registration/return.html",
            **case_page(self.view),
            form=self.form,
            rows=[(field, name_of(field), mark) for field, mark in self.marks.items()],
            values=field_values(self.view),
            problems=problems,
            return_reasons=reasons,
            action=press(self.view, action),
        )


def name_of(field: str) -> str:
    """The name of a field's inputs: dots would have to be escaped in addresses and style sheets."""
    return field.replace(".", "-")


def return_page(code: str) -> ReturnPage:
    """The page of a request for changes, filled in with what was posted."""
    view = registration_case.get_case(house(), actor(), code)
    posted = request.form if request.method == "POST" else None
    marks = {field: MarkForm(posted, prefix=f"{name_of(field)}-") for field in returnable_fields(view.content)}
    for mark in marks.values():
        mark.validate()
    return ReturnPage(view, CommentForm(), marks)


@bp.route("/yeu-cau-bo-sung", methods=BOTH)
@requires("reviewer", "board_signatory")
def request_changes(code: str) -> Answer:
    """Send exact fields and documents back."""
    page = return_page(code)
    if request.method != "POST":
        return page.show([])
    if problems := page.problems():
        return page.show(problems), 422
    return attempt(
        code, "request_changes", page.form,
        deed_of(
            registration.request_changes, code, page.form, lambda form: {**with_reason(form), "marks": page.chosen()}
        ),
        lambda problems: return_page(code).show([(page.input_of(field), text) for field, text in problems]),
        confirmation(code, "request_changes"),
    )  # fmt: skip


@bp.route("/tiep-nhan", methods=BOTH)
@requires("reviewer")
def receive(code: str) -> Answer:
    """Take a registration up."""
    return act(code, "receive", StepForm(), registration.receive)


@bp.route("/nhat-tri", methods=BOTH)
@requires("reviewer", "board_signatory")
@may_be_signed("registration.endorse")
def endorse(code: str) -> Answer:
    """Agree and pass on."""
    return act(code, "endorse", CommentForm(), registration.endorse, with_reason)


@bp.route("/chap-nhan", methods=BOTH)
@requires("board_signatory")
@proved_again
@may_be_signed("registration.approve")
def approve(code: str) -> Answer:
    """Accept a registration."""
    return act(code, "approve", CommentForm(), registration.approve, with_reason)


@bp.route("/khong-chap-nhan", methods=BOTH)
@requires("board_signatory")
@proved_again
@may_be_signed("registration.reject")
def reject(code: str) -> Answer:
    """Do not accept it, saying why."""
    return act(
        code, "reject", RejectForm(), registration.reject,
        lambda form: {**seen(form), "reason": (form.reason.data or "", form.text.data or "")},
    )  # fmt: skip


@bp.route("/phan-cong", methods=BOTH)
@requires("board_signatory")
def assign_incharge(code: str) -> Answer:
    """Name the committee member in charge of the unit."""
    return act(
        code, "assign_incharge", InchargeForm(), registration.assign_incharge,
        lambda form: {**seen(form), "incharge_code": form.incharge.data or ""},
    )  # fmt: skip


@bp.route("/khep-lai", methods=BOTH)
@requires("manager")
def close(code: str) -> Answer:
    """Close a registration with its period."""
    return act(code, "close", StepForm(), registration.close)

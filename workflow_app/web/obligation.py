"""What the clauses of an agreement ask: who owes what, the reports on it with their evidence, and the answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms.validators import DataRequired, Length

from states.roles import READERS

from .. import wording
from ..services import commitment_case, obligation, obligation_case, obligation_file
from ..services.errors import NotFound
from ..services.obligation import MOST_FILES
from ..services.obligation_case import Asked, OwedLine
from ..services.offer import impossible
from ..uploads import UploadRefused
from .access import requires
from .commitment_page import agreement_page, press
from .current import actor, house, lang
from .deed import LONGEST, Answer, Problems, ReasonForm, attempt
from .download import to_save
from .errors import note_refusal
from .forms import Lines, Number, StepForm
from .upload import chosen
from .words import gettext

bp = Blueprint("obligation", __name__, url_prefix="/giao-uoc/<code>/viec")

BOTH = ("GET", "POST")
STATUS_KINDS = {"open": "", "reported": "wait", "accepted": "ok", "returned": "no", "lifted": ""}


class ReportForm(StepForm):
    """What was done, and how much of it where that can be counted."""

    text = Lines(validators=[DataRequired("Viết kết quả đã làm được"), Length(max=LONGEST)])
    quantity = Number()


@bp.get("")
@requires(*READERS)
def listing(code: str) -> str:
    """Clause by clause: what is asked, of whom, what was reported, with what evidence, and where it is recorded."""
    view = commitment_case.get_case(house(), actor(), code)
    asked = obligation_case.list_asked(house(), actor(), code)
    return render_template("commitment/obligations.html", **agreement_page(view), asked=asked, kinds=STATUS_KINDS)


@bp.route("/<clause>/bao-cao", methods=BOTH)
@requires("secretary", "board_signatory")
def report(code: str, clause: str) -> Answer:
    """Say what the own party did, with evidence."""
    one, line = find(code, clause, lambda line: line.own)
    form = ReportForm()
    files, refused = take_files(code) if request.method == "POST" else ([], [])

    def show(problems: Problems) -> str:
        more = {"files": files, "most_files": MOST_FILES}
        return show_act(code, "report_obligation", one, line, form, [*refused, *problems], **more)

    if request.method != "POST":
        return show([])
    if refused or "add" in request.form:
        return show([]), 422 if refused else 200
    return attempt(
        code, "report_obligation", form,
        lambda once: obligation.report(
            house(), actor().mandate_id, code, clause, text=form.text.data or "", quantity=form.quantity.data,
            files=files, request=once,
        ),
        show, url_for(".listing", code=code),
    )  # fmt: skip


def take_files(code: str) -> tuple[list[str], list[tuple[str | None, str]]]:
    """The files that came with this form or an earlier one, and why one was not taken."""
    kept = [one for one in request.form.getlist("kept") if 0 < len(one) <= 20]
    try:
        upload = chosen("file")
        if upload is not None:
            named = obligation_file.attach(house(), actor().mandate_id, code, upload.read(), upload.filename or "")
            kept.append(named["code"])
    except UploadRefused as refused:
        note_refusal("report_obligation", code, [refused.code])
        return kept, [("file", wording.reason_text(refused.code, lang()))]
    return list(dict.fromkeys(kept)), []


@bp.route("/bao-cao/<int:number>/cong-nhan", methods=BOTH)
@requires("manager")
def accept(code: str, number: int) -> Answer:
    """Accept a report."""
    return answer(code, number, "accept_report", StepForm(), lambda form: {}, obligation.accept)


@bp.route("/bao-cao/<int:number>/tra-lai", methods=BOTH)
@requires("manager")
def give_back(code: str, number: int) -> Answer:
    """Give a report back, saying what is lacking."""
    return answer(
        code, number, "return_report", ReasonForm(), lambda form: {"reason": form.text.data or ""},
        obligation.give_back,
    )  # fmt: skip


def answer(
    code: str, number: int, name: str, form: StepForm, given: Callable[[Any], dict[str, Any]], verb: Callable[..., Any]
) -> Answer:
    """Show a report with what is to be said of it, or say it."""
    one, line = find(code, "", lambda line: number in {row.number for row in line.reports})

    def show(problems: Problems) -> str:
        return show_act(code, name, one, line, form, problems)

    if request.method != "POST":
        return show([])
    return attempt(
        code, name, form,
        lambda once: verb(house(), actor().mandate_id, code, number, request=once, **given(form)),
        show, url_for(".listing", code=code),
    )  # fmt: skip


def find(code: str, clause: str, fits: Callable[[OwedLine], bool]) -> tuple[Asked, OwedLine]:
    """What a clause asks of one party; `NotFound` where it asks nothing that this viewer acts on."""
    for one in obligation_case.list_asked(house(), actor(), code):
        for line in one.lines:
            if (not clause or one.clause.id == clause) and fits(line):
                return one, line
    raise NotFound(f"{code}/{clause}")


def show_act(
    code: str, name: str, one: Asked, line: OwedLine, form: StepForm, problems: Problems, **more: Any
) -> str:
    """The page of an act on what one party owes."""
    view = commitment_case.get_case(house(), actor(), code)
    reasons = line.may_report if name == "report_obligation" else line.may_answer
    offered = press(view, impossible(name) if reasons is None else obligation_case.offered(name, reasons))
    action = replace(offered, url=request.script_root + request.path)
    return render_template(
        "commitment/obligation_act.html", **agreement_page(view), one=one, line=line, form=form, action=action,
        problems=problems, kinds=STATUS_KINDS, consequence=consequence(name), **more,
    )  # fmt: skip


def consequence(name: str) -> str:
    """What follows from an act, said before it is done."""
    return {
        "report_obligation": gettext("Cơ quan chủ trì xem báo cáo, công nhận hoặc trả lại để bổ sung."),
        "accept_report": gettext("Việc này của đơn vị được ghi là đã hoàn thành."),
        "return_report": gettext("Đơn vị đọc được lý do, bổ sung rồi báo cáo lại."),
    }[name]


@bp.get("/tep/<file_code>")
@requires(*READERS)
def download(code: str, file_code: str) -> Response:
    """Evidence of a report, only ever to be saved."""
    return to_save(obligation_file.get_file(house(), actor(), code, file_code))

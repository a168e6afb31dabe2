"""Amendments: an agreement in force is changed clause by clause, and its text is shown as it is on a day."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for

from states.process import Refused
from states.roles import READERS

from .. import wording
from ..formats import parse_day
from ..services import commitment_amendment, commitment_amendment_case, commitment_case
from ..services.errors import Invalid, Stale
from .access import requires
from .commitment import act
from .commitment_amendment_form import AmendmentDraft
from .commitment_page import agreement_page
from .current import actor, house, lang, tell
from .deed import Answer, Problems, stale_words
from .errors import note_refusal
from .forms import StepForm
from .words import gettext

bp = Blueprint("commitment_amendment", __name__, url_prefix="/giao-uoc/<code>")

BOTH = ("GET", "POST")


@bp.route("/phu-luc", methods=BOTH)
@requires("manager")
def amend(code: str) -> Answer:
    """Begin an amendment of an agreement in force."""
    to = url_for(".write", code=code)
    return act(code, "amend", StepForm(), commitment_amendment.amend, leads_to=to)


@bp.route("/phu-luc/viet", methods=BOTH)
@requires("manager")
def write(code: str) -> Answer:
    """Say which clauses change; from the agreement that is amended this leads on to its newest amendment."""
    view = commitment_case.get_draft(house(), actor(), code)
    if not view.amends:
        newest = view.amendments[-1].code if view.amendments else None
        to = url_for("commitment.case", code=code) if newest is None else url_for(".write", code=newest)
        return redirect(to, 303)
    if view.state != "drafting":
        return redirect(url_for("commitment.case", code=code), 303)
    page = AmendmentDraft(commitment_amendment.get_writing(house(), code), view.draft_version)
    if request.method != "POST" or "add" in request.form or "remove" in request.form:
        return show_draft(code, page, [])
    if problems := page.problems():
        return show_draft(code, page, problems), 422
    return keep(code, page)


def keep(code: str, page: AmendmentDraft) -> Answer:
    """Keep what was written; what cannot be kept comes back with its reasons."""
    try:
        commitment_amendment.save(
            house(), actor().mandate_id, code, page.changes(), page.effective_on, page.draft_seen
        )  # fmt: skip
    except Stale as stale:
        note_refusal("save", code, ["stale"])
        return show_draft(code, page, [(None, stale_words(stale))]), 409
    except Invalid as invalid:
        note_refusal("save", code, invalid.errors.values())
        said = {page.field_of(str(place)): reason for place, reason in invalid.errors.items()}
        return show_draft(code, page, [(f, wording.reason_text(reason, lang())) for f, reason in said.items()]), 422
    except Refused as refused:
        return show_draft(code, page, [(None, wording.reason_text(refused.reasons[0], lang()))]), 422
    if not page.changes() and request.form.get("then") != "later":
        return show_draft(code, page, [(None, gettext("Chọn ít nhất một điều để sửa, bãi bỏ hoặc bổ sung"))]), 422
    tell(gettext("Đã lưu bản nháp."))
    return redirect(url_for("commitment.case", code=code), 303)


def show_draft(code: str, page: AmendmentDraft, problems: Problems) -> str:
    """The page on which an amendment is written."""
    view = commitment_case.get_draft(house(), actor(), code)
    return render_template("commitment/amendment.html", **agreement_page(view), page=page, problems=problems)


@bp.get("/van-ban")
@requires(*READERS)
def text_on(code: str) -> Answer:
    """The text in force on a day: today, or the one in the address."""
    day, problems = asked_day()
    found = commitment_amendment_case.get_text_on(house(), actor(), code, day)
    page = render_template("commitment/text_on.html", text=found, problems=problems, asked=request.args.get("ngay", ""))
    return (page, 422) if problems else page


def asked_day() -> tuple[date | None, Problems]:
    """The day in the address, and what is wrong with it."""
    written = request.args.get("ngay", "").strip()
    day = parse_day(written) if written else None
    wrong = bool(written) and day is None
    return day, [("ngay", gettext("Ngày chưa đúng; nhập như 05/06/2025"))] if wrong else []


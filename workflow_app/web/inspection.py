"""An inspection as people meet it up to the visit and during it: its page, its files, and the short acts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from states.roles import READERS

from .. import wording
from ..services import inspection, inspection_case, inspection_check, inspection_file, registration_case
from ..services.inspection_case import Choice
from .access import requires
from .current import actor, house, lang
from .deed import Answer, Problems, ReasonForm, attempt, deed_of, seen, with_reason
from .download import to_save
from .forms import StepForm
from .inspection_deed import BOTH, LEAD, TEAM, UNIT, act
from .inspection_form import FindingForm, PlanForm, PracticeForm, TeamForm
from .inspection_page import case_page, concern_words
from .inspection_words import consequence
from .words import gettext

bp = Blueprint("inspection", __name__, url_prefix="/danh-gia")


@bp.route("/lap/<code>", methods=BOTH)
@requires("reviewer")
def plan(code: str) -> Answer:
    """Plan the check of a unit, from its registration."""
    form = PlanForm()

    def show(problems: Problems) -> str:
        view = registration_case.get_case(house(), actor(), code)
        return render_template("inspection/plan.html", view=view, form=form, problems=problems,
                               consequence=consequence("plan"))  # fmt: skip

    if request.method != "POST":
        return show([])
    return attempt(
        code, "plan", form,
        deed_of(inspection.plan, code, form, lambda form: {**seen(form), "visit_on": form.visit_on.data}),
        show, url_for(".newest", code=code, da="plan"),
    )  # fmt: skip


@bp.get("/cua/<code>")
@requires(*READERS)
def newest(code: str) -> Response:
    """The newest inspection of a registration: where a plan leads to, whose code is not known before."""
    found = inspection_case.find_of_registration(house(), actor(), code)
    if not found:
        abort(404)
    return redirect(url_for(".case", code=found[0][0], da=request.args.get("da")), 303)


@bp.get("/<code>")
@requires(*READERS)
def case(code: str) -> str:
    """The page of an inspection; `da` in the address asks for the confirmation of the act just done."""
    view = inspection_case.get_case(house(), actor(), code)
    return render_template("inspection/case.html", **case_page(view, request.args.get("da", "")))


@bp.get("/<code>/tep/<file_code>")
@requires(*READERS)
def download(code: str, file_code: str) -> Response:
    """Evidence, only ever to be saved: what others uploaded never runs as a page of this site."""
    return to_save(inspection_file.get_file(house(), actor(), code, file_code))


@bp.route("/<code>/phan-cong", methods=BOTH)
@requires("board_signatory")
def assign_team(code: str) -> Answer:
    """Name the team; those who cannot be in it are shown with the reason."""
    form = TeamForm()
    view = inspection_case.get_case(house(), actor(), code)
    if request.method != "POST" and view.team:
        form.lead.data = next((member.mandate for member in view.team if member.leads), "")
        form.members.data = [member.mandate for member in view.team if not member.leads]
    choices = inspection_case.list_team_choices(house(), actor(), code)
    return act(
        code, "assign_team", form, inspection.assign_team,
        lambda form: {**seen(form), "members": form.members.data or [], "lead": form.lead.data or ""},
        view=view,
        leads=[(one.mandate, one.name, one.unit) for one in choices if one.leads and not one.concern],
        others=[(one.mandate, one.name, one.unit) for one in choices if not one.concern],
        concerned=list(dict.fromkeys(concern_words(one.name, one.concern) for one in choices if one.concern)),
        instead=partial(name_concerned, form, choices),
    )  # fmt: skip


def name_concerned(form: TeamForm, choices: Sequence[Choice], problems: Problems) -> Problems:
    """In place of “somebody in the team” the name of everybody chosen who cannot be in it, and why."""
    chosen = [form.lead.data, *(form.members.data or [])]
    named = [
        ("lead" if one.mandate == form.lead.data else "members",
         concern_words(one.name, one.concern) + " " + gettext("Xin chọn đồng chí khác."))
        for one in choices
        if one.concern and one.mandate in chosen
    ]  # fmt: skip
    general = (None, wording.reason_text("team-of-unit", lang()))
    return [*named, *(one for one in problems if one != general)] if named and general in problems else problems


@bp.route("/<code>/thong-bao", methods=BOTH)
@requires(*LEAD)
def announce(code: str) -> Answer:
    """Tell the unit of the check."""
    return act(code, "announce", StepForm(), inspection.announce)


@bp.route("/<code>/mo-tu-danh-gia", methods=BOTH)
@requires(*UNIT)
def open_self(code: str) -> Answer:
    """Begin the unit's own assessment."""
    return act(code, "open_self", StepForm(), inspection.open_self)


@bp.route("/<code>/bat-dau", methods=BOTH)
@requires(*TEAM)
def start(code: str) -> Answer:
    """Begin the team's work with the unit."""
    return act(code, "start", StepForm(), inspection.start)


@bp.route("/<code>/ghi-nhan", methods=BOTH)
@requires(*TEAM)
def add_finding(code: str) -> Answer:
    """Write down something that was found."""
    return act(
        code, "add_finding", FindingForm(), inspection_check.add_finding,
        lambda form: {key: form[key].data or "" for key in ("subject", "severity", "text")},
    )  # fmt: skip


@bp.route("/<code>/cach-lam-hay", methods=BOTH)
@requires(*TEAM)
def mark_practice(code: str) -> Answer:
    """Write down what others can learn from."""
    return act(
        code, "mark_practice", PracticeForm(), inspection_check.mark_practice,
        lambda form: {"text": form.text.data or ""},
    )  # fmt: skip


@bp.route("/<code>/huy", methods=BOTH)
@requires("reviewer", *LEAD)
def cancel(code: str) -> Answer:
    """Call the check off, saying why."""
    return act(code, "cancel", ReasonForm(), inspection.cancel, with_reason)

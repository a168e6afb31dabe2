"""An inspection as people meet it: its page, its files, and the acts that need at most a few words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from states.inspection import OUTCOMES

from .. import wording
from ..services import (
    inspection,
    inspection_case,
    inspection_check,
    inspection_file,
    inspection_fix,
    inspection_minutes,
    registration_case,
)
from ..services.inspection_case import CaseView
from ..services.inspection_matter import SEVERITIES
from ..services.offer import impossible
from ..services.perform import Once
from .access import requires
from .current import actor, house, lang
from .deed import Answer, CommentForm, Problems, ReasonForm, attempt
from .forms import StepForm
from .inspection_fix_form import FixPage, RecheckPage
from .inspection_form import ConcludeForm, FindingForm, MinutesForm, PlanForm, PracticeForm, SignForm, TeamForm
from .inspection_page import case_page, consequence, press, subject_name
from .registration import READERS, SANDBOX
from .words import gettext

bp = Blueprint("inspection", __name__, url_prefix="/danh-gia")
BOTH = ("GET", "POST")
TEAM, LEAD, UNIT = ("inspector", "lead_inspector"), ("lead_inspector",), ("clerk", "secretary")


@bp.route("/lap/<code>", methods=BOTH)
@requires("reviewer")
def plan(code: str) -> Answer:
    """Plan the check of a unit, from its registration."""
    form = PlanForm()

    def show(problems: Problems) -> str:
        view = registration_case.get_case(house(), actor(), code)
        return render_template("inspection/plan.html", view=view, form=form, problems=problems,
                               consequence=consequence("plan"))  # fmt: skip

    if request.method == "GET":
        return show([])
    return attempt(
        code, "plan", form,
        lambda once: inspection.plan(
            house(), actor().mandate_id, code, chosen_day(form), seen=form.seen.data, request=once
        ),
        show, url_for(".newest", code=code),
    )  # fmt: skip


def chosen_day(form: PlanForm) -> date:
    """The day of a form that was found good."""
    assert form.visit_on.data is not None
    return form.visit_on.data


@bp.get("/cua/<code>")
@requires(*READERS)
def newest(code: str) -> Response:
    """The newest inspection of a registration: where a plan leads to, whose code is not known before."""
    found = inspection_case.find_of_registration(house(), actor(), code)
    if not found:
        abort(404)
    return redirect(url_for(".case", code=found[0][0]), 303)


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
    stored = inspection_file.get_file(house(), actor(), code, file_code)
    data = BytesIO(house().files.read(stored.sha256))
    answer = send_file(data, stored.media_type, as_attachment=True, download_name=stored.name)
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer


def confirmation(code: str, name: str) -> str:
    """The page of the inspection, which confirms the act just done."""
    return url_for("inspection.case", code=code, da=name)


def act(code: str, name: str, form: Any, deed: Callable[[Once], Any], **more: Any) -> Answer:
    """Show the form of an act, or do it; the page is the same for every act that needs at most a few words."""

    def show(problems: Problems) -> str:
        return show_act(inspection_case.get_case(house(), actor(), code), name, form, problems, **more)

    if request.method == "GET":
        return show([])
    return attempt(code, name, form, deed, show, confirmation(code, name))


def show_act(view: CaseView, name: str, form: Any, problems: Problems, **more: Any) -> str:
    """The page of an act; what is not possible any more keeps its input and says why."""
    action = view.action(name) or impossible(name)
    return render_template(
        "inspection/act.html",
        **case_page(view),
        form=form,
        problems=problems,
        action=press(view, action),
        consequence=consequence(name),
        outcomes=[(code, wording.outcome_name(code, lang())) for code in OUTCOMES],
        severities=[(code, wording.severity_name(code, lang())) for code in SEVERITIES],
        subjects=subjects(view),
        **more,
    )


def subjects(view: CaseView) -> list[tuple[str, str]]:
    """What a finding can be about: the criteria, and the knock-out conditions."""
    knock_outs = [one.code for one in view.rules.framework.knock_outs]
    named = [(line.criterion.code, subject_name(view.rules, line.criterion.code)) for line in view.lines]
    prefix = gettext("Điều kiện loại:")
    return named + [(code, f"{prefix} {subject_name(view.rules, code)}") for code in knock_outs]


@bp.route("/<code>/phan-cong", methods=BOTH)
@requires("board_signatory")
def assign_team(code: str) -> Answer:
    """Name the team; those who cannot be in it are shown with the reason."""
    form = TeamForm()
    view = inspection_case.get_case(house(), actor(), code)
    if request.method == "GET" and view.team:
        form.lead.data = next((member.mandate for member in view.team if member.leads), "")
        form.members.data = [member.mandate for member in view.team if not member.leads]
    choices = inspection_case.list_team_choices(house(), actor(), code)
    return act(
        code, "assign_team", form,
        lambda once: inspection.assign_team(
            house(), actor().mandate_id, code, form.members.data or [], form.lead.data or "", seen=form.seen.data,
            request=once,
        ),
        leads=[(one.mandate, one.name, one.unit) for one in choices if one.leads and not one.concerned],
        others=[(one.mandate, one.name, one.unit) for one in choices if not one.concerned],
        concerned=list(dict.fromkeys(one.name for one in choices if one.concerned)),
    )  # fmt: skip


@bp.route("/<code>/thong-bao", methods=BOTH)
@requires(*LEAD)
def announce(code: str) -> Answer:
    """Tell the unit of the check."""
    form = StepForm()
    return act(
        code, "announce", form,
        lambda once: inspection.announce(house(), actor().mandate_id, code, seen=form.seen.data, request=once),
    )  # fmt: skip


@bp.route("/<code>/mo-tu-danh-gia", methods=BOTH)
@requires(*UNIT)
def open_self(code: str) -> Answer:
    """Begin the unit's own assessment."""
    form = StepForm()
    return act(
        code, "open_self", form,
        lambda once: inspection.open_self(house(), actor().mandate_id, code, seen=form.seen.data, request=once),
    )  # fmt: skip


@bp.route("/<code>/bat-dau", methods=BOTH)
@requires(*TEAM)
def start(code: str) -> Answer:
    """Begin the team's work with the unit."""
    form = StepForm()
    return act(
        code, "start", form,
        lambda once: inspection.start(house(), actor().mandate_id, code, seen=form.seen.data, request=once),
    )  # fmt: skip


@bp.route("/<code>/ghi-nhan", methods=BOTH)
@requires(*TEAM)
def add_finding(code: str) -> Answer:
    """Write down something that was found."""
    form = FindingForm()
    return act(
        code, "add_finding", form,
        lambda once: inspection_check.add_finding(
            house(), actor().mandate_id, code, subject=form.subject.data or "", severity=form.severity.data or "",
            text=form.text.data or "", request=once,
        ),
    )  # fmt: skip


@bp.route("/<code>/cach-lam-hay", methods=BOTH)
@requires(*TEAM)
def mark_practice(code: str) -> Answer:
    """Write down what others can learn from."""
    form = PracticeForm()
    return act(
        code, "mark_practice", form,
        lambda once: inspection_check.mark_practice(
            house(), actor().mandate_id, code, form.text.data or "", request=once
        ),
    )  # fmt: skip


@bp.route("/<code>/lap-bien-ban", methods=BOTH)
@requires(*LEAD)
def draft_minutes(code: str) -> Answer:
    """Close the scoring."""
    form = StepForm()
    return act(
        code, "draft_minutes", form,
        lambda once: inspection_check.draft_minutes(
            house(), actor().mandate_id, code, seen=form.seen.data, request=once
        ),
    )  # fmt: skip


@bp.route("/<code>/gui-bien-ban", methods=BOTH)
@requires(*LEAD)
def send_minutes(code: str) -> Answer:
    """Sign the minutes and send them to the unit."""
    form = MinutesForm()
    return act(
        code, "send_minutes", form,
        lambda once: inspection_minutes.send_minutes(
            house(), actor().mandate_id, code, form.text.data or "", seen=form.seen.data,
            password=form.password.data or "", address=request.remote_addr or "", request=once,
        ),
    )  # fmt: skip


@bp.route("/<code>/giai-trinh", methods=BOTH)
@requires("secretary")
def explain(code: str) -> Answer:
    """Say what the unit thinks of the minutes."""
    form = ReasonForm()
    return act(
        code, "explain", form,
        lambda once: inspection_minutes.explain(
            house(), actor().mandate_id, code, form.text.data or "", seen=form.seen.data, request=once
        ),
    )  # fmt: skip


@bp.route("/<code>/ky-bien-ban", methods=BOTH)
@requires("secretary")
def sign_minutes(code: str) -> Answer:
    """Accept the minutes."""
    form = SignForm()
    return act(
        code, "sign_minutes", form,
        lambda once: inspection_minutes.sign_minutes(
            house(), actor().mandate_id, code, seen=form.seen.data, password=form.password.data or "",
            address=request.remote_addr or "", request=once,
        ),
    )  # fmt: skip


@bp.route("/<code>/khong-ky", methods=BOTH)
@requires(*LEAD)
def record_refusal(code: str) -> Answer:
    """Record that the unit does not sign, and why."""
    form = ReasonForm()
    return act(
        code, "record_refusal", form,
        lambda once: inspection_minutes.record_refusal(
            house(), actor().mandate_id, code, form.text.data or "", seen=form.seen.data, request=once
        ),
    )  # fmt: skip


@bp.route("/<code>/yeu-cau-khac-phuc", methods=BOTH)
@requires(*LEAD)
def require_fix(code: str) -> Answer:
    """Ask the unit to remedy what is open."""
    form = CommentForm()
    return act(
        code, "require_fix", form,
        lambda once: inspection_fix.require_fix(
            house(), actor().mandate_id, code, form.text.data or "", seen=form.seen.data, request=once
        ),
    )  # fmt: skip


@bp.route("/<code>/bao-cao-khac-phuc", methods=BOTH)
@requires("secretary")
def report_fix(code: str) -> Answer:
    """Report what was remedied, finding by finding."""
    page = FixPage(inspection_case.get_case(house(), actor(), code))
    return act(
        code, "report_fix", page,
        lambda once: inspection_fix.report_fix(
            house(), actor().mandate_id, code, page.fixes(), seen=page.seen.data, request=once
        ),
    )  # fmt: skip


@bp.route("/<code>/phuc-tra", methods=BOTH)
@requires(*LEAD)
def recheck(code: str) -> Answer:
    """Accept what was remedied, or do not, finding by finding."""
    page = RecheckPage(inspection_case.get_case(house(), actor(), code))
    return act(
        code, "recheck", page,
        lambda once: inspection_fix.recheck(
            house(), actor().mandate_id, code, page.judgements(), seen=page.seen.data, request=once
        ),
    )  # fmt: skip


@bp.route("/<code>/ket-luan", methods=BOTH)
@requires(*LEAD)
def conclude(code: str) -> Answer:
    """Conclude the inspection."""
    form = ConcludeForm()
    return act(
        code, "conclude", form,
        lambda once: inspection_fix.conclude(
            house(), actor().mandate_id, code, form.outcome.data or "", form.text.data or "", seen=form.seen.data,
            request=once,
        ),
    )  # fmt: skip


@bp.route("/<code>/huy", methods=BOTH)
@requires("reviewer", *LEAD)
def cancel(code: str) -> Answer:
    """Call the check off, saying why."""
    form = ReasonForm()
    return act(
        code, "cancel", form,
        lambda once: inspection.cancel(
            house(), actor().mandate_id, code, form.text.data or "", seen=form.seen.data, request=once
        ),
    )  # fmt: skip

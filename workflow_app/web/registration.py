"""A registration as people meet it: its page, and the small steps in which a unit writes and sends it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from states.inspection import PROCESS as INSPECTION
from states.process import Refused
from states.recognition import PROCESS as RECOGNITION
from states.roles import READERS

from .. import wording
from ..clock import iso_instant
from ..services import file, inspection_case, recognition_case, registration, registration_case
from ..services.disclosure import PUBLIC_STATES
from ..services.errors import Invalid, NotFound, Stale
from ..services.registration_case import CaseView
from ..uploads import UploadRefused
from .access import requires
from .current import actor, house, lang, tell
from .deadline import due_words
from .deed import Answer, Problems, ReasonForm, attempt, stale_words, with_reason
from .download import to_save
from .errors import note_refusal
from .forms import StepForm
from .registration_deed import act, confirmation
from .registration_form import DraftForm, ResolutionStep, RowsStep, Step, fill, with_rows
from .registration_page import case_page, change_list, size_words
from .registration_steps import CHECK, STEPS, edit_urls, marks_by_field, missing_links, open_steps, step_bar
from .signing import may_be_signed
from .upload import chosen
from .words import gettext

bp = Blueprint("registration", __name__, url_prefix="/ho-so/<code>")

WRITERS = ("clerk", "secretary")


class WholeDraftForm(StepForm, DraftForm):
    """Handing in or throwing away: the version of the case and of the draft that the page showed."""


@bp.get("")
@requires(*READERS)
def case(code: str) -> str:
    """The page of a case; `da` in the address asks for the confirmation of the act just done."""
    view = registration_case.get_case(house(), actor(), code)
    checks = inspection_case.find_of_registration(house(), actor(), code) if view.state in PUBLIC_STATES else []
    may_plan = view.state in PUBLIC_STATES and actor().role == "reviewer" and view.rules.has(INSPECTION.name)
    recognitions = recognition_case.find_of_registration(house(), actor(), code) if view.state in PUBLIC_STATES else []
    may_propose = view.state in PUBLIC_STATES and view.is_own and actor().role == "secretary"
    return render_template(
        "registration/case.html",
        **case_page(view, request.args.get("da", "")),
        checks=[(one, wording.state_name("inspection", state, lang())) for one, state in checks],
        recognitions=[(one, wording.state_name("recognition", state, lang())) for one, state in recognitions],
        may_propose=may_propose and all(state in RECOGNITION.final for _, state in recognitions),
        may_plan=may_plan and all(state in INSPECTION.final for _, state in checks),
    )


@bp.get("/tep/<file_code>")
@requires(*READERS)
def download(code: str, file_code: str) -> Response:
    """A file of the case, only ever to be saved: what others uploaded never runs as a page of this site."""
    return to_save(file.get_file(house(), actor(), code, file_code))


@bp.get("/viet/<step>")
@requires(*WRITERS)
def write(code: str, step: str) -> Answer:
    """One small step of the draft; a step with nothing to write leads to the check."""
    view = registration_case.get_draft(house(), actor(), code)
    if step not in STEPS:
        abort(404)
    if step not in open_steps(view):
        return redirect(url_for(".check", code=code), 303)
    return show_step(view, step, fill(view, STEPS[step]), [])


@bp.post("/viet/<step>")
@requires(*WRITERS)
def keep(code: str, step: str) -> Answer:
    """Keep a step: on the way to the next one, for later, or by itself while somebody types."""
    view = registration_case.get_draft(house(), actor(), code)
    if step not in STEPS:
        abort(404)
    if step not in open_steps(view):
        return show_check(view, WholeDraftForm(), [(None, wording.reason_text("not-from-this-state", lang()))]), 409
    filled = fill(view, STEPS[step], request.form)
    if isinstance(filled, RowsStep) and filled.whole and ("add" in request.form or "remove" in request.form):
        return show_step(view, step, filled, [], with_rows(filled, request.form))
    return save_step(view, step, filled)


@bp.get(f"/viet/{CHECK}")
@requires(*WRITERS)
@may_be_signed("registration.submit")
def check(code: str) -> str:
    """Everything that was written, and what is missing, before it is sent."""
    return show_check(registration_case.get_draft(house(), actor(), code), WholeDraftForm(), [])


@bp.post("/nop")
@requires("secretary")
@may_be_signed("registration.submit")
def submit(code: str) -> Answer:
    """Hand the registration in."""
    form = WholeDraftForm()
    return attempt(
        code, "submit", form,
        lambda once: registration.submit(
            house(), actor().mandate_id, code, seen=form.seen.data, draft_seen=form.draft_seen.data, request=once
        ),
        lambda problems: show_check(registration_case.get_draft(house(), actor(), code), form, problems),
        confirmation(code, "submit"),
    )  # fmt: skip


@bp.route("/rut", methods=("GET", "POST"))
@requires("secretary")
def withdraw(code: str) -> Answer:
    """Take the registration back, saying why."""
    return act(code, "withdraw", ReasonForm(), registration.withdraw, with_reason)


@bp.route("/bo-nhap", methods=("GET", "POST"))
@requires(*WRITERS)
def discard(code: str) -> Answer:
    """Throw a draft away; nothing of it was journalled, so nothing is left."""
    form = WholeDraftForm()

    def throw_away(*_: Any, **__: Any) -> None:
        registration.discard(house(), actor().mandate_id, code, form.draft_seen.data)
        tell(gettext("Đã bỏ bản nháp."))

    try:
        return act(code, "discard", form, throw_away, leads_to=url_for("task.mine"))
    except NotFound:
        if request.method != "POST":
            raise
        return redirect(url_for("task.mine"), 303)  # thrown away already: what was wanted is so


def save_step(view: CaseView, step: str, filled: Step) -> Answer:
    """Keep what can be kept of a step, then say what is wrong with the rest or go on."""
    try:
        take_upload(view, filled)
        saved = registration.save_draft(house(), actor().mandate_id, view.code, filled.part(), filled.draft_seen)
    except Stale as stale:
        note_refusal("save", view.code, ["stale"])
        return answer_stale(view, step, filled, stale)
    except Invalid as invalid:
        return answer_refused(view, step, filled, list(invalid.errors.items()))
    except Refused as refused:
        return answer_refused(view, step, filled, [(None, reason) for reason in refused.reasons])
    if "X-Autosave" in request.headers:
        return answer_autosave(saved.saved_at, saved.draft_version, filled)
    later = request.form.get("then") == "later"
    if problems := filled.problems() + ([] if later else filled.missing()):
        return show_step(registration_case.get_draft(house(), actor(), view.code), step, filled, problems), 422
    if later:
        tell(gettext("Đã lưu bản nháp."))
        return redirect(url_for(".case", code=view.code), 303)
    return redirect(after(view, step), 303)


def take_upload(view: CaseView, filled: Step) -> None:
    """Take a chosen file in, or remember why not; a file taken in before a conflict is named by its code."""
    if not isinstance(filled, ResolutionStep) or "file" not in filled.fields:
        return
    try:
        upload = chosen("file")
        if upload is not None:
            name = upload.filename or ""
            filled.file = file.attach(house(), actor().mandate_id, view.code, upload.read(), name)
        elif earlier := request.form.get("file_code"):
            filled.file = {"code": earlier}
    except UploadRefused as refused:
        filled.refused_file = wording.reason_text(refused.code, lang())


def answer_stale(view: CaseView, step: str, filled: Step, stale: Stale) -> Answer:
    """The draft was saved elsewhere: the page keeps what was typed and waits for a decision."""
    if "X-Autosave" in request.headers:
        return jsonify(error="stale"), 409  # type: ignore[return-value]
    again = gettext("Nội dung trên trang này chưa được lưu; bấm lưu lần nữa để thay cho bản kia.")
    return show_step(view, step, filled, [(None, f"{stale_words(stale)} {again}")]), 409


def answer_refused(view: CaseView, step: str, filled: Step, problems: Problems) -> Answer:
    """The draft cannot be written: the page keeps what was typed and says why."""
    note_refusal("save", view.code, [reason for _, reason in problems])
    inputs = {f"resolution.{name}": name for name in getattr(filled, "fields", ())}  # a row as a whole has no input
    told = [(inputs.get(field or ""), wording.reason_text(why, lang())) for field, why in problems]
    if "X-Autosave" in request.headers:
        return jsonify(error="refused", message="; ".join(text for _, text in told)), 422  # type: ignore[return-value]
    return show_step(view, step, filled, told), 422


def answer_autosave(saved_at: Any, draft_version: int, filled: Step) -> Answer:
    """What the page needs to go on saving: the new version, and what could not be read yet."""
    told: dict[str, Any] = {"saved_at": iso_instant(saved_at), "fields": {"draft_seen": draft_version}}
    if problems := filled.problems():
        told["message"] = gettext("Đã lưu, trừ chỗ chưa đọc được: %(what)s", what="; ".join(p for _, p in problems))
    return jsonify(told)


def after(view: CaseView, step: str) -> str:
    """Where a step leads: back to the check when one came from there, else to the next step."""
    order = [*open_steps(view), CHECK]
    following = CHECK if request.args.get("ve") == CHECK or step not in order else order[order.index(step) + 1]
    if following == CHECK:
        return url_for(".check", code=view.code)
    return url_for(".write", code=view.code, step=following)


def show_step(view: CaseView, step: str, filled: Step, problems: Problems, items: Any = None) -> str:
    """The page of a step with what was typed; `items` are its rows after one was added or taken away."""
    return render_template(
        f"registration/step_{filled.group}.html",
        view=view,
        filled=filled,
        save_url=url_for(".keep", code=view.code, step=step, ve=request.args.get("ve")),
        items=filled.items() if items is None else items,
        problems=problems,
        errors=dict(problems),
        kept=kept_files(view, filled),
        marks=marks_by_field(view),
        bar=step_bar(view, step),
        due=due_words(view.rules, view.due_at),
    )


def kept_files(view: CaseView, filled: Step) -> list[dict[str, Any]]:
    """The file that this step holds already, so that nobody has to choose it again."""
    named = getattr(filled, "file", None)
    if not named or "name" not in named:
        return []
    url = url_for(".download", code=view.code, file_code=named["code"])
    return [{"code": named["code"], "name": named["name"], "url": url, "size": size_words(named["size"])}]


def show_check(view: CaseView, form: StepForm, problems: Problems) -> str:
    """The page on which everything is read once more."""
    action = view.action("submit")
    return render_template(
        "registration/check.html",
        **case_page(view),
        form=form,
        problems=problems,
        bar=step_bar(view, CHECK),
        missing_links=missing_links(view),
        edit=edit_urls(view),
        reasons=None if action is None else [wording.reason_text(code, lang()) for code in action.reasons],
        pending=change_list(view.pending),
    )

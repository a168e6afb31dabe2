"""An agreement as people meet it: written by its issuer, read and signed by the parties."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import wtforms
from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms.validators import DataRequired, Length

from states.commitment import awaits_signatures
from states.commitment_order import TITLES
from states.commitment_template import EACH, OWNERS
from states.process import Refused
from states.roles import MANAGER, READERS

from .. import wording
from ..services import (
    commitment,
    commitment_case,
    commitment_diff,
    commitment_draft,
    commitment_end,
    commitment_reminder,
)
from ..services.commitment_case import AgreementView
from ..services.errors import Invalid, NotFound, Stale
from ..services.offer import impossible
from .access import requires
from .ceremony import after_signing, hand_on, leads_to_hall, shared_room, sign_address
from .commitment_form import AgreementDraft
from .commitment_page import agreement_page, consequence, press
from .commitment_word import word_copy
from .current import actor, house, lang, tell
from .deed import Answer, Given, Problems, ReasonForm, attempt, deed_of, seen, stale_words, with_reason
from .download import to_save
from .errors import note_refusal
from .forms import Day, Line, Lines, StepForm
from .proof import proved_again
from .registration_steps import say
from .signing import SignedForm, answered, question
from .words import gettext

bp = Blueprint("commitment", __name__, url_prefix="/giao-uoc/<code>")

PARTIES, SIGNERS = ("clerk", "secretary", "board_signatory"), ("secretary", "board_signatory")
BOTH = ("GET", "POST")


class DraftStepForm(StepForm):
    """Showing a draft to the parties: the version of the draft that the page showed."""

    draft_seen = wtforms.IntegerField()


class CommentForm(StepForm):
    """What a party thinks of the text, or of one clause."""

    clause = Line()
    text = Lines(validators=[DataRequired("Ghi ý kiến góp ý"), Length(max=2000)])


class PartyForm(StepForm):
    """The unit that gets a seat."""

    unit = Line(validators=[DataRequired("Chọn một đơn vị")])


class DecisionForm(ReasonForm):
    """The decision by which an agreement ends early."""

    number = Line(validators=[DataRequired("Nhập số và ký hiệu quyết định"), Length(max=40)])
    on = Day(validators=[DataRequired("Nhập ngày của quyết định")])


@bp.get("")
@requires(*READERS)
def case(code: str) -> str:
    """The page of an agreement; `da` in the address asks for the confirmation of the act just done."""
    view = commitment_case.get_case(house(), actor(), code)
    page = agreement_page(view, request.args.get("da", ""))
    waits = awaits_signatures(view.state, view.rules.commitment.closing_rule)
    reminds = waits and view.leads and actor().role == MANAGER
    plan = commitment_reminder.get_plan(house(), actor(), code) if reminds else None
    return render_template("commitment/case.html", **page, hall=leads_to_hall(view), plan=plan)


@bp.get("/ban-pdf")
@requires(*READERS)
def document(code: str) -> Response:
    """The PDF of the frozen text; while it is being made, back to the page that says so."""
    view = commitment_case.get_case(house(), actor(), code)
    if view.frozen_at is None:
        raise NotFound(code)
    return redirect(url_for(".case", code=code), 303) if view.printed is None else to_save(view.printed)


@bp.get("/ban-xac-nhan")
@requires(*READERS)
def record(code: str) -> Response:
    """The sealed record of an agreement in force; while it is being made, back to the page that says so."""
    view = commitment_case.get_case(house(), actor(), code)
    if view.in_force_at is None:
        raise NotFound(code)
    return redirect(url_for(".case", code=code), 303) if view.record is None else to_save(view.record)


@bp.get("/ban-word")
@requires(*READERS)
def word(code: str) -> Response:
    """A copy of the frozen text for the office, to be worked with; no proof of anything."""
    view = commitment_case.get_case(house(), actor(), code)
    if view.frozen_at is None:
        raise NotFound(code)
    return word_copy(view)


@bp.route("/viet", methods=BOTH)
@requires("manager")
def write(code: str) -> Answer:
    """Write the draft: title, clauses, parties."""
    view = commitment_case.get_draft(house(), actor(), code)
    if view.state != "drafting":
        return redirect(url_for(".case", code=code), 303)
    if view.amends:
        return redirect(url_for("commitment_amendment.write", code=code), 303)
    page = AgreementDraft(view)
    if request.method != "POST" or "add" in request.form or "remove" in request.form:
        return show_draft(view, page, [])
    if problems := page.problems():
        return show_draft(view, page, problems), 422
    try:
        commitment_draft.save_draft(house(), actor().mandate_id, code, page.draft(), page.draft_seen)
    except Stale as stale:
        note_refusal("save", code, ["stale"])
        return show_draft(commitment_case.get_draft(house(), actor(), code), page, [(None, stale_words(stale))]), 409
    except (Invalid, Refused) as error:
        errors = error.errors if isinstance(error, Invalid) else dict.fromkeys([None], error.reasons[0])
        return show_draft(view, page, [(f, wording.reason_text(reason, lang())) for f, reason in errors.items()]), 422
    if "X-Autosave" not in request.headers and (missing := page.missing()) and request.form.get("then") != "later":
        return show_draft(commitment_case.get_draft(house(), actor(), code), page, missing), 422
    tell(gettext("Đã lưu bản nháp."))
    return redirect(url_for(".case", code=code), 303)


def show_draft(view: AgreementView, page: AgreementDraft, problems: Problems) -> str:
    """The page on which the draft is written."""
    units = commitment_case.list_invitable(house(), actor(), view.code)
    seated = [one for one in OWNERS if one == EACH or view.rules.commitment.superior_signs]
    owners = [(one, wording.owner_name(one, lang())) for one in seated]
    return render_template(
        "commitment/draft.html", **agreement_page(view), page=page, units=units, problems=problems,
        documents=commitment_case.list_citable(house(), actor(), view.code), owners=[*owners, *units],
        targets=[(one.code, say(one.name)) for one in view.rules.targets],
    )  # fmt: skip


@bp.route("/gui-gop-y", methods=BOTH)
@requires("manager")
def circulate(code: str) -> Answer:
    """Ask the parties for their comments."""
    return act(code, "circulate", DraftStepForm(), commitment.circulate, of_draft)


@bp.route("/gop-y", methods=BOTH)
@requires(*PARTIES)
def comment(code: str) -> Answer:
    """Say what the unit thinks of the text."""
    return act(
        code, "comment", CommentForm(), commitment.comment,
        lambda form: {"clause": form.clause.data or "", "text": form.text.data or ""},
    )  # fmt: skip


@bp.route("/sua", methods=BOTH)
@requires("manager")
def revise(code: str) -> Answer:
    """Take the text back to write a new version."""
    return act(code, "revise", StepForm(), commitment.revise)


@bp.route("/chot", methods=BOTH)
@requires("manager")
def freeze(code: str) -> Answer:
    """Fix the text for signing."""
    return act(code, "freeze", DraftStepForm(), commitment.freeze, of_draft)


def of_draft(form: Any) -> dict[str, Any]:
    """The versions of the case and of the draft that the page showed."""
    return {**seen(form), "draft_seen": form.draft_seen.data or 0}


@bp.route("/ky", methods=BOTH)
@requires(*SIGNERS)
def sign(code: str) -> Answer:
    """Read the text and sign it for one's own seat, with one's passkey."""

    shared = shared_room()

    def asked() -> dict[str, Any]:
        put = question(lambda mandate_id, site: commitment.ask_to_sign(house(), mandate_id, code, site, signs_as()))
        forms = [("", sign_address(code)), *((form, sign_address(code, form)) for form in TITLES)]
        chosen = {"sign_url": sign_address(code, signs_as()), "forms": forms, "signs_as": signs_as(), "beside": None}
        return {**put, **chosen, "shared": shared}

    def given(form: Any) -> dict[str, Any]:
        return {"answer": answered(), "signs_as": signs_as()}

    answer = act(
        code, "sign", SignedForm(), commitment.sign, given, "commitment/sign.html", asked, after_signing(code)
    )
    return hand_on(shared, signed=True) if shared and isinstance(answer, Response) else answer


def signs_as() -> str:
    """In which form the person chose to sign: T/M, K/T, T/L; it stands in the address, for the statement names it."""
    chosen = request.args.get("hinh-thuc", "")
    return chosen if chosen in TITLES else ""


@bp.route("/tu-choi", methods=BOTH)
@requires(*SIGNERS)
def decline(code: str) -> Answer:
    """Do not sign, saying why."""
    return act(code, "decline", ReasonForm(), commitment.decline, lambda form: {"reason": form.text.data or ""})


@bp.route("/them-ben", methods=BOTH)
@requires("manager")
def add_party(code: str) -> Answer:
    """Give one more unit a seat in an open pact."""
    return act(code, "add_party", PartyForm(), commitment.add_party, lambda form: {"unit_code": form.unit.data or ""})


@bp.route("/nhac", methods=BOTH)
@requires("manager")
def remind(code: str) -> Answer:
    """Remind those who have not answered."""

    def planned() -> dict[str, Any]:
        return {"plan": commitment_reminder.get_plan(house(), actor(), code)}

    verb = commitment_reminder.remind
    return act(code, "remind", StepForm(), verb, seen, "commitment/remind.html", planned)


@bp.route("/mo-lai", methods=BOTH)
@requires("manager")
def reopen(code: str) -> Answer:
    """Open a frozen text again."""
    return act(code, "reopen", ReasonForm(), commitment.reopen, with_reason)


@bp.route("/huy", methods=BOTH)
@requires("manager")
@proved_again
def cancel(code: str) -> Answer:
    """Give the agreement up before it came into force."""
    return act(code, "cancel", ReasonForm(), commitment_end.cancel, with_reason)


@bp.route("/ket-thuc", methods=BOTH)
@requires("board_signatory")
def complete(code: str) -> Answer:
    """Review how the agreement was kept, and end it with its period."""
    return act(code, "complete", ReasonForm(), commitment_end.complete, with_reason)


@bp.route("/cham-dut", methods=BOTH)
@requires("board_signatory")
@proved_again
def terminate(code: str) -> Answer:
    """End the agreement early by a decision."""

    def given(form: Any) -> dict[str, Any]:
        day = form.on.data.isoformat() if form.on.data else ""
        return {**with_reason(form), "number": form.number.data or "", "on": day}

    return act(code, "terminate", DecisionForm(), commitment_end.terminate, given)


def _parties(view: AgreementView) -> list[str]:
    """Who will have a seat as the draft stands; an amendment has those of the agreement."""
    if view.amends:
        return []
    chosen = [name for unit, name in commitment_case.list_invitable(house(), actor(), view.code)
              if unit in view.draft.get("units", ())]  # fmt: skip
    return [view.issuer, *chosen] if view.rules.commitment.superior_signs else chosen


def act(
    code: str, name: str, form: StepForm, verb: Callable[..., Any], given: Given = seen,
    template: str = "commitment/act.html", more: Callable[[], dict[str, Any]] = dict,
    leads_to: str = "",
) -> Answer:  # fmt: skip
    """Show the form of an act, or do it."""

    def show(problems: Problems) -> str:
        view = commitment_case.get_case(house(), actor(), code)
        action = view.action(name) or impossible(name)
        units = commitment_case.list_invitable(house(), actor(), code, outside=True) if name == "add_party" else ()
        fixes = name in ("circulate", "freeze")
        versions = commitment_diff.compare(house(), actor(), code) if fixes and action.enabled else None
        return render_template(
            template, **agreement_page(view), form=form, problems=problems, action=press(view, action),
            consequence=consequence(view, name), units=units, versions=versions,
            parties=_parties(view) if fixes else [], **more(),
        )  # fmt: skip

    if request.method != "POST":
        return show([])
    to = leads_to or url_for("commitment.case", code=code, da=name)
    return attempt(code, name, form, deed_of(verb, code, form, given), show, to)

"""A recognition as those who work on it meet it: its page, and one short view for each act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from states.roles import READERS

from ..clock import day_of
from ..services import programme, recognition_board, recognition_case
from ..services import recognition as steps
from ..services.offer import impossible
from ..services.recognition import Objection
from ..services.recognition_board import Wording
from ..services.recognition_case import RecognitionView
from .access import requires
from .current import actor, house
from .deed import Answer, Problems, attempt
from .forms import StepForm
from .proof import proved_again
from .recognition_form import OwnPetitionForm, VoteForm, fields_of, new_form, reason_of
from .recognition_page import case_page, consequence, name_papers, press, seen_value
from .signing import may_be_signed

bp = Blueprint("recognition", __name__, url_prefix="/xet-cong-nhan")
BOTH = ("GET", "POST")
BOARD = ("board_signatory",)


@bp.get("/<code>")
@requires(*READERS)
def case(code: str) -> str:
    """The page of a recognition; `da` in the address asks for the confirmation of the act just done."""
    view = recognition_case.get_case(house(), actor(), code)
    return render_template("recognition/case.html", **case_page(view, request.args.get("da", "")))


@bp.post("/lap/<programme_code>/<period>")
@requires("secretary")
def begin(programme_code: str, period: str) -> Response:
    """Open the file of the unit, or go on with the one that is there."""
    programme_id, known_period = programme.find_round(house(), programme_code, period)
    code = steps.begin(house(), actor().mandate_id, programme_id, known_period)
    return redirect(url_for(".case", code=code), 303)


Given = Callable[[Any], dict[str, Any]]


def act(code: str, name: str, verb: Callable[..., Any], given: Given = lambda form: {}) -> Answer:
    """Show the form of an act, or do it with what `given` takes out of the form."""
    view = recognition_case.get_case(house(), actor(), code) if request.method != "POST" else None
    form = new_form(name, view, actor().role)

    def show(problems: Problems) -> str:
        return show_act(view or recognition_case.get_case(house(), actor(), code), name, form, problems)

    if view is not None:
        return show([])
    return attempt(
        code, name, form,
        lambda once: verb(house(), actor().mandate_id, code, seen=form.seen.data, request=once, **given(form)),
        show,
        url_for(".case", code=code, da=name),
    )  # fmt: skip


def show_act(view: RecognitionView, name: str, form: StepForm, problems: Problems) -> str:
    """The page of an act; what is not possible any more keeps its input and says why."""
    action = view.action(name) or impossible(name)
    inputs = {"evidence": "text", "reasons": "text", "reason": "text"}
    return render_template(
        "recognition/vote.html" if isinstance(form, VoteForm) else "recognition/act.html",
        **case_page(view),
        form=form,
        problems=[(inputs.get(field or "", field), text) for field, text in name_papers(view, problems)],
        action=press(view, action),
        seen=seen_value(view, name),
        fields=fields_of(view, name, form),
        consequence=consequence(view, name),
        ways={member.code: request.form.get(f"how-{member.code}", "") for member in view.members},
        whys={member.code: reason_of(member.code) for member in view.members},
    )


def reason(form: Any) -> dict[str, Any]:
    """What a form with a reason says."""
    return {"reason": form.text.data or ""}


def objection(form: Any) -> Objection:
    """Who says what, as the office received it; a unit says what it has to say in its own name."""
    if isinstance(form, OwnPetitionForm):
        return Objection("", "", day_of(house().clock()), form.text.data or "", True)
    said = {key: form[key].data for key in ("name", "contact", "received_on", "text", "grounds")}
    return Objection(**said, admissible=form.admissible.data == "yes")


@bp.route("/<code>/de-nghi", methods=BOTH)
@requires("secretary")
@may_be_signed("recognition.propose")
def propose(code: str) -> Answer:
    """Propose the unit, with its report."""
    return act(code, "propose", steps.propose, lambda form: {"report": form.report.data or ""})


@bp.route("/<code>/tiep-nhan", methods=BOTH)
@requires("reviewer")
def accept_dossier(code: str) -> Answer:
    """Take the dossier up."""
    return act(code, "accept_dossier", steps.accept_dossier)


@bp.route("/<code>/tra-lai", methods=BOTH)
@requires("reviewer")
def send_back(code: str) -> Answer:
    """Return the dossier with a reason."""
    return act(code, "return", steps.send_back, lambda form: {**reason(form), "papers": form.papers.data})


@bp.route("/<code>/chuyen-tham-dinh", methods=BOTH)
@requires("reviewer")
def to_appraisal(code: str) -> Answer:
    """Send the dossier to the appraising bodies."""
    return act(code, "to_appraisal", steps.to_appraisal)


@bp.route("/<code>/y-kien", methods=BOTH)
@requires("appraiser")
def give_opinion(code: str) -> Answer:
    """Give the opinion of one body."""

    def given(form: Any) -> dict[str, Any]:
        return {"body": form.body.data, "verdict": form.verdict.data, "reasons": form.text.data or ""}

    return act(code, "give_opinion", steps.give_opinion, given)


@bp.route("/<code>/dieu-kien-loai", methods=BOTH)
@requires("reviewer", "appraiser", "board_signatory")
def establish(code: str) -> Answer:
    """Establish a fact that excludes recognition."""
    return act(
        code, "establish", steps.establish, lambda form: {"fact": form.fact.data, "evidence": form.text.data or ""}
    )


@bp.route("/<code>/bo-dieu-kien-loai", methods=BOTH)
@requires(*BOARD)
def lift(code: str) -> Answer:
    """Lift a knock-out that does not hold."""
    return act(code, "lift", steps.lift, lambda form: {"number": form.number.data, **reason(form)})


@bp.route("/<code>/cong-khai", methods=BOTH)
@requires(*BOARD)
def open_comment(code: str) -> Answer:
    """Put the unit on the list that is open for comment."""
    return act(code, "open_comment", steps.open_comment)


@bp.route("/<code>/phan-anh", methods=BOTH)
@requires("reviewer")
def enter_objection(code: str) -> Answer:
    """Enter an objection that came in."""
    return act(code, "object", steps.enter_objection, lambda form: {"objection": objection(form)})


@bp.route("/<code>/kien-nghi", methods=BOTH)
@requires("reviewer", "secretary")
def petition(code: str) -> Answer:
    """Enter a petition that came in after the result; the unit writes its own."""
    return act(code, "petition", steps.petition, lambda form: {"given": objection(form)})


@bp.route("/<code>/tra-loi", methods=BOTH)
@requires("reviewer", "board_signatory")
def answer(code: str) -> Answer:
    """Answer an objection."""
    return act(code, "answer", steps.answer, lambda form: {"number": form.number.data, "text": form.text.data or ""})


@bp.route("/<code>/mo-bieu-quyet", methods=BOTH)
@requires(*BOARD)
def open_vote(code: str) -> Answer:
    """Open the vote."""
    return act(code, "open_vote", recognition_board.open_vote)


@bp.route("/<code>/kiem-phieu", methods=BOTH)
@requires("board_secretary")
def record_vote(code: str) -> Answer:
    """Record who took part and what was counted."""
    return act(code, "record_vote", recognition_board.record_vote, lambda form: {"ballot": form.ballot()})


@bp.route("/<code>/xac-nhan-phieu", methods=BOTH)
@requires("board_secretary", "board_signatory")
@proved_again
def confirm_vote(code: str) -> Answer:
    """Confirm the tally as a second person."""
    return act(code, "confirm_vote", recognition_board.confirm_vote)


@bp.route("/<code>/quyet-dinh", methods=BOTH)
@requires(*BOARD)
@proved_again
@may_be_signed("recognition.decide_yes")
def decide_yes(code: str) -> Answer:
    """Issue the decision."""
    return act(code, "decide_yes", recognition_board.decide_yes)


@bp.route("/<code>/khong-cong-nhan", methods=BOTH)
@requires(*BOARD)
@proved_again
@may_be_signed("recognition.decide_no")
def decide_no(code: str) -> Answer:
    """Decide as the vote went: no."""
    return act(code, "decide_no", recognition_board.decide_no, reason)


@bp.route("/<code>/loai", methods=BOTH)
@requires(*BOARD)
@proved_again
@may_be_signed("recognition.exclude")
def exclude(code: str) -> Answer:
    """End the case because of a knock-out."""
    return act(code, "exclude", recognition_board.exclude, reason)


@bp.route("/<code>/cong-bo", methods=BOTH)
@requires("manager")
@proved_again
def publish(code: str) -> Answer:
    """Publish the decision."""
    return act(code, "publish", recognition_board.publish)


@bp.route("/<code>/dinh-chinh", methods=BOTH)
@requires(*BOARD)
@proved_again
@may_be_signed("recognition.correct")
def correct(code: str) -> Answer:
    """Correct what the decision says of the unit."""

    def given(form: Any) -> dict[str, Any]:
        text = Wording(form.unit_name.data or "", form.superior_name.data or "", form.title.data or "")
        return {"text": text, **reason(form)}

    return act(code, "correct", recognition_board.correct, given)


@bp.route("/<code>/huy-bo", methods=BOTH)
@requires(*BOARD)
@proved_again
@may_be_signed("recognition.revoke")
def revoke(code: str) -> Answer:
    """Take the recognition back."""
    return act(code, "revoke", recognition_board.revoke, reason)

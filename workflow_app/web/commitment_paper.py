"""Signatures on paper: minutes are entered, opened, attested or refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from states.process import Refused
from states.roles import READERS

from .. import wording
from ..services import commitment_case, commitment_paper, commitment_paper_case, commitment_paper_file
from ..services.commitment_case import AgreementView
from ..services.errors import NotFound
from ..services.offer import impossible
from ..uploads import UploadRefused
from .access import requires
from .commitment_page import agreement_page, press
from .commitment_paper_form import PaperPage
from .current import actor, house, lang
from .deed import Answer, Problems, ReasonForm, attempt
from .download import to_save
from .errors import note_refusal
from .signing import SignedForm, answered, question
from .upload import chosen

bp = Blueprint("commitment_paper", __name__, url_prefix="/giao-uoc/<code>/ban-giay")

ATTESTERS = ("clerk", "secretary", "reviewer", "board_signatory")
BOTH = ("GET", "POST")


@bp.route("", methods=BOTH)
@requires("manager")
def enter(code: str) -> Answer:
    """Write down what stands on signed minutes, look at it once more, and sign that it is so."""
    view = commitment_case.get_case(house(), actor(), code)
    page = PaperPage(commitment_paper_case.list_free(house(), actor(), code))
    if request.method != "POST":
        return show_form(view, page, [])
    take_scan(page, code)
    if page.form.nonce.data:
        return attempt(
            code, "enter_paper", page.form,
            lambda once: commitment_paper.enter(
                house(), actor().mandate_id, code, page.written(), answer=answered(), request=once
            ),
            lambda problems: show_form(view, page, problems), url_for("commitment.case", code=code, da="enter_paper"),
        )  # fmt: skip
    if request.form.get("edit"):
        return show_form(view, page, [])
    return confirm(view, page)


def take_scan(page: PaperPage, code: str) -> None:
    """Take the chosen file in, and remember it in the page; one that is refused says so beside it."""
    try:
        upload = chosen("scan")
        if upload is not None:
            name = upload.filename or ""
            page.file = commitment_paper_file.attach(house(), actor().mandate_id, code, upload.read(), name)
    except UploadRefused as refused:
        note_refusal("enter_paper", code, [refused.code])
        page.refused_file = wording.reason_text(refused.code, lang())
    except Refused:
        page.file = ""  # the form says why nothing can be entered now


def confirm(view: AgreementView, page: PaperPage) -> Answer:
    """What was written, once more, with what will be signed; what is wrong comes back with everything as it was."""
    page.form.validate()
    written, problems = page.written(), page.problems()
    try:
        asked = question(
            lambda mandate_id, site: commitment_paper.ask_to_enter(house(), mandate_id, view.code, written, site)
        )
    except Refused as refused:
        if refused.reasons == ("not-your-role",):
            raise
        note_refusal("enter_paper", view.code, refused.reasons)
        faulty = commitment_paper.faulty_seats(house(), actor().mandate_id, view.code, written)
        problems += page.told(refused.reasons, faulty)
    if problems:
        return show_form(view, page, problems), 422
    return render_template("commitment/paper_sign.html", **agreement_page(view), page=page, problems=[], **asked)


def show_form(view: AgreementView, page: PaperPage, problems: Problems) -> str:
    """The form on which minutes are written down."""
    action = press(view, view.action("enter_paper") or impossible("enter_paper"))
    return render_template(
        "commitment/paper.html", **agreement_page(view), page=page, problems=problems, errors=dict(problems),
        action=action,
    )  # fmt: skip


@bp.route("/<int:number>", methods=BOTH)
@requires(*ATTESTERS)
def attest(code: str, number: int) -> Answer:
    """Open the scan, compare, and sign that it is so."""

    def show(problems: Problems) -> str:
        def ask(mandate_id: int, site: str) -> Any:
            return commitment_paper.ask_to_attest(house(), mandate_id, code, number, site)

        template = "commitment/paper_attest.html"
        return show_minutes(code, number, "attest_paper", problems, template, lambda: question(ask))

    if request.method != "POST":
        return show([])
    form = SignedForm()
    return attempt(
        code, "attest_paper", form,
        lambda once: commitment_paper.attest(
            house(), actor().mandate_id, code, number, answer=answered(), request=once
        ),
        show, url_for("commitment.case", code=code, da="attest_paper"),
    )  # fmt: skip


@bp.route("/<int:number>/khong-cong-nhan", methods=BOTH)
@requires(*ATTESTERS, "manager")
def refuse(code: str, number: int) -> Answer:
    """Say why minutes do not hold; whoever entered them takes them back in the same way."""
    form = ReasonForm()

    def show(problems: Problems) -> str:
        return show_minutes(
            code, number, "refuse_paper", problems, "commitment/paper_refuse.html", lambda: {"form": form}
        )

    if request.method != "POST":
        return show([])
    return attempt(
        code, "refuse_paper", form,
        lambda once: commitment_paper.refuse(
            house(), actor().mandate_id, code, number, reason=form.text.data or "", request=once
        ),
        show, url_for("commitment.case", code=code, da="refuse_paper"),
    )  # fmt: skip


def show_minutes(
    code: str, number: int, name: str, problems: Problems, template: str, more: Callable[[], dict[str, Any]]
) -> str:
    """A page about minutes that were entered."""
    view = commitment_case.get_case(house(), actor(), code)
    line = next((one for one in view.minutes if one.number == number), None)
    if line is None:
        raise NotFound(f"{code}/{number}")
    action = press(view, view.action(name) or impossible(name))
    reasons = [wording.reason_text(reason, lang()) for reason in line.reasons]
    url = url_for(f".{name.removesuffix('_paper')}", code=code, number=number)
    return render_template(
        template, **agreement_page(view), line=line, action=action, url=url, reasons=reasons, problems=problems,
        errors=dict(problems), **more(),
    )  # fmt: skip


@bp.get("/tep/<file_code>")
@requires(*READERS)
def download(code: str, file_code: str) -> Response:
    """The scan, only ever to be saved: what others uploaded never runs as a page of this site."""
    return to_save(commitment_paper_file.get_file(house(), actor(), code, file_code))

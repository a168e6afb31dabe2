"""Signing by certificate: take the file, sign it elsewhere, hand it in; or let a program beside the token do both."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from states.process import Refused
from states.roles import READERS

from .. import wording
from ..services import commitment_case, commitment_certificate, signing_link
from ..services.commitment_certificate_file import largest
from ..services.errors import Invalid, NotFound
from ..services.offer import impossible
from .access import requires
from .commitment import SIGNERS
from .commitment_page import agreement_page, is_open, press
from .current import actor, house, lang
from .deed import Answer, Problems, attempt
from .download import to_save
from .errors import note_refusal
from .forms import StepForm

bp = Blueprint("commitment_certificate", __name__, url_prefix="/giao-uoc/<code>/chung-thu")


@bp.route("", methods=("GET", "POST"))
@requires(*SIGNERS)
def hand_in(code: str) -> Answer:
    """How it is done, the file to be signed, and the form for the signed one."""
    if request.method != "POST":
        return show(code, [])
    upload = request.files.get("file")
    data = upload.read() if upload is not None else b""
    if upload is not None:
        upload.stream.seek(0)  # read once more by whoever compares a form that is sent twice
    return attempt(
        code, "sign", StepForm(),
        lambda once: commitment_certificate.hand_in(house(), actor().mandate_id, code, data, request=once),
        lambda problems: show(code, problems), url_for("commitment.case", code=code, da="sign"),
    )  # fmt: skip


@bp.get("/tep")
@requires(*READERS)
def download(code: str) -> Response:
    """The file accepted last: what the next party signs, and what all have signed in the end."""
    view = commitment_case.get_case(house(), actor(), code)
    if view.to_sign is None:
        raise NotFound(code)
    return to_save(view.to_sign)  # type: ignore[return-value]


@bp.post("/phan-mem")
@requires(*SIGNERS)
def link(code: str) -> Answer:
    """Make a link for a program beside the token."""
    try:
        token = signing_link.make(house(), actor().mandate_id, code)
    except (Refused, Invalid) as refused:
        reasons = list(refused.reasons if isinstance(refused, Refused) else refused.errors.values())
        if reasons == ["not-your-role"]:
            raise
        note_refusal("sign", code, reasons)
        return show(code, [(None, wording.reason_text(reason, lang())) for reason in reasons]), 422
    return redirect(url_for(".follow", code=code, token=token), 303)


@bp.get("/phan-mem/<token>")
@requires(*SIGNERS)
def follow(code: str, token: str) -> Answer:
    """The link, and what became of it so far."""
    found = signing_link.outcome(house(), actor(), code, token)
    if found.state == signing_link.TAKEN:
        return redirect(url_for("commitment.case", code=code, da="sign"), 303)
    problems = [(None, wording.reason_text(found.reason, lang()))] if found.reason else []
    waits = found.state == signing_link.WAITING
    return show(code, problems, token=token if waits else "", expired=found.state == signing_link.EXPIRED)


@bp.get("/phan-mem/<token>/ket-qua")
@requires(*SIGNERS)
def state(code: str, token: str) -> Answer:
    """Asked again and again by the page: nothing to see while nothing has come back."""
    if signing_link.outcome(house(), actor(), code, token).state == signing_link.WAITING:
        return redirect(url_for(".follow", code=code, token=token), 303)
    return Response(status=204)


def show(code: str, problems: Problems, **more: Any) -> str:
    """The page, with what stands in the way."""
    view = commitment_case.get_case(house(), actor(), code)
    action = press(view, view.action("sign") or impossible("sign"))
    reasons = [] if view.rules.commitment.certificates else [
        wording.reason_text("certificate-not-expected", lang())
    ]  # fmt: skip
    return render_template(
        "commitment/certificate.html", **agreement_page(view), action=action, problems=problems,
        errors=dict(problems), reasons=reasons or list(action.reasons), open=is_open(view),
        largest_mb=largest(house().settings) // 1024**2,
        waits_minutes=(signing_link.LIFE + signing_link.LOOKED_AT) // timedelta(minutes=1),
        **{"token": "", "expired": False, **more},
    )  # fmt: skip

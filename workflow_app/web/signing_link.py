"""Where a program beside the signer's token takes the file to be signed and brings it back: no page, no session."""

from __future__ import annotations

from flask import Blueprint, Response, request

from states.process import Refused

from .. import wording
from ..services import signing_link
from ..services.errors import Invalid
from .access import open_to_all
from .current import house, lang
from .download import to_save
from .errors import note_refusal

bp = Blueprint("signing_link", __name__, url_prefix="/ky-so")
PDF = "application/pdf"


@bp.route("/<token>", methods=("GET", "PUT", "POST"))
@open_to_all
def take(token: str) -> Response:
    """Hand the file out, or take it in signed; the answer says in words what came of it."""
    if request.method in ("GET", "HEAD"):
        return to_save(signing_link.fetch(house(), token))  # type: ignore[return-value]
    if request.mimetype != PDF:
        return _said("certificate-no-pdf", 415)
    try:
        signing_link.bring(house(), token, request.get_data(cache=False))
    except (Refused, Invalid) as refused:
        reasons = list(refused.reasons if isinstance(refused, Refused) else refused.errors.values())
        note_refusal("sign", "", reasons)
        return _said(reasons[0], 422)
    return Response(status=204)


def _said(reason: str, status: int) -> Response:
    return Response(wording.reason_text(reason, lang()) + "\n", status, mimetype="text/plain")

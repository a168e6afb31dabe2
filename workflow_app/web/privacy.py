"""What is kept about whoever acts here: told at the first sign-in, and to be read at any time."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from .. import wording
from ..services import own_data
from ..services.errors import ReadOnly
from ..services.upkeep import RETENTION
from .access import own_path, signed_in
from .account import go_on
from .current import Viewer, house, lang, viewer

bp = Blueprint("privacy", __name__, url_prefix="/tai-khoan")


@bp.get("/muc-dich")
@signed_in
def purpose() -> str:
    """What is kept and why, before the first work."""
    target = own_path(request.args.get("next"))
    return render_template("account/purpose.html", sentences=wording.purpose_sentences(lang()), next=target)


@bp.post("/muc-dich")
@signed_in
def note() -> Response:
    """It was read."""
    if house().watch.rolled_back:
        raise ReadOnly(house().watch.rolled_back)
    own_data.note_informed(house(), _me().account_id)
    return go_on(_me().session)


@bp.get("/du-lieu")
@signed_in
def mine() -> str:
    """Everything that is kept about the viewer, and for how long."""
    return render_template(
        "account/data.html",
        own=own_data.read(house(), _me().account_id),
        times=[(what, time.days if time else None) for what, time in RETENTION.items()],
        sentences=wording.purpose_sentences(lang()),
    )


def _me() -> Viewer:
    me = viewer()
    assert me is not None, "pages of an account are marked @signed_in"
    return me

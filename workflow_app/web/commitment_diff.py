"""Two versions of an agreement beside each other, as people meet them."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from states.roles import READERS

from ..services import commitment_case, commitment_diff
from .access import requires
from .commitment_page import agreement_page
from .current import actor, house

bp = Blueprint("commitment_diff", __name__, url_prefix="/giao-uoc/<code>")


@bp.get("/so-sanh")
@requires(*READERS)
def compare(code: str) -> str:
    """What changed from one version to another; `tu` and `den` in the address say which, 0 is the draft."""
    versions = commitment_diff.compare(house(), actor(), code, _number("tu"), _number("den"))
    view = commitment_case.get_case(house(), actor(), code)
    return render_template("commitment/compare.html", **agreement_page(view), versions=versions)


def _number(name: str) -> int | None:
    written = request.args.get(name, "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 6 else None

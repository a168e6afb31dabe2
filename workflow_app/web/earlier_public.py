"""Results copied from paper in the public register: always marked so, and never called verified."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ..codes import parse_code
from ..services import public_earlier
from ..services.errors import NotFound
from .access import for_everybody, open_to_all
from .current import house
from .registration_steps import say

bp = Blueprint("earlier_public", __name__, url_prefix="/tra-cuu/ban-giay")
for_everybody(bp)


@bp.get("")
@open_to_all
def listing() -> str | Response:
    """All of them, or those of some unit or period."""
    typed = request.args.get("q", "")[: public_earlier.LONGEST_SEARCH]
    if code := public_earlier.find_code(house(), typed):
        return redirect(url_for(".show", code=code))
    period, after = request.args.get("ky", ""), parse_code(request.args.get("sau", "")) or ""
    found = public_earlier.search(house(), typed, period, after)
    chosen: dict[str, Any] = {name: value for name, value in (("q", typed), ("ky", period)) if value}
    return render_template(
        "earlier/list.html",
        listing=found,
        say=say,
        typed=typed,
        period=period,
        next_url=url_for(".listing", sau=found.next, **chosen) if found.next else None,
        first_url=url_for(".listing", **chosen) if after else None,
    )


@bp.get("/<code>")
@open_to_all
def show(code: str) -> str | Response:
    """One of them, with where it stands in the journal."""
    written = parse_code(code)
    if written is None:
        raise NotFound(code)
    if written != code:
        return redirect(url_for(".show", code=written))
    page_url = f"{house().settings.base_url.rstrip('/')}{url_for('.show', code=written)}"
    found = public_earlier.read(house(), written)
    return render_template("earlier/show.html", found=found, say=say, page_url=page_url)

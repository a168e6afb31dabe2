"""The public page of a unit: what it was called and where it stood day by day, and to whom it belongs now."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from ..codes import parse_code
from ..services import unit_past
from ..services.errors import NotFound
from .access import for_everybody, open_to_all
from .current import house

bp = Blueprint("unit_public", __name__)

for_everybody(bp)


@bp.get("/don-vi/<code>")
@open_to_all
def show(code: str) -> str | Response:
    """One unit through time."""
    written = parse_code(code)
    if written is None:
        raise NotFound(code)
    if written != code:
        return redirect(url_for(".show", code=written))
    return render_template("public/unit.html", unit=unit_past.read(house(), written))

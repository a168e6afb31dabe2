"""Guides to print, one for each role; anybody may read them."""

from __future__ import annotations

from flask import Blueprint, render_template

from states.roles import ROLES

from ..services.errors import NotFound
from ..wording.guide import guide
from .access import for_everybody, open_to_all
from .current import lang

bp = Blueprint("guide", __name__, url_prefix="/huong-dan")
for_everybody(bp)


@bp.get("")
@open_to_all
def index() -> str:
    """All of them."""
    return render_template("guide/index.html", roles=ROLES)


@bp.get("/<role>")
@open_to_all
def show(role: str) -> str:
    """That of one role."""
    if role not in ROLES:
        raise NotFound(role)
    common = guide("everybody", lang())
    return render_template("guide/show.html", role=role, guide=guide(role, lang()), common=common)

"""Every component on one page, to look at while changing the look. Registered outside production only."""

from __future__ import annotations

from flask import Blueprint, render_template

from .access import open_to_all
from .current import house

bp = Blueprint("gallery", __name__)


@bp.get("/thu-vien")
@open_to_all
def show() -> str:
    """The gallery, with invented names."""
    return render_template("gallery.html", now=house().clock())

"""Levels of a year from a table: the template, what the table would prepare, and preparing all of it."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from states.classification_rules import LEVELS

from .. import wording
from ..services import classification_table, classification_view
from ..services.table_check import Checked, RowsRefused
from ..tables import Table
from .access import requires
from .current import actor, house, lang, tell
from .forms import new_key, once
from .registration_steps import say
from .table import TableForm, fault_words, preview, template_of, uploaded
from .words import gettext, ngettext

bp = Blueprint("classification_table", __name__, url_prefix="/xep-loai/<code>/<period>/bang")


@bp.get("")
@requires("reviewer", "manager")
def index(code: str, period: str) -> str:
    """How levels come from a table."""
    return _page(code, period)


@bp.get("/mau.<ending>")
@requires("reviewer", "manager")
def template(code: str, period: str, ending: str) -> Response:
    """An empty table to fill in."""
    return template_of(classification_table.columns(lang()), "class", "mau-xep-loai", ending)


@bp.post("/thu")
@requires("reviewer", "manager")
def try_out(code: str, period: str) -> str | tuple[str, int]:
    """Say what a table would prepare, without writing anything."""
    table = uploaded(classification_table.columns(lang()))
    if table is None:
        return _page(code, period, [gettext("Chọn một tệp Excel (.xlsx) hoặc CSV rồi bấm Xem thử")]), 422
    if not table.rows:
        return _page(code, period, fault_words(table)), 422
    checked = classification_table.check(house(), actor().mandate_id, code, period, table.rows, lang())
    return _preview(code, period, table, checked)


@bp.post("")
@requires("reviewer", "manager")
def take_in(code: str, period: str) -> str | AnyResponse | tuple[str, int]:
    """Prepare the levels that were just shown: all of them, or none."""
    form = TableForm()
    table = form.table(classification_table.columns(lang())) if form.validate() else Table((), ())
    if not table.rows or table.faults:
        return _page(code, period, fault_words(table) or [gettext("Xin chọn lại tệp")]), 422
    back = url_for("classification.listing", code=code, period=period)
    key = once(form, str(request.endpoint), back)
    try:
        new, same = classification_table.take_in(
            house(), actor().mandate_id, code, period, table.rows, request=key, lang=lang()
        )
    except RowsRefused as refused:
        return _preview(code, period, table, refused.checked), 422
    said = ngettext("Đã ghi mức của %(num)s đơn vị để trình.", "Đã ghi mức của %(num)s đơn vị để trình.", new)
    there = ngettext("%(num)s dòng không đổi.", "%(num)s dòng không đổi.", same)
    tell(f"{said} {there}" if same else said)
    return redirect(back, 303)


def _preview(code: str, period: str, table: Table, checked: tuple[Checked, ...]) -> str:
    view = classification_view.get_list(house(), actor(), code, period)
    return preview(
        "classification/table_preview.html", table, checked, classification_table.columns(lang()),
        wording.classification_level, desk=view.desk, key=new_key(), say=say,
        levels={level: wording.classification_level(level, lang()) for level in LEVELS},
    )  # fmt: skip


def _page(code: str, period: str, errors: list[str] | None = None) -> str:
    view = classification_view.get_list(house(), actor(), code, period)
    problems = [("file", error) for error in errors or ()]
    return render_template("classification/table.html", desk=view.desk, problems=problems, say=say)

"""Units from a table: the template, what the table would do, and entering all of it."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from .. import wording
from ..services import unit_table, unit_tree
from ..services.table_check import Checked, RowsRefused
from ..tables import Table
from .access import requires
from .current import actor, house, lang, tell
from .forms import new_key, once
from .table import TableForm, fault_words, preview, template_of, uploaded
from .words import gettext, ngettext

bp = Blueprint("unit_table", __name__, url_prefix="/quan-tri/don-vi/<code>/bang")


@bp.get("")
@requires("administrator", "manager")
def index(code: str) -> str:
    """How units come from a table."""
    return _page(code)


@bp.get("/mau.<ending>")
@requires("administrator", "manager")
def template(code: str, ending: str) -> Response:
    """An empty table to fill in."""
    return template_of(unit_table.columns(lang()), "unit", "mau-don-vi", ending)


@bp.post("/thu")
@requires("administrator", "manager")
def try_out(code: str) -> str | tuple[str, int]:
    """Say what a table would enter, without writing anything."""
    table = uploaded(unit_table.columns(lang()))
    if table is None:
        return _page(code, [gettext("Chọn một tệp Excel (.xlsx) hoặc CSV rồi bấm Xem thử")]), 422
    if not table.rows:
        return _page(code, fault_words(table)), 422
    return _preview(code, table, unit_table.check(house(), actor().mandate_id, code, table.rows, lang()))


@bp.post("")
@requires("administrator", "manager")
def take_in(code: str) -> str | AnyResponse | tuple[str, int]:
    """Enter the units that were just shown: all of them, or none."""
    form = TableForm()
    table = form.table(unit_table.columns(lang())) if form.validate() else Table((), ())
    if not table.rows or table.faults:
        return _page(code, fault_words(table) or [gettext("Xin chọn lại tệp")]), 422
    back = url_for("admin_unit.show", code=code)
    key = once(form, str(request.endpoint), back)
    try:
        new, same = unit_table.take_in(house(), actor().mandate_id, code, table.rows, request=key, lang=lang())
    except RowsRefused as refused:
        return _preview(code, table, refused.checked), 422
    said = ngettext("Đã ghi %(num)s đơn vị.", "Đã ghi %(num)s đơn vị.", new)
    there = ngettext("%(num)s dòng không đổi.", "%(num)s dòng không đổi.", same)
    tell(f"{said} {there}" if same else said)
    return redirect(back, 303)


def _preview(code: str, table: Table, checked: tuple[Checked, ...]) -> str:
    columns, page = unit_table.columns(lang()), unit_tree.show(house(), actor(), code)
    return preview(
        "admin/unit_table_preview.html", table, checked, columns, wording.unit_kind_name, page=page, key=new_key()
    )


def _page(code: str, errors: list[str] | None = None) -> str:
    page = unit_tree.show(house(), actor(), code)
    problems = [("file", error) for error in errors or ()]
    return render_template("admin/unit_table.html", page=page, problems=problems)

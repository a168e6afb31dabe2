"""Documents from a table: the template, what the table would do, and recording all of it."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from states.roles import MANAGING

from .. import wording
from ..services import document_table
from ..services.table_check import Checked, RowsRefused
from ..tables import Table
from .access import requires
from .current import actor, house, lang, tell
from .forms import new_key, once
from .table import TableForm, fault_words, preview, template_of, uploaded
from .words import gettext, ngettext

bp = Blueprint("document_table", __name__, url_prefix="/quan-tri/van-ban/bang")


@bp.get("")
@requires(*MANAGING)
def index() -> str:
    """How documents come from a table."""
    return _page()


@bp.get("/mau.<ending>")
@requires(*MANAGING)
def template(ending: str) -> Response:
    """An empty table to fill in."""
    return template_of(document_table.columns(lang()), "document", "mau-van-ban", ending)


@bp.post("/thu")
@requires(*MANAGING)
def try_out() -> str | tuple[str, int]:
    """Say what a table would record, without writing anything."""
    table = uploaded(document_table.columns(lang()))
    if table is None:
        return _page([gettext("Chọn một tệp Excel (.xlsx) hoặc CSV rồi bấm Xem thử")]), 422
    if not table.rows:
        return _page(fault_words(table)), 422
    return _preview(table, document_table.check(house(), actor().mandate_id, table.rows, lang()))


@bp.post("")
@requires(*MANAGING)
def take_in() -> str | AnyResponse | tuple[str, int]:
    """Record the documents that were just shown: all of them, or none."""
    form = TableForm()
    table = form.table(document_table.columns(lang())) if form.validate() else Table((), ())
    if not table.rows or table.faults:
        return _page(fault_words(table) or [gettext("Xin chọn lại tệp")]), 422
    back = url_for("document.listing")
    key = once(form, str(request.endpoint), back)
    try:
        new, same = document_table.take_in(house(), actor().mandate_id, table.rows, request=key, lang=lang())
    except RowsRefused as refused:
        return _preview(table, refused.checked), 422
    said = ngettext("Đã ghi %(num)s văn bản.", "Đã ghi %(num)s văn bản.", new)
    there = ngettext("%(num)s dòng không đổi.", "%(num)s dòng không đổi.", same)
    tell(f"{said} {there}" if same else said)
    return redirect(back, 303)


def _preview(table: Table, checked: tuple[Checked, ...]) -> str:
    columns = document_table.columns(lang())
    return preview(
        "document/table_preview.html", table, checked, columns, wording.document_type_name, key=new_key()
    )  # fmt: skip


def _page(errors: list[str] | None = None) -> str:
    return render_template("document/table.html", problems=[("file", error) for error in errors or ()])

"""Reports of a month from a table: the template, what the table would take in, and taking in all of it."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ..services import meeting_table
from ..services.meeting_place import Place
from ..services.table_check import Checked, RowsRefused
from ..tables import Table
from .access import requires
from .current import actor, house, lang, tell
from .forms import new_key, once
from .meeting import month_name
from .registration_steps import say
from .table import TableForm, fault_words, handed_out, preview, uploaded
from .words import gettext, ngettext

bp = Blueprint("meeting_table", __name__, url_prefix="/sinh-hoat/<code>/<month>/bang")
SOURCE = "Sổ tay đảng viên điện tử"  # where most tables come from; whoever brings one in says so


@bp.get("")
@requires("reviewer", "manager")
def index(code: str, month: str) -> str:
    """How reports come from a table."""
    return _page(_place(code, month), month)


@bp.get("/mau.<ending>")
@requires("reviewer", "manager")
def template(code: str, month: str, ending: str) -> Response:
    """An empty table to fill in."""
    columns = meeting_table.columns(_place(code, month).returns, lang())
    return handed_out([[column.heading for column in columns]], "mau-sinh-hoat", ending)


@bp.post("/thu")
@requires("reviewer", "manager")
def try_out(code: str, month: str) -> str | tuple[str, int]:
    """Say what a table would take in, without writing anything."""
    place = _place(code, month)
    table = uploaded(meeting_table.columns(place.returns, lang()), meeting_table.MOST_ROWS)
    if table is None:
        return _page(place, month, [gettext("Chọn một tệp Excel (.xlsx) hoặc CSV rồi bấm Xem thử")]), 422
    if not table.rows:
        return _page(place, month, fault_words(table)), 422
    return _preview(
        place, month, table, meeting_table.check(house(), actor().mandate_id, code, month, table.rows, lang())
    )


@bp.post("")
@requires("reviewer", "manager")
def take_in(code: str, month: str) -> str | AnyResponse | tuple[str, int]:
    """Take in the reports that were just shown: all of them, or none."""
    place, form = _place(code, month), TableForm()
    table = form.table(meeting_table.columns(place.returns, lang())) if form.validate() else Table((), ())
    if not table.rows or table.faults:
        return _page(place, month, fault_words(table) or [gettext("Xin chọn lại tệp")]), 422
    back = url_for("meeting.branch", code=code, month=month)
    key = once(form, str(request.endpoint), back)
    try:
        new, same = meeting_table.take_in(
            house(), actor().mandate_id, code, month, table.rows, source=SOURCE, request=key, lang=lang()
        )
    except RowsRefused as refused:
        return _preview(place, month, table, refused.checked), 422
    said = ngettext("Đã ghi báo cáo của %(num)s chi bộ.", "Đã ghi báo cáo của %(num)s chi bộ.", new)
    there = ngettext("%(num)s dòng không đổi.", "%(num)s dòng không đổi.", same)
    tell(f"{said} {there}" if same else said)
    return redirect(back, 303)


def _place(code: str, month: str) -> Place:
    return meeting_table.find(house(), actor(), code, month)


def _preview(place: Place, month: str, table: Table, checked: tuple[Checked, ...]) -> str:
    columns = meeting_table.columns(place.returns, lang())
    return preview(
        "meeting/table_preview.html", table, checked, columns, lambda kind, _: kind, key=new_key(), say=say,
        place=place, month=month, month_name=month_name(month),
    )  # fmt: skip


def _page(place: Place, month: str, errors: list[str] | None = None) -> str:
    problems = [("file", error) for error in errors or ()]
    return render_template(
        "meeting/table.html", place=place, month=month, month_name=month_name(month), problems=problems, say=say,
        source=SOURCE,
    )  # fmt: skip

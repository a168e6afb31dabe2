"""People from a table: the template, what the table would do, and the slips to hand over."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from states.roles import MANAGING

from .. import wording
from ..services import people, people_table
from ..services.table_check import Checked, RowsRefused
from ..tables import Table
from . import proof
from .access import requires
from .current import actor, house, lang, tell
from .forms import new_key, once
from .proof import proved_again
from .recognition_public import qr_code
from .table import TableForm, fault_words, preview, template_of, uploaded
from .words import gettext, ngettext

bp = Blueprint("people_table", __name__, url_prefix="/quan-tri/nguoi/bang")
Problems = list[tuple[str, str]]


@bp.get("")
@requires(*MANAGING)
@proved_again
def index() -> str:
    """How people come from a table."""
    return _page()


@bp.get("/mau.<ending>")
@requires(*MANAGING)
def template(ending: str) -> Response:
    """An empty table to fill in."""
    return template_of(people_table.columns(lang()), "people", "mau-nguoi", ending)


@bp.post("/thu")
@requires(*MANAGING)
@proved_again
def try_out() -> str | tuple[str, int]:
    """Say whom a table would invite and what it would give, without writing anything."""
    table = uploaded(people_table.columns(lang()), people_table.MOST_ROWS)
    if table is None:
        return _page([gettext("Chọn một tệp Excel (.xlsx) hoặc CSV rồi bấm Xem thử")]), 422
    if not table.rows:
        return _page(fault_words(table)), 422
    return _preview(table, _checked(table))


@bp.post("")
@requires(*MANAGING)
@proved_again
def take_in() -> str | AnyResponse | tuple[str, int]:
    """Invite and give what was just shown: everything, or nothing; the answer is the slips to be printed."""
    form = TableForm()
    table = form.table(people_table.columns(lang())) if form.validate() else Table((), ())
    if not table.rows or table.faults or len(table.rows) > people_table.MOST_ROWS:
        return _page(fault_words(table) or [gettext("Xin chọn lại tệp")]), 422
    if problems := proof.refused():
        return _preview(table, _checked(table), problems), 422
    back = url_for("people.listing")
    key = once(form, str(request.endpoint), back)
    try:
        made = people_table.take_in(house(), actor().mandate_id, table.rows, request=key, lang=lang())
    except RowsRefused as refused:
        return _preview(table, refused.checked), 422
    slips, given, known = made
    said = ngettext("Đã giao thêm %(num)s nhiệm vụ.", "Đã giao thêm %(num)s nhiệm vụ.", given) if given else ""
    if not slips:
        tell(said or gettext("Mọi dòng đã có trong sổ; không có gì để ghi."))
        return redirect(back, 303)
    where = url_for("one_time_code.ask", _external=True)
    found = [(slip, people.read_person(house(), actor(), slip.pseudonym)) for slip in slips]
    return render_template("people/slips.html", slips=found, where=where, qr=qr_code(where), said=said, known=known)


def _checked(table: Table) -> tuple[Checked, ...]:
    return people_table.check(house(), actor().mandate_id, table.rows, lang())


def _preview(table: Table, checked: tuple[Checked, ...], problems: Problems | None = None) -> str:
    columns = people_table.columns(lang())
    return preview(
        "people/table_preview.html", table, checked, columns, wording.role_name, key=new_key(), problems=problems or []
    )


def _page(errors: list[str] | None = None) -> str:
    return render_template("people/table.html", problems=[("file", error) for error in errors or ()])

"""Changes of the organisation: their list, writing one row by row, recording it and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import wtforms
from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms.validators import AnyOf, InputRequired, Length, Optional

from states.process import Refused
from states.reorganisation import KINDS, Row
from states.unit_kinds import LEVELS

from .. import wording
from ..codes import new_code
from ..services import fate_case, unit_event, unit_event_case, unit_event_file, unit_event_record
from ..services.errors import Invalid
from ..services.unit_event_case import EventView
from ..wording.vocabulary import CELL_TYPES
from . import proof
from .access import requires
from .current import actor, house, lang, tell
from .forms import Day, Form, KeyForm, Line, Lines, StepForm, once
from .proof import proved_again
from .table import fault_words, template_of, uploaded
from .words import gettext, lazy

bp = Blueprint("admin_event", __name__, url_prefix="/quan-tri/sap-xep")
MOST_FAULTS = 50  # named at once
STATUS_KINDS = {"draft": "info", "recorded": "wait", "effective": "ok", "undone": ""}
Answer = Response | str | tuple[str, int]


class HeadingForm(KeyForm):
    """What stands above the rows of a change."""

    title = Line(validators=[InputRequired(lazy("Ghi tên đợt sắp xếp")), Length(max=200)])
    effective_on = Day(validators=[InputRequired(lazy("Ghi ngày có hiệu lực"))])
    symbol = Line(validators=[InputRequired(lazy("Ghi số và ký hiệu văn bản")), Length(max=40)])
    issued_on = Day(validators=[InputRequired(lazy("Ghi ngày ban hành văn bản"))])
    issuer = Line(validators=[InputRequired(lazy("Ghi cơ quan ban hành văn bản")), Length(max=200)])

    def heading(self) -> unit_event.Heading:
        """What was written, as the use case wants it."""
        said = (str(self.symbol.data), self.issued_on.data, str(self.issuer.data))
        return unit_event.Heading(str(self.title.data), self.effective_on.data, *said)


class RowForm(StepForm):
    """One thing that happens to a unit."""

    kind = wtforms.StringField(validators=[AnyOf(KINDS, lazy("Chọn việc sắp xếp"))])
    unit = Line(validators=[InputRequired(lazy("Ghi đơn vị; đơn vị mới thì ghi một ký hiệu như M1")), Length(max=300)])
    name = Line(validators=[Length(max=300)])
    short_name = Line(validators=[Length(max=120)])
    unit_kind = wtforms.StringField(validators=[Optional(), AnyOf(tuple(LEVELS))])
    cell_type = wtforms.StringField(validators=[Optional(), AnyOf(tuple(CELL_TYPES))])
    parent = Line(validators=[Length(max=300)])
    related = Lines(validators=[Length(max=6000)])
    note = Line(validators=[Length(max=500)])

    def row(self) -> Row:
        """What was written; the units in it still as they were named."""
        related = tuple(line.strip() for line in str(self.related.data or "").splitlines() if line.strip())
        return Row(
            0, str(self.kind.data), str(self.unit.data), str(self.name.data or ""), str(self.short_name.data or ""),
            str(self.unit_kind.data or ""), str(self.cell_type.data or ""), str(self.parent.data or ""), related,
            note=str(self.note.data or ""),
        )  # fmt: skip


class NumberForm(StepForm):
    number = wtforms.IntegerField(validators=[InputRequired()])


class UndoForm(StepForm):
    reason = Lines(validators=[InputRequired(lazy("Ghi lý do thu hồi")), Length(max=500)])


@bp.get("")
@requires("administrator", "manager")
def listing() -> str:
    """Every change of the tree in reach."""
    events = unit_event_case.list_events(house(), actor())
    return render_template("admin/events.html", events=events, status_tag=status_tag)


@bp.route("/moi", methods=("GET", "POST"))
@requires("administrator", "manager")
def begin() -> Answer:
    """Begin a change: its title, its day and its document."""
    form = HeadingForm()
    if request.method == "GET":
        unit_event_case.list_events(house(), actor())  # refuses whoever could not write one
        return render_template("admin/event_new.html", form=form, problems=())
    if not form.validate():
        return render_template("admin/event_new.html", form=form, problems=form.problems()), 422
    code = new_code()
    back = url_for(".show", code=code)
    try:
        this = once(form, str(request.endpoint), back)
        unit_event.draft(house(), actor().mandate_id, form.heading(), this, code=code)
    except Invalid as refused:
        note_errors(form, {"symbol" if name == "document" else name: why for name, why in refused.errors.items()})
        return render_template("admin/event_new.html", form=form, problems=form.problems()), 422
    tell(gettext("Đã lập bản dự kiến. Chưa có gì thay đổi cho tới khi ghi."))
    return redirect(back, 303)


@bp.get("/<code>")
@requires("administrator", "manager")
def show(code: str) -> str:
    """One change with its rows."""
    return show_event(code)


@bp.post("/<code>/them")
@requires("administrator", "manager")
def add_row(code: str) -> Answer:
    """Put a row behind those that a draft has."""
    form = RowForm()
    if not form.validate():
        return show_event(code, form, form.problems()), 422
    (row,) = unit_event_case.resolve(house(), actor(), code, [form.row()])
    return write(code, form, lambda rows: [*rows, row])


@bp.post("/<code>/tep")
@requires("administrator", "manager")
def add_rows(code: str) -> Answer:
    """Put the rows of a table behind those that a draft has: all of them, or none."""
    form, table = StepForm(), uploaded(unit_event_file.columns(lang()))
    form.validate()
    if table is None:
        return show_event(code, problems=[("file", gettext("Chọn một tệp Excel (.xlsx) hoặc CSV"))]), 422
    if table.faults:
        return show_event(code, problems=[("file", said) for said in fault_words(table)[:MOST_FAULTS]]), 422
    meant = unit_event_case.resolve(house(), actor(), code, unit_event_file.rows_in(table))
    return write(code, form, lambda before: [*before, *meant])


@bp.get("/mau.<ending>")
@requires("administrator", "manager")
def template(ending: str) -> Response:
    """An empty table to fill in."""
    return template_of(unit_event_file.columns(lang()), "event", "sap-xep-to-chuc", ending)


@bp.post("/<code>/bo")
@requires("administrator", "manager")
def remove_row(code: str) -> Answer:
    """Take one row out of a draft."""
    form = NumberForm()
    form.validate()
    return write(code, form, lambda rows: [row for row in rows if row.number != form.number.data])


@bp.post("/<code>/xoa")
@requires("administrator", "manager")
def drop(code: str) -> Answer:
    """Throw a draft away."""
    form = StepForm()
    form.validate()
    try:
        unit_event.drop(house(), actor().mandate_id, code, form.seen.data or 0)
    except Refused as refused:
        return show_event(code, problems=said(refused.reasons)), 422
    tell(gettext("Đã bỏ bản dự kiến."))
    return redirect(url_for(".listing"), 303)


@bp.post("/<code>/ghi")
@requires("administrator", "manager")
@proved_again
def record(code: str) -> Answer:
    """Record a draft: all of its rows, or none."""
    form, back = StepForm(), url_for(".show", code=code)
    form.validate()
    if problems := proof.refused():
        return show_event(code, problems=problems), 422
    this = once(form, str(request.endpoint), back)
    try:
        unit_event_record.record(house(), actor().mandate_id, code, form.seen.data or 0, this)
    except Invalid as refused:
        lines = [gettext("Dòng %(number)s: %(reason)s", number=n, reason=why) for n, why in worded(refused).items()]
        return show_event(code, problems=[(None, line) for line in lines]), 422
    except Refused as refused:
        return show_event(code, problems=said(refused.reasons)), 422
    tell(gettext("Đã ghi đợt sắp xếp vào nhật ký minh bạch."))
    return redirect(back, 303)


@bp.post("/<code>/thu-hoi")
@requires("administrator", "manager")
@proved_again
def undo(code: str) -> Answer:
    """Take a recorded change back before its day."""
    form, back = UndoForm(), url_for(".show", code=code)
    if problems := form.problems() if not form.validate() else proof.refused():
        return show_event(code, problems=problems, undoing=form), 422
    this = once(form, str(request.endpoint), back)
    try:
        unit_event_record.undo(house(), actor().mandate_id, code, form.seen.data or 0, str(form.reason.data), this)
    except Refused as refused:
        return show_event(code, problems=said(refused.reasons)), 422
    tell(gettext("Đã thu hồi đợt sắp xếp. Cây đơn vị giữ nguyên như trước."))
    return redirect(back, 303)


def write(code: str, form: StepForm, change: Callable[[Sequence[Row]], Sequence[Row]]) -> Answer:
    """Write the rows of a draft anew."""
    page = unit_event_case.view(house(), actor(), code)
    rows = change([line.row for line in page.rows])
    try:
        unit_event.write_rows(house(), actor().mandate_id, code, form.seen.data or 0, rows)
    except Refused as refused:
        return show_event(code, problems=said(refused.reasons)), 422
    except Invalid as refused:
        return show_event(code, problems=[(None, why) for why in worded(refused).values()]), 422
    return redirect(url_for(".show", code=code, _anchor="f-kind"), 303)


def show_event(
    code: str, form: RowForm | None = None, problems: Sequence[tuple[str | None, str]] = (),
    undoing: UndoForm | None = None,
) -> str:  # fmt: skip
    """The page of a change, with the form as it came back."""
    page = unit_event_case.view(house(), actor(), code)
    return render_template(
        "admin/event.html", page=page, form=form or RowForm(data={"kind": ""}), undoing=undoing or UndoForm(),
        problems=problems, status_tag=status_tag, row_words=row_words, key=next_key(page),
        left=fate_case.list_open(house(), page), most_left=fate_case.MOST_SHOWN,
        kinds=[(kind, wording.event_kind_name(kind, lang())) for kind in KINDS],
        unit_kinds=[(kind, wording.unit_kind_name(kind, lang())) for kind in LEVELS],
        cell_types=[(one, wording.cell_type_name(one, lang())) for one in CELL_TYPES],
    )  # fmt: skip


def next_key(page: EventView) -> str:
    """A mark that no new unit of this change has yet."""
    used = {line.row.unit for line in page.rows}
    return next(key for number in range(1, len(used) + 2) if (key := f"M{number}") not in used)


def row_words(line: unit_event_case.RowView) -> str:
    """What a row does, in one sentence."""
    row, unit = line.row, line.unit
    values = {"unit": unit, "name": row.name, "parent": line.parent, "related": "; ".join(line.related)}
    sentences = {
        "found": gettext("Lập “%(name)s”, trực thuộc “%(parent)s”", **values),
        "rename": gettext("Đổi tên “%(unit)s” thành “%(name)s”", **values),
        "move": gettext("Chuyển “%(unit)s” về trực thuộc “%(parent)s”", **values),
        "change": gettext("Chuyển cấp, loại hình của “%(unit)s”", **values),
        "merge": gettext("Hợp nhất “%(unit)s” vào “%(related)s”", **values),
        "split": gettext("Chia tách “%(unit)s” thành “%(related)s”", **values),
        "dissolve": gettext("“%(unit)s” kết thúc hoạt động, chuyển giao cho “%(related)s”", **values),
    }
    return sentences.get(row.kind, unit)


def status_tag(status: str) -> tuple[str, str]:
    """Where a change stands in words, and its colour."""
    return wording.event_status_name(status, lang()), STATUS_KINDS[status]


def said(reasons: Sequence[str]) -> list[tuple[str | None, str]]:
    """Reasons as lines of the summary above a page."""
    return [(None, wording.reason_text(reason, lang())) for reason in reasons]


def worded(refused: Invalid) -> dict[str, str]:
    """What is wrong with each field or row, in words."""
    return {name: wording.reason_text(reason, lang()) for name, reason in refused.errors.items()}


def note_errors(form: Form, errors: dict[str, str]) -> None:
    """Put reasons beside the fields they are about."""
    for name, reason in errors.items():
        form[name].errors = [wording.reason_text(reason, lang())]

"""Units: the tree within reach, and entering new ones."""

from __future__ import annotations

import wtforms
from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms.validators import AnyOf, InputRequired, Length, Optional

from states.unit_kinds import LEVELS, kinds_below

from .. import text, wording
from ..formats import parse_day
from ..services import unit_on, unit_past, unit_tree
from ..services.errors import Invalid
from ..services.unit_event import may_write
from ..wording.vocabulary import CELL_TYPES
from .access import requires
from .admin_words import kind_choices
from .current import actor, house, lang, tell
from .forms import Day, KeyForm, Lines, once
from .words import gettext, lazy, ngettext

bp = Blueprint("admin_unit", __name__, url_prefix="/quan-tri/don-vi")


class NewUnits(KeyForm):
    names = Lines(validators=[InputRequired(lazy("Ghi tên đơn vị, mỗi dòng một đơn vị")), Length(max=40_000)])
    kind = wtforms.StringField(validators=[AnyOf(tuple(LEVELS), lazy("Chọn loại hình của các đơn vị này"))])
    cell_type = wtforms.StringField(validators=[Optional(), AnyOf(tuple(CELL_TYPES))])
    since = Day()

    def rows(self) -> list[tuple[str, str]]:
        """Name and short name of each line that is not empty."""
        parts = [line.partition("|") for _, line in self.written()]
        return [(name.strip(), short.strip()) for name, _, short in parts]

    def written(self) -> list[tuple[int, str]]:
        """The lines that are not empty, each with its number in the field, as a person counts them there."""
        lines = enumerate(str(self.names.data).splitlines(), 1)
        return [(number, line) for number, line in lines if line.strip(" |")]

    def twin(self, place: int) -> int | None:
        """The number of an earlier line with a name that a reader takes for that of the row at this place."""
        meant = [text.identity_key(name) for name, _ in self.rows()]
        first = meant.index(meant[place])
        return self.written()[first][0] if first < place else None

    def validate_names(self, field: wtforms.Field) -> None:
        rows = self.rows()
        if len(rows) > unit_tree.MOST_AT_ONCE:
            raise wtforms.ValidationError(gettext("Mỗi lần ghi tối đa %(most)s đơn vị", most=unit_tree.MOST_AT_ONCE))
        for (number, _), (name, short) in zip(self.written(), rows, strict=True):
            if not name or len(name) > 300 or len(short) > 120:
                said = gettext("Dòng %(number)s: tên dài tối đa 300 ký tự, tên ngắn tối đa 120", number=number)
                raise wtforms.ValidationError(said)


@bp.get("")
@requires("administrator", "manager")
def top() -> str:
    """The unit of the mandate in use, and what stands below."""
    return show_unit("")


@bp.get("/<code>")
@requires("administrator", "manager")
def show(code: str) -> str:
    """A unit within reach, and what stands below."""
    return show_unit(code)


@bp.get("/<code>/ngay")
@requires("administrator", "manager")
def on_day(code: str) -> str | tuple[str, int]:
    """The tree below a unit as it stood on a day."""
    asked = request.args.get("ngay", "")[:30]
    day = parse_day(asked) if asked else None
    problems = [("ngay", gettext("Ngày chưa đúng; nhập như 05/06/2025"))] if asked and day is None else []
    page = unit_on.show(house(), actor(), code, day)
    answer = render_template("admin/unit_on.html", page=page, asked=asked, problems=problems)
    return (answer, 422) if problems else answer


@bp.post("/<code>")
@requires("administrator", "manager")
def add(code: str) -> Response | tuple[str, int]:
    """Enter units below this one."""
    form = NewUnits()
    if not form.validate():
        return show_unit(code, form), 422
    back, rows = url_for(".show", code=code), form.rows()
    try:
        unit_tree.add(
            house(), actor().mandate_id, code, rows, kind=form.kind.data or "", cell_type=form.cell_type.data or None,
            since=form.since.data, request=once(form, str(request.endpoint), back),
        )  # fmt: skip
    except Invalid as refused:
        if reason := refused.errors.get("since"):
            form["since"].errors = [wording.reason_text(reason, lang())]
            return show_unit(code, form), 422
        form["names"].errors = [line_words(form, int(row) - 1, reason) for row, reason in refused.errors.items()]
        return show_unit(code, form), 422
    tell(ngettext("Đã ghi %(num)s đơn vị.", "Đã ghi %(num)s đơn vị.", len(rows)))
    return redirect(back, 303)


def line_words(form: NewUnits, place: int, reason: str) -> str:
    """What is wrong with a line of the list; of two alike, which they are."""
    number, twin = form.written()[place][0], form.twin(place)
    if reason == "unit-name-taken" and twin is not None:
        return gettext("Dòng %(number)s: trùng tên với dòng %(twin)s của danh sách này", number=number, twin=twin)
    return gettext("Dòng %(number)s: %(reason)s", number=number, reason=wording.reason_text(reason, lang()))


def show_unit(code: str, form: NewUnits | None = None) -> str:
    """The page of a unit, with the form as it came back."""
    asked = request.args.get("q", "")[:100].strip()
    page = unit_tree.show(house(), actor(), code, request.args.get("sau", "")[:20])
    return render_template(
        "admin/unit.html",
        page=page,
        form=form or NewUnits(),
        q=asked,
        found=unit_tree.search(house(), actor(), asked) if asked else (),
        kinds=kind_choices(kinds_below(page.here.level)) if page.may_add else (),
        cell_types=[(kind, wording.cell_type_name(kind, lang())) for kind in CELL_TYPES],
        problems=form_problems(form),
        past=unit_past.read(house(), page.here.code),
        may_change=may_write(actor()),
    )


def form_problems(form: NewUnits | None) -> list[tuple[str | None, str]]:
    """Every line that cannot be taken is named above the page, not the first alone."""
    if form is None:
        return []
    return [(name, gettext(str(text))) for name, field in form._fields.items() for text in field.errors]

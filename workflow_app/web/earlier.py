"""Bringing earlier results in: one by hand, or a table that is shown first and taken in whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence

import wtforms
from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse
from wtforms.validators import Length

from .. import wording
from ..csv_file import csv_file
from ..formats import format_day
from ..services import earlier
from ..services.earlier_file import LARGEST, FileRefused, Typed, decode, read
from ..text import identity_key
from . import proof
from .access import requires
from .current import actor, house, lang, tell
from .forms import Form, Line
from .proof import proved_again
from .words import gettext, ngettext

bp = Blueprint("earlier", __name__, url_prefix="/quan-tri/ket-qua-truoc")
Problems = Sequence[tuple[str, str]]
COLUMNS = ("unit", "programme", "period", "outcome", "decision", "decided_on", "remark")
MOST_OFFERED = 300  # names in the list that a browser offers while one types
MOST_SHOWN = 50  # lines without a fault in the preview; those with one are all shown


class OneForm(Form):
    """One result; what each field may hold the service says, in the same words as for a file."""

    unit = Line()
    programme = Line()
    period = Line()
    outcome = wtforms.StringField()
    decision = Line()
    decided_on = Line()
    remark = Line()
    corrects = wtforms.StringField(validators=[Length(max=14)])


@bp.get("")
@requires("manager")
@proved_again
def index() -> str:
    """What was brought in, and the two ways to bring in more."""
    form = OneForm(data=_kept(code) if (code := request.args.get("sua", "")) else None)
    return _page(form)


@bp.post("")
@requires("manager")
@proved_again
def add() -> str | AnyResponse | tuple[str, int]:
    """Take one result in."""
    form = OneForm()
    if not form.validate():
        return _page(form), 422
    if problems := proof.refused():
        return _page(form, more=problems), 422
    typed = Typed(0, **{name: form[name].data or "" for name in COLUMNS})
    try:
        new, _ = earlier.add(house(), actor().mandate_id, [typed], form.corrects.data or "")
    except earlier.LinesRefused as refused:
        for name, code in refused.lines[0].errors.items():
            form[name].errors = [wording.reason_text(code, lang())]
        return _page(form), 422
    tell(gettext("Đã ghi kết quả vào sổ.") if new else gettext("Kết quả này đã có trong sổ; không có gì thay đổi."))
    return redirect(url_for(".index"), 303)


@bp.post("/thu")
@requires("manager")
@proved_again
def preview() -> str | tuple[str, int]:
    """Say what a file would bring in, without writing anything."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return _page(OneForm(MultiDict()), gettext("Chọn một tệp CSV rồi bấm Xem thử")), 422
    try:
        text = decode(upload.stream.read(LARGEST + 1))
        return _preview(text, earlier.check(house(), actor().mandate_id, read(text)))
    except FileRefused as refused:
        return _page(OneForm(MultiDict()), wording.reason_text(refused.code, lang())), 422


@bp.post("/nhap")
@requires("manager")
@proved_again
def take_in() -> str | AnyResponse | tuple[str, int]:
    """Take the file in that was just shown: everything, or nothing."""
    text = request.form.get("content", "")
    try:
        if problems := proof.refused():
            return _preview(text, earlier.check(house(), actor().mandate_id, read(text)), problems), 422
        new, same = earlier.add(house(), actor().mandate_id, read(text))
    except FileRefused as refused:
        return _page(OneForm(MultiDict()), wording.reason_text(refused.code, lang())), 422
    except earlier.LinesRefused as refused:
        return _preview(text, refused.lines), 422
    said = ngettext("Đã ghi %(num)s kết quả vào sổ.", "Đã ghi %(num)s kết quả vào sổ.", new)
    there = ngettext("%(num)s dòng đã có từ trước.", "%(num)s dòng đã có từ trước.", same)
    tell(f"{said} {there}" if same else said)
    return redirect(url_for(".index"), 303)


@bp.route("/mau.csv", methods=("GET", "POST"))
@requires("manager")
@proved_again
def template() -> str | Response | tuple[str, int]:
    """A table to fill in, with every unit in reach on a line of its own."""
    if (page := proof.before_export()) is not None:
        return page
    programmes = earlier.list_programmes(house(), actor().mandate_id)
    only = programmes[0][0] if len(programmes) == 1 else ""
    blank = [""] * (len(COLUMNS) - 2)
    units = earlier.list_units(house(), actor().mandate_id)
    rows = [[code, name, only, *blank] for code, name in units]
    answer = Response(csv_file([headings(), *rows]), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="ket-qua-truoc.csv"'
    return answer


def headings() -> list[str]:
    """The first row of a table of results: the code of the unit, then what a form asks."""
    return [gettext("Mã đơn vị"), *(wording.earlier_field(name, lang()) for name in COLUMNS)]


def _kept(code: str) -> dict[str, str]:
    """The form filled in with what is to be put right."""
    kept = earlier.get_kept(house(), actor().mandate_id, code)
    typed = {name: getattr(kept, name) for name in COLUMNS if name not in ("unit", "decided_on")}
    day = format_day(kept.decided_on, lang())
    return {**typed, "unit": kept.unit_name, "decided_on": day, "corrects": code}


def _page(form: OneForm, file_error: str = "", more: Problems = ()) -> str:
    kept, total = earlier.list_kept(house(), actor().mandate_id)
    problems = form.problems() + ([("file", file_error)] if file_error else []) + [*more]
    programmes = earlier.list_programmes(house(), actor().mandate_id)
    return render_template(
        "earlier/index.html",
        form=form,
        problems=problems,
        file_error=file_error or None,
        kept=kept,
        total=total,
        units=[name for _, name in earlier.list_units(house(), actor().mandate_id)[:MOST_OFFERED]],
        programmes=[(code, name[lang()]) for code, name in programmes],
        outcomes=[(code, wording.earlier_outcome(code, lang())) for code in earlier.OUTCOMES],
    )


def _preview(text: str, lines: tuple[earlier.Checked, ...], problems: Problems = ()) -> str:
    good = [line for line in lines if not line.errors]
    return render_template(
        "earlier/preview.html",
        text=text,
        problems=problems,
        faulty=[(line, _sentences(line)) for line in lines if line.errors],
        good=good[:MOST_SHOWN],
        new=sum(1 for line in good if not line.known),
        same=sum(1 for line in good if line.known),
        total=len(lines),
        renamed=[line for line in good if identity_key(line.typed.unit) != identity_key(line.unit_name)],
    )


def _sentences(line: earlier.Checked) -> list[tuple[str, str]]:
    said = line.errors.items()
    return [(wording.earlier_field(name, lang()), wording.reason_text(code, lang())) for name, code in said]

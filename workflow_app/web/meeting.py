"""Monthly returns of meetings in the browser: a cell's own month, its year, and the month of a whole branch."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import wtforms
from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms.validators import InputRequired, Length

from states.meeting_return import Judged
from states.returns_rules import PAIRS, ReturnRules, read_month
from states.roles import READERS

from .. import wording
from ..formats import format_day, format_number, format_percent
from ..services import meeting_exception, meeting_file, meeting_month, meeting_return, meeting_view
from ..services.errors import Invalid
from ..services.meeting_month import Cell, Sums
from ..services.meeting_view import Decision, MonthPage
from ..uploads import UploadRefused
from .access import requires
from .current import actor, house, lang, tell
from .download import to_save
from .errors import note_refusal
from .forms import Day, KeyForm, Line, Lines, Number, once
from .inspection_page import verdict_words
from .meeting_form import MeetingForm, counts_of, criteria_of, form_of
from .registration_page import size_words
from .registration_steps import say
from .upload import chosen
from .words import gettext, lazy, ngettext

bp = Blueprint("meeting", __name__, url_prefix="/sinh-hoat")
COMMITTEES = tuple(role for role in READERS if role not in ("clerk", "secretary"))
NAMED = ("held_on", "minutes", "members", "exempt", "present", "thematic_on", "together", "why_not")
KINDS = ("ok", "info", "wait", "no")  # of the grades, the best first
SILENT = {"not_yet": "", "overdue": "no", "no_meeting": "no"}


class ExceptionForm(KeyForm):
    kind = wtforms.StringField()
    minutes = Number()
    last = Line(validators=[Length(max=7)])
    reason = Lines(validators=[InputRequired(lazy("Ghi lý do")), Length(max=500)])
    symbol = Line(validators=[InputRequired(lazy("Nhập số, ký hiệu quyết định")), Length(max=40)])
    issued_on = Day(validators=[InputRequired(lazy("Nhập ngày quyết định"))])


@bp.get("/<code>/<month>")
@requires("clerk", "secretary")
def own(code: str, month: str) -> str:
    """A month of the viewer's own cell."""
    page = meeting_view.get_month(house(), actor(), code, month)
    form = form_of(page.place.returns, page.said or page.before, whole=page.said is not None)
    form.kept.data = page.paper["code"] if page.paper else ""
    return _page(page, form)


@bp.post("/<code>/<month>")
@requires("clerk", "secretary")
def hand_in(code: str, month: str) -> Response | tuple[str, int]:
    """Report the month, or put the report right."""
    page = meeting_view.get_month(house(), actor(), code, month)
    form = form_of(page.place.returns)
    good = form.validate()
    take_paper(form, code, month)
    said = form.said()
    if not good or form.problems():
        return _page(page, form), 422
    back = url_for(".own", code=code, month=month)
    try:
        meeting_return.hand_in(
            house(), actor().mandate_id, code, month, said, seen=int(form.seen.data or 0),
            reason=str(form.reason.data or ""), paper="" if form.no_paper.data else str(form.kept.data or ""),
            request=once(form, str(request.endpoint), back),
        )  # fmt: skip
    except Invalid as refused:
        form.note(refused.errors)
        return _page(page, form), 422
    tell(gettext("Đã gửi báo cáo sinh hoạt tháng %(month)s.", month=month_name(month)))
    return redirect(back, 303)


def take_paper(form: MeetingForm, code: str, month: str) -> None:
    """Take the chosen minutes in, or say why not; whatever else is wrong, they need not be chosen again."""
    try:
        upload = chosen("paper")
        if upload is not None:
            name, data = upload.filename or "", upload.read()
            upload.stream.seek(0)
            form.kept.data = meeting_file.attach(house(), actor().mandate_id, code, month, data, name)["code"]
    except UploadRefused as refused:
        note_refusal("return", f"{code} {month}", [refused.code])
        form.paper.errors = [wording.reason_text(refused.code, lang())]


@bp.get("/<code>/<month>/bien-ban/<file_code>")
@requires("clerk", "secretary")
def paper(code: str, month: str, file_code: str) -> Response:
    """The minutes of a month of the viewer's own cell, only ever to be saved."""
    return to_save(meeting_file.get_file(house(), actor(), code, month, "", file_code))


@bp.get("/<code>/<month>/chi-bo/<unit>/bien-ban/<file_code>")
@requires(*COMMITTEES)
def cell_paper(code: str, month: str, unit: str, file_code: str) -> Response:
    """The same of one cell, for a committee above it."""
    return to_save(meeting_file.get_file(house(), actor(), code, month, unit, file_code))


@bp.get("/<code>/<month>/cac-chi-bo")
@requires(*COMMITTEES)
def branch(code: str, month: str) -> str:
    """The cells of the viewer's branch in a month, and their sums."""
    only, after = request.args.get("loc", ""), request.args.get("sau", "")
    view = meeting_month.get_month(house(), actor(), code, month, only=only, after=after)
    rules = view.place.returns
    here: dict[str, Any] = {"code": code, "month": month}
    return render_template(
        "meeting/branch.html",
        view=view, rules=view.place.rules, say=say, month=month, month_name=month_name(month), only=only,
        months=[(one, month_name(one)) for one in view.months],
        cells=[cell_line(rules, cell) for cell in view.cells],
        legend=legend(rules, view.sums or Sums(), view.is_over),
        sums=sum_lines(rules, view.sums) if view.sums else [],
        left_out=[(cell.name, wording.meeting_left_out(cell.left_out, lang())) for cell in view.left_out],
        first_url=url_for(".branch", **here, loc=only) if after else None,
        next_url=url_for(".branch", **here, loc=only, sau=view.next) if view.next else None,
    )  # fmt: skip


@bp.get("/<code>/<month>/chi-bo/<unit>")
@requires(*COMMITTEES)
def cell(code: str, month: str, unit: str) -> str:
    """A month of one cell, as a committee above reads it."""
    page = meeting_view.get_month(house(), actor(), code, month, unit)
    return _page(page, None, ExceptionForm())


@bp.post("/<code>/<month>/chi-bo/<unit>")
@requires("reviewer", "manager")
def except_unit(code: str, month: str, unit: str) -> Response | tuple[str, int]:
    """The committee decides something about one cell: a shorter meeting, or months that are not counted."""
    page = meeting_view.get_month(house(), actor(), code, month, unit)
    form = ExceptionForm()
    if not form.validate():
        return _page(page, None, form), 422
    back = url_for(".cell", code=code, month=month, unit=unit)
    minutes = form.minutes.data
    try:
        meeting_exception.except_unit(
            house(), actor().mandate_id, code, unit, str(form.kind.data), month, last_month(form, month),
            minutes=int(minutes) if minutes is not None and minutes == int(minutes) else None,
            reason=str(form.reason.data), symbol=str(form.symbol.data), issued_on=form.issued_on.data,
            request=once(form, str(request.endpoint), back),
        )  # fmt: skip
    except Invalid as refused:
        for name, reason in refused.errors.items():
            form[name if name in form else "reason"].errors = [wording.reason_text(reason, lang())]
        return _page(page, None, form), 422
    tell(gettext("Đã ghi quyết định."))
    return redirect(back, 303)


def decision_words(one: Decision) -> tuple[str, str]:
    """What a committee decided about a cell and for which months; by which paper, and when it was entered here."""
    months = {"first": month_name(one.first_month), "last": month_name(one.last_month), "minutes": one.minutes}
    what = gettext("Không tính từ tháng %(first)s đến hết tháng %(last)s", **months)
    if one.minutes is not None:
        what = gettext("Sinh hoạt từ %(minutes)s phút, từ tháng %(first)s đến hết tháng %(last)s", **months)
    issued, entered = format_day(one.issued_on, lang()), format_day(one.entered_on, lang())
    paper = {"symbol": one.symbol, "issued": issued, "entered": entered}
    return what, gettext("Theo %(symbol)s ngày %(issued)s; ghi vào sổ ngày %(entered)s", **paper)


def last_month(form: ExceptionForm, month: str) -> str:
    """The month up to which a decision holds: this one where none is typed; what is none goes on as it was typed."""
    typed = str(form.last.data or "").strip()
    return (read_month(typed) or typed) if typed else month


def month_name(month: str) -> str:
    """A month as people say it: 6/2025."""
    return f"{int(month[5:])}/{month[:4]}"


def _page(page: MonthPage, form: MeetingForm | None, decision: ExceptionForm | None = None) -> str:
    rules = page.place.returns
    names = {criterion.code: name for name, criterion in criteria_of(rules)}
    return render_template(
        "meeting/month.html",
        page=page, form=form, decision=decision, rules=page.place.rules, say=say, month=month_name(page.month),
        problems=form.problems() if form else decision.problems() if decision else [],
        groups=[(say(group.name), [(names[one.code], one) for one in group.criteria]) for group in rules.sheet.groups],
        counts=[(name, wording.meeting_count(name, lang())) for name in counts_of(rules)],
        names={name: wording.meeting_count(name, lang()) for name in NAMED},
        by_rule=rules.by_rule, verdict=verdict(rules, page.judged),
        decisions=[(*decision_words(one), one) for one in page.decisions],
        lines=[_line(rules, line) for line in page.lines],
        left_out=wording.meeting_left_out(page.left_out, lang()) if page.left_out else "",
        nearer_url=_nearer_url(page, form is not None),
        papers=_papers(page, form), may_except=decision is not None and actor().role in meeting_exception.COMMITTEE,
    )  # fmt: skip


def _nearer_url(page: MonthPage, own: bool) -> str | None:
    """Where the cell's report of the month is, for whoever may open it there."""
    if page.nearer is None or actor().programme_id is not None:
        return None
    at: dict[str, Any] = {"code": page.nearer.code, "month": page.month}
    return url_for(".own", **at) if own else url_for(".cell", unit=page.unit.code, **at)


def _papers(page: MonthPage, form: MeetingForm | None) -> list[dict[str, Any]]:
    """The minutes that belong to the report, or were taken in with a form that was refused."""
    here: dict[str, Any] = {"code": page.place.programme.code, "month": page.month}
    kept = str(form.kept.data or "") if form else ""
    if kept and (page.paper is None or page.paper["code"] != kept):
        return [{"name": gettext("Tệp vừa tải lên"), "url": "", "size": ""}]
    if page.paper is None or (form and not kept):
        return []
    at = here | {"file_code": page.paper["code"]}
    url = url_for(".paper", **at) if form else url_for(".cell_paper", unit=page.unit.code, **at)
    return [{"name": page.paper["name"], "url": url, "size": size_words(page.paper["size"])}]


def verdict(rules: ReturnRules, judged: Judged | None) -> dict[str, Any] | None:
    """What a month comes to in words, with the reason why it is not graded higher."""
    if judged is None:
        return None
    words = verdict_words(rules.sheet, judged.result)
    share = format_percent(judged.attended.number, judged.attended.of, lang()) if judged.attended.of else ""
    came = gettext("không áp dụng (mọi đảng viên được miễn)") if judged.came is None else gettext(
        "%(present)s/%(due)s = %(share)s", present=judged.attended.number, due=judged.attended.of, share=share
    )  # fmt: skip
    return words | {"came": came, "kind": grade_kind(rules, judged.result.band or ""), "met": judged.came,
                    "lasted": judged.lasted, "complete": judged.complete}  # fmt: skip


def grade_kind(rules: ReturnRules, band: str) -> str:
    """The colour of a grade; the words stand beside it."""
    codes = [one.code for one in rules.sheet.bands]
    return KINDS[min(codes.index(band), len(KINDS) - 1)] if band in codes else SILENT.get(band, "")


def state_name(rules: ReturnRules, state: str) -> str:
    """A grade or what is missing, in words."""
    named = {one.code: say(one.name) for one in rules.sheet.bands}
    return named.get(state) or wording.meeting_state(state, lang())


def _line(rules: ReturnRules, line: Any) -> dict[str, Any]:
    state = line.band if line.band else "no_meeting" if line.band == "" else "overdue" if line.overdue else "not_yet"
    name = wording.meeting_left_out(line.left_out, lang()) if line.left_out else state_name(rules, state)
    kind = "" if line.left_out else grade_kind(rules, state)
    late = ngettext("muộn %(num)s ngày", "muộn %(num)s ngày", line.late_days) if line.late_days else ""
    total = format_points(line.total) if line.band else ""
    return {"month": line.month, "name": month_name(line.month), "state": name, "kind": kind, "total": total,
            "late": late, "due_on": line.due_on}  # fmt: skip


def format_points(total: str) -> str:
    """Points kept as text, as the reader writes them."""
    return format_number(Decimal(total), lang())


def cell_line(rules: ReturnRules, cell: Cell) -> dict[str, Any]:
    """A cell of the grid: its grade in words and colour, its points and its attendance."""
    attended = cell.attended
    share = format_percent(attended.number, attended.of, lang()) if attended and attended.of else ""
    late = ngettext("muộn %(num)s ngày", "muộn %(num)s ngày", cell.late_days) if cell.late_days else ""
    return {"code": cell.code, "name": cell.name, "state": state_name(rules, cell.state),
            "kind": grade_kind(rules, cell.state), "total": format_points(cell.total) if attended else "",
            "share": share, "late": late}  # fmt: skip


def legend(rules: ReturnRules, sums: Sums, is_over: bool) -> list[dict[str, Any]]:
    """Every state with its colour and how many cells are in it, each a filter."""
    silent = "overdue" if is_over else "not_yet"
    found = [(band.code, sums.grades.get(band.code, 0)) for band in rules.sheet.bands]
    found += [("no_meeting", sums.no_meeting), (silent, sums.missing)]
    return [
        {"state": state, "name": state_name(rules, state), "kind": grade_kind(rules, state), "number": number}
        for state, number in found
    ]


def sum_lines(rules: ReturnRules, sums: Sums) -> list[tuple[str, str]]:
    """The sums of a month: numbers over numbers, with the share; what is missing stands apart."""

    def share(number: int, of: int) -> str:
        if not of:
            return gettext("không áp dụng")
        return f"{format_number(number, lang())}/{format_number(of, lang())} = {format_percent(number, of, lang())}"

    lines = [
        (gettext("Đã báo cáo"), share(sums.reported, sums.active)),
        (gettext("Sinh hoạt đủ kỳ"), share(sums.complete, sums.reported)),
        (gettext("Đủ nội dung, đúng quy trình"), share(sums.proper, sums.reported)),
        (gettext("Đảng viên dự họp"), share(sums.present, sums.due)),
    ]
    for count in rules.counts:
        numbers = sums.counts.get(count, 0), sums.counts.get(PAIRS[count], 0)
        lines.append((wording.meeting_share(count, lang()), share(*numbers)))
    if sums.late:
        lines.append((gettext("Báo cáo muộn"), format_number(sums.late, lang())))
    return lines

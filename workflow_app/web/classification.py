"""The yearly classification in the browser: a committee's list, one unit's level, and the decision about all."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import wtforms
from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms.validators import InputRequired, Length

from states.classification import Said
from states.classification_rules import LEVELS
from states.process import Refused

from .. import wording
from ..formats import format_number
from ..services import classification, classification_view
from ..services.classification_desk import COUNTS, SEES, Row
from ..services.classification_view import ListView
from ..services.errors import Invalid, NotFound
from . import proof
from .access import requires
from .current import actor, house, lang, tell
from .forms import Day, KeyForm, Line, Lines, Number, StepForm, once
from .proof import proved_again
from .registration_steps import say
from .words import gettext, lazy, ngettext

bp = Blueprint("classification", __name__, url_prefix="/xep-loai")
Problems = Sequence[tuple[str | None, str]]
LEVEL_KINDS = {"excellent": "ok", "good": "ok", "completed": "wait", "failed": "no"}


class LevelForm(StepForm):
    """What is to be decided of one unit: only counts, nobody's name."""

    level = wtforms.StringField()
    points = Number()
    tasks = Number()
    on_time = Number()
    exceeded = Number()
    shortcomings = Number()
    members = Number()
    members_good = Number()
    reviewed = wtforms.BooleanField()
    disciplined = wtforms.BooleanField()
    group = Line(validators=[Length(max=classification.LONGEST_GROUP)])

    def said(self) -> Said | None:
        """The level with its counts; None where nothing is to be decided, or where a count is none."""
        counts = {name: self[name].data for name in COUNTS}
        for name, value in counts.items():
            if value is not None and (value != int(value) or value < 0):
                self[name].errors = [gettext("Ghi một số nguyên, từ 0 trở lên")]
        if self.errors or not self.level.data:
            return None
        whole: dict[str, Any] = {name: None if value is None else int(value) for name, value in counts.items()}
        flags = {"reviewed": bool(self.reviewed.data), "disciplined": bool(self.disciplined.data)}
        return Said(str(self.level.data), self.points.data, **flags, **whole)


    def says_something(self) -> bool:
        """Whether anything but the level was written."""
        return any(self[name].data for name in ("points", *COUNTS, "reviewed", "disciplined"))


class DecisionForm(KeyForm):
    seen = wtforms.StringField(validators=[InputRequired(), Length(max=64)])
    symbol = Line(validators=[InputRequired(lazy("Nhập số, ký hiệu quyết định")), Length(max=40)])
    decided_on = Day(validators=[InputRequired(lazy("Nhập ngày quyết định"))])
    reason = Lines(validators=[Length(max=2000)])


@bp.get("/<code>/<period>")
@requires(*sorted(SEES))
def listing(code: str, period: str) -> str:
    """The list of the viewer's committee."""
    return _page(code, period)


@bp.get("/<code>/<period>/<unit>")
@requires("reviewer", "manager")
def edit(code: str, period: str, unit: str) -> str:
    """One unit of the list, to be written."""
    view, row = _found(code, period, unit)
    said = row.said or row.decided
    shown = ("level", "points", *COUNTS, "reviewed", "disciplined")
    values: dict[str, Any] = {name: getattr(said, name) for name in shown} if said else {}
    return _unit(view, row, LevelForm(data={**values, "group": "" if row.group == row.kind else row.group}))


@bp.post("/<code>/<period>/<unit>")
@requires("reviewer", "manager")
def save(code: str, period: str, unit: str) -> Response | tuple[str, int]:
    """Keep what is to be decided of a unit, or with an empty level nothing."""
    form = LevelForm()
    view, row = _found(code, period, unit)
    said = form.said() if form.validate() else None
    if row.said is None and form.says_something() and not form.level.data:  # nothing is there to be taken away
        form.level.errors = [wording.reason_text("class-level", lang())]
    if form.errors:
        return _unit(view, row, form), 422
    try:
        classification.save(
            house(), actor().mandate_id, code, period, unit, said, str(form.group.data or ""),
            seen=int(form.seen.data or 0),
        )  # fmt: skip
    except Invalid as refused:
        for name, reason in refused.errors.items():
            form[name].errors = [wording.reason_text(reason, lang())]
        return _unit(view, row, form), 422
    tell(gettext("Đã ghi để trình: %(unit)s.", unit=row.name) if said else gettext("Đã bỏ: %(unit)s.", unit=row.name))
    return redirect(url_for(".listing", code=code, period=period) + f"#u-{unit}", 303)


@bp.post("/<code>/<period>")
@requires("board_signatory")
@proved_again
def decide(code: str, period: str) -> Response | str | tuple[str, int]:
    """The board decides everything that is prepared."""
    form = DecisionForm()
    if not form.validate():
        return _page(code, period, form), 422
    if problems := proof.refused():
        return _page(code, period, form, [*problems]), 422
    back = url_for(".listing", code=code, period=period)
    try:
        classification.decide(
            house(), actor().mandate_id, code, period, symbol=str(form.symbol.data), decided_on=form.decided_on.data,
            reason=str(form.reason.data or ""), seen=str(form.seen.data),
            request=once(form, str(request.endpoint), back),
        )  # fmt: skip
    except Refused as refused:
        return _page(code, period, form, [(None, wording.reason_text(one, lang())) for one in refused.reasons]), 422
    except Invalid as refused:
        names = {"document": "symbol", "issued_on": "decided_on"}
        for name, reason in refused.errors.items():
            form[names.get(name, name)].errors = [wording.reason_text(reason, lang())]
        return _page(code, period, form), 422
    tell(gettext("Đã ghi quyết định xếp loại năm vào sổ."))
    return redirect(back, 303)


def _found(code: str, period: str, unit: str) -> tuple[ListView, Row]:
    view = classification_view.get_list(house(), actor(), code, period)
    row = next((one for one in view.desk.rows if one.code == unit), None)
    if row is None:
        raise NotFound(unit)
    return view, row


def _page(code: str, period: str, form: DecisionForm | None = None, problems: Problems = ()) -> str:
    view = classification_view.get_list(house(), actor(), code, period)
    desk = view.desk
    form = form or DecisionForm()
    return render_template(
        "classification/list.html",
        view=view, desk=desk, form=form, problems=[*form.problems(), *problems],
        rows=[_line(view, row) for row in desk.rows],
        counts=[(wording.classification_level(level, lang()), number) for level, number in view.counts.items()],
        groups=[_group(group.name, group.excellent, group.good, group.most, group.over) for group in desk.groups],
        reasons=[wording.reason_text(one, lang()) for one in desk.reasons],
        changes=any(row.decided for row in desk.prepared),
        say=say,
    )  # fmt: skip


def _unit(view: ListView, row: Row, form: LevelForm) -> str:
    return render_template(
        "classification/unit.html",
        view=view, desk=view.desk, row=row, form=form, line=_line(view, row), problems=form.problems(),
        levels=[(level, wording.classification_level(level, lang())) for level in LEVELS],
        counts=[(name, wording.classification_count(name, lang())) for name in COUNTS],
        regime=view.desk.regime, say=say,
    )  # fmt: skip


def _line(view: ListView, row: Row) -> dict[str, Any]:
    """A unit of the list in words: what is prepared or stands, what is against it, and what is to be considered."""
    beside = []
    if row.unit_id in view.eligible:
        beside.append(gettext("Được công nhận trong năm: đủ điều kiện xem xét mức xuất sắc"))
    if (years := view.years.get(row.unit_id, 0)) > 1:
        beside.append(ngettext("Xuất sắc %(num)s năm liền", "Xuất sắc %(num)s năm liền", years))
    if before := view.before.get(row.unit_id, 0):
        beside.append(
            ngettext(
                "Đơn vị trước khi sắp xếp: xuất sắc %(num)s năm liền (tính tiếp hay không do cấp ban hành quyết)",
                "Đơn vị trước khi sắp xếp: xuất sắc %(num)s năm liền (tính tiếp hay không do cấp ban hành quyết)",
                before,
            )
        )
    against = [wording.classification_against(one.code, one.said, lang()) for one in row.against]
    if row.waits_for:
        names = "; ".join(row.waits_for[:5]) + (" …" if len(row.waits_for) > 5 else "")
        against.append(gettext("Chờ cấp dưới xếp loại trước: %(names)s", names=names))
    points = row.said.points if row.said else row.decided.points if row.decided else None
    return {
        "code": row.code, "name": row.name, "group": _group_name(row.group),
        "level": wording.classification_level(row.level, lang()) if row.level else "",
        "kind": "wait" if against else LEVEL_KINDS.get(row.level, ""), "prepared": row.said is not None,
        "stands": wording.classification_level(row.decided.level, lang()) if row.decided else "",
        "points": format_number(points, lang()) if isinstance(points, Decimal) else "",
        "against": against, "beside": beside,
    }  # fmt: skip


def _group(name: str, excellent: int, good: int, most: int | None, over: bool) -> dict[str, Any]:
    return {"name": _group_name(name), "excellent": excellent, "good": good, "most": most, "over": over}


def _group_name(name: str) -> str:
    """A group that nobody named is the kind of its units."""
    return wording.unit_kind_name(name, lang()) if wording.is_unit_kind(name) else name

"""A programme in one period seen from above: where to look, the targets, the charts, and who needs attention."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from states.dashboard import AMBER, CONCERN, GREEN, GREY, NOT_APPLICABLE, RED, STATUSES, Status
from states.roles import READERS
from states.targets import needed

from .. import wording
from ..formats import format_number
from ..services import dashboard, programme
from ..services.dashboard import Counts, Dashboard, Node
from . import dashboard_months, targets
from .access import open_to_all, requires
from .cases import case_url, state_kind
from .chart import row as chart_row
from .current import actor, house, lang, looker
from .meeting import COMMITTEES, month_name
from .registration_steps import say
from .words import gettext, ngettext

bp = Blueprint("dashboard", __name__, url_prefix="/tong-quan")
KINDS = {RED: "no", AMBER: "wait", GREY: "", GREEN: "ok", NOT_APPLICABLE: "none"}  # of tags
PARTS = {RED: "no", AMBER: "wait", GREY: "blank", GREEN: "ok", NOT_APPLICABLE: "none"}  # of charts
ASKED = tuple(status for status in STATUSES if status != NOT_APPLICABLE)
WAYS = {"can-xu-ly": (RED,), "can-chu-y": (AMBER,), "chua-co-ket-qua": (GREY,), "dung-yeu-cau": (GREEN,)}
BY_STATUS = {only[0]: way for way, only in WAYS.items()}


@bp.get("")
@open_to_all
def choose() -> Response:
    """Go to what was chosen in the bar; without a choice to a round in which the viewer has units."""
    asked = request.args
    rounds = programme.list_rounds(house())
    if not rounds:
        return redirect(url_for("programme.listing"))
    code, wanted = asked.get("chuong-trinh", ""), asked.get("ky", "")
    if not code:
        code, wanted = dashboard.find_own(house(), looker(), [(one.programme, one.period) for one in rounds])
    period, unit = dashboard.find_address(house(), looker(), code, wanted, asked.get("don-vi", ""))
    return redirect(address("show", code, period, unit))


@bp.get("/<code>/<period>")
@open_to_all
def show(code: str, period: str) -> str:
    """A period: sums for everybody, and unit by unit what the viewer's mandate reaches."""
    unit, after = request.args.get("don-vi", ""), request.args.get("sau", "")
    view = dashboard.get_dashboard(house(), looker(), code, period, unit, after)
    return render_template("dashboard/show.html", **page(view, code, period, unit, after))


@bp.get("/<code>/<period>/don-vi")
@requires(*READERS)
def listing(code: str, period: str) -> str:
    """The units of a branch that need attention, or that stand in another way."""
    unit, way, after = (request.args.get(name, "") for name in ("don-vi", "loc", "sau"))
    found = dashboard.list_units(house(), actor(), code, period, unit, only=WAYS.get(way, CONCERN), after=after)
    here = found.branch.here
    way = way if way in WAYS else ""
    return render_template(
        "dashboard/list.html",
        found=found, rules=found.place.rules, say=say, code=code, period=period, unit=unit, way=way, here=here,
        lines=[(line, tag_of(line.status), reasons(line.status), address("show", code, period, line.row.code))
               for line in found.lines],
        ways=[
            (gettext("Cần xử lý và cần chú ý"), "", sum(found.counts[one] for one in CONCERN),
             address("listing", code, period, unit), not way),
            *((wording.unit_status(status, lang()), KINDS[status], found.counts[status],
               address("listing", code, period, unit, loc=BY_STATUS[status]), BY_STATUS[status] == way)
              for status in ASKED),
        ],
        back=address("show", code, period, unit),
        first_url=address("listing", code, period, unit, loc=way) if after else None,
        next_url=address("listing", code, period, unit, loc=way, sau=found.next) if found.next else None,
    )  # fmt: skip


def address(view: str, code: str, period: str, unit: str = "", **more: str) -> str:
    """A page of the dashboard; what is empty does not stand in the address."""
    given: dict[str, Any] = {name: value for name, value in {"don-vi": unit, **more}.items() if value}
    return url_for(f"dashboard.{view}", code=code, period=period, **given)


def tag_of(status: Status) -> tuple[str, str]:
    """A status in words, and the kind of its tag."""
    return wording.unit_status(status.code, lang()), KINDS[status.code]


def reasons(status: Status) -> str:
    """Why a unit stands so, in one line."""
    return "; ".join(wording.unit_status_reason(one, lang()) for one in status.reasons)


def page(view: Dashboard, code: str, period: str, unit: str, after: str) -> dict[str, Any]:
    """Everything that the template shows."""
    seen, role = view.seen, getattr(looker(), "role", "")
    here = seen.branch.here.code if seen else ""
    found = {
        "view": view, "place": view.place, "rules": view.place.rules, "say": say, "code": code, "period": period,
        "unit": unit, "bar": bar(view, here), "figures": figures(view),
        "steps": steps(view), "trend": dashboard_months.trend(view.place.rules, view.trend), "seen": None,
    }  # fmt: skip
    if seen is None:
        return found
    months = dashboard_months
    return found | {
        "seen": seen,
        "chain": [(row.name, address("show", code, period, row.code)) for row in seen.branch.above],
        "stands": tag_of(seen.status), "reasons": reasons(seen.status),
        "legend": legend(seen.counts, code, period, unit),
        "nodes": [node_line(node, code, period) for node in seen.nodes],
        "cases": [case_line(one) for one in seen.cases.values()],
        "by_type": grouped(seen.by_type, wording.cell_type_name, gettext("Không phân loại hình")),
        "by_level": grouped(seen.by_level, wording.unit_level_name, ""),
        "grid": months.grid(view.place.rules, seen.grid, lambda row: address("show", code, period, row.code)),
        "marks": months.marks(view.place.rules) if seen.grid else [],
        "months_of": own_months(view, role),
        "first_url": address("show", code, period, unit) if after else None,
        "next_url": address("show", code, period, unit, sau=seen.next) if seen.next else None,
    }  # fmt: skip


def bar(view: Dashboard, here: str) -> dict[str, Any]:
    """What can be chosen: programmes, periods, and units within the viewer's reach."""
    names: dict[str, str] = {}
    for code, _, rules in view.rounds:
        names.setdefault(code, say(rules.name))
    periods = sorted({period for _, period, _ in view.rounds}, reverse=True)
    units: list[tuple[str, str]] = []
    if view.seen:
        branch = view.seen.branch
        units = [(row.code, row.name) for row in (*branch.above, branch.here, *view.seen.choices)]
    return {"programmes": list(names.items()), "periods": [(one, one) for one in periods], "units": units, "here": here}


def figures(view: Dashboard) -> list[dict[str, Any]]:
    """The targets, each with how many are needed and the day of its figures."""
    lines = targets.figure_lines(view.progress, view.place.rules, view.framework)
    for line, figure in zip(lines, view.progress.figures, strict=True):
        least = needed(figure.target, figure.counted.of)
        line["needed"] = format_number(least, lang()) if least is not None and figure.counted.of else ""
    return lines


def steps(view: Dashboard) -> list[dict[str, Any]]:
    """How many units took each step of the period, out of all it is meant for."""
    of, lines = view.progress.population, []
    for process, count in targets.SHOWN.items():
        if view.place.rules.has(process) and of:
            number = view.progress.counts[count]
            said = f"{format_number(number, lang())}/{format_number(of, lang())}"
            shape = chart_row(wording.count_name(count, lang()), said, [("ok", number), ("blank", of - number)])
            lines.append({"bar": shape, "number": number, "of": of})
    return lines


def legend(counts: Counts, code: str, period: str, unit: str) -> list[dict[str, Any]]:
    """Every status with its sign, what it means, how many units are in it, and the list of them."""
    return [
        {"name": wording.unit_status(status, lang()), "kind": KINDS[status], "number": counts[status],
         "means": wording.unit_status_legend(status, lang()),
         "url": address("listing", code, period, unit, loc=BY_STATUS[status]) if status in BY_STATUS else ""}
        for status in STATUSES
    ]  # fmt: skip


def node_line(node: Node, code: str, period: str) -> dict[str, Any]:
    """A unit of the tree; one that leads others says how these stand."""
    counts = [(wording.unit_status(one, lang()), KINDS[one], node.counts[one]) for one in ASKED if node.counts[one]]
    return {
        "name": node.row.name, "url": address("show", code, period, node.row.code),
        "tag": tag_of(node.status), "reasons": reasons(node.status), "own": node.status.code != NOT_APPLICABLE,
        "below": ngettext("%(num)s đơn vị bên dưới", "%(num)s đơn vị bên dưới", node.below) if node.below else "",
        "counts": counts if node.below else [],
        "open": node.counts[RED] > (node.status.code == RED),
        "children": [node_line(one, code, period) for one in node.children],
    }  # fmt: skip


def case_line(case: Any) -> dict[str, str]:
    """A case of the unit looked at; only whoever may open it is led there."""
    return {
        "name": wording.process_name(case.process, lang()),
        "state": wording.state_name(case.process, case.state, lang()),
        "kind": state_kind(case.process, case.state),
        "url": case_url(case.process, case.code) if case.seen else "",
    }


def grouped(groups: Any, name: Any, otherwise: str) -> dict[str, Any] | None:
    """How the units of each kind stand: a bar and a row of the table for each; None where there is one kind only."""
    if len(groups) < 2 and not any(groups):
        return None
    heads = [(wording.unit_status(one, lang()), PARTS[one]) for one in ASKED]
    lines = []
    for key, counts in sorted(groups.items(), key=lambda one: -sum(one[1].values())):
        numbers = [counts[one] for one in ASKED]
        said = ", ".join(
            f"{words} {format_number(number, lang())}" for (words, _), number in zip(heads, numbers, strict=True)
        )
        label = name(key, lang()) if key else otherwise
        parts = [(kind, number) for (_, kind), number in zip(heads, numbers, strict=True)]
        lines.append({"bar": chart_row(label, said, parts), "numbers": numbers, "total": sum(numbers)})
    return {"heads": heads, "lines": lines}


def own_months(view: Dashboard, role: str) -> list[tuple[str, str]]:
    """The months of a single cell, each with its page, for committees."""
    seen, rules = view.seen, view.place.rules
    if seen is None or not seen.grid or role not in COMMITTEES or seen.branch.below:
        return []
    if not rules.has("returns") or seen.branch.here.kind not in rules.returns.unit_kinds:
        return []
    here: dict[str, Any] = {"code": view.place.programme.code, "unit": seen.branch.here.code}
    return [
        (month_name(one.month), url_for("meeting.cell", month=one.month, **here)) for one in seen.grid[0].months
    ]


def export_rows(code: str, period: str, way: str, unit: str, most: int) -> list[list[Any]]:
    """The list as a table, as it is filtered."""
    found = dashboard.list_units(
        house(), actor(), code, period, unit, only=WAYS.get(way, CONCERN if way != "tat-ca" else STATUSES), most=most
    )
    rows: list[list[Any]] = [[gettext("Mã đơn vị"), gettext("Đơn vị"), gettext("Trực thuộc"), gettext("Tình trạng"),
                              gettext("Lý do")]]  # fmt: skip
    rows += [[one.row.code, one.row.name, one.above, tag_of(one.status)[0], reasons(one.status)] for one in found.lines]
    return rows


def number_rows(code: str, period: str, unit: str) -> list[list[Any]]:
    """The sums as a table: what the cards and charts show."""
    view = dashboard.get_dashboard(house(), looker(), code, period, unit)
    rows: list[list[Any]] = [[gettext("Chỉ tiêu"), gettext("Kết quả"), gettext("Số đạt"), gettext("Trên số")]]
    rows += [[say(one["name"]), one["text"], one["number"], one["of"] or None] for one in figures(view)]
    rows += [[one["bar"].label, one["bar"].said, one["number"], one["of"]] for one in steps(view)]
    return [*rows, *dashboard_months.table(view.place.rules, view.trend)]

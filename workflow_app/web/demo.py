"""The door of the demo and its calendar: one press signs in, or lets a day pass. Registered in demo mode only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from states import roles

from ..clock import day_of
from ..demo import bloc, day, ha_noi, nam_dinh, quynh_phu
from ..services import door, programme
from ..services import session as sessions
from ..services.account import Capacity
from ..services.door import AtTheDoor
from .access import open_to_all
from .account import device, welcome
from .chooser import chooser
from .current import house, row_session, viewer
from .sessions import form_token

bp = Blueprint("demo", __name__)

PROGRAMMES = (  # in the order in which the door shows them
    "ds-bontot", "tb-dukdn-cbkm", quynh_phu.PROGRAMME, nam_dinh.PROGRAMME, ha_noi.PROGRAMME, ha_noi.LOCAL,
)  # fmt: skip
GROUPS = (  # of those who act for the committee, in the order in which a case meets them
    ("office", (roles.REVIEWER, roles.APPRAISER)),
    ("team", (roles.LEAD_INSPECTOR, roles.INSPECTOR)),
    ("board", (roles.BOARD_SIGNATORY, roles.BOARD_SECRETARY, roles.MANAGER)),
    ("others", (roles.INCHARGE, roles.AUDITOR, roles.ADMINISTRATOR)),
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """Somebody whose part a visitor may take: how many cases wait for the unit, and where its newest one stands."""

    account: str
    name: str
    capacities: tuple[Capacity, ...]
    tasks: int
    process: str
    state: str

    @property
    def role(self) -> str:
        return self.capacities[0].role

    @property
    def of_unit(self) -> bool:
        return self.capacities[0].reach == roles.SELF


@dataclass(frozen=True, slots=True)
class Part:
    """One programme at the door: what it is, and its people; of units those first for which most waits."""

    code: str
    line: dict[str, Any] | None  # web.chooser; None for those above all programmes
    groups: list[tuple[str, list[Prepared]]]
    members: list[Prepared]


@bp.get("/demo")
@open_to_all
def people() -> str:
    """The programmes of the demo, each with the people whose part a visitor may take."""
    units, places = door.list_units(house()), door.list_places(house())
    known = [_prepared(*person, units) for person in sessions.list_prepared(house())]
    lines = {line["code"]: line for line in chooser(programme.list_programmes(house()))}
    parts = [
        _part(code, lines.get(code), [one for one in known if places.get(one.account, "") == code])
        for code in [*PROGRAMMES, *(code for code in lines if code not in PROGRAMMES), ""]
    ]
    tour = {
        "manager": bloc.MANAGER, "board": bloc.BOARD, "secretaries": [name for _, name in bloc.COMPANIES],
        "file": f"{house().settings.data_dir.name}/{nam_dinh.WORKBOOK}", "late": nam_dinh.SECRETARIES[-1][1],
        "bloc": nam_dinh.REVIEWER, "district": ha_noi.DISTRICT_READER, "model_manager": quynh_phu.MANAGER,
    }  # fmt: skip
    today = day_of(house().clock())
    return render_template("account/demo.html", parts=[one for one in parts if _anybody(one)], tour=tour, today=today)


def _part(code: str, line: dict[str, Any] | None, known: list[Prepared]) -> Part:
    members = sorted((one for one in known if one.of_unit), key=lambda one: -one.tasks)
    groups = [(name, [one for one in known if not one.of_unit and one.role in held]) for name, held in GROUPS]
    return Part(code, line, [(name, people) for name, people in groups if people], members)


def _anybody(part: Part) -> bool:
    return bool(part.groups or part.members)


def _prepared(pseudonym: str, name: str, capacities: tuple[Capacity, ...], units: dict[str, AtTheDoor]) -> Prepared:
    unit = units.get(capacities[0].unit_name, AtTheDoor()) if capacities[0].reach == roles.SELF else AtTheDoor()
    return Prepared(pseudonym, name, capacities, unit.waiting, unit.process, unit.stands)


@bp.post("/demo")
@open_to_all
def enter() -> Response:
    """Sign in as one of them."""
    return _enter(request.form.get("account", ""))


@bp.post("/demo/ngay-tiep-theo")
@open_to_all
def next_day() -> Response:
    """Let the next working day begin; whoever is signed in stays, though a night has passed."""
    try:
        seen = date.fromisoformat(request.form.get("today", ""))
    except ValueError:
        raise BadRequest from None
    who = viewer()
    day.go_on(house(), seen)
    if who is None:
        return redirect(request.script_root + "/demo", 303)
    return _enter(who.session.pseudonym)


def _enter(pseudonym: str) -> Response:
    return welcome(sessions.enter_demo(house(), pseudonym, device(), form_token(), row_session().token))

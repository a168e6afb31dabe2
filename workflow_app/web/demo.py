"""The door of the demo and its calendar: one press signs in, or lets a day pass. Registered in demo mode only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, redirect, render_template, request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from states import roles

from ..clock import day_of
from ..demo import bloc, day
from ..services import door
from ..services import session as sessions
from ..services.account import Capacity
from ..services.door import AtTheDoor
from .access import open_to_all
from .account import device, welcome
from .current import house, row_session, viewer
from .sessions import form_token

bp = Blueprint("demo", __name__)

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


@bp.get("/demo")
@open_to_all
def people() -> str:
    """The prepared people with their mandates; of units those first for which most waits."""
    units = door.list_units(house())
    known = [_prepared(*person, units) for person in sessions.list_prepared(house())]
    members = sorted((one for one in known if one.of_unit), key=lambda one: -one.tasks)
    groups = [(name, [one for one in known if not one.of_unit and one.role in held]) for name, held in GROUPS]
    tour = {"manager": bloc.MANAGER, "board": bloc.BOARD, "secretaries": [name for _, name in bloc.COMPANIES]}
    today = day_of(house().clock())
    return render_template("account/demo.html", groups=groups, members=members, tour=tour, today=today)


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

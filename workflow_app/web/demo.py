"""The door of the demo: one press signs in as one of the prepared people. Registered in demo mode only."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from ..services import programme
from ..services import session as sessions
from .access import open_to_all
from .account import device, welcome
from .current import house, row_session
from .sessions import form_token

bp = Blueprint("demo", __name__)


@bp.get("/demo")
@open_to_all
def people() -> str:
    """The prepared people with their mandates; those who decide first, then the secretaries of the units."""
    prepared = sessions.list_prepared(house())
    officers = [person for person in prepared if any(held.reach != "self" for held in person[2])]
    members = [person for person in prepared if person not in officers]
    states = programme.states_by_unit(house())
    members.sort(key=lambda person: _rank(states.get(person[2][0].unit_name)))
    return render_template("account/demo.html", officers=officers, members=members, states=states)


def _rank(state: str | None) -> int:
    """Units that are writing first, then those that have not begun."""
    return 0 if state in ("draft", "changes_requested") else 1 if state is None else 2


@bp.post("/demo")
@open_to_all
def enter() -> Response:
    """Sign in as one of them."""
    pseudonym = request.form.get("account", "")
    return welcome(sessions.enter_demo(house(), pseudonym, device(), form_token(), row_session().token))

"""What the present request is about: the house, the viewer, the language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from urllib.parse import quote

from flask import current_app, g, request
from flask import session as flask_session

from .. import wording
from ..house import House
from ..services.account import Capacity
from ..services.actor import Actor
from ..services.session import Visit
from .sessions import RowSession


@dataclass(frozen=True, slots=True)
class Viewer:
    """The signed-in person, in the capacity chosen."""

    session: Visit
    account_id: int
    name: str
    actor: Actor | None
    mandates: tuple[Capacity, ...]
    role_name: str
    unit_name: str

    @property
    def mandate(self) -> Capacity | None:
        """The mandate in use, as its holder sees it."""
        in_use = self.actor.mandate_id if self.actor else None
        return next((held for held in self.mandates if held.mandate_id == in_use), None)


def house() -> House:
    """The running system that this application serves."""
    return cast(House, current_app.extensions["house"])


def lang() -> str:
    """The language of the page, from its address: "vi" or "en"."""
    return str(request.environ.get("workflow_app.lang", "vi"))


def here() -> str:
    """The address of this page without the language, as it may stand in a link."""
    query = request.query_string.decode("ascii", "ignore")
    return quote(request.path) + (f"?{query}" if query else "")


def row_session() -> RowSession:
    """The session of this request with what Flask's own interface does not know."""
    return cast(RowSession, flask_session._get_current_object())  # type: ignore[attr-defined]


def viewer() -> Viewer | None:
    """Who is signed in; None for a visitor, and on pages of a failure, which ask the database nothing."""
    if g.get("bare"):
        return None
    visit = row_session().visit
    if visit is None or visit.account_id is None:
        return None
    held = next((c for c in visit.capacities if visit.actor and c.mandate_id == visit.actor.mandate_id), None)
    return Viewer(
        session=visit,
        account_id=visit.account_id,
        name=visit.name,
        actor=visit.actor,
        mandates=visit.capacities,
        role_name=wording.role_name(held.role, lang()) if held else "",
        unit_name=held.unit_name if held else "",
    )


def looker() -> Actor | None:
    """As whom the viewer of a public page looks at it; None for a visitor."""
    seen = viewer()
    return seen.actor if seen else None


def actor() -> Actor:
    """Who acts, on a page marked `@requires`: there it is always somebody."""
    seen = viewer()
    if seen is None or seen.actor is None:
        raise LookupError("no actor; is the page marked @requires?")
    return seen.actor


def tell(text: str, kind: str = "ok") -> None:
    """Say something on the next page: "ok", "info", "wait" or "no"."""
    flask_session["notices"] = [*flask_session.get("notices", []), [kind, text]]

"""Who may open what: every endpoint carries a mark, and one without is closed.

Only the role of the mandate in use counts here. Whether *this* case is reached, services decide: what a viewer may
not see is answered like what does not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

import structlog
from flask import Blueprint, Flask, Response, current_app, g, redirect, request, url_for
from werkzeug.exceptions import Forbidden, NotFound

from states.roles import ROLES

from . import kept_pages
from .current import here, viewer

log = structlog.get_logger()

View = TypeVar("View", bound=Callable[..., Any])
MARK = "access_mark"
# All that is open to whoever must set a second factor up first, beside reading what is kept about them.
BEFORE_ENROLLED = ("second_factor", "passkey")
TOLD_FIRST = ("privacy.purpose", "privacy.note")


@dataclass(frozen=True, slots=True)
class Access:
    """Who may open an endpoint: everyone, everyone with an account, or certain roles."""

    kind: str  # "all" | "account" | "role"
    roles: tuple[str, ...] = ()

    def __str__(self) -> str:
        return {"all": "everyone", "account": "any account"}.get(self.kind) or ", ".join(self.roles)


def open_to_all(view: View) -> View:
    """Mark a view that anyone may open; it asks nothing about the viewer by itself."""
    return _marked(view, Access("all"))


def signed_in(view: View) -> View:
    """Mark a view for everyone with an account, in whatever capacity."""
    return _marked(view, Access("account"))


def requires(*roles: str) -> Callable[[View], View]:
    """Mark a view for those whose mandate in use has one of these roles."""
    if not roles or set(roles) - set(ROLES):
        raise ValueError(f"no such role: {', '.join(sorted(set(roles) - set(ROLES))) or 'none named'}")
    return lambda view: _marked(view, Access("role", roles))


def for_everybody(bp: Blueprint) -> None:
    """Let nothing on these pages depend on who looks, so that a cache in front may answer for a minute."""

    @bp.before_request
    def look_at_nobody() -> Response | None:
        g.bare = True
        return kept_pages.find()

    @bp.after_request
    def keep_a_while(response: Response) -> Response:
        kept_pages.keep(response)
        if response.status_code < 400:
            response.headers["Cache-Control"] = "public, max-age=60"
        return response


def _marked(view: View, access: Access) -> View:
    setattr(view, MARK, access)
    return view


def access_of(app: Flask, endpoint: str) -> Access | None:
    """The mark of an endpoint; None when there is none, and then it is closed."""
    mark = getattr(app.view_functions.get(endpoint), MARK, None)
    return mark if isinstance(mark, Access) else None


def init_app(app: Flask) -> None:
    """Ask before every view; to be called after the check of form tokens was registered."""
    app.before_request(check_access)


def check_access() -> Response | None:
    """Let the request through, send a visitor to sign in, or refuse."""
    if request.endpoint is None:
        return None  # no such page: Flask answers 404 by itself
    mark = access_of(current_app, request.endpoint)
    if mark is None:
        log.error("access.unmarked", endpoint=request.endpoint)
        raise NotFound
    if mark.kind == "all":
        return None
    seen = viewer()
    if seen is None:
        return _ask_to_sign_in()
    if seen.session.must_enrol and request.blueprint not in BEFORE_ENROLLED and request.endpoint not in TOLD_FIRST:
        return _to("second_factor.mine")
    if mark.kind == "account":
        return None
    if seen.actor is None and seen.mandates:
        return _to("account.capacity")
    if seen.actor is None or seen.actor.role not in mark.roles:
        role = seen.actor.role if seen.actor else None
        log.warning("access.refused", endpoint=request.endpoint, account=seen.session.pseudonym, role=role)
        raise Forbidden
    return None


def _ask_to_sign_in() -> Response:
    return _to("account.sign_in")


def _to(endpoint: str) -> Response:
    """Redirect, and remember the way back when it is a page that can simply be opened again."""
    next_page = request.script_root + here() if request.method in ("GET", "HEAD") else ""
    query = f"?{urlencode({'next': next_page})}" if next_page not in ("", "/") else ""
    return redirect(url_for(endpoint) + query, 303)  # type: ignore[return-value]


def own_path(target: str | None) -> str | None:
    """A path of this very site to go on to, or None: never another host, whatever a browser makes of the spelling."""
    if not target or len(target) > 500 or not target.startswith("/") or target.startswith("//"):
        return None
    if "\\" in target or any(ord(char) < 0x21 or ord(char) == 0x7F for char in target):
        return None
    return target


def policy(apps: Mapping[str, Flask]) -> Iterator[tuple[str, str, str, str]]:
    """Every address once: methods, address, endpoint, who, from the application as it is wired in each mode."""
    modes: dict[tuple[str, str, str, str], list[str]] = {}
    for mode, app in apps.items():
        for rule in app.url_map.iter_rules():
            methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
            row = (methods, rule.rule, rule.endpoint, str(access_of(app, rule.endpoint) or "nobody"))
            modes.setdefault(row, []).append(mode)
    for (methods, address, endpoint, who), found in sorted(modes.items(), key=lambda item: (item[0][1], item[0][0])):
        only = "" if len(found) == len(apps) else f" (mode {', '.join(found)} only)"
        yield methods, address, endpoint, who + only


def document(apps: Mapping[str, Flask]) -> str:
    """The page docs/access.md."""
    lines = [
        "# Who may open what",
        "",
        "Printed from the marks in `workflow_app/web/` by `tests/web/test_access.py`; change the marks, not this page.",
        "An endpoint without a mark is closed. A role means the role of the one mandate in use. Within these limits",
        "the services decide on each thing itself: what a viewer may not see is answered like what does not exist.",
        "",
        "| Methods | Address | Who | Endpoint |",
        "|---|---|---|---|",
    ]
    lines += [f"| {methods} | `{rule}` | {who} | `{endpoint}` |" for methods, rule, endpoint, who in policy(apps)]
    return "\n".join(lines) + "\n"

"""Flask's session over rows of the database: the cookie is a random token and says nothing.

A row is looked up only when a page asks for it, and made only when there is something to remember: public pages cost
no query and set no cookie.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin

from ..house import House
from ..services import session as sessions
from ..services.session import Visit

DEVICE_LENGTH = 200


class RowSession(SessionMixin):
    """What one browser's row remembers, read at the first question."""

    def __init__(self, house: House, token: str | None) -> None:
        self.house, self.token = house, token
        self.new_token: str | None = None  # to be handed to the browser with this answer
        self.asked = self.modified = False
        self._visit: Visit | None = None
        self._data: dict[str, Any] = {}

    @property
    def visit(self) -> Visit | None:
        """The living session behind the cookie, signed in or not."""
        if not self.asked:
            self.asked = True
            if self.token:
                self._visit = sessions.resolve(self.house, sessions.hash_of(self.token))
            self._data = dict(self._visit.data) if self._visit else {}
        return self._visit

    def begin(self, token: str) -> None:
        """Go on under the token of a session that was just opened."""
        self.new_token = token
        self.asked, self.modified = True, False
        self._visit, self._data = None, {}

    def forget(self) -> None:
        """Take the cookie away: the session was ended."""
        self.begin("")

    def __getitem__(self, key: str) -> Any:
        return self._loaded[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._loaded[key] = value
        self.modified = True

    def __delitem__(self, key: str) -> None:
        del self._loaded[key]
        self.modified = True

    def __iter__(self) -> Iterator[str]:
        return iter(self._loaded)

    def __len__(self) -> int:
        return len(self._loaded)

    @property
    def _loaded(self) -> dict[str, Any]:
        _ = self.visit
        return self._data

    def keep(self) -> None:
        """Write what changed: into the row, or into a new short-lived one for a visitor without any."""
        if not self.modified or self.new_token is not None or self.house.watch.rolled_back:
            return
        visit = self.visit
        if visit is not None:
            sessions.keep_data(self.house, visit.session_id, self._data)
        elif self._data:
            self.new_token = sessions.open_anonymous(self.house, self._data)


class RowSessionInterface(SessionInterface):
    """Hands out `RowSession` and writes the cookie."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.secure = house.settings.secure_cookies
        # The prefix makes the browser refuse a cookie of this name from a sister domain or a plain connection.
        self.name = "__Host-phien" if self.secure else "phien"

    def open_session(self, app: Flask, request: Request) -> RowSession:
        """The session of a request, not yet looked up."""
        return RowSession(self.house, request.cookies.get(self.name))

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep the row and tell the browser its token, when there is a new one."""
        assert isinstance(session, RowSession)
        session.keep()
        if session.new_token is None:
            return
        response.headers["Cache-Control"] = "no-store"  # an answer with a cookie is for one browser alone
        how: dict[str, Any] = {"path": "/", "secure": self.secure, "httponly": True, "samesite": "Lax"}
        if session.new_token:
            response.set_cookie(self.name, session.new_token, **how)
        else:
            response.delete_cookie(self.name, **how)


def form_token() -> dict[str, str]:
    """What a new session remembers from the start, so that two tabs opened at once share one form token."""
    return {"csrf_token": secrets.token_hex(20)}

"""Public pages kept for a few seconds: on the day of an announcement a thousand people open the same one.

A page is made anew after any act or checkpoint of this process, and after `KEPT` seconds in any case, because another
process may have acted: a quarter of the time for which a cache in front may answer by itself.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date
from typing import cast

from flask import Response, current_app, g, request

from ..clock import day_of
from .current import house, lang

KEPT = 15  # seconds
MOST = 512  # pages of some 20 KB
LONGEST = 500  # characters of a query; whoever asks at greater length asks alone, and gets a longer page

Stands = tuple[int, str, date]


@dataclass(frozen=True, slots=True)
class KeptPage:
    """One page as it was sent, how the register stood, and until when it may be sent again."""

    body: bytes
    stands: Stands
    until: float


def find() -> Response | None:
    """The answer to this request, if it was made a moment ago and nothing has happened since."""
    if request.method != "GET" or len(request.query_string) > LONGEST:
        return None
    if house().settings.mode == "test":
        return None  # tests see at once what they changed behind the application's back
    kept, stands = _pages().get(_key()), _stands()
    if kept is not None and kept.stands == stands and time.monotonic() < kept.until:
        return Response(kept.body, mimetype="text/html")
    g.stands = stands  # as it is before the page is made: an act in between makes it an old one
    return None


def keep(response: Response) -> None:
    """Remember a page that was just made."""
    if "stands" not in g or response.status_code != 200 or response.mimetype != "text/html":
        return
    if len(_pages()) >= MOST:
        _pages().clear()
    _pages()[_key()] = KeptPage(response.get_data(), g.stands, time.monotonic() + KEPT)


def _pages() -> dict[tuple[str, str], KeptPage]:
    kept = current_app.extensions.setdefault("kept_pages", {})
    return cast(dict[tuple[str, str], KeptPage], kept)


def _key() -> tuple[str, str]:
    return request.full_path, lang()


def _stands() -> Stands:
    watch = house().watch
    return watch.acts, watch.rolled_back, day_of(house().clock())

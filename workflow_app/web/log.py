"""The transparency log: pages for people under /nhat-ky, files for programs under /log (c2sp.org/tlog-tiles)."""

from __future__ import annotations

import json

from flask import Blueprint, Response, g, render_template, request

from ..services import log as logs
from ..services.errors import NotFound, ReadOnly
from ..services.journal import RolledBack
from ..transparency.strict import Malformed, decimal
from ..transparency.tiles import WIDTH, parse_tile_path
from .access import open_to_all
from .current import house

bp = Blueprint("log", __name__)

INDEX = "int(max=9007199254740991)"  # the largest whole number that every JSON reader keeps
FOR_EVER = "public, max-age=31536000, immutable"
A_MINUTE = "public, max-age=60"
SECONDS = "public, max-age=2"  # a checkpoint grows old as soon as somebody acts


@bp.before_request
def for_everyone() -> None:
    """Nothing here depends on who asks, so that a cache may keep it."""
    g.bare = True


@bp.after_request
def open_up(response: Response) -> Response:
    """Pages are kept for a minute; a program on any other site may read the files."""
    if response.status_code < 400:
        response.headers.setdefault("Cache-Control", A_MINUTE)
    if request.path.startswith("/log/"):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@bp.get("/nhat-ky")
@open_to_all
def index() -> str:
    """The newest checkpoint, the keys, how to verify, and the latest entries."""
    page = logs.page(house(), before=_place("truoc"), after=_place("sau"))
    return render_template("journal/index.html", page=page, log_url=f"{house().settings.base_url.rstrip('/')}/log")


@bp.get(f"/nhat-ky/<{INDEX}:place>")
@open_to_all
def entry(place: int) -> str:
    """One entry, readable and in full."""
    return render_template("journal/entry.html", entry=logs.read(house(), place))


@bp.get(f"/nhat-ky/<{INDEX}:place>.tlog-proof")
@open_to_all
def proof(place: int) -> Response:
    """One file with which the entry can be verified for ever, without this server."""
    return _download(logs.proof_file(house(), place), "text/plain; charset=utf-8", f"nhat-ky-{place}.tlog-proof")


@bp.get(f"/nhat-ky/<{INDEX}:place>/mo.json")
@open_to_all
def openings(place: int) -> Response:
    """The salts and values of the entry that are open now."""
    return _download(logs.openings_file(house(), place), "application/json", f"nhat-ky-{place}-mo.json")


@bp.get("/log/checkpoint")
@open_to_all
def checkpoint() -> Response:
    """The signed size and root of the tree."""
    try:
        return _file(logs.checkpoint_file(house()), "text/plain; charset=utf-8", SECONDS)
    except RolledBack:
        raise ReadOnly("the operator must decide first") from None


@bp.get("/log/vkey")
@open_to_all
def vkey() -> Response:
    """The two public keys: first that of checkpoints, then that of entries."""
    return _file(house().keys.verifiers.text(), "text/plain; charset=utf-8", A_MINUTE)


@bp.get("/log/tile/<path:name>")
@open_to_all
def tile(name: str) -> Response:
    """A tile of hashes, or a bundle of entries."""
    try:
        asked = parse_tile_path(name)
    except Malformed:
        raise NotFound(name) from None
    cache = FOR_EVER if asked.width == WIDTH else A_MINUTE
    return _file(logs.tile_file(house(), asked), "application/octet-stream", cache)


@bp.app_template_filter("plain_json")
def plain_json(value: object) -> str:
    """A value as JSON that people can read: letters as they are, not as codes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _place(name: str) -> int | None:
    """A place in the journal from the address; anything else is no place."""
    try:
        return decimal(request.args.get(name, ""), 2**53 - 1)
    except Malformed:
        return None


def _file(content: str | bytes, media_type: str, cache: str) -> Response:
    response = Response(content, content_type=media_type)
    response.headers["Cache-Control"] = cache
    return response


def _download(content: bytes, media_type: str, name: str) -> Response:
    response = _file(content, media_type, A_MINUTE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

"""Every failure is turned into a page here, once, in words that say what to do next."""

from __future__ import annotations

import errno
import re
import secrets
from collections.abc import Callable, Iterable
from typing import Any

import structlog
from flask import Flask, Response, g, make_response, redirect, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed

from states.process import Refused

from .. import wording
from ..services.errors import Invalid, KeyReused, NotAllowed, NotFound, ReadOnly, Repeated, Stale
from ..services.guessing import WINDOW, Crowded, TooManyAttempts
from ..services.outage import CONFLICTS, DISK_ERRORS, OUTAGES
from .access import own_path
from .current import house, lang, viewer
from .security import OtherHost

log = structlog.get_logger()

PAGES = (400, 403, 404, 409, 413, 429, 503)  # have a template of their own; other refusals use that of 400
NEVER_SHOWN = ("csrf_token", "key", "seen", "draft_seen", "next", "password", "old", "new", "again", "code", "answer")
RETRY_SECONDS = "5"
# By these, and by every form that brings the answer of a key, somebody signs.
SIGNING = (
    "sign", "countersign", "witness", "enter", "attest", "enter_paper", "attest_paper",
    "trust", "trust_key", "on_paper",
)  # fmt: skip
CODE = re.compile(r"[a-z0-9_.-]+")  # what was chosen from a list or hidden in the form, not written


def init_app(app: Flask) -> None:
    """Register one handler for each kind of failure."""
    handlers: dict[type[Exception], Callable[[Any], Any]] = {
        NotFound: _not_found,
        NotAllowed: _not_allowed,
        ReadOnly: lambda error: page(503, "read_only", notices=(), kept=_kept()),
        KeyReused: _key_reused,
        Repeated: lambda error: redirect(error.location, 303),
        TooManyAttempts: _too_many,
        Crowded: _crowded,
        OSError: _disk,
        Stale: _stale,
        Refused: _refused,
        Invalid: lambda error: page(422, "refused", reasons=[_reason(code) for code in error.errors.values()]),
        CSRFError: lambda error: page(400, "expired", kept=_kept()),
        InternalServerError: _unexpected,
        HTTPException: _http,
    }
    handlers |= dict.fromkeys(OUTAGES, _outage) | dict.fromkeys(CONFLICTS, lambda error: page(409, reload_url=_back()))
    for kind, handler in handlers.items():
        app.register_error_handler(kind, handler)
    app.log_exception = lambda *_: None  # type: ignore[method-assign]  # _unexpected does, as one JSON line


def page(status: int, name: str = "", **values: Any) -> Response:
    """The page of a failure, or the bare one when even that cannot be made."""
    template = f"errors/{name or (status if status in PAGES else 400)}.html"
    values = {"reload_url": None, "resend": False, "kept": [], **values}
    try:
        return make_response(render_template(template, **values), status)
    except OUTAGES:
        g.bare = True  # who is looking cannot be asked either
        return make_response(render_template(template, **values), status)


def _http(error: HTTPException) -> Response | HTTPException:
    if error.code is None or error.code < 400:
        return error  # a redirect to the right spelling of an address
    if isinstance(error, OtherHost):
        return page(400, "other_host", right=house().settings.base_url)
    answer = page(error.code)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return answer


def note_refusal(action: str, code: str, reasons: Iterable[str], why: str = "") -> None:
    """One line for the operator about an attempt that was refused: who (a pseudonym), what, on which case, why.

    A signature that was refused is a warning of its own, with the role and, in codes, what did not fit.
    """
    seen = viewer()
    told = {"action": action, "case": code, "reasons": list(reasons)}
    account = seen.session.pseudonym if seen else None
    if action.rpartition(".")[2] in SIGNING or (request.method == "POST" and "nonce" in request.form):
        role = seen.actor.role if seen and seen.actor else None
        log.warning("signature.refused", **told, why=why, account=account, role=role)
    else:
        log.info("step.refused", **told, account=account)


def _note(reasons: Iterable[str], action: str = "") -> None:
    note_refusal(action or str(request.endpoint), str((request.view_args or {}).get("code", "")), reasons)


def _not_found(error: NotFound) -> Response:
    if viewer() is not None:  # somebody who looked for what is not theirs, or is not there
        _note(["not-found"])
    return page(404)


def _not_allowed(error: NotAllowed) -> Response:
    _note(["not-allowed"])
    return page(403)


def _key_reused(error: KeyReused) -> Response:
    _note(["key-reused"])
    return page(409, reload_url=_back())


def _stale(error: Stale) -> Response:
    _note(["stale"])
    # A draft saved in another tab is no act, and so has no sentence in the journal.
    saved = error.kind.endswith(".save")
    changed = wording.entry_kind_name(error.kind, lang()) if error.kind and not saved else ""
    role = wording.role_name(error.by_role, lang()) if error.by_role else ""
    said = {"changed_at": error.changed_at, "by": role, "changed": changed, "saved": saved}
    return page(409, "stale", **said, reload_url=_back(), kept=_kept())


def _refused(error: Refused) -> Response:
    _note(error.reasons, error.action)
    if set(error.reasons) == {"not-your-role"}:
        return page(403)
    return page(422, "refused", reasons=[_reason(code) for code in error.reasons])


def _too_many(error: TooManyAttempts) -> Response:
    log.warning("sign_in.too_many")
    answer = page(429)
    answer.headers["Retry-After"] = str(int(WINDOW.total_seconds()))
    return answer


def _crowded(error: Crowded) -> Response:
    log.warning("sign_in.crowded", from_one=error.from_one)
    answer = _not_now()
    answer.status_code = 429 if error.from_one else 503
    return answer


def _outage(error: Exception) -> Response:
    log.error("database.away", error=type(error).__name__)
    g.bare = True
    return _not_now()


def _not_now() -> Response:
    """Nothing was acknowledged; what was sent may be sent again as it is, because its key lets it act only once."""
    posted = request.method == "POST"
    frame: dict[str, Any] = {"nav": ()} if posted else {}  # whoever leaves this page loses the form
    answer = page(503, resend=posted, kept=_kept() if posted else [], **frame)
    answer.headers["Retry-After"] = RETRY_SECONDS
    return answer


def _disk(error: OSError) -> Response:
    if error.errno not in DISK_ERRORS:
        raise error  # no matter of the disk's, and so a fault of ours
    log.error("disk.failed", error=errno.errorcode[error.errno])
    return _not_now()


def _unexpected(error: InternalServerError) -> Response:
    """The last resort: a code by which the operator finds the failure in the log, and nothing else."""
    if isinstance(error.original_exception, OUTAGES):  # while the answer was already being sent off
        return _outage(error.original_exception)
    code = secrets.token_hex(4)
    cause = error.original_exception or error
    log.error("request.failed", code=code, endpoint=request.endpoint, exc_info=cause)
    g.bare = True
    return make_response(render_template("errors/500.html", request_code=code), 500)


def _reason(code: str) -> str:
    try:
        return wording.reason_text(code, lang())
    except KeyError:
        log.error("wording.missing", code=code)
        return code


def _back() -> str:
    """The page the form stood on, to be loaded again."""
    before = request.referrer or ""
    path = before.removeprefix(request.host_url.rstrip("/")) if before.startswith(request.host_url) else None
    return own_path(path) or f"{request.script_root}/"


def _kept() -> list[str]:
    """What the person had written: shown as plain text to be copied, because the form itself cannot be believed."""
    try:
        sent = request.form.items(multi=True)  # a page with several forms names a field "password-7KX4-M2QD-9TRA"
        shown = [value for name, value in sent if name.partition("-")[0] not in NEVER_SHOWN]
    except OSError:  # what failed was keeping the form while it came in
        return []
    written = (value for value in shown if 1 < len(value.strip()) <= 10_000)
    return [value for value in written if not CODE.fullmatch(value)][:50]

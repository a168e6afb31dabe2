"""What protects every page: headers, limits, the name of the host, and where a form may come from."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, current_app, request
from flask_wtf import CSRFProtect
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.middleware.proxy_fix import ProxyFix

from ..house import House
from ..settings import Settings
from ..transparency.private_file import create_private
from .current import house, row_session

log = structlog.get_logger()

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
YEAR = 31_536_000  # seconds
PLAIN_FORM_BYTES = 1_000_000
MOST_FIELDS = 2_000
CHANGING = ("POST", "PUT", "PATCH", "DELETE")
ANY_HOST = ("health.alive", "health.ready", "pages.static")  # by machines, and by the page that names the right one
# The one address to which a program sends, not a form: its link is the secret that a form token would be.
BY_PROGRAM = ("signing_link.take", "workflow_app.web.signing_link.take")
ONCE_ONLY = ("csrf_token", "key", "seen", "draft_seen", "next")  # of these two would mean two different things


def init_app(app: Flask, house: House) -> None:
    """Limits, keys, the proxy in front, and the checks before and after each request."""
    settings = house.settings
    app.secret_key = form_secret(settings.keys_dir)
    app.config.update(
        MAX_CONTENT_LENGTH=settings.max_body_mb * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=500_000,
        MAX_FORM_PARTS=MOST_FIELDS,
        WTF_CSRF_TIME_LIMIT=None,  # a form lives as long as its session
        WTF_CSRF_SSL_STRICT=False,  # check_source does this, also where a proxy drops the referrer
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.before_request(limit_form)
    app.before_request(check_host)
    app.before_request(check_source)
    app.before_request(check_fields)
    CSRFProtect(app).exempt(BY_PROGRAM[1])
    app.after_request(protect)


def form_secret(folder: Path) -> bytes:
    """The secret that signs form tokens; made once, readable by its owner only."""
    path = folder / "csrf.secret"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        create_private(path, secrets.token_bytes(32))
    with open(path, "rb") as source:
        if stat.S_IMODE(os.fstat(source.fileno()).st_mode) & 0o077:
            raise PermissionError(f"{path} must be readable by its owner only (chmod 600)")
        secret = source.read()
    if len(secret) != 32:
        raise ValueError(f"{path} is damaged; delete it, and open forms must be loaded again")
    return secret


def limit_form() -> None:
    """Only a form with files may be as large as a file: the limits above do not hold for the plain kind.

    Its fields are counted before they are taken apart, because a hundred thousand of them fit into its bytes.
    """
    if request.mimetype == "multipart/form-data" or _is_signed_file():
        return
    request.max_content_length = PLAIN_FORM_BYTES
    if request.get_data().count(b"&") >= MOST_FIELDS:
        raise RequestEntityTooLarge


def _is_signed_file() -> bool:
    """Whether a program brings a file, which is no form and is read by the page alone."""
    return request.endpoint == BY_PROGRAM[0] and request.mimetype == "application/pdf"


class OtherHost(BadRequest):
    """Asked by a name that is not the register's own."""


def check_host() -> None:
    """In production only the configured name is answered: nothing is ever built from a name somebody else chose."""
    settings = house().settings
    if settings.mode != "production" or request.endpoint in ANY_HOST:
        return
    if request.host.lower() != urlsplit(settings.base_url).netloc.lower():
        raise OtherHost("unknown host")


def check_source() -> None:
    """A change must come from a page of this site, whatever its form token says."""
    if request.method not in CHANGING:
        return
    site = request.headers.get("Sec-Fetch-Site", "none")
    origin = request.headers.get("Origin")
    if site not in ("same-origin", "none") or (origin is not None and origin != own_origin(house().settings)):
        log.warning("request.foreign", endpoint=request.endpoint, site=site)
        raise BadRequest("a form of another site")


def own_origin(settings: Settings) -> str:
    """The origin that a browser on this site names; outside production the one that was asked."""
    if settings.mode != "production":
        return request.host_url.rstrip("/")
    address = urlsplit(settings.base_url)
    return f"{address.scheme}://{address.netloc}".lower()


def check_fields() -> None:
    """No NUL anywhere, which PostgreSQL cannot keep; and the fields that hold the protocol together come once.

    `forms.Form` asks the same of its own fields.
    """
    if any("\0" in value for value in (request.path, *request.args.values(), *request.form.values())):
        raise BadRequest("a NUL character")
    for name in ONCE_ONLY:
        if len(request.form.getlist(name)) > 1:
            raise BadRequest(f"{name} is given twice")


def protect(response: Response) -> Response:
    """The headers of every answer; a page made for one person is never stored."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.extensions["house"].settings.secure_cookies:
        response.headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
    session = row_session()
    if session.asked:
        response.vary.add("Cookie")
        if session.visit is not None or session.modified:
            response.headers["Cache-Control"] = "no-store"
    response.headers.setdefault("Cache-Control", "no-cache")
    return response

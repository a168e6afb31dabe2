"""The embedded server: waitress, a worker thread, and a clean stop."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any
from wsgiref.types import WSGIApplication

import structlog
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError, TransferEncodingNotImplemented
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ErrorTask
from waitress.utilities import Error

from .house import House
from .services import job, journal, mail, upkeep
from .settings import Settings
from .start import CannotStart
from .web.security import HEADERS

log = structlog.get_logger()

POST_PAUSE = 2.0  # seconds between two rounds of the post
WORKER_PAUSE = 0.5  # seconds; an entry left over from a crash is in the tree soon after
ROUNDS_AN_HOUR = 7200
LONGEST_HEADER = 32 * 1024  # bytes of all headers together; no browser sends a quarter of it
LONGEST_WAIT = 3.0  # seconds between the last byte of a request and a thread for it
RETRY_SECONDS = 5
NEVER_TURNED_AWAY = ("/healthz", "/readyz")  # whoever asks would restart a server that is only busy
BUSY = """<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Hệ thống đang bận</title>
<main><h1>Hệ thống đang bận</h1>
<p>Yêu cầu này chưa được xử lý và chưa có gì được ghi. Xin chờ ít giây rồi tải lại trang.
Nếu vừa gửi một biểu mẫu, xin đồng ý gửi lại: việc chỉ được ghi một lần, dù gửi mấy lần.</p>
<div lang="en"><h2>The system is busy</h2>
<p>This request was not dealt with, and nothing was recorded. Please wait a few seconds and load the page again.
If a form was just sent, agree to send it again: it is recorded only once, however often it is sent.</p></div></main>
""".encode()


class StrictParser(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """Refuses a request whose end two servers in a row could see in two places."""

    arrived = 0.0

    def received(self, data: bytes) -> int:
        """Take in more of the request; the last time is when it was complete."""
        self.arrived = time.monotonic()
        return int(super().received(data))

    def parse_header(self, header_plus: bytes) -> None:
        """Read the headers; a length beside a transfer encoding, or an encoding unknown here, is a bad request."""
        try:
            super().parse_header(header_plus)
        except TransferEncodingNotImplemented as error:
            raise ParsingError(str(error)) from None
        left_over = "TRANSFER_ENCODING" in self.headers  # HTTP/1.0 knows none
        if left_over or (self.chunked and "CONTENT_LENGTH" in self.headers):
            raise ParsingError("Transfer-Encoding is not allowed here")


class GuardedError(ErrorTask):  # type: ignore[misc]
    """The server's own refusals carry the headers of every other answer."""

    def execute(self) -> None:
        """Answer, and close the connection."""
        self.response_headers.extend([*HEADERS.items(), ("Cache-Control", "no-store")])
        super().execute()


class Busy(Error):  # type: ignore[misc]
    """The answer to a request that waited too long: the application never saw it."""

    def __init__(self) -> None:
        super().__init__("")

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        """Status, headers and the page."""
        kind = ("Content-Type", "text/html; charset=utf-8")
        return "503 Service Unavailable", [kind, ("Retry-After", str(RETRY_SECONDS))], BUSY


class Overload:
    """Tells the operator that requests are turned away, once in so many seconds: a line for each would cost more."""

    def __init__(self) -> None:
        self.turned_away, self.told_at = 0, 0.0

    def note(self) -> None:
        """One more was turned away."""
        self.turned_away += 1
        if time.monotonic() - self.told_at > RETRY_SECONDS:
            self.told_at = time.monotonic()
            log.warning("server.overloaded", turned_away=self.turned_away)


class StrictChannel(HTTPChannel):  # type: ignore[misc]
    """One connection."""

    parser_class = StrictParser
    error_task_class = GuardedError
    overload = Overload()

    def service(self) -> None:
        """Answer the next request, or turn it away when whoever sent it may have given up waiting."""
        request = self.requests[0]
        waited = time.monotonic() - request.arrived
        if waited > LONGEST_WAIT and not request.error and request.path not in NEVER_TURNED_AWAY:
            request.error = Busy()
            self.overload.note()
        super().service()


def run_worker(house: House, stopping: threading.Event) -> None:
    """Integrate and deliver until told to stop."""
    rounds = 0
    while not stopping.wait(WORKER_PAUSE):
        try:
            job.work_once(house)
            if rounds % ROUNDS_AN_HOUR == 0:
                upkeep.tidy(house)
        except Exception as error:  # the worker outlives a database that is away for a while
            log.error("worker.failed", error=type(error).__name__)
        rounds += 1


def run_post(house: House, stopping: threading.Event) -> None:
    """Send mail until told to stop, in a thread of its own: a mail server may take its time."""
    while not stopping.wait(POST_PAUSE):
        try:
            mail.send_due(house)
        except Exception as error:  # as above
            log.error("post.failed", error=type(error).__name__)


def run_integrator(house: House, bell: threading.Event, stopping: threading.Event) -> None:
    """Take entries into the tree as soon as the bell rings: whoever acted waits for no tree, and many go in at once."""
    while bell.wait() and not stopping.is_set():
        bell.clear()  # before looking: whoever rings from here on is looked for in the next round
        journal.integrate_quietly(house)


def on_stop(act: Callable[[], None]) -> None:
    """Do `act` when the operating system asks the process to end."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        act()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


def listen(app: WSGIApplication, settings: Settings, host: str, port: int) -> Any:
    """The server of an application, with its limits."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # else a line for each request that waits
    sockets: dict[int, Any] = {}
    server = create_server(
        app,
        map=sockets,
        host=host,
        port=port,
        threads=settings.threads,
        connection_limit=1000,  # with the default of 100, as many slow clients lock everyone out
        max_request_header_size=LONGEST_HEADER,
        max_request_body_size=settings.max_body_mb * 1024 * 1024,
        channel_timeout=60,
        ident="",
        clear_untrusted_proxy_headers=settings.trusted_proxies == 0,
    )
    for listening in sockets.values():
        if isinstance(listening, BaseWSGIServer):
            listening.channel_class = StrictChannel
    return server


def serve(app: WSGIApplication, house: House, host: str, port: int, ready: Callable[[], None] = lambda: None) -> None:
    """Serve until SIGTERM or SIGINT: requests under way are answered, then the worker ends."""
    try:
        server = listen(app, house.settings, host, port)
    except OSError as error:
        raise CannotStart(f"cannot listen on {host}:{port}: {error.strerror}") from error
    stopping, bell = threading.Event(), threading.Event()
    house.watch.bell = bell
    worker = threading.Thread(target=run_worker, args=(house, stopping), name="worker", daemon=True)
    post = threading.Thread(target=run_post, args=(house, stopping), name="post", daemon=True)
    integrator = threading.Thread(target=run_integrator, args=(house, bell, stopping), name="integrator", daemon=True)

    def stop() -> None:
        stopping.set()
        raise SystemExit(0)

    on_stop(stop)
    worker.start()
    post.start()
    integrator.start()
    ready()
    try:
        server.run()
    finally:
        stopping.set()
        bell.set()
        server.close()
        worker.join(timeout=10)
        integrator.join(timeout=10)
        post.join(timeout=10)
        house.db.close()

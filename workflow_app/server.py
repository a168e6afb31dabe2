"""The embedded server: waitress, a worker thread, and a clean stop."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any
from wsgiref.types import WSGIApplication

import structlog
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError, TransferEncodingNotImplemented
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ErrorTask

from .house import House
from .services import job, journal, upkeep
from .settings import Settings
from .start import CannotStart
from .web.security import HEADERS

log = structlog.get_logger()

WORKER_PAUSE = 0.5  # seconds; an entry left over from a crash is in the tree soon after
ROUNDS_AN_HOUR = 7200


LONGEST_HEADER = 32 * 1024  # bytes of all headers together; no browser sends a quarter of it


class StrictParser(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """Refuses a request whose end two servers in a row could see in two places."""

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


class StrictChannel(HTTPChannel):  # type: ignore[misc]
    """One connection."""

    parser_class = StrictParser
    error_task_class = GuardedError


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
    integrator = threading.Thread(target=run_integrator, args=(house, bell, stopping), name="integrator", daemon=True)

    def stop() -> None:
        stopping.set()
        raise SystemExit(0)

    on_stop(stop)
    worker.start()
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
        house.db.close()

"""One mail to one recipient over SMTP, and what became of it."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from types import TracebackType
from urllib.parse import unquote, urlsplit

import structlog

from ..settings import Settings

log = structlog.get_logger()

PATIENCE = 30.0  # seconds for each answer; all of one conversation end before the lease of a mail does
PORTS = {"smtp": 587, "smtps": 465}


class Refused(Exception):
    """The server will never take this mail for this recipient."""


class Later(Exception):
    """The server asks to try this mail again later."""


class Unreachable(Exception):
    """There is no conversation with the server, or it broke off; whether the mail arrived may be unknown."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed in."""

    host: str
    port: int
    secure: bool  # from the first byte; else the conversation is made so before anything is said
    user: str = ""
    password: str = ""

    @property
    def is_here(self) -> bool:
        """Whether it is this very machine, to which nobody listens in between."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def server_of(settings: Settings) -> Server:
    """The server that the settings name."""
    parts = urlsplit(settings.smtp_url)
    password = unquote(parts.password or "")
    if settings.smtp_password_file:
        password = Path(settings.smtp_password_file).read_text(encoding="utf-8").strip()
    return Server(
        parts.hostname or "", parts.port or PORTS[parts.scheme], parts.scheme == "smtps",
        unquote(parts.username or ""), password,
    )  # fmt: skip


class Line:
    """A conversation with the server, begun with the first mail and kept for those after it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.line: smtplib.SMTP | None = None

    def __enter__(self) -> Line:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if self.line is not None:
            self._hang_up(self.line)

    def open(self) -> None:
        """Begin the conversation; `Unreachable` when there is none to be had."""
        if self.line is not None:
            return
        try:
            self.line = _connect(server_of(self.settings))
        except (OSError, smtplib.SMTPException) as error:
            log.warning("mail.unreachable", error=type(error).__name__)
            raise Unreachable from error

    def send(self, message: EmailMessage) -> None:
        """Hand a mail in; raises `Refused`, `Later` or `Unreachable`."""
        self.open()
        assert self.line is not None
        try:
            self.line.send_message(message, self.settings.mail_from, [str(message["To"])])
        except smtplib.SMTPRecipientsRefused as error:
            raise _verdict(next(iter(error.recipients.values()))[0]) from error
        except smtplib.SMTPDataError as error:
            raise _verdict(error.smtp_code) from error
        except smtplib.SMTPResponseException as error:  # about the sender or the conversation, not about the mail
            raise Later from error
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up(self.line)
            log.warning("mail.line_broken", error=type(error).__name__)
            raise Unreachable from error

    def _hang_up(self, line: smtplib.SMTP) -> None:
        self.line = None
        try:
            line.quit()
        except (OSError, smtplib.SMTPException):
            line.close()


def _connect(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.secure:
        line: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=context)
    else:
        line = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
    try:
        line.ehlo_or_helo_if_needed()
        if not server.secure and (line.has_extn("starttls") or not server.is_here):
            line.starttls(context=context)  # raises where another machine cannot: codes must not travel in the open
        if server.user:
            line.login(server.user, server.password)
    except BaseException:
        line.close()
        raise
    return line


def _verdict(code: int) -> Exception:
    log.warning("mail.not_taken", code=code)
    return Refused() if 500 <= code < 600 else Later()

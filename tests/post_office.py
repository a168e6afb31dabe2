"""A mail server in a thread: takes what it is given, refuses or hangs up where a test says so."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


@dataclass(slots=True)
class PostOffice:
    """What arrived, in order, and how the server behaves."""

    port: int
    context: ssl.SSLContext | None = None  # it speaks TLS: after STARTTLS, or from the first byte
    from_the_first_byte: bool = False
    refused: dict[str, str] = field(default_factory=dict)  # recipient -> reply
    silent_after: int = 0  # so many mails are taken without an answer: the line breaks
    logins: list[str] = field(default_factory=list)
    arrived: list[tuple[str, EmailMessage]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{'smtps' if self.from_the_first_byte else 'smtp'}://localhost:{self.port}"

    def to(self, address: str) -> list[EmailMessage]:
        """The mails for one recipient, each once: the same Message-ID is the same mail."""
        mine = {str(mail["Message-ID"]): mail for recipient, mail in self.arrived if recipient == address}
        return list(mine.values())

    def talk(self, line: Any) -> None:
        """One conversation."""
        with Talk(self, line) as talk:
            while talk.hears():
                pass


@dataclass(slots=True)
class Talk:
    """A conversation as far as it has come."""

    office: PostOffice
    line: Any
    stream: Any = None
    secure: bool = False
    recipient: str = ""

    def __enter__(self) -> Talk:
        self.stream, self.secure = self.line.makefile("rwb"), self.office.from_the_first_byte
        self.say("220 post.test ready")
        return self

    def __exit__(self, *_: object) -> None:
        for one in (self.stream, self.line):
            with suppress(OSError):
                one.close()

    def say(self, text: str) -> None:
        self.stream.write(text.encode() + b"\r\n")
        self.stream.flush()

    def hears(self) -> bool:
        """Answer one command; False at the end."""
        words = self.stream.readline().decode().strip()
        verb = words.split(" ")[0].upper()
        if verb in ("", "QUIT"):
            return False
        if verb == "DATA":
            return self._data()
        if verb == "STARTTLS":
            self._starttls()
        elif verb == "EHLO":
            offered = ["250-post.test", *(["250-STARTTLS"] if self.office.context and not self.secure else [])]
            self.say("\r\n".join([*offered, "250 AUTH PLAIN"]))
        elif verb == "AUTH":
            self.office.logins.append(words.split(" ")[2])
            self.say("235 welcome")
        else:
            if verb == "RCPT":
                self.recipient = words.partition("<")[2].partition(">")[0]
            self.say(self.office.refused.get(self.recipient, "250 yes") if verb == "RCPT" else "250 yes")
        return True

    def _starttls(self) -> None:
        assert self.office.context is not None
        self.say("220 go on")
        self.stream.close()
        self.line = self.office.context.wrap_socket(self.line, server_side=True)
        self.stream, self.secure = self.line.makefile("rwb"), True

    def _data(self) -> bool:
        self.say("354 end with a dot")
        lines = iter(self.stream.readline, b".\r\n")
        mail = message_from_bytes(b"".join(one.removeprefix(b".") for one in lines), policy=policy.SMTP)
        self.office.arrived.append((self.recipient, mail))
        if self.office.silent_after:
            self.office.silent_after -= 1
            return False
        self.say("250 taken")
        return True


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def opened(office: PostOffice) -> Iterator[PostOffice]:
    """Let the server answer at its port; closed again at the end, as on a day without mail."""
    with socket.create_server(("127.0.0.1", office.port)) as listening:
        thread = threading.Thread(target=_serve, args=(office, listening), daemon=True)
        thread.start()
        try:
            yield office
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join(timeout=5)


def _serve(office: PostOffice, listening: socket.socket) -> None:
    while True:
        try:
            line, _ = listening.accept()
        except OSError:
            return
        with line, suppress(OSError):
            context = office.context if office.from_the_first_byte else None
            office.talk(context.wrap_socket(line, server_side=True) if context else line)

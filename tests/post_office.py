"""A mail server in a thread: takes what it is given, refuses or hangs up where a test says so."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
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
        stream = line.makefile("rwb")
        secure = self.from_the_first_byte
        recipient = ""

        def say(text: str) -> None:
            stream.write(text.encode() + b"\r\n")
            stream.flush()

        say("220 post.test ready")
        while words := stream.readline().decode().strip():
            verb = words.split(" ")[0].upper()
            if verb == "EHLO":
                offered = ["250-post.test", *(["250-STARTTLS"] if self.context and not secure else [])]
                say("\r\n".join([*offered, "250 AUTH PLAIN"]))
            elif verb == "STARTTLS" and self.context:
                say("220 go on")
                line, secure = self.context.wrap_socket(line, server_side=True), True
                stream = line.makefile("rwb")
            elif verb == "AUTH":
                self.logins.append(words.split(" ")[2])
                say("235 welcome")
            elif verb == "RCPT":
                recipient = words.partition("<")[2].partition(">")[0]
                say(self.refused.get(recipient, "250 yes"))
            elif verb == "DATA":
                say("354 end with a dot")
                lines = iter(stream.readline, b".\r\n")
                mail = message_from_bytes(b"".join(one.removeprefix(b".") for one in lines), policy=policy.SMTP)
                self.arrived.append((recipient, mail))  # type: ignore[arg-type]
                if self.silent_after:
                    self.silent_after -= 1
                    return
                say("250 taken")
            elif verb == "QUIT":
                say("221 bye")
                return
            else:
                say("250 yes")


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
        with line:
            try:
                secure = office.context.wrap_socket(line, server_side=True) if office.from_the_first_byte else line  # type: ignore[union-attr]
                office.talk(secure)
                if secure is not line:
                    secure.close()
            except OSError:
                continue

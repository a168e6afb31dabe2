"""The server as it runs in production: what slow, greedy and malformed clients get, and what they cost."""

from __future__ import annotations

import os
import random
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from workflow_app import server as server_module
from workflow_app.settings import Settings

ROOT = Path(__file__).parents[1]
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Server:
    """A process of its own on a free port."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def send(self, *parts: bytes) -> bytes:
        """The whole answer to these bytes; what was sent after the server had closed counts as not heard."""
        with self.connect() as line:
            try:
                for part in parts:
                    line.sendall(part)
                line.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            return heard(line)

    def ask(self, target: bytes, *headers: bytes, method: bytes = b"GET", body: bytes = b"") -> bytes:
        return self.send(self.head(target, *headers, method=method), body)

    def head(self, target: bytes, *headers: bytes, method: bytes = b"GET") -> bytes:
        lines = [method + b" " + target + b" HTTP/1.1", b"Host: localhost:%d" % self.port, b"Connection: close"]
        return b"\r\n".join([*lines, *headers, b"", b""])

    def memory(self) -> int:
        """The resident memory of the process, in bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) * 1024  # type: ignore[index]


def heard(line: socket.socket) -> bytes:
    answer = b""
    try:
        while got := line.recv(65536):
            answer += got
    except OSError:
        pass
    return answer


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.") else 0


def run(*arguments: str, folder: Path, port: int) -> tuple[list[str], dict[str, str]]:
    settings = {
        "WORKFLOW_APP_DATA_DIR": str(folder),
        "WORKFLOW_APP_ORIGIN": "test.invalid/log",
        "WORKFLOW_APP_BASE_URL": f"http://localhost:{port}",
        "PYTHONPATH": str(ROOT),
    }
    return [sys.executable, "-P", "-m", "workflow_app", *arguments], {**os.environ, **settings}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`workflow-app serve` in production mode, over a register that was just made."""
    folder = tmp_path_factory.mktemp("served")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command, settings = run("init", folder=folder / "data", port=port)
    subprocess.run(command, env=settings, check=True, capture_output=True, timeout=60)
    command, settings = run("serve", "--port", str(port), folder=folder / "data", port=port)
    log = folder / "log"
    with log.open("wb") as out, subprocess.Popen(command, env=settings, stdout=subprocess.PIPE, stderr=out) as process:
        assert process.stdout and process.stdout.readline().startswith(b"Serving"), log.read_text()
        try:
            yield Server(port, process, log)
        finally:
            process.terminate()


@pytest.fixture(autouse=True)
def nothing_failed(server: Server) -> Iterator[None]:
    yield
    told = server.log.read_text(encoding="utf-8")
    assert "Traceback" not in told and "request.failed" not in told, told[-3000:]
    assert server.process.poll() is None


# --- malformed requests ---

HOST = b"Host: localhost\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded"
SMUGGLED = b"0\r\n\r\nGET /nhat-ky HTTP/1.1\r\n" + HOST + b"\r\n"
REFUSED = {
    "a length that is no number": b"POST /dang-nhap HTTP/1.1\r\n" + HOST + b"Content-Length: abc\r\n\r\n",
    "a length below nothing": b"POST /dang-nhap HTTP/1.1\r\n" + HOST + b"Content-Length: -5\r\n\r\nhello",
    "a length with a sign": b"POST /dang-nhap HTTP/1.1\r\n" + HOST + b"Content-Length: +5\r\n\r\nhello",
    "two lengths": b"POST /dang-nhap HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    "a length nobody can hold": b"POST /dang-nhap HTTP/1.1\r\n" + HOST + b"Content-Length: " + b"9" * 20 + b"\r\n\r\nx",
    "a length and chunks": b"POST /dang-nhap HTTP/1.1\r\n" + HOST
    + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n" + SMUGGLED,
    "chunks before they were invented": b"POST /dang-nhap HTTP/1.0\r\n" + HOST
    + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n" + SMUGGLED,
    "an unknown encoding": b"POST /dang-nhap HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: xchunked\r\n\r\n" + SMUGGLED,
    "an encoding in an encoding": b"POST /dang-nhap HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: gzip, chunked\r\n\r\n",
    "an encoding with a space": b"POST /dang-nhap HTTP/1.1\r\n" + HOST
    + b"Transfer-Encoding : chunked\r\n\r\n" + SMUGGLED,
    "chunks without a size": b"POST /dang-nhap HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhi\r\n",
    "an endless header": b"GET /tra-cuu HTTP/1.1\r\n" + HOST + b"X-A: " + b"a" * 300_000 + b"\r\n\r\n",
    "thousands of headers": b"GET /tra-cuu HTTP/1.1\r\n" + HOST + b"X-A: a\r\n" * 20_000 + b"\r\n",
    "bytes where a method should be": b"G@T\x01 /tra-cuu HTTP/1.1\r\n" + HOST + b"\r\n",
    "a TLS greeting": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 200 + b"\r\n\r\n",
    "raw bytes in the path": b"GET /tra-cuu/\xff\xfe\x80 HTTP/1.1\r\n" + HOST + b"\r\n",
    "raw bytes in the query": b"GET /tra-cuu?q=\xff\xfe\x80&\xff=\xc3\x28 HTTP/1.1\r\n" + HOST + b"\r\n",
}  # fmt: skip


@pytest.mark.parametrize("raw", REFUSED.values(), ids=REFUSED)
def test_a_request_that_could_be_read_in_two_ways_is_refused_once_and_the_line_is_closed(
    server: Server, raw: bytes
) -> None:
    answer = server.send(raw)
    assert status_of(answer) in (400, 413, 431) and answer.count(b"HTTP/1.") == 1, answer[:300]
    head = answer.split(b"\r\n\r\n")[0]
    assert b"X-Content-Type-Options: nosniff" in head and b"Content-Security-Policy: default-src 'none'" in head
    assert b"Server:" not in head and b"waitress" not in answer.lower()


@pytest.mark.parametrize(
    "target",
    [
        b"/tra-cuu?q=%ff%zz%%&sau=%C0%AF&%00=a", b"/tra-cuu/%ff%zz%%", b"/nhat-ky/99999999999999999999", b"/nhat-ky/-1",
        b"/nhat-ky/" + b"9" * 5000, b"/nhat-ky?truoc=99999999999999999999&sau=-99999999999999999999",
        b"/cong-nhan/7KX4-M2QD-9TRA/ban/99999999999999999999", b"/tra-cuu?" + b"sau=AAAA-AAAA-AAAA&" * 1000,
        b"//evil.invalid/%2e%2e", b"/en//evil.invalid/", b"/\\evil.invalid", b"/tra-cuu//", b"*",
        b"/static/%2e%2e%2fsettings.py", b"http://evil.invalid/tra-cuu", b"/log/tile/0/x999/x999/x999/x999/999",
        b"/dang-nhap?next=//evil.invalid",
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", [b"GET", b"HEAD", b"FOO", b"TRACE", b"OPTIONS", b"PUT"])
def test_an_odd_address_is_answered_calmly_and_leads_nowhere_else(server: Server, target: bytes, method: bytes) -> None:
    answer = server.ask(target, method=method)
    assert 200 <= status_of(answer) < 500, answer[:300]
    if b"\r\nLocation:" in answer:
        assert re.search(rb"\r\nLocation: /(?!/)", answer), answer[:600]
    if method in (b"FOO", b"TRACE", b"PUT"):
        assert status_of(answer) in (404, 405)


@pytest.mark.parametrize(
    "header",
    [
        b"Host: evil.invalid", b"Host: a:b:c@d/", b"Host: \xff\xfe", b"X-Forwarded-Host: evil.invalid",
        b"X-Forwarded-Proto: https\r\nForwarded: host=evil.invalid;proto=https", b"X-Original-URL: /tai-khoan",
        b"X-HTTP-Method-Override: DELETE", b"Cookie: phien=\xff\xfe; phien=\"a\\000\"; a",
        b"Cookie: " + b"phien=aa;" * 2000,
        b"Range: bytes=99999999999999999999-,-1,5-2," + b"0-," * 5000, b"If-Modified-Since: \xff 99999",
        b"Accept-Language: \xff;q=\xfe," + b"a;q=1e400," * 500, b"Referer: http://evil.invalid/\xff", b"Origin: \xff",
        b"Content-Type: multipart/form-data", b"Content-Type: multipart/form-data; boundary=" + b"\xff" * 300,
    ],
)  # fmt: skip
def test_an_odd_header_is_answered_calmly_and_changes_nothing(server: Server, header: bytes) -> None:
    for method, target in ((b"GET", b"/tra-cuu"), (b"GET", b"/tai-khoan"), (b"POST", b"/dang-nhap")):
        answer = server.ask(target, header, b"Content-Length: 3", method=method, body=b"a=b")
        assert 200 <= status_of(answer) < 500, answer[:300]
        assert b"evil.invalid" not in answer and b"\xff" not in answer
        if header.startswith(b"X-"):
            plain = server.ask(target, b"Content-Length: 3", method=method, body=b"a=b")
            assert status_of(answer) == status_of(plain)


# --- greedy and slow clients ---


def test_bodies_of_any_size_are_refused_and_cost_next_to_nothing(
    server: Server, record_property: pytest.RecordProperty
) -> None:
    server.ask(b"/dang-nhap")
    before, grown = server.memory(), {}
    many = b"a=&" * 100_000
    parts = b"--b\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n" * 100_000
    sent = {
        "10 MB": (FORM, b"a" * 10 * MEGABYTE),
        "100 000 fields": (FORM, many),
        "100 000 parts": (b"Content-Type: multipart/form-data; boundary=b", parts),
    }
    for name, (kind, body) in sent.items():
        answer = server.ask(b"/dang-nhap", kind, b"Content-Length: %d" % len(body), method=b"POST", body=body)
        assert status_of(answer) == 413, (name, answer[:200])
        grown[name] = server.memory() - before
    assert send_endlessly(server) < 20 * MEGABYTE
    grown["endless"] = server.memory() - before
    record_property("summary", f"Memory grown by hostile bodies (bytes): {grown}")
    assert max(grown.values()) <= 16 * MEGABYTE, grown


def send_endlessly(server: Server) -> int:
    """Chunk after chunk until the server has enough; the bytes that it took."""
    chunk, sent = b"10000\r\n" + b"a" * 65536 + b"\r\n", 0
    with server.connect() as line:
        line.sendall(server.head(b"/dang-nhap", FORM, b"Transfer-Encoding: chunked", method=b"POST"))
        try:
            while sent < 100 * MEGABYTE:
                line.sendall(chunk)
                sent += len(chunk)
        except OSError:
            pass
    return sent


def test_two_hundred_slow_clients_leave_at_least_half_for_everybody_else(
    server: Server, record_property: pytest.RecordProperty
) -> None:
    calm = answered(server)
    lines = [server.connect() for _ in range(200)]
    stopping = threading.Event()

    def drip() -> None:
        head = server.head(b"/dang-nhap", FORM, b"Content-Length: 1000", method=b"POST")
        for place, line in enumerate(lines):
            line.sendall(head if place % 2 else head[:20])
        while not stopping.wait(0.2):
            for line in lines:
                line.sendall(b"a")

    dripping = threading.Thread(target=drip)
    dripping.start()
    try:
        slow = answered(server)
    finally:
        stopping.set()
        dripping.join()
        for line in lines:
            line.close()
    calm = (calm + answered(server)) / 2
    record_property("summary", f"Answers with 200 slow clients: {slow}, without {calm}: {slow / calm:.0%}")
    assert slow >= 0.5 * calm, (slow, calm)


def answered(server: Server, seconds: float = 2) -> int:
    """How many pages four honest clients get in that time."""
    ends, counts = time.monotonic() + seconds, [0] * 4

    def visit(number: int) -> None:
        while time.monotonic() < ends:
            counts[number] += status_of(server.ask(b"/tra-cuu")) == 200

    visitors = [threading.Thread(target=visit, args=(number,)) for number in range(4)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    return sum(counts)


# --- more than it can bear ---


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, list[str]]]:
    """A server in this process that takes two requests at a time, 50 ms each: its port, and what it dealt with."""
    dealt_with: list[str] = []

    def deal(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        time.sleep(0.05)
        dealt_with.append(environ["PATH_INFO"])
        start_response("200 OK", [("Content-Length", "2")])
        return [b"OK"]

    monkeypatch.setattr(server_module, "LONGEST_WAIT", 0.5)
    listening = server_module.listen(deal, Settings(mode="test", threads=2), "127.0.0.1", 0)
    serving = threading.Thread(target=listening.run, daemon=True)
    serving.start()
    yield listening.effective_port, dealt_with
    listening.close()


def test_ten_times_too_many_are_turned_away_before_anything_is_done_and_afterwards_all_is_as_before(
    narrow: tuple[int, list[str]],
) -> None:
    port, dealt_with = narrow
    asked = ["/healthz", *(f"/{number}" for number in range(200))]  # five seconds of work
    random.Random(1).shuffle(asked)
    with ExitStack() as stack:
        lines = [stack.enter_context(sent(port, "POST", path)) for path in asked]
        answers = dict(zip(asked, map(heard, lines), strict=True))
    statuses = {path: status_of(answer) for path, answer in answers.items()}
    turned_away = [path for path, status in statuses.items() if status == 503]
    assert len(turned_away) > 50 and sorted(set(statuses.values())) == [200, 503]
    assert statuses["/healthz"] == 200
    assert sorted(dealt_with) == sorted(path for path, status in statuses.items() if status == 200)
    head, body = answers[turned_away[0]].split(b"\r\n\r\n", 1)
    assert b"\r\nRetry-After: 5" in head and b"\r\nX-Content-Type-Options: nosniff" in head
    assert "chưa có gì được ghi" in body.decode() and "nothing was recorded" in body.decode()
    began = time.monotonic()
    with sent(port, "GET", "/after") as line:
        assert status_of(heard(line)) == 200 and time.monotonic() - began < 5


def sent(port: int, method: str, path: str) -> socket.socket:
    """A line on which a request was sent and the answer is still to come."""
    line = socket.create_connection(("127.0.0.1", port), timeout=30)
    line.sendall(f"{method} {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
    return line

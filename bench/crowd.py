"""People at work over HTTP while servers die under them: what they were told is written down."""

from __future__ import annotations

import hashlib
import http.client
import random
import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Protocol
from urllib.parse import urlencode

from bench.machines import Unit

HANG_UP = 0.15  # of the forms are sent by somebody who does not wait for the answer
PAUSE = 0.2  # seconds before somebody tries again
MARK = {"contents-0-mark": "1", "contents-0-reason": "noi-dung-chung-chung", "contents-0-note": "Nêu rõ hơn"}


class Door(Protocol):
    """Where people go: a server, or what stands before several."""

    port: int


@dataclass(frozen=True, slots=True)
class Told:
    """An act of which somebody was told that it is recorded."""

    request: str  # the digest of the form's key, as the entry carries it
    case: str
    kind: str
    sent_at: float
    told_at: float


@dataclass(slots=True)
class Notes:
    """What all people saw."""

    told: list[Told] = field(default_factory=list)
    sent: set[str] = field(default_factory=set)  # requests, answered or not
    checkpoints: list[str] = field(default_factory=list)  # as served, in order
    odd: list[str] = field(default_factory=list)  # answers that nobody should get
    hang_ups: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    text: str
    location: str
    cookie: str


class Forms(HTMLParser):
    """The forms of a page: where each goes, and what it holds."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((given.get("action", ""), {}))
        elif tag == "input" and given.get("type") == "hidden" and self.found:
            self.found[-1][1][given.get("name", "")] = given.get("value", "")


class Gone(Exception):
    """No answer that says anything: the server died, is not up yet, or has no database."""


class Worker(threading.Thread):
    """Somebody in front of a screen, until told to stop; goes to any server that answers."""

    def __init__(self, doors: Sequence[Door], notes: Notes, stopping: threading.Event, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.doors, self.notes, self.stopping = doors, notes, stopping
        self.random = random.Random(name)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, who: str = "", form: dict[str, str] | None = None) -> Answer:
        """One request to one of the servers; `Gone` when nothing came of it."""
        link = http.client.HTTPConnection("127.0.0.1", self.random.choice(self.doors).port, timeout=10)
        try:
            link.request(method, path, urlencode(form) if form else None, self._headers(who))
            got = link.getresponse()
            text = got.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            raise Gone from error
        finally:
            link.close()
        if got.status == 503:
            if not got.getheader("Retry-After"):
                self.notes.odd.append(f"{method} {path}: 503 without Retry-After")
            raise Gone
        return Answer(got.status, text, got.getheader("Location") or "", got.getheader("Set-Cookie") or "")

    def patiently(self, method: str, path: str, who: str = "", form: dict[str, str] | None = None) -> Answer:
        """The same, again and again until there is an answer."""
        while not self.stopping.is_set():
            try:
                return self.ask(method, path, who, form)
            except Gone:
                time.sleep(PAUSE)
        raise Gone

    def hang_up(self, path: str, who: str, form: dict[str, str]) -> None:
        """Send a form and be gone before the answer comes."""
        link = http.client.HTTPConnection("127.0.0.1", self.random.choice(self.doors).port, timeout=10)
        try:
            link.request("POST", path, urlencode(form), self._headers(who))
            time.sleep(self.random.uniform(0, 0.02))
            self.notes.hang_ups += 1
        except OSError:
            pass
        finally:
            link.close()

    def _headers(self, who: str) -> dict[str, str]:
        cookie = {"Cookie": f"phien={self.cookies[who]}"} if who in self.cookies else {}
        return {"Content-Type": "application/x-www-form-urlencoded", **cookie}


class Visitor(Worker):
    """Asks for the newest checkpoint all the time, and keeps each that was given out."""

    def run(self) -> None:
        while not self.stopping.is_set():
            try:
                note = self.ask("GET", "/log/checkpoint")
                if note.status != 200:
                    self.notes.odd.append(f"checkpoint: {note.status}")
                elif not self.notes.checkpoints or self.notes.checkpoints[-1] != note.text:
                    self.notes.checkpoints.append(note.text)
            except Gone:
                pass
            time.sleep(0.02)


class Clerk(Worker):
    """Takes one registration round and round: handed in, taken up, sent back, handed in."""

    def __init__(self, doors: Sequence[Door], notes: Notes, stopping: threading.Event, name: str, of: Unit) -> None:
        super().__init__(doors, notes, stopping, name)
        self.unit = of

    def run(self) -> None:
        path = f"/ho-so/{self.unit.code}"
        try:
            for who in (self.unit.secretary, self.unit.reviewer):
                self._sign_in(who)
            while not self.stopping.is_set():
                self._act(self.unit.secretary, f"{path}/viet/kiem-tra", f"{path}/nop", "submit")
                self._act(self.unit.reviewer, f"{path}/tiep-nhan", f"{path}/tiep-nhan", "receive")
                self._act(self.unit.reviewer, f"{path}/yeu-cau-bo-sung", f"{path}/yeu-cau-bo-sung", "request_changes")
        except Gone:
            pass  # the time is over
        except Exception as error:
            self.notes.odd.append(f"{self.name}: {type(error).__name__}: {error}")

    def _sign_in(self, who: str) -> None:
        """Through the demo's door; an answer that was lost is simply asked for again."""
        while True:
            self.cookies.pop(who, None)
            page = self.patiently("GET", "/demo")
            token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
            self.cookies[who] = _cookie(page)
            try:
                form = {"account": who, "csrf_token": token[1] if token else ""}
                self.cookies[who] = _cookie(self.ask("POST", "/demo", who, form))
                return
            except Gone:
                if self.stopping.is_set():
                    raise

    def _act(self, who: str, page: str, path: str, kind: str) -> None:
        """Open a page and send its form until somebody says that it is recorded."""
        form = self._form(who, page, path) | (MARK if kind == "request_changes" else {})
        request = hashlib.sha256(form["key"].encode()).hexdigest()
        self.notes.sent.add(request)
        if self.random.random() < HANG_UP:
            self.hang_up(path, who, form)
        while not self.stopping.is_set():
            sent_at = time.monotonic()
            try:
                answer = self.ask("POST", path, who, form)
            except Gone:
                time.sleep(PAUSE)
                continue
            if answer.status != 303 or f"da={kind}" not in answer.location:
                raise AssertionError(f"{kind}: {answer.status} {answer.location} {_said(answer)}")
            told = Told(request, self.unit.code, f"registration.{kind}", sent_at, time.monotonic())
            self.notes.told.append(told)
            return
        raise Gone

    def _form(self, who: str, page: str, path: str) -> dict[str, str]:
        answer = self.patiently("GET", page, who)
        for action, held in Forms(answer.text).found:
            if "key" in held and (action or page).endswith(path):
                return held
        raise AssertionError(f"no form {path} on {page}: {answer.status} {answer.location} {_said(answer)}")


def _cookie(answer: Answer) -> str:
    found = re.search(r"phien=([^;]+)", answer.cookie)
    if found is None:
        raise AssertionError(f"no session: {answer.status} {_said(answer)}")
    return found[1]


def _said(answer: Answer) -> str:
    """The text of the page's heading and lede, to tell what went wrong."""
    return " ".join(re.sub(r"<[^>]+>", " ", "".join(re.findall(r"<main.*?</main>", answer.text, re.S))).split())[:200]


@contextmanager
def at_work(doors: Sequence[Door], units: list[Unit], seed: int) -> Iterator[Notes]:
    """One clerk for each unit and a visitor, for as long as the block lasts."""
    notes, stopping = Notes(), threading.Event()
    people: list[Worker] = [Visitor(doors, notes, stopping, f"visitor-{seed}")]
    people += [Clerk(doors, notes, stopping, f"clerk-{seed}-{n}", unit) for n, unit in enumerate(units)]
    for worker in people:
        worker.start()
    try:
        yield notes
    finally:
        stopping.set()
        for worker in people:
            worker.join(timeout=30)

"""A browser without a screen that reads every page like a strict proof-reader before the test sees it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

HEADERS = (
    "Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy", "Permissions-Policy", "Cache-Control",
)  # fmt: skip
WITHOUT_LABEL = {"hidden", "submit", "button", "image"}
POINTERS = ("aria-describedby", "aria-controls", "aria-labelledby")


class Page:
    """One answer in HTML, already proof-read."""

    def __init__(self, response: TestResponse) -> None:
        self.response, self.status = response, response.status_code
        self.path = response.request.script_root + response.request.path
        self.html = response.get_data(as_text=True)
        self.faults, self.root = _parse(self.html)
        self.faults += list(_faults(self))

    @property
    def text(self) -> str:
        """What can be read, with single spaces."""
        body = self.root.find("body")
        assert body is not None
        return " ".join("".join(body.itertext()).split())

    @property
    def heading(self) -> str:
        return next((_text(h1) for h1 in self.root.iter("h1")), "")

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """The elements with these attributes; write `class_` for class."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [e for e in self.root.iter(tag) if all(e.get(name) == value for name, value in wanted.items())]

    def links(self) -> list[str]:
        return [link.get("href", "") for link in self.root.iter("a")]

    def link(self, words: str, to: str = "") -> str:
        """Where the one link with these words leads; `to` is part of its address where words are not enough."""
        fitting = [link for link in self.root.iter("a") if to in link.get("href", "")]
        exact = [link for link in fitting if words in (_text(link), link.get("aria-label"))]
        found = {link.get("href", "") for link in exact or fitting if exact or _text(link).startswith(words)}
        assert len(found) == 1, f"{words!r} {to!r} on {self.path} leads to {sorted(found)}: {self.text[:3000]}"
        return found.pop()

    def button(self, words: str) -> tuple[Element, Element]:
        """The one button with these words that can be pressed, and its form."""
        found = [
            (form, button)
            for form in self.all("form", method="post")
            for button in form.iter("button")
            if _text(button) == words and button.get("disabled") is None and button.get("aria-hidden") is None
        ]
        assert len(found) == 1, f"{len(found)} buttons {words!r} on {self.path}: {self.text[:3000]}"
        return found[0]

    def form(self, action: str = "", having: dict[str, str] | None = None) -> dict[str, Any]:
        """The values a POST form would send as it stands, by the end of its action (a page has one, or name it).

        `having` chooses among forms of one action by values they hold.
        """
        forms = [f for f in self.all("form", method="post") if _goes_to(f, self.path).endswith(action)]
        held = [(form, _values(form)) for form in forms if action or "dang-xuat" not in form.get("action", "")]
        fitting = [values for _, values in held if (having or {}).items() <= values.items()]
        assert len(fitting) == 1, (
            f"{len(fitting)} forms go to {action!r} on {self.path}: {[_goes_to(f, '') for f in forms]}"
        )
        return fitting[0]


class Browser:
    """Opens pages and sends forms as a person would, with the cookie and the hidden fields of the form."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.page: Page | None = None

    def get(self, path: str, status: int = 200, **request: Any) -> Page:
        """Open a page and follow redirects."""
        return self._read(self.client.get(path, follow_redirects=True, **request), status)

    def submit(
        self, action: str = "", status: int = 200, having: dict[str, str] | None = None, **values: Any
    ) -> Page:  # fmt: skip
        """Send a form of the page open now, filled in, and follow redirects; a value of None leaves a field out."""
        page = self.page
        assert page is not None, "open a page first"
        held = page.form(action, having)
        form = next(
            f for f in page.all("form", method="post") if _values(f) == held and _goes_to(f, page.path).endswith(action)
        )
        data = {name: value for name, value in {**held, **values}.items() if value is not None}
        return self.post(_goes_to(form, page.path), status, data=data)

    def follow(self, words: str, to: str = "") -> Page:
        """Click the link with these words."""
        assert self.page is not None, "open a page first"
        return self.get(self.page.link(words, to))

    def send(self, words: str, status: int = 200, **values: Any) -> Page:
        """Fill in the form of the button with these words, and press it."""
        assert self.page is not None, "open a page first"
        form, button = self.page.button(words)
        pressed = {button.get("name", ""): button.get("value", "")} if button.get("name") else {}
        data = {name: value for name, value in {**_values(form), **values, **pressed}.items() if value is not None}
        return self.post(_goes_to(form, self.page.path), status, data=data)

    def post(self, path: str, status: int = 200, **request: Any) -> Page:
        """Send something that no page offered."""
        return self._read(self.client.post(path, follow_redirects=True, **request), status)

    def holds(self, device: Any) -> None:
        """A browser of the tests has no device: they hand its answers in."""

    def sign_in(self, login: str, password: str, then: str = "/tai-khoan") -> Page:
        """Sign in through the page for it, and go on to a page of choice."""
        self.get(f"/dang-nhap?next={then}")
        page = self.submit("/dang-nhap", login=login, password=password)
        return self.submit("/muc-dich") if page.path.endswith("/tai-khoan/muc-dich") else page  # the first time

    def _read(self, response: TestResponse, status: int) -> Page:
        assert response.mimetype == "text/html", f"{response.request.path}: {response.mimetype}"
        self.page = Page(response)
        assert self.page.status == status, f"{self.page.path}: {self.page.status} {self.page.heading}"
        assert not self.page.faults, f"{self.page.path}: " + "; ".join(self.page.faults)
        return self.page


def _parse(html: str) -> tuple[list[str], Element]:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(html)
    return [f"HTML {line}:{column} {code}" for (line, column), code, _ in parser.errors], root


def _faults(page: Page) -> Iterator[str]:
    yield from _faults_of_text(page)
    yield from _faults_of_structure(page.root)
    yield from _faults_of_controls(page.root)
    yield from _faults_of_answer(page)


def _faults_of_text(page: Page) -> Iterator[str]:
    if not unicodedata.is_normalized("NFC", page.html):
        yield "text is not composed (NFC)"
    expected = "en" if page.path == "/en" or page.path.startswith("/en/") else "vi"
    if page.status != 500 and page.root.get("lang") != expected:
        yield f"lang is {page.root.get('lang')}, not {expected}"
    headings = [_text(h1) for h1 in page.root.iter("h1")]
    title = next((_text(t) for t in page.root.iter("title")), "")
    if len(headings) != 1 or not headings[0] or not title.startswith(headings[0]):
        yield f"title {title!r} does not begin with the one h1 of {headings}"
    if found := re.search(r"\{\{|\}\}|Undefined|<built-in|object at 0x|\bNone\b", page.text):
        yield f"{found[0]!r} came through"


def _faults_of_structure(root: Element) -> Iterator[str]:
    ids = Counter(e.get("id") for e in _outside_templates(root) if e.get("id"))
    yield from (f"id {name} is there {count} times" for name, count in ids.items() if count > 1)
    for element in _outside_templates(root):
        for name in POINTERS:
            yield from (
                f"{name} points to {to}, which is nowhere" for to in element.get(name, "").split() if to not in ids
            )
        href = element.get("href", "")
        if element.tag == "a" and href.startswith("#") and href[1:] not in ids:
            yield f"link to {href}, which is nowhere"
        if element.get("style") is not None or element.tag == "style":
            yield "inline style"
        yield from (f"inline handler {name}" for name in element.keys() if name.startswith("on"))
        if element.tag == "script" and not element.get("src") and "json" not in element.get("type", ""):
            yield "inline script"


def _faults_of_controls(root: Element) -> Iterator[str]:
    labelled = {label.get("for") for label in root.iter("label")}
    inside = {id(e) for label in root.iter("label") for e in label.iter()}
    for control in _outside_templates(root):
        if control.tag not in ("input", "select", "textarea") or control.get("type") in WITHOUT_LABEL:
            continue
        if control.get("id") not in labelled and id(control) not in inside and not control.get("aria-label"):
            yield f"{control.tag} {control.get('name')} has no label"
    for button in root.iter("button"):
        if not _text(button) and not button.get("aria-label"):
            yield "a button without a name"
    for form in root.iter("form"):
        if form.get("method", "").lower() == "post" and not _values(form).get("csrf_token"):
            yield f"form to {form.get('action')} has no csrf_token"


def _faults_of_answer(page: Page) -> Iterator[str]:
    headers = page.response.headers
    yield from (f"no header {name}" for name in HEADERS if name not in headers)
    if page.response.content_type != "text/html; charset=utf-8":
        yield f"content type {page.response.content_type}"
    if "unsafe" in headers.get("Content-Security-Policy", ""):
        yield "the content security policy allows what it must not"
    private = page.all("input", name="csrf_token")
    if private and headers.get("Cache-Control") != "no-store":
        yield "a page made for one person may be stored"


def _outside_templates(root: Element) -> Iterator[Element]:
    """Every element that the browser shows; what is inside <template> is copied later with other names."""
    if root.tag != "template":
        yield root
        for child in root:
            yield from _outside_templates(child)


def _values(form: Element) -> dict[str, Any]:
    """What the form would send; boxes of one name that are ticked together are a list."""
    values: dict[str, Any] = {}
    for control in _outside_templates(form):
        name = control.get("name")
        if name and control.tag == "input":
            kind = control.get("type", "text")
            if kind not in ("checkbox", "radio", "submit", "file") or (
                kind in ("checkbox", "radio") and control.get("checked") is not None
            ):
                value = control.get("value", "")
                values[name] = [*values.get(name, []), value] if kind == "checkbox" else value
        elif name and control.tag == "textarea":
            values[name] = "".join(control.itertext())
        elif name and control.tag == "select":
            options = list(control.iter("option"))
            chosen = [o for o in options if o.get("selected") is not None] or options[:1]
            values[name] = chosen[0].get("value", "") if chosen else ""
    return values


def _goes_to(form: Element, page: str) -> str:
    return form.get("action") or page


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())

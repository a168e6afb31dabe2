"""A window of Chromium with the verbs of `tests.page.Browser`, so that the people of `tests.people` can use it.

Every page that comes up is inspected before the test sees it: no accessibility violation, nothing on the console,
nothing wider than the window.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
import html5lib
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Request, Response
from playwright.sync_api import Page as Tab

from tests.authenticator import Device
from tests.page import Page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN_AXE = """async tags => {
  const found = await axe.run({runOnly: tags, resultTypes: ["violations"]});
  return found.violations.map(v => `${v.id}: ${v.nodes.map(n => n.html + " " + n.failureSummary).join(" | ")}`);
}"""
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.body.querySelectorAll("*")]
  .filter(e => e.getBoundingClientRect().right > innerWidth).map(e => e.outerHTML.slice(0, 120))"""
PRESS = "button:not([type=button], [name=add], [name=remove], [aria-hidden]):enabled"


class Seen(Page):
    """A page as Chromium shows it, with the questions that `tests.page.Page` answers."""

    def __init__(self, html: str, path: str, status: int) -> None:
        self.html, self.path, self.status = html, path, status
        self.root = html5lib.parse(html, namespaceHTMLElements=False)


class Window:
    """One person's window: cookies, size and colours of its own. `inspected` holds the pages axe has seen so far."""

    def __init__(self, context: BrowserContext, inspected: set[str], script: bool = True) -> None:
        self.tab: Tab = context.new_page()
        self.inspected, self.script = inspected, script
        self.page: Seen | None = None
        self.said: list[str] = []
        self.devices: set[bytes] = set()
        self.tab.on("console", self._listen)
        self.tab.on("pageerror", lambda error: self.said.append(str(error)))
        self.tab.on("requestfailed", self._failed)

    def get(self, path: str, status: int = 200) -> Seen:
        """Open an address."""
        return self._arrive(self.tab.goto(path), status)

    def submit(self, action: str = "", status: int = 200, **values: Any) -> Seen:
        """Fill in the form whose action ends like this, and press the button among the values, or its first one."""
        form = self.form(action)
        button = form.locator(PRESS).first
        for name, value in values.items():
            if form.locator(f'input[type=hidden][name="{name}"]').count():
                continue  # nobody types into it; the page fills it in
            named = form.locator(f'button[name="{name}"][value="{value}"]:not([aria-hidden])')
            if named.count():
                button = named
            elif value is not None:
                self._enter(form, name, value)
        return self.press(button, status)

    def follow(self, words: str, to: str = "") -> Seen:
        """Click the link with these words."""
        assert self.page is not None, "open a page first"
        return self.press(self.tab.locator(f'a[href="{self.page.link(words, to)}"]:visible').first)

    def send(self, words: str, status: int = 200, **values: Any) -> Seen:
        """Fill in the form of the button with these words, and press it."""
        button = self.tab.locator("form[method=post]").get_by_role("button", name=words, exact=True)
        for name, value in values.items():
            self._enter(button.locator("xpath=ancestor::form"), name, value)
        return self.press(button, status)

    def press(self, button: Locator, status: int = 200) -> Seen:
        """Press something that leads to another page."""
        return self.after(button.click, status)

    def after(self, act: Callable[[], Any], status: int = 200) -> Seen:
        """The page to which an act leads."""
        with self.tab.expect_navigation() as going:
            act()
        return self._arrive(going.value, status)

    def holds(self, device: Device) -> None:
        """Let this machine hold a passkey and verify its user, as a telephone does."""
        if device.key_id in self.devices:
            return
        self.devices.add(device.key_id)
        session = self.tab.context.new_cdp_session(self.tab)
        session.send("WebAuthn.enable")
        kinds = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
        options = {"options": {**kinds, "isUserVerified": True}}
        authenticator = session.send("WebAuthn.addVirtualAuthenticator", options)["authenticatorId"]
        credential = {
            "credentialId": b64encode(device.key_id).decode(), "isResidentCredential": False, "rpId": "localhost",
            "privateKey": b64encode(device.pkcs8()).decode(), "signCount": device.count,
        }  # fmt: skip
        session.send("WebAuthn.addCredential", {"authenticatorId": authenticator, "credential": credential})

    def sign_in(self, login: str, password: str, then: str = "/tai-khoan") -> Seen:
        """Sign in through the page for it, and go on to a page of choice."""
        self.get(f"/dang-nhap?next={then}")
        return self.submit("/dang-nhap", login=login, password=password)

    def form(self, action: str) -> Locator:
        """The one POST form with such an action; one without an action goes to the page itself."""
        here = urlsplit(self.tab.url).path
        forms = self.tab.locator("main form[method=post]").all()
        fitting = [form for form in forms if (form.get_attribute("action") or here).endswith(action)]
        assert len(fitting) == 1, f"{len(fitting)} forms go to {action!r} on {here}"
        return fitting[0]

    def _enter(self, form: Locator, name: str, value: Any) -> None:
        field = form.locator(f'[name="{name}"]')
        row = re.fullmatch(r"([a-z]+)-\d+-[a-z]+", name)
        if row and not field.count():
            form.locator(f'button[name=add][value="{row[1]}"]').click()
        kind = field.first.get_attribute("type")
        if kind == "hidden":
            return  # nobody types into it; the page has filled it in
        if kind == "radio":
            form.locator(f'[name="{name}"][value="{value}"]').check()
        elif kind == "checkbox":
            boxes = form.locator(f'[name="{name}"][value="{value}"]')  # of several with one name, this one
            (boxes if field.count() > 1 else field).check()
        elif kind == "file":
            field.set_input_files({"name": value[1], "mimeType": "application/pdf", "buffer": value[0].read()})
        elif form.locator(f'select[name="{name}"]').count():
            field.select_option(value)
        else:
            field.fill(value)

    def _arrive(self, response: Response | None, status: int) -> Seen:
        assert response is not None
        self.page = Seen(self.tab.content(), urlsplit(self.tab.url).path, response.status)
        assert response.status == status, f"{self.page.path}: {response.status} {self.page.heading}"
        self.inspect()
        return self.page

    def inspect(self) -> None:
        """Fail when the page as it stands now has a fault that a person would notice."""
        faults, self.said = self.said, []
        # Pages that differ only in words, addresses and hidden values are one page for axe, which takes its time.
        shape = re.sub(r' (value|href|action|datetime)="[^"]*"', "", re.sub(r">[^<]+<", ">…<", self.tab.content()))
        if self.script:
            faults += self.tab.evaluate(TOO_WIDE)
        if self.script and shape not in self.inspected:
            self.tab.evaluate(AXE)
            faults += self.tab.evaluate(RUN_AXE, WCAG)
            self.inspected.add(shape)
        assert not faults, f"{urlsplit(self.tab.url).path}: " + "\n".join(faults)

    def _listen(self, message: ConsoleMessage) -> None:
        # Chromium reports the page's own 409 or 422 as a failure to load; the test asks for the status itself.
        own = message.text.startswith("Failed to load resource") and message.location["url"] == self.tab.url
        if message.type in ("error", "warning") and not own:
            self.said.append(f"{message.type}: {message.text}")

    def _failed(self, request: Request) -> None:
        # Leaving a page ends what it was still loading, which is no fault of the page.
        if request.failure != "net::ERR_ABORTED":
            self.said.append(f"{request.url}: {request.failure}")

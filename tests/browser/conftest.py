"""The application on a port of its own, and windows of Chromium that open it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, ViewportSize, expect, sync_playwright
from waitress.server import create_server

from tests import tools
from tests.browser.window import Window
from tests.builders import PASSWORD, District
from tests.people import Person
from tests.serving import answering
from workflow_app.house import House
from workflow_app.server import run_worker

FLAGS = [
    "--no-sandbox", "--headless", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip
SCREENS = {
    "desktop": ViewportSize(width=1180, height=900), "phone": ViewportSize(width=390, height=844),
    "hall": ViewportSize(width=1920, height=1080),
}  # fmt: skip

expect.set_options(timeout=20_000)  # ms; a busy machine is slow, not wrong

OpenWindow = Callable[..., Window]
People = Callable[..., list[Person]]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One Chromium for the tests of a module; each person gets a context, which shares nothing."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=tools.chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def address(app: Flask, house: House) -> Iterator[str]:
    """Where this test's application answers, with the worker that puts entries into the journal."""
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    stopping = threading.Event()
    worker = threading.Thread(target=run_worker, args=(house, stopping))
    worker.start()
    with answering(server) as port:
        yield f"http://localhost:{port}"
    stopping.set()
    worker.join()


@pytest.fixture
def open_window(chromium: Browser, address: str) -> Iterator[OpenWindow]:
    """`open_window("phone")`: a new window with cookies of its own; the phone is dark, the desktop light."""
    contexts = []
    inspected: dict[str, set[str]] = {screen: set() for screen in SCREENS}

    def opened(screen: str = "desktop", script: bool = True) -> Window:
        colours: Any = "dark" if screen == "phone" else "light"
        context = chromium.new_context(
            base_url=address, viewport=SCREENS[screen], color_scheme=colours, java_script_enabled=script, locale="vi-VN"
        )
        contexts.append(context)
        return Window(context, inspected[screen], script)

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def people(open_window: OpenWindow, district: District) -> People:
    """`people("secretary reviewer")`: these parts of the district, each signed in in a window of their own."""

    def signed_in(parts: str, screen: str = "desktop", script: bool = True) -> list[Person]:
        found = []
        for part in parts.split():
            window = open_window(screen, script)
            window.sign_in(district.logins[part], PASSWORD)
            found.append(Person(window, part, district))
        return found

    return signed_in

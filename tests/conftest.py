"""What every test shares. Fixtures of one subject live beside it, or in a module of `tests/` with a name of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator

import flask
import hypothesis
import jinja2
import pytest
from jinja2.bccache import Bucket

from tests import memory, tools
from tests.postgres import Server

pytest_plugins = ["tests.app_fixtures"]

# The time of one example says nothing on a shared machine.
hypothesis.settings.register_profile("house", deadline=None, print_blob=True)
hypothesis.settings.load_profile("house")

if memory.folder():
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory.folder()))  # what `tmp_path` lies in


class KeptTemplates(jinja2.BytecodeCache):
    """Templates as they were compiled first: each test has an application of its own, which would compile them anew."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self.kept.get(bucket.key, ("", b""))
        if checksum == bucket.checksum:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.checksum, bucket.bytecode_to_string()


flask.Flask.jinja_options = {"bytecode_cache": KeptTemplates()}


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("tool"):
        for name in mark.args:
            reason = tools.missing(name)
            if reason and tools.in_ci():
                pytest.fail(reason, pytrace=False)
            if reason:
                pytest.skip(reason)  # only where the tool is missing, named in `reason`; in CI that fails, see above


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests recorded with `record_property("summary", text)`; xdist would swallow a plain print."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, text in report.user_properties:
            if name == "summary":
                terminalreporter.write_line(str(text))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """One throw-away PostgreSQL for this worker, started by the first test that asks; mark it `tool("postgres")`."""
    with Server() as server:
        yield server

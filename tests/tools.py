"""Programs from outside Python that some tests need, and where each is found.

A test says `@pytest.mark.tool("chromium")`. Where the tool is missing the test is skipped with the tool's name,
but in CI, where `.ci/run` installs every tool, it fails: a check that silently stops is worse than none.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.postgres import find_binaries

# Debian's golang-golang-x-mod-dev: the sources of golang.org/x/mod, read without any network.
GO_SOURCES = Path("/usr/share/gocode/src")


def chromium() -> str | None:
    """The path of a Chromium; $CHROMIUM overrides the search."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)


def go() -> str | None:
    """The path of the Go compiler, if golang.org/x/mod lies beside it."""
    return shutil.which("go") if (GO_SOURCES / "golang.org/x/mod/sumdb/note").is_dir() else None


def postgres() -> str | None:
    """Where PostgreSQL comes from: a server's address, or a folder of programs."""
    found = os.environ.get("TEST_DATABASE_URL") or find_binaries()
    return str(found) if found else None


def pdfsig() -> str | None:
    """Poppler's reader of signed PDF."""
    return shutil.which("pdfsig")


@dataclass(frozen=True)
class Tool:
    find: Callable[[], str | None]
    packages: str


TOOLS = {
    "chromium": Tool(chromium, "chromium"),
    "go": Tool(go, "golang-go golang-golang-x-mod-dev"),
    "openssl": Tool(lambda: shutil.which("openssl"), "openssl"),
    "pdfsig": Tool(pdfsig, "poppler-utils"),
    "postgres": Tool(postgres, "postgresql"),
}


def missing(name: str) -> str | None:
    """Why a test that needs this tool cannot run; None when the tool is there."""
    tool = TOOLS[name]
    if tool.find():
        return None
    return f"needs the tool {name}: apt-get install --no-install-recommends {tool.packages}"


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in ("1", "true")

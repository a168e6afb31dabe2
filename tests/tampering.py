"""A stranger's hand in the database: what somebody can do who may also drop triggers and ignore checks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


@contextmanager
def by_hand(path: str | Path) -> Iterator[sqlite3.Connection]:
    """A connection to an SQLite database that nothing holds back any more; each statement is committed."""
    with closing(sqlite3.connect(str(path).removeprefix("sqlite:///"), isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints=ON")
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        yield connection

"""SQLite in a backup: copied by the online backup interface, read without writing, put back as one file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import column, make_url, select
from sqlalchemy import table as named
from sqlalchemy.dialects.sqlite import dialect

from ..transparency.private_file import sync_folder
from .backup_parts import CannotBackUp, chunks_of, write_private


def copy(url: str, part: Path) -> None:
    """One consistent state of the database, while others go on writing."""
    write_private(part, [])  # private before the first row is in it
    source = _file_of(url)
    with closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as live, closing(sqlite3.connect(part)) as to:
        live.backup(to)  # all pages in one step: in WAL mode that is one snapshot, and no writer waits
        to.execute("PRAGMA journal_mode=DELETE")  # one file, without a companion that could be left behind
    with open(part, "rb") as whole:
        os.fsync(whole.fileno())


def rows(part: Path, table: str, columns: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """These columns of every row of a table of the copy."""
    asked = select(*map(column, columns)).select_from(named(table)).compile(dialect=dialect())
    try:
        with closing(sqlite3.connect(f"{part.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            yield from connection.execute(str(asked))
    except sqlite3.Error as error:
        raise CannotBackUp([("database-unreadable", str(error))]) from None


def occupied(url: str) -> list[str]:
    """What lies where the database would go."""
    file = _file_of(url)
    return [str(path) for path in sorted(file.parent.glob(f"{file.name}*"))]


def put_back(part: Path, url: str) -> None:
    """Place the copy; it appears under its name only when it is whole."""
    file = _file_of(url)
    arriving = file.with_name(f".{file.name}.restoring")
    arriving.unlink(missing_ok=True)
    write_private(arriving, chunks_of(part))
    os.replace(arriving, file)
    sync_folder(file.parent)


def _file_of(url: str) -> Path:
    return Path(make_url(url).database or "").absolute()

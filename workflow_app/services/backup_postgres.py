"""PostgreSQL in a backup: the server's own pg_dump and pg_restore; the dump is also read without any server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import URL, create_engine, inspect, make_url
from sqlalchemy.exc import SQLAlchemyError

from .backup_parts import CannotBackUp, write_private

_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_HEX = re.compile(r"\\x([0-9a-f]*)")


def copy(url: str, part: Path) -> None:
    """One consistent state of the database (pg_dump reads in one snapshot), while others go on writing."""
    _refuse_pooler(url)
    write_private(part, [])  # private before the first row is in it
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={part}", url=url)
    with open(part, "rb") as whole:
        os.fsync(whole.fileno())


def rows(part: Path, table: str, columns: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """These columns of every row of a table of the dump."""
    command = [_tool("pg_restore"), "--data-only", f"--table={table}", "--file=-", str(part)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as reading:
        assert reading.stdout is not None and reading.stderr is not None
        yield from _copied(reading.stdout, columns)
        said = reading.stderr.read()
    if reading.returncode:
        raise CannotBackUp([("database-unreadable", said.strip()[:300])])


def occupied(url: str) -> list[str]:
    """The tables that are in the database already."""
    engine = create_engine(url)
    try:
        return sorted(inspect(engine).get_table_names())
    except SQLAlchemyError as error:
        raise CannotBackUp([("database-unreachable", str(error.__cause__ or error)[:200])]) from None
    finally:
        engine.dispose()


def put_back(part: Path, url: str) -> None:
    """Make tables and rows anew, all or nothing; `url` is the owner's."""
    _refuse_pooler(url)
    options = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
    _run("pg_restore", *options, f"--dbname={_address(url)}", str(part), url=url)


def _refuse_pooler(url: str) -> None:
    """pg_dump and pg_restore set up their connection for as long as it lasts, which pgbouncer does not keep."""
    if "pooler" in make_url(url).query:
        raise CannotBackUp([("database-pooled", make_url(url).render_as_string(hide_password=True))])


def _run(program: str, *options: str, url: str) -> None:
    environment = {**os.environ, "PGOPTIONS": "-c bytea_output=hex"}
    if password := make_url(url).password:  # never on the command line, where others could read it
        environment["PGPASSWORD"] = password
    more = [f"--dbname={_address(url)}"] if program == "pg_dump" else []
    command = [_tool(program), *options, *more]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotBackUp([("tool-failed", f"{program}: {done.stderr.strip()[:300]}")])


def _address(url: str) -> str:
    parsed = make_url(url)
    parts = (parsed.username, None, parsed.host, parsed.port, parsed.database, parsed.query)
    return URL.create("postgresql", *parts).render_as_string()


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise CannotBackUp([("tool-missing", name)])
    return found


def _copied(lines: Any, columns: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """The rows of the one COPY block in a plain dump."""
    places: list[int] | None = None
    for line in lines:
        if places is None:
            if heading := re.match(r"COPY \S+ \((.*)\) FROM stdin;", line):
                names = [name.strip('"') for name in heading[1].split(", ")]
                places = [names.index(column) for column in columns]
        elif line == "\\.\n":
            places = None
        else:
            cells = line.removesuffix("\n").split("\t")
            yield tuple(_value(cells[place]) for place in places)


def _value(cell: str) -> Any:
    """A cell of COPY's text format: NULL, bytes, or text, which whole numbers stay here."""
    if cell == r"\N":
        return None
    text = re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), cell)
    found = _HEX.fullmatch(text)
    return bytes.fromhex(found[1]) if found else text

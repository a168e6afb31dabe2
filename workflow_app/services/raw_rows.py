"""Reading rows exactly as they are stored: a damaged value must be found and named, not stop the reader."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from ..clock import iso_instant

BATCH = 500


def raw(column: Any, name: str) -> Any:
    """A column without the conversions of its type."""
    return type_coerce(column, NullType()).label(name)


def raw_select(model: Any, **others: Any) -> Select[Any]:
    """Selects every column of a table as stored, and other columns under the names given."""
    own = [raw(column, column.key) for column in model.__table__.columns]
    return select(*own, *(raw(column, name) for name, column in others.items()))


def stream(session: Session, statement: Any) -> Iterator[dict[str, Any]]:
    """The rows as dicts, a few at a time."""
    for row in session.execute(statement.execution_options(yield_per=BATCH)):
        yield dict(row._mapping)


def chunks(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """The rows in lists of at most `BATCH`."""
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def instant_text(value: Any) -> Any:
    """An instant as the journal writes it (SQLite stores this text, PostgreSQL an instant)."""
    return iso_instant(value) if isinstance(value, datetime) else value


def day_text(value: Any) -> Any:
    """A day as ISO text."""
    return value.isoformat() if isinstance(value, date) else value


def json_value(value: Any) -> Any:
    """A JSON column as a value; None when it is no JSON."""
    if not isinstance(value, str):
        return value if isinstance(value, dict | list) else None
    try:
        return json.loads(value)
    except ValueError:
        return None


def bytes_value(value: Any) -> bytes:
    """A column of bytes; empty when something else was put there."""
    return bytes(value) if isinstance(value, bytes | memoryview) else b""

"""Faults at the seams: a step that fails, a process that dies there, or a step that was done and reports a failure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from workflow_app.house import House
from workflow_app.models import Entry
from workflow_app.services.journal import body_of
from workflow_app.services.perform import Once

AWAY = OperationalError("COMMIT", {}, Exception("the server closed the connection unexpectedly"))


class Death(BaseException):
    """The process ends here: no `except Exception` sees it, and nothing that was not committed is kept."""


FAULTS = [(moment, error) for moment in ("before", "after") for error in (AWAY, Death())]


def on_both(steps: Iterable[str], on_postgres: Iterable[str]) -> list[Any]:
    """Parameters `any_house` and `step`: all steps on SQLite, on PostgreSQL those where the database matters."""
    postgres = [pytest.param("postgres", step, marks=pytest.mark.tool("postgres")) for step in on_postgres]
    return [*(pytest.param("sqlite", step) for step in steps), *postgres]


def fault_in(
    house: House, step: tuple[Any, str, int], moment: str, error: BaseException
) -> AbstractContextManager[list[int]]:
    """A fault at a step given as target, name and calls before it; the target None is the database's driver."""
    target, name, skip = step
    if target is None:
        target = house.db.engine.dialect
        if error is AWAY:
            error = target.dbapi.OperationalError("the server closed the connection unexpectedly")
    return fault_at(target, name, moment, error, skip)


@contextmanager
def fault_at(target: Any, name: str, moment: str, error: BaseException, skip: int = 0) -> Iterator[list[int]]:
    """Let one call of a step end in an error, before or after its work is done; yields how many calls there were."""
    real, calls = getattr(target, name), list[int]()

    def step(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        if len(calls) != skip + 1:
            return real(*args, **kwargs)
        if moment == "after":
            real(*args, **kwargs)
        raise error

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(target, name, step)
        yield calls
    assert len(calls) > skip, f"{name} was never reached"


def entries_of(house: House, request: Once) -> int:
    """How many acts of one form the journal holds."""
    with house.db.reading() as session:
        return sum(body_of(entry).get("request") == request.key_hash for entry in session.scalars(select(Entry)))


def count(house: House, table: type) -> int:
    with house.db.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0

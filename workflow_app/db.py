"""Engines, sessions and the two database kinds: what must hold on disk before anything is acknowledged."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, DateTime, Integer, String, create_engine, event, text
from sqlalchemy.engine import Connection, Dialect, Engine, ExceptionContext, make_url
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import QueuePool
from sqlalchemy.types import TypeDecorator, TypeEngine

from .clock import iso_instant, parse_instant

# SQLite counts a primary key up only when its type is exactly INTEGER.
BigId = BigInteger().with_variant(Integer, "sqlite")


def in_c_order(length: int) -> String:
    """Text that both databases sort by its bytes (a locale would put "Chi bộ 10" before "Chi bộ 2")."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


class Instant(TypeDecorator[datetime]):
    """An aware instant in UTC: `timestamptz` on PostgreSQL, sortable ISO text on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(String(24) if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant must know its time zone")
        return iso_instant(value) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return parse_instant(value) if dialect.name == "sqlite" else value.astimezone(UTC)


# An error that is logged must not carry what people wrote.
QUIET: dict[str, Any] = {"hide_parameters": True}


class Base(DeclarativeBase):
    """All tables."""


class FairLock:
    """A first-come-first-served lock: under SQLite's own lock a writer can starve for seconds."""

    def __init__(self) -> None:
        self._gate = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._held = False

    def acquire(self) -> None:
        with self._gate:
            if not self._held:
                self._held = True
                return
            turn = threading.Event()
            self._waiting.append(turn)
        try:
            turn.wait()
        except BaseException:  # interrupted: its turn must not come to somebody who is gone
            self._leave(turn)
            raise

    def release(self) -> None:
        with self._gate:
            if self._waiting:
                self._waiting.popleft().set()  # handed over: the lock stays held
            else:
                self._held = False

    def _leave(self, turn: threading.Event) -> None:
        with self._gate:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return
        self.release()  # it was handed over in the very moment of leaving


class WeakDurability(RuntimeError):
    """The database would lose acknowledged work when the power fails."""


class Database:
    """One database: an engine that writes, one that reads it, and perhaps a replica for what everybody may see."""

    def __init__(self, url: str, read_url: str | None = None) -> None:
        self.url = url
        self.dialect = make_url(url).get_backend_name()
        self.engine = _sqlite_engine(url) if self.dialect == "sqlite" else _postgres_engine(url)
        # A second engine, not execution options: on SQLite those would still begin IMMEDIATE.
        self.read_engine = _read_engine(url)
        self.public_engine = _read_engine(read_url) if read_url and read_url != url else self.read_engine
        self._writer = FairLock()
        event.listen(self.engine, "handle_error", _drop_after_failed_commit)

    @property
    def file(self) -> Path | None:
        """Where the database lies, if it is one file (SQLite)."""
        name = self.engine.url.database if self.dialect == "sqlite" else None
        return Path(name) if name else None

    @property
    def has_replica(self) -> bool:
        """Whether public pages may be behind."""
        return self.public_engine is not self.read_engine

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose transaction holds the write lock from its first statement; committed by the caller."""
        fair = self.dialect == "sqlite"
        if fair:
            self._writer.acquire()
        try:
            with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
                session.connection()
                yield session
        finally:
            if fair:
                self._writer.release()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reading only: one consistent snapshot of all that was committed, never a lock on writers."""
        with Session(self.read_engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def reading_public(self) -> Iterator[Session]:
        """A snapshot for public pages, perhaps of a replica that is seconds behind: never a ground to act on."""
        with Session(self.public_engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    def check_durability(self) -> None:
        """Refuse settings under which a power cut loses what was acknowledged (SQLite or PostgreSQL)."""
        with self.engine.connect() as connection:
            for question, allowed in _DURABLE[self.dialect]:
                answer = str(connection.execute(text(question)).scalar_one()).lower()
                if answer not in allowed:
                    raise WeakDurability(f"{question} is {answer!r}; needed: {' or '.join(sorted(allowed))}")

    def hurry(self) -> None:
        """Wait for no disk any more: only for data that would be made anew after a power cut."""
        setting = "PRAGMA synchronous=OFF" if self.dialect == "sqlite" else "SET SESSION synchronous_commit = off"
        event.listen(self.engine, "connect", lambda connection, _: connection.execute(setting))
        self.engine.dispose()

    def close(self) -> None:
        for engine in (self.engine, self.read_engine, self.public_engine):
            engine.dispose()


_DURABLE = {
    "sqlite": [("PRAGMA journal_mode", {"wal"}), ("PRAGMA synchronous", {"2", "3"})],
    "postgresql": [
        ("SHOW fsync", {"on"}),
        ("SHOW synchronous_commit", {"on", "remote_apply", "remote_write"}),
        ("SHOW full_page_writes", {"on"}),
    ],
}


def _drop_after_failed_commit(context: ExceptionContext) -> None:
    """SQLAlchemy would lend the connection again with its transaction, and so its locks, still open."""
    if context.statement is None:
        context.is_disconnect, context.invalidate_pool_on_disconnect = True, False


def _sqlite_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions by itself
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(url, poolclass=QueuePool, connect_args={"check_same_thread": False}, **QUIET)
    event.listen(engine, "connect", _sqlite_pragmas)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # Lock first, then read: a deferred transaction would have to answer "busy" after its facts were read.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


# A server that is switched off answers nothing at all: without these a request would wait for minutes.
PATIENCE = {
    "connect_timeout": 5, "tcp_user_timeout": 10_000, "keepalives_idle": 10, "keepalives_interval": 5,
    "keepalives_count": 2,
}  # fmt: skip


def _postgres_engine(url: str, **options: Any) -> Engine:
    # READ COMMITTED with row locks taken before the facts are read.
    address = make_url(url)
    how: dict[str, Any] = {name: value for name, value in PATIENCE.items() if name not in address.query}
    if address.query.get("pooler") == "transaction":  # pgbouncer: the next transaction may have another server,
        how["prepare_threshold"] = None  # which knows nothing of a statement prepared in this one
    return create_engine(
        address.difference_update_query(["pooler"]), pool_size=10, max_overflow=10, pool_pre_ping=True,
        connect_args=how, **QUIET, **options,
    )  # fmt: skip


def _read_engine(url: str) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        # Repeatable read: one page shows one state of the register.
        return _postgres_engine(url, isolation_level="REPEATABLE READ")
    engine = create_engine(url, poolclass=QueuePool, connect_args={"check_same_thread": False}, **QUIET)
    event.listen(engine, "connect", _sqlite_pragmas)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine

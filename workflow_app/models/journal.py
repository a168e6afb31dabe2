"""The journal: entries that are only ever added, their openings, and the tree over them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, BigId, Instant


class Journal(Base):
    """The one journal of this database: its name and public keys, written once by `init`."""

    __tablename__ = "journal"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    origin: Mapped[str] = mapped_column(String(200))
    checkpoint_vkey: Mapped[str] = mapped_column(String(400))
    entry_vkey: Mapped[str] = mapped_column(String(400))
    created_at: Mapped[datetime] = mapped_column(Instant)


class Entry(Base):
    """One signed act; `note` is the leaf of the tree, byte for byte, and is never changed."""

    __tablename__ = "entry"
    # With the case: alone, a kind stands for a fifth of all entries, and SQLite would look through them.
    __table_args__ = (UniqueConstraint("case_id", "seq"), Index("ix_entry_kind", "kind", "case_id"))
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_record.id"))
    seq: Mapped[int | None] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(Instant)
    note: Mapped[bytes] = mapped_column(LargeBinary)
    leaf_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)


class Pending(Base):
    """An entry that the tree has not taken in yet."""

    __tablename__ = "pending"
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True)


class Leaf(Base):
    """The place of an entry in the tree, from 0."""

    __tablename__ = "leaf"
    index: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), unique=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class Tile(Base):
    """A full tile of 256 hashes, and their common root, which is one hash of the level above."""

    __tablename__ = "tile"
    level: Mapped[int] = mapped_column(Integer, primary_key=True)
    n: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    hashes: Mapped[bytes] = mapped_column(LargeBinary(8192))
    root: Mapped[bytes] = mapped_column(LargeBinary(32))


class Checkpoint(Base):
    """A signed statement of the tree's size and root."""

    __tablename__ = "checkpoint"
    size: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    note: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)


class Opening(Base):
    """What a sealed field of an entry says: the salt and the value; erasing the salt erases the link."""

    __tablename__ = "opening"
    __table_args__ = (Index("ix_opening_entry", "entry_id"),)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    field: Mapped[str] = mapped_column(String(40), primary_key=True)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    value: Mapped[str | None] = mapped_column(Text)  # canonical JSON
    opens: Mapped[str] = mapped_column(String(14))  # at_once | acceptance | publication | unit | never
    erased_at: Mapped[datetime | None] = mapped_column(Instant)

"""Fills a register with districts, their people, and registrations that went from the first act to the last.

One registration that was really taken through its acts is the pattern. Its rows are written again and again, straight
into the tables, for other units, people and periods; each entry is signed anew over its own case and predecessor, and
its leaf taken into the tree, with a checkpoint for every few. So every table and index that an act touches is as
large as after so many acts, and the tree is whole.
"""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sqlalchemy import func, select

from bench.tree import Leaves
from tests.builders import District
from workflow_app import text
from workflow_app.clock import iso_instant
from workflow_app.codes import new_code
from workflow_app.db import Database
from workflow_app.house import House
from workflow_app.models import (
    Account,
    Case,
    Checkpoint,
    Entry,
    File,
    IdempotencyKey,
    Job,
    Leaf,
    Mandate,
    Notice,
    Opening,
    Registration,
    Round,
    Submission,
    Tile,
    Unit,
    UnitVersion,
)
from workflow_app.services.raw_rows import raw_select
from workflow_app.transparency.checkpoint import Checkpoint as Statement
from workflow_app.transparency.merkle import leaf_hash
from workflow_app.transparency.note import sign_note

CELLS = 40  # in a district
PERIODS = tuple(str(year) for year in range(2015, 2025))
UNDER_ONE = 4  # registrations under one checkpoint
TOGETHER = 1000  # registrations in one transaction
OFFICE = ("reviewer", "reviewer2", "board", "board2", "incharge", "manager")
ORDER = (
    Unit, UnitVersion, Account, Mandate, Round, Case, Entry, Leaf, File, Registration, Submission, Opening,
    IdempotencyKey, Job, Notice, Tile, Checkpoint,
)  # fmt: skip

Row = dict[str, Any]


def entries_of(house: House) -> int:
    """How many entries a register has."""
    with house.db.reading() as session:
        return session.scalar(select(func.count()).select_from(Entry)) or 0


def fill(district: District, pattern: str, entries: int) -> None:
    """Fill the register of a district up to so many entries, after the pattern of one registration in it."""
    filling = _Filling(district, pattern)
    missing = entries - entries_of(district.house)
    with _writing(district.house.db) as write:
        for number in range(max(0, missing) // len(filling.entries)):
            filling.add_registration(number)
            if number % UNDER_ONE == UNDER_ONE - 1:
                filling.grow()
            if number % TOGETHER == TOGETHER - 1:
                write(filling.take_rows())
        filling.grow()
        write(filling.take_rows())


@dataclass(slots=True)
class _People:
    """The accounts that stand for those of the pattern, and the pseudonyms by which entries name them."""

    accounts: dict[int, int] = field(default_factory=dict)
    pseudonyms: dict[str, str] = field(default_factory=dict)


class _Filling:
    """Makes rows; the caller writes them."""

    def __init__(self, district: District, pattern: str) -> None:
        self.district, self.house = district, district.house
        self.rows: dict[Any, list[Row]] = defaultdict(list)
        with self.house.db.reading() as session:
            self.rows_of = lambda model, where: [
                dict(row) for row in session.execute(raw_select(model).where(where)).mappings()
            ]
            self._read(session.scalars(select(Case.id).where(Case.code == pattern)).one())
            numbered = (Unit, UnitVersion, Account, Mandate, Round, Case, File, Entry, Job)
            self.next = {model: count((session.scalar(select(func.max(model.id))) or 0) + 1) for model in numbered}
            leaves = session.scalars(select(Leaf.hash).order_by(Leaf.index)).all()
        self.store = Leaves()
        self.size, self.leaves = len(leaves), list[bytes]()  # in the tree, and on the way there
        self.store.grow(0, list(leaves))
        self.people: _People = _People()
        self.cells: list[tuple[int, _People]] = []
        for period in PERIODS:
            self._add(Round, self.round, id=next(self.next[Round]), period=period)

    def _read(self, case_id: int) -> None:
        """The rows of the pattern, as they are stored."""
        self.case, *_ = self.rows_of(Case, Case.id == case_id)
        self.registration, *_ = self.rows_of(Registration, Registration.case_id == case_id)
        self.submissions = self.rows_of(Submission, Submission.case_id == case_id)
        self.files = self.rows_of(File, File.case_id == case_id)
        self.entries = sorted(self.rows_of(Entry, Entry.case_id == case_id), key=lambda row: row["seq"])
        self.lines = [bytes(row["note"]).decode().split("\n", 1)[0] + "\n" for row in self.entries]
        self.bodies = [json.loads(line) for line in self.lines]
        ids = [row["id"] for row in self.entries]
        self.openings = self.rows_of(Opening, Opening.entry_id.in_(ids))
        self.keys = self.rows_of(IdempotencyKey, IdempotencyKey.entry_id.in_(ids))
        self.jobs = self.rows_of(Job, Job.entry_id.in_(ids))
        self.notices = self.rows_of(Notice, Notice.job_id.in_([row["id"] for row in self.jobs]))
        self.mandates = {
            part: self.rows_of(Mandate, Mandate.id == self.district.mandates[part])[0]
            for part in (*OFFICE, "secretary", "clerk")
        }
        self.accounts = {
            part: self.rows_of(Account, Account.id == row["account_id"])[0] for part, row in self.mandates.items()
        }
        self.cell, *_ = self.rows_of(Unit, Unit.id == self.case["unit_id"])
        self.cell_version, *_ = self.rows_of(UnitVersion, UnitVersion.unit_id == self.cell["id"])
        self.office, *_ = self.rows_of(Unit, Unit.id == self.cell_version["parent_id"])
        self.office_version, *_ = self.rows_of(UnitVersion, UnitVersion.unit_id == self.office["id"])
        self.round, *_ = self.rows_of(Round, Round.period == self.case["period"])

    def take_rows(self) -> dict[Any, list[Row]]:
        """What was made since the last time."""
        made, self.rows = self.rows, defaultdict(list)
        return made

    def _add(self, model: Any, like: Mapping[str, Any], **changed: Any) -> None:
        self.rows[model].append({**like, **changed})

    def add_registration(self, number: int) -> None:
        """One more: the cells of a district hand in for one period after another, then comes the next district."""
        place, in_district = divmod(number, CELLS * len(PERIODS))
        if in_district == 0:
            self._add_district(place)
        period, cell = divmod(in_district, CELLS)
        self._add_case(PERIODS[period], *self.cells[cell])

    def _add_district(self, place: int) -> None:
        name = f"Đảng bộ huyện số {place}"
        above = self.office["path"].rsplit(".", 1)[0]
        district = self._add_unit(self.office, self.office_version, name, above)
        office = _People()
        for part in OFFICE:
            self._add_person(office, part, district)
        self.cells = []
        for cell in range(CELLS):
            own = _People(dict(office.accounts), dict(office.pseudonyms))
            version = {**self.cell_version, "parent_id": district}
            id_ = self._add_unit(self.cell, version, f"Chi bộ số {cell}, huyện số {place}", f"{above}.{district}")
            for part in ("secretary", "clerk"):
                self._add_person(own, part, id_)
            self.cells.append((id_, own))

    def _add_unit(self, like: Row, version: Row, name: str, above: str) -> int:
        id_ = next(self.next[Unit])
        self._add(Unit, like, id=id_, code=new_code(), path=f"{above}.{id_}")
        folded = {"name_fold": text.search_fold(name), "sort_key": text.sort_key(name)}
        named = {"name": name, "short_name": name, **folded}
        self._add(UnitVersion, version, id=next(self.next[UnitVersion]), unit_id=id_, **named)
        return id_

    def _add_person(self, people: _People, part: str, unit: int) -> None:
        like, id_, pseudonym = self.accounts[part], next(self.next[Account]), new_code()
        login = f"{like['login']}-{id_}"
        self._add(Account, like, id=id_, login=login, login_fold=login, pseudonym=pseudonym)
        mandate = {"id": next(self.next[Mandate]), "code": new_code(), "account_id": id_, "unit_id": unit}
        self._add(Mandate, self.mandates[part], **mandate)
        people.accounts[like["id"]] = id_
        people.pseudonyms[like["pseudonym"]] = pseudonym

    def _add_case(self, period: str, unit: int, people: _People) -> None:
        case_id, code, who = next(self.next[Case]), new_code(), people.accounts
        self._add(Case, self.case, id=case_id, code=code, unit_id=unit, period=period)
        self._add(Registration, self.registration, case_id=case_id, saved_by_id=who[self.registration["saved_by_id"]])
        for row in self.files:
            by = who[row["uploaded_by_id"]]
            self._add(
                File, row, id=next(self.next[File]), code=new_code(), case_id=case_id, uploaded_by_id=by,
                sha256=secrets.token_hex(32),
            )  # fmt: skip
        entry_ids = self._add_entries(case_id, code, people)
        for row in self.submissions:
            self._add(
                Submission, row, case_id=case_id, entry_id=entry_ids[row["entry_id"]],
                submitted_by_id=who[row["submitted_by_id"]],
            )  # fmt: skip
        for row in self.openings:
            self._add(Opening, row, entry_id=entry_ids[row["entry_id"]])
        job_ids = {}
        for row in self.jobs:
            job_ids[row["id"]] = next(self.next[Job])
            named = {"entry_id": entry_ids[row["entry_id"]], "recipient_id": who[row["recipient_id"]]}
            self._add(Job, row, id=job_ids[row["id"]], payload={"code": code}, **named)
        for row in self.notices:
            self._add(Notice, row, job_id=job_ids[row["job_id"]], account_id=who[row["account_id"]], case_id=case_id)

    def _add_entries(self, case_id: int, code: str, people: _People) -> dict[int, int]:
        """The entries of one registration and their leaves; returns the new id for each of the pattern."""
        ids, last = dict[int, int](), b""
        keys = {row["entry_id"]: row for row in self.keys}
        for row, line, like in zip(self.entries, self.lines, self.bodies, strict=True):
            id_, account, ref = next(self.next[Entry]), people.accounts[row["account_id"]], like["by"]["ref"]
            # All that differs is as long as it was, and so the line stays canonical.
            line = line.replace(like["case"], code).replace(ref, people.pseudonyms[ref])
            if last:
                line = line.replace(like["prev"], last.hex())
            if row["id"] in keys:
                key = secrets.token_hex(32)
                line = line.replace(like["request"], key)
                self._add(IdempotencyKey, keys[row["id"]], key_hash=key, account_id=account, entry_id=id_)
            note = sign_note(line, self.house.keys.entry)
            last, ids[row["id"]] = leaf_hash(note), id_
            self._add(Entry, row, id=id_, case_id=case_id, note=note, leaf_hash=last, account_id=account)
            self._add(Leaf, {}, index=self.size + len(self.leaves), entry_id=id_, hash=last)
            self.leaves.append(last)
        return ids

    def grow(self) -> None:
        """Take what is new into the tree, under one checkpoint."""
        if not self.leaves:
            return
        grown = self.store.grow(self.size, self.leaves)
        self.size, self.leaves = grown.size, []
        for tile in grown.tiles:
            self._add(Tile, {}, level=tile.level, n=tile.n, hashes=tile.hashes, root=tile.root)
        statement = Statement(self.house.keys.origin, grown.size, grown.root)
        note = sign_note(statement.text(), self.house.keys.checkpoint).decode()
        self._add(Checkpoint, {}, size=grown.size, root=grown.root, note=note, at=iso_instant(self.house.clock()))


@contextmanager
def _writing(db: Database) -> Iterator[Any]:
    """Writes rows by the driver alone, in the order in which they refer to each other; nothing waits for the disk."""
    with db.engine.connect() as connection:
        connection.rollback()
        raw = connection.connection.driver_connection
        assert raw is not None
        cursor, sqlite = raw.cursor(), db.dialect == "sqlite"
        if sqlite:
            for pragma in ("synchronous=OFF", "foreign_keys=OFF", "cache_size=-400000"):
                cursor.execute(f"PRAGMA {pragma}")

        def write(made: dict[Any, list[Row]]) -> None:
            if sqlite:
                cursor.execute("BEGIN IMMEDIATE")
            for model in ORDER:
                if rows := made.get(model):
                    (_execute if sqlite else _copy)(cursor, model.__tablename__, rows)
            raw.commit()

        yield write
        if sqlite:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            for model in ORDER:
                if "id" in model.__table__.columns:
                    _go_on(cursor, model.__tablename__)
            raw.commit()
    db.engine.dispose()  # the next connection waits for the disk again


def _execute(cursor: Any, table: str, rows: list[Row]) -> None:
    names, marks = ", ".join(f'"{name}"' for name in rows[0]), ", ".join("?" * len(rows[0]))
    cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", [_stored(row) for row in rows])


def _copy(cursor: Any, table: str, rows: list[Row]) -> None:
    names = ", ".join(f'"{name}"' for name in rows[0])
    with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(tuple(_stored(row)))


def _go_on(cursor: Any, table: str) -> None:
    """Whoever comes next gets an id after those that were written; the application may not set a sequence."""
    sequence = f"nextval(pg_get_serial_sequence('{table}', 'id'))"
    cursor.execute(f"SELECT count({sequence}) FROM generate_series({sequence}, (SELECT max(id) FROM {table}))")


def _stored(row: Row) -> Iterable[Any]:
    return [json.dumps(value) if isinstance(value, dict | list) else value for value in row.values()]

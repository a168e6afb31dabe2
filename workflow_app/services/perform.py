"""The one door: a step of a case, its signed entry and the work it causes, in one transaction.

Only this module assigns the state of a case. Order inside the transaction: lock the case, read the facts, ask
the table of moves, write state and rows, write the signed entry, write the jobs, commit. The tree follows after
the commit (`journal.integrate`), so that nobody waits for somebody else's disk.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Protocol

from sqlalchemy import Insert, Row, bindparam, insert, select
from sqlalchemy.orm import Session

from states.process import Process

from ..clock import day_of, iso_instant
from ..db import Base
from ..house import House
from ..models import Case, Edition, Entry, IdempotencyKey, Job, Opening, Pending
from ..transparency.canonical import canonical, commitment
from ..transparency.entry import build_entry
from ..transparency.merkle import leaf_hash
from ..transparency.signed_entry import statement_of
from . import deadline, journal, record
from .actor import Actor, load_actor, system_actor
from .errors import KeyReused, NotFound, ReadOnly, Repeated, SignatureNeeded, Stale
from .lots import Lots
from .rules import rules_of


class Reply(Protocol):
    """What a person's device said to the statement of a step."""

    def lots(self, work: Work, actor: Actor) -> list[str]:
        """What was drawn by lot when the statement was put to this person; nothing for another's."""

    def accept(self, work: Work, actor: Actor, act: dict[str, Any]) -> str:
        """The digest of the evidence that this person signed exactly this; raises `Invalid` otherwise."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A value the journal commits to without showing it, and when it may be shown."""

    value: Any
    opens: str


@dataclass(frozen=True, slots=True)
class Once:
    """The idempotency key of one rendered form, where it was posted, and where its answer leads."""

    key: str
    endpoint: str
    body_digest: str
    location: str
    answer: Reply | None = None  # of the person's device, where the form brings one

    @property
    def key_hash(self) -> str:
        return hashlib.sha256(self.key.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a person holds after an act: the signed entry and its leaf hash; the place in the tree follows."""

    kind: str
    case_code: str | None
    at: datetime
    leaf_hash: bytes
    note: bytes
    version: int | None = None  # of the case, after this act


class Work:
    """One writing transaction: what was locked, what was written."""

    def __init__(self, house: House, session: Session) -> None:
        self.house, self.session = house, session
        self.now = house.clock()
        self.entries: list[Entry] = []
        self.edition: Edition | None = None  # of the case that is locked
        self.lots = Lots()
        self.is_signed = False  # whether the step that is being taken carries the actor's own signature

    @property
    def today(self) -> date:
        """The day in Viet Nam on which the act takes place."""
        return day_of(self.now)

    def actor(self, mandate_id: int) -> Actor:
        """Who acts, checked again under the lock."""
        return load_actor(self.session, mandate_id, self.today, held=True)

    def system(self) -> Actor:
        """The system as an actor."""
        return system_actor(self.session, self.today)

    def once(self, actor: Actor, request: Once | None) -> None:
        """Answer a repeated form with `Repeated`; the same key with another body with `KeyReused`."""
        if request is None or actor.account_id is None:
            return
        asked = {"key_hash": request.key_hash, "account_id": actor.account_id, "endpoint": request.endpoint}
        known = self.session.connection().execute(_KNOWN, asked).one_or_none()
        if known is not None:
            if known.body_digest != request.body_digest:
                raise KeyReused(request.endpoint)
            raise Repeated(known.location)
        if request.answer is not None:
            self.lots = Lots(request.answer.lots(self, actor))

    def lock(self, code: str) -> Case:
        """The case, locked against everybody else.

        From here on the time is the time after the wait, and never before the case's last act: mandate, round and
        entry are judged by one and the same day. So lock first, then load the actor.
        """
        found = self.session.execute(_LOCKED, {"code": code}).one_or_none()
        if found is None:
            raise NotFound(code)
        case, self.edition = found  # held here, so that whoever asks for it again need not read it again
        self.now = max(self.house.clock(), case.changed_at)
        return case

    def check_seen(self, case: Case, seen: int) -> None:
        """Raise `Stale` when the case moved since the page with version `seen` was shown."""
        if seen != case.version:
            raise self._stale(case)

    def _stale(self, case: Case) -> Stale:
        last = self._last_entry(case)
        if last is None:
            return Stale(case.changed_at, "", "")
        return Stale(last.at, journal.body_of(last)["by"]["role"], last.kind)

    def take(
        self,
        process: Process[Any],
        case: Case,
        action: str,
        facts: Any,
        actor: Actor,
        *,
        sealed: Mapping[str, Sealed],
        clear: Mapping[str, Any] | None = None,
        evidence: str | None = None,
        request: Once | None = None,
        change: Callable[[], None] = lambda: None,
        due: Callable[[], datetime | None] | None = None,
    ) -> Entry:
        """Move a case by one step, or raise `states.process.Refused` with every reason; nothing is written then.

        `change` writes the rows that the step changes, once it is allowed and before the entry seals them. `evidence`
        is the digest of the evidence of a signature under a text; where the edition asks the actor to sign the step
        itself, the form brings it, or `SignatureNeeded` is raised. `due` is asked after the rows where the deadline
        does not follow from the step alone.
        """
        step = process.take(case.state, action, facts, actor.role)
        last, edition = self._last_entry(case), self.session.get_one(Edition, case.edition_id)
        body: dict[str, Any] = {"case": case.code, "seq": case.seq + 1, "from": step.source, "to": step.target}
        body |= {"edition": edition.digest, "facts": dict(clear or {})}
        if last is not None:
            body["prev"] = last.leaf_hash.hex()
        kind = f"{process.name}.{action}"
        salts = {field: bytes.fromhex(self.lots.draw(_new_salt)) for field in sorted(sealed)}
        if kind in rules_of(edition).signed:
            evidence = self._signature(kind, body, sealed, salts, actor, request)
        self.is_signed = evidence is not None
        if evidence is not None:
            body["evidence"] = evidence
        at = max(self.now, last.at) if last is not None else self.now
        case.state = step.target
        case.version += 1
        case.seq += 1
        case.changed_at = at
        case.due_at = deadline.due_after(self, process, case, rules_of(edition), step)
        change()
        if due is not None:
            case.due_at = due()
        self.session.flush()
        if rows := record.digests(self.session, process.name, case.id):
            sealed = {**sealed, "record": Sealed(rows, "never")}
        return self._write(kind, body, actor, at, sealed, case=case, request=request, salts=salts)

    def _signature(
        self, kind: str, body: Mapping[str, Any], sealed: Mapping[str, Sealed], salts: Mapping[str, bytes],
        actor: Actor, request: Once | None,
    ) -> str:  # fmt: skip
        """The digest of the evidence that the actor signed this very step; `SignatureNeeded` while there is none."""
        assert actor.account_id is not None, "no step of the system is one that a person signs"
        bound = {field: commitment(salts[field], item.value) for field, item in sealed.items()}
        by = _by(actor)
        statement = statement_of({**body, "kind": kind, "by": by, "sealed": bound}, self.house.keys.origin)
        if request is None or request.answer is None:
            values = {field: (salts[field].hex(), item.value) for field, item in sealed.items()}
            raise SignatureNeeded(actor.account_id, statement, values, self.lots.drawn)
        return request.answer.accept(self, actor, statement)

    def append(
        self, kind: str, actor: Actor | None, sealed: Mapping[str, Sealed], *, request: Once | None = None, **body: Any
    ) -> Entry:
        """Write an entry that belongs to no case (a mandate, a programme, a unit)."""
        return self._write(kind, body, actor, self.now, sealed, request=request)

    def notify(self, entry: Entry, kind: str, recipients: list[int], **payload: Any) -> None:
        """One job for each distinct recipient, in the same transaction as its cause."""
        job = {"kind": kind, "entry_id": entry.id, "payload": payload, "run_at": self.now, "attempts": 0}
        if told := sorted(set(recipients)):
            self.add_rows(Job, [{**job, "recipient_id": account_id} for account_id in told])

    def add_rows(self, model: type[Base], rows: list[dict[str, Any]]) -> None:
        """Insert rows that are written and never looked at again here, so that no object needs to be made of them."""
        self.session.connection().execute(_insert_of(model), rows)

    def receipt(self, entry: Entry) -> Receipt:
        """What to hand to the person who acted."""
        body = journal.body_of(entry)
        return Receipt(entry.kind, body.get("case"), entry.at, entry.leaf_hash, entry.note, body.get("seq"))

    def _last_entry(self, case: Case) -> Row[*tuple[Any, ...]] | None:
        if not case.seq:
            return None
        return self.session.connection().execute(_LAST, {"of_case": case.id, "at_seq": case.seq}).one_or_none()

    def _write(
        self,
        kind: str,
        body: dict[str, Any],
        actor: Actor | None,
        at: datetime,
        sealed: Mapping[str, Sealed],
        *,
        case: Case | None = None,
        request: Once | None = None,
        salts: Mapping[str, bytes] = {},
    ) -> Entry:
        salts = {field: salts.get(field) or bytes.fromhex(_new_salt()) for field in sealed}
        body |= {"v": 1, "kind": kind, "at": iso_instant(at), "by": _by(actor)}
        body["sealed"] = {field: commitment(salts[field], item.value) for field, item in sealed.items()}
        if request is not None:
            body["request"] = request.key_hash
        note = build_entry(body, self.house.keys.entry)
        row = {
            "case_id": case.id if case else None,
            "seq": body.get("seq"),
            "kind": kind,
            "at": at,
            "note": note,
            "leaf_hash": leaf_hash(note),
            "account_id": actor.account_id if actor else None,
        }
        self.session.flush()  # what the entry speaks of comes before it
        entry = Entry(id=self.session.connection().execute(_ENTRY, row).scalar_one(), **row)
        self.add_rows(Pending, [{"entry_id": entry.id}])
        openings = [
            {"field": field, "salt": salts[field], "value": canonical(item.value).decode(), "opens": item.opens}
            for field, item in sealed.items()
        ]
        if openings:
            self.add_rows(Opening, [{"entry_id": entry.id, **opening} for opening in openings])
        if request is not None and actor is not None:
            self._remember(actor, request, entry)
        self.entries.append(entry)
        return entry

    def _remember(self, actor: Actor, request: Once, entry: Entry) -> None:
        answered = {
            "key_hash": request.key_hash,
            "account_id": actor.account_id,
            "endpoint": request.endpoint,
            "body_digest": request.body_digest,
            "entry_id": entry.id,
            "location": request.location,
            "created_at": self.now,
        }
        self.add_rows(IdempotencyKey, [answered])


# Put into words once: that takes longer than to ask them.
_LOCKED = (
    select(Case, Edition)
    .join(Edition, Case.edition_id == Edition.id)
    .where(Case.code == bindparam("code"))
    .with_for_update(of=Case)
)
_LAST = select(Entry.at, Entry.kind, Entry.note, Entry.leaf_hash).where(
    Entry.case_id == bindparam("of_case"), Entry.seq == bindparam("at_seq")
)
_KNOWN = select(IdempotencyKey.body_digest, IdempotencyKey.location).where(
    IdempotencyKey.key_hash == bindparam("key_hash"),
    IdempotencyKey.account_id == bindparam("account_id"),
    IdempotencyKey.endpoint == bindparam("endpoint"),
)
_ENTRY = insert(Entry).returning(Entry.id)


@cache
def _insert_of(model: type[Base]) -> Insert:
    return insert(model)


def _new_salt() -> str:
    return secrets.token_hex(32)


def _by(actor: Actor | None) -> dict[str, Any]:
    if actor is None:  # only the very first entries, before any mandate exists
        return {"ref": None, "role": "system", "reach": "programme", "mandate": None}
    return {"ref": actor.pseudonym, "role": actor.role, "reach": actor.reach, "mandate": actor.mandate_leaf}


@contextmanager
def unit_of_work(house: House, *, recovering: bool = False) -> Iterator[Work]:
    """One writing transaction; committed when the block ends, rolled back whole when it raises."""
    if house.watch.rolled_back and not recovering:
        raise ReadOnly(house.watch.rolled_back)
    with house.db.writing() as session:
        work = Work(house, session)
        yield work
        session.commit()  # acknowledged only after this returned
    house.watch.acts += 1
    if work.entries and house.watch.bell is not None:
        house.watch.bell.set()
    elif work.entries:
        journal.integrate_quietly(house)

"""The first entries of a journal, and the operator's decision after a restored backup."""

from __future__ import annotations

from typing import Any

from ..codes import new_code
from ..db import Database
from ..house import House
from ..models import Journal, Mandate
from . import journal
from .perform import unit_of_work


def journal_of(database: Database) -> Journal | None:
    """The journal of a database, if `init` was run."""
    with database.reading() as session:
        return session.get(Journal, 1)


def initialise(house: House) -> None:
    """Write the journal's name and keys, its first entry, and the mandate under which the system itself acts."""
    keys = house.keys
    with unit_of_work(house) as work:
        vkeys: dict[str, Any] = {
            "entry_vkey": keys.entry_verifier.vkey,
            "checkpoint_vkey": keys.checkpoint_verifier.vkey,
        }
        work.append("journal.created", None, {}, origin=keys.origin, **vkeys)
        work.session.add(Journal(id=1, origin=keys.origin, created_at=work.now, **vkeys))
        code, since = new_code(), work.today
        terms: dict[str, Any] = {
            "mandate": code,
            "holder": code,
            "role": "system",
            "reach": "programme",
            "from": since.isoformat(),
            "to": None,
            "programme": None,
            "document": None,
        }
        entry = work.append("account.mandate_granted", None, {}, **terms)
        work.session.add(
            Mandate(code=code, kind="system", role="system", reach="programme", valid_from=since, entry_id=entry.id)
        )


def recover(house: House, accept: int, reason: str) -> None:
    """Go on from the checkpoint of this size, although a later one was published; the decision is journalled.

    Raises `ValueError` where nothing is missing, and unless `accept` is exactly the size this database has: the
    operator must have looked.
    """
    if not house.watch.rolled_back:
        raise ValueError("nothing to recover: this database contains the checkpoint that was published last")
    with house.db.reading() as session:
        head = journal.newest(session)
    if head is None or head.size != accept:
        raise ValueError(f"this database stands at size {head.size if head else 0}, not {accept}")
    # The decision is written first: a crash before the mark is set back leaves a decision without effect, not an
    # effect without a decision.
    with unit_of_work(house, recovering=True) as work:
        work.append("journal.recovered", work.system(), {}, size=head.size, root=head.root.hex(), reason=reason)
    journal.accept_high_water(house, head)
    journal.integrate(house)

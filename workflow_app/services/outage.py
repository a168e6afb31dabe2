"""What the web needs to know about the database itself: whether it answers, and whether all is in order."""

from __future__ import annotations

import errno
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from ..house import House
from ..models import Checkpoint, Entry, Job, Journal, Pending
from ..upgrade import is_current

OUTAGES = (OperationalError, InterfaceError, PoolTimeout)  # nothing was acknowledged: the act may be tried again
DISK_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS)  # an upload, or the high-water file
CONFLICTS = (IntegrityError,)  # two at once, and the tables themselves refused the second
LONGEST_PENDING = timedelta(seconds=60)


def readiness(house: House) -> dict[str, bool]:
    """Each thing that must hold before requests are sent here, with whether it does."""
    checks = dict.fromkeys(("database", "tables", "journal_keys", "not_rolled_back", "entries_integrated"), False)
    checks["not_rolled_back"] = not house.watch.rolled_back
    try:
        with house.db.reading() as session:
            connection = session.connection()
            checks["database"] = True
            checks["tables"] = is_current(connection)
            known = session.get(Journal, 1)
            held = (house.keys.checkpoint_verifier.vkey, house.keys.entry_verifier.vkey)
            checks["journal_keys"] = known is not None and (known.checkpoint_vkey, known.entry_vkey) == held
            oldest = session.scalar(select(func.min(Entry.at)).where(Entry.id.in_(select(Pending.entry_id))))
            checks["entries_integrated"] = oldest is None or house.clock() - oldest <= LONGEST_PENDING
    except OUTAGES:
        pass  # what could not be asked does not hold
    return checks


def standing(house: House) -> dict[str, tuple[str, float]]:
    """Figures for those who watch: name -> (what it is, value)."""
    with house.db.reading() as session:
        size = session.scalar(select(func.max(Checkpoint.size))) or 0
        oldest = session.scalar(select(func.min(Entry.at)).join(Pending, Pending.entry_id == Entry.id))
        due = select(func.count()).select_from(Job).where(Job.done_at.is_(None), Job.run_at <= house.clock())
        late = session.scalar(due) or 0
    waited = (house.clock() - oldest).total_seconds() if oldest is not None else 0.0
    return {
        "tree_size": ("Entries in the newest checkpoint", size),
        "pending_seconds": ("Age of the oldest entry that is not in the tree", max(waited, 0.0)),
        "jobs_due": ("Notices that wait to be delivered", late),
        "rolled_back": ("Whether writing is stopped: published entries are missing", bool(house.watch.rolled_back)),
    }

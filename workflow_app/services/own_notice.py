"""What a person is told in any case: that something changed by which he or she signs in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from ..models import Job

OWN = "account."  # how the kinds of these notices begin


def tell_owner(session: Session, now: datetime, account_id: int, kind: str, entry_id: int | None = None) -> None:
    """Tell the holder of an account, in the transaction of the change; `entry_id` is its entry, if it has one."""
    job = Job(kind=OWN + kind, entry_id=entry_id, recipient_id=account_id, payload={}, run_at=now, attempts=0)
    session.add(job)

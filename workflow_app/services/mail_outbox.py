"""The demo's outbox: mails that would have been sent, to be read by whoever tries the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email import message_from_string
from email.policy import SMTP

from sqlalchemy import select

from ..house import House
from ..models import Mail

NEWEST = 50


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it was written."""

    id: int
    at: datetime
    to: str
    subject: str
    text: str


def list_letters(house: House) -> list[Letter]:
    """The newest mails, newest first."""
    with house.db.reading() as session:
        asked = select(Mail.id, Mail.done_at, Mail.kept).where(Mail.kept.is_not(None))
        rows = session.execute(asked.order_by(Mail.done_at.desc(), Mail.id.desc()).limit(NEWEST)).all()
    return [_letter(id_, at, kept) for id_, at, kept in rows if at is not None and kept is not None]


def _letter(id_: int, at: datetime, kept: str) -> Letter:
    message = message_from_string(kept, policy=SMTP)
    return Letter(id_, at, str(message["To"]), str(message["Subject"]), message.get_content())

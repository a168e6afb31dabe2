"""Mails about a case that have not arrived, for those who hold it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from ..clock import day_of
from ..house import House
from ..models import Case, Entry, Job, Mail, MailPart, Notice
from . import queue
from .account import list_capacities
from .actor import Actor
from .mail_choice import is_on
from .reach import OF_UNIT, Glance


@dataclass(frozen=True, slots=True)
class Trouble:
    """To whom a mail did not come, in which role and of which unit, and why: a code with words."""

    role: str
    unit: str
    failure: str


def list_troubles(house: House, actor: Actor, code: str) -> list[Trouble]:
    """The mails of the case's last act, and of its deadline, that failed so far.

    Nothing for a unit whose turn it is not: it may not know who handles its case.
    """
    if not is_on(house.settings):
        return []
    with house.db.reading() as session:
        rows = session.execute(
            select(Case.id, Mail.account_id, Mail.failure)
            .join(Notice, Notice.case_id == Case.id)
            .join(MailPart, MailPart.job_id == Notice.job_id)
            .join(Mail, Mail.id == MailPart.mail_id)
            .join(Job, Job.id == Notice.job_id)
            .join(Entry, Entry.id == Job.entry_id)
            .where(Case.code == code, Entry.case_id == Case.id, Entry.seq == Case.seq, Mail.failure.is_not(None))
            .order_by(Mail.id)
        ).all()
        if not rows:
            return []
        glance = Glance(session, actor, house.clock())
        if actor.role in OF_UNIT and not queue.waiting_for(glance, [rows[0].id]):
            return []
        held = list_capacities(session, {row.account_id for row in rows}, day_of(glance.now))
        failed = {row.account_id: row.failure for row in rows}  # the newest counts
        said = [
            Trouble(held[account_id][0].role, held[account_id][0].unit_name, failure)
            for account_id, failure in failed.items()
            if account_id in held
        ]
        return list(dict.fromkeys(said))  # colleagues of one office need not be told apart

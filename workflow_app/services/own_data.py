"""What is kept about one person: for that person to read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from ..house import House
from ..models import (
    Account,
    AskedStatement,
    Entry,
    File,
    FurtherSignature,
    IdempotencyKey,
    Mail,
    Mandate,
    Notice,
    OneTimeCode,
    Opening,
    SecondFactor,
    Signature,
    SignInSession,
    TrustedKey,
)
from .commitment_paper import METHOD


@dataclass(frozen=True, slots=True)
class OwnData:
    """The account itself, and how many rows of each other kind there are, by the names of `upkeep.RETENTION`."""

    name: str
    login: str
    pseudonym: str
    contact: str
    created_at: datetime
    informed_at: datetime | None
    counts: Mapping[str, int]
    files: int  # uploaded by this person; they are kept with their cases


# What is counted by account. Failed sign-ins stand under digests that lead back to nobody, drafts belong to the unit.
COUNTED = {
    "mandate": Mandate.account_id,
    "entry": Entry.account_id,
    "session": SignInSession.account_id,
    "form": IdempotencyKey.account_id,
    "code": OneTimeCode.account_id,
    "notice": Notice.account_id,
    "mail": Mail.account_id,
    "factor": SecondFactor.account_id,
    "asked": AskedStatement.account_id,
}


def read(house: House, account_id: int) -> OwnData:
    """All that is kept about the holder of an account."""
    with house.db.reading() as session:
        account = session.get_one(Account, account_id)
        numbers = [
            select(func.count()).where(column == account_id).scalar_subquery().label(what)
            for what, column in (*COUNTED.items(), ("files", File.uploaded_by_id))
        ]
        counts = dict(session.execute(select(*numbers)).one()._mapping)
        files = counts.pop("files")
        counts["signature"] = _signatures(session, account_id)
        return OwnData(
            account.full_name, account.login, account.pseudonym, account.contact, account.created_at,
            account.informed_at, counts, files,
        )  # fmt: skip


def _signatures(session: Session, account_id: int) -> int:
    """How often this person signed with a passkey: agreements, and that a key is somebody's, unless paper said so."""
    agreements = select(func.count()).select_from(Signature).join(Mandate, Signature.mandate_id == Mandate.id)
    beside = select(func.count()).select_from(FurtherSignature)
    beside = beside.join(Mandate, FurtherSignature.mandate_id == Mandate.id).where(Mandate.account_id == account_id)
    on_paper = select(Opening.entry_id).where(Opening.field == "minutes")
    keys = select(func.count()).select_from(TrustedKey).join(Entry, TrustedKey.entry_id == Entry.id)
    papers = select(func.count()).select_from(Entry).where(Entry.account_id == account_id)
    asked = (
        agreements.where(Mandate.account_id == account_id, Signature.evidence.is_not(None), Signature.method != METHOD),
        beside,
        papers.where(Entry.kind.in_(("commitment.enter_paper", "commitment.attest_paper"))),
        keys.where(Entry.account_id == account_id, TrustedKey.entry_id.not_in(on_paper)),
    )
    return sum(session.scalar(one) or 0 for one in asked)


def note_informed(house: House, account_id: int) -> None:
    """Note once that the holder of an account read what is kept and why."""
    with house.db.writing() as session:
        first = (Account.id == account_id, Account.informed_at.is_(None))
        session.execute(update(Account).where(*first).values(informed_at=house.clock()))
        session.commit()

"""The record of an agreement in force: who signed what and when, with every proof in it, under the seal.

Made by a job: nobody who signs waits for it. In a pact that units join later a newer record follows once nobody has
signed for an hour, so that a hundred signatures of one morning make one file and not a hundred.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.commitment import PROCESS, State

from ..codes import new_code
from ..house import House
from ..models import Entry, File, Job, SealedRecord
from ..transparency.record import SIGNING
from . import agreement_record_parts, journal, seal
from .file import Stored
from .perform import Sealed, Work, unit_of_work
from .registration_draft import as_content

KIND = JOB = seal.SEALING
QUIET = timedelta(hours=1)


def ask(work: Work, entry: Entry, *, joined: bool) -> None:
    """Have the record made as of this signature, after the commit; `joined`: to an agreement that was in force."""
    assert entry.account_id is not None, "a person signs"
    job = {"kind": JOB, "entry_id": entry.id, "recipient_id": entry.account_id, "payload": {}, "attempts": 0}
    waits_until = work.now + QUIET if joined else None
    work.add_rows(Job, [{**job, "run_at": work.now, "leased_until": waits_until}])


def make(house: House, entry_id: int) -> None:
    """Make, seal and store the record as of a signature, and journal it; nothing where that is done or outdated."""
    from ..pdf import sealing  # only here: it takes long to load

    with house.db.reading() as session:
        if session.get(SealedRecord, entry_id) is not None or _is_outdated(session, entry_id):
            return
    key = seal.loaded(house)
    parts = agreement_record_parts.gather(house, entry_id, key)
    at = house.clock().replace(microsecond=0)  # a PDF knows no smaller part
    page = parts.page(at)
    filled = sealing.with_files(page, parts.files, at)
    data = sealing.seal(filled, key, at, reason=parts.reason, stamps=house.settings.timestamps_url)
    sha256 = house.files.put(data)
    with unit_of_work(house) as work:
        case = work.lock(parts.code)
        if work.session.get(SealedRecord, entry_id) is not None:
            return  # another worker was faster
        name = f"{PROCESS.name}-{case.code}-{parts.signed}.pdf"
        row = File(
            code=new_code(), sha256=sha256, size=len(data), media_type="application/pdf", name=name, case_id=case.id,
            uploaded_by_id=None, uploaded_at=work.now,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        values = {"printed": Sealed(as_content(row), "never")}
        entry = work.append(KIND, work.system(), values, of=parts.leaf, file=sha256, certificate=key.digest)
        made = SealedRecord(of_entry_id=entry_id, file_id=row.id, certificate=key.digest, entry_id=entry.id)
        work.session.add(made)


def find(session: Session, case_id: int) -> Stored | None:
    """The newest record of an agreement; None while there is none."""
    asked = select(File).join(SealedRecord, SealedRecord.file_id == File.id)
    asked = asked.join(Entry, SealedRecord.of_entry_id == Entry.id).where(Entry.case_id == case_id)
    row = session.scalar(asked.order_by(Entry.seq.desc()).limit(1))
    return None if row is None else Stored(row.sha256, row.name, row.media_type, row.size)


def _is_outdated(session: Session, entry_id: int) -> bool:
    """Whether somebody joined since; the record of that signature will hold this one too.

    The first record is made whatever follows: it is the one of the effect.
    """
    entry = session.get_one(Entry, entry_id)
    if journal.body_of(entry)["from"] != State.IN_FORCE:
        return False
    later = (Entry.case_id == entry.case_id, Entry.kind.in_(SIGNING), Entry.seq > entry.seq)
    return session.scalar(select(Entry.id).where(*later).limit(1)) is not None

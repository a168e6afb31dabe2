"""The scan of signed minutes: taken in from whoever enters it, and opened by those who see the agreement."""

from __future__ import annotations

from sqlalchemy import select

from states.commitment import IN_FORCE, PROCESS, SIGNABLE
from states.process import Refused
from states.roles import MANAGER

from ..clock import day_of
from ..house import House
from ..models import Case, File, PaperMinutes, PaperReading
from .actor import Actor, load_actor
from .commitment_matter import Matter, leads, load_matter, sees
from .errors import NotAllowed, NotFound
from .file import Stored, keep, media_type_of
from .perform import unit_of_work
from .reach import Glance, Reading


def attach(house: House, mandate_id: int, code: str, data: bytes, name: str) -> str:
    """Take a scan in and return its code; it belongs to minutes only when they are entered.

    Raises `uploads.UploadRefused`.
    """
    with house.db.reading() as session:
        actor = load_actor(session, mandate_id, day_of(house.clock()))
        _check_enters(actor, seen_matter(Glance(session, actor, house.clock()), actor, code))
    media_type = media_type_of(house, data, name)  # slow, as is the store: both before the write lock is taken
    sha256 = house.files.put(data)
    with unit_of_work(house) as work:
        work.lock(code)
        actor = work.actor(mandate_id)
        matter = seen_matter(work, actor, code)
        _check_enters(actor, matter)
        return keep(work, actor, matter.case, sha256, len(data), media_type, name).code


def get_file(house: House, actor: Actor, code: str, file_code: str) -> Stored:
    """A scan that was entered, or one's own that was not yet; that it was opened is noted. Else `NotFound`."""
    with house.db.reading() as session:
        glance = Glance(session, actor, house.clock())
        matter = seen_matter(glance, actor, code)
        row = session.scalar(select(File).where(File.code == file_code, File.case_id == matter.case.id))
        if row is None or not (row.uploaded_by_id == actor.account_id or _entered(glance, matter, file_code)):
            raise NotFound(file_code)
        known = session.get(PaperReading, (row.id, actor.account_id)) is not None
    if not known:
        _note_opened(house, actor, row.id)
    return Stored(row.sha256, row.name, row.media_type, row.size)


def _note_opened(house: House, actor: Actor, file_id: int) -> None:
    with unit_of_work(house) as work:
        # Held, so that of two requests at once the second sees what the first noted.
        work.session.scalars(select(File.id).where(File.id == file_id).with_for_update()).one()
        if work.session.get(PaperReading, (file_id, actor.account_id)) is None:
            work.session.add(PaperReading(file_id=file_id, account_id=actor.account_id, opened_at=work.now))


def seen_matter(reading: Reading, actor: Actor, code: str) -> Matter:
    """An agreement that the actor may see, or `NotFound`."""
    case = reading.session.scalar(select(Case).where(Case.code == code, Case.process == PROCESS.name))
    if case is None or not sees(matter := load_matter(reading, case), actor):
        raise NotFound(code)
    return matter


def _check_enters(actor: Actor, matter: Matter) -> None:
    """Only those who keep the agreement, only while its text can be signed."""
    if actor.role != MANAGER or not leads(matter, actor):
        raise NotAllowed("only a manager of the issuer enters minutes")
    if matter.case.state not in (*SIGNABLE, IN_FORCE):
        raise Refused("enter_paper", ("not-from-this-state",))


def _entered(reading: Reading, matter: Matter, file_code: str) -> bool:
    named = select(PaperMinutes.number).where(PaperMinutes.case_id == matter.case.id)
    return reading.session.scalar(named.where(PaperMinutes.file_code == file_code).limit(1)) is not None

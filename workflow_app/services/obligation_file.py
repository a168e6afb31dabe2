"""Evidence of what a clause asked: taken in from the party that reports, given out to those who read the report."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from states.commitment import State
from states.process import Refused

from ..clock import day_of
from ..house import House
from ..models import File, ObligationReport
from .actor import Actor, load_actor
from .commitment_matter import Matter, leads, seat_of
from .commitment_paper_file import seen_matter
from .errors import NotAllowed, NotFound
from .file import Stored, keep, media_type_of
from .obligation_matter import list_owed
from .perform import unit_of_work
from .reach import Glance, Reading
from .registration_draft import as_content


def attach(house: House, mandate_id: int, code: str, data: bytes, name: str) -> dict[str, Any]:
    """Take an upload in and return it as a report names it; it belongs to a report only when that is handed in.

    Raises `uploads.UploadRefused`.
    """
    with house.db.reading() as session:
        glance = Glance(session, load_actor(session, mandate_id, day_of(house.clock())), house.clock())
        _check_owes(glance, seen_matter(glance, glance.actor, code), glance.actor)
    media_type = media_type_of(house, data, name)  # slow, as is the store: both before the write lock is taken
    sha256 = house.files.put(data)
    with unit_of_work(house) as work:
        work.lock(code)
        actor = work.actor(mandate_id)
        matter = seen_matter(work, actor, code)
        _check_owes(work, matter, actor)
        return as_content(keep(work, actor, matter.case, sha256, len(data), media_type, name))


def get_file(house: House, actor: Actor, code: str, file_code: str) -> Stored:
    """Evidence of a report, for the issuer and the party that gave it, or one's own upload. Else `NotFound`."""
    with house.db.reading() as session:
        matter = seen_matter(Glance(session, actor, house.clock()), actor, code)
        row = session.scalar(select(File).where(File.code == file_code, File.case_id == matter.case.id))
        if row is None:
            raise NotFound(file_code)
        asked = select(ObligationReport).where(ObligationReport.case_id == matter.case.id)
        told = [one for one in session.scalars(asked) if file_code in {file["code"] for file in one.files}]
        if not any(reads(matter, actor, one.place) for one in told):
            own = not told and row.uploaded_by_id == actor.account_id and seat_of(matter, actor) is not None
            if not own:
                raise NotFound(file_code)
        return Stored(row.sha256, row.name, row.media_type, row.size)


def reads(matter: Matter, actor: Actor, place: int) -> bool:
    """Whether an actor reads what the party of a seat reported: that party itself, and those who lead."""
    own = any(seat.place == place and seat.unit_id in actor.stands_for for seat in matter.seats)
    return own or leads(matter, actor) or matter.issuer.id in actor.stands_for


def _check_owes(reading: Reading, matter: Matter, actor: Actor) -> None:
    """Only a party that owes something, only while the agreement is in force."""
    seat = seat_of(matter, actor)
    if seat is None or seat.place not in {one.row.place for one in list_owed(reading, matter)}:
        raise NotAllowed("only a party of which a clause asks something adds evidence")
    if matter.case.state != State.IN_FORCE:
        raise Refused("report_obligation", ("not-from-this-state",))

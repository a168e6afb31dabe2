"""Evidence in an inspection: taken in from the unit and the team, given out to those who may see it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from states.inspection import PROCESS, State
from states.process import Refused

from ..clock import day_of
from ..house import House
from ..models import Case, File
from .actor import Actor, load_actor
from .errors import NotAllowed, NotFound
from .file import Stored, keep, media_type_of
from .inspection_draft import SCORING, lock_own
from .inspection_matter import TEAM, Matter, load_matter, sees
from .perform import unit_of_work
from .reach import Glance, Reading, own_units, writes_for


def attach(house: House, mandate_id: int, code: str, data: bytes, name: str) -> dict[str, Any]:
    """Take an upload in from somebody who writes now; returns it as a sheet names it.

    Raises `uploads.UploadRefused`. It belongs to a criterion only when a sheet that names it is saved.
    """
    with house.db.reading() as session:
        actor = load_actor(session, mandate_id, day_of(house.clock()))
        _check_writes(actor, seen_matter(Glance(session, actor, house.clock()), actor, code))
    media_type = media_type_of(house, data, name)  # slow, as is the store: both before the write lock is taken
    sha256 = house.files.put(data)
    with unit_of_work(house) as work:
        actor, matter = lock_own(work, mandate_id, code)
        _check_writes(actor, matter)
        row = keep(work, actor, matter.case, sha256, len(data), media_type, name)
        return {"code": row.code, "name": row.name, "sha256": row.sha256, "size": row.size}


def _check_writes(actor: Actor, matter: Matter) -> None:
    """The unit while it assesses itself, the team while it scores."""
    if not (writes_for(actor, matter.holder.id) or matter.member(actor)):
        raise NotAllowed("only the unit and the team add files")
    if matter.case.state not in (SCORING if matter.member(actor) else (State.SELF_ASSESSING,)):
        raise Refused("add_evidence", ("not-from-this-state",))


def seen_matter(reading: Reading, actor: Actor, code: str) -> Matter:
    """An inspection that the actor may see, or `NotFound`."""
    case = reading.session.scalar(select(Case).where(Case.code == code, Case.process == PROCESS.name))
    if case is None:
        raise NotFound(code)
    matter = load_matter(reading, case)
    if not sees(reading, actor, matter):
        raise NotFound(code)
    return matter


def team_is_shown(reading: Reading, actor: Actor, matter: Matter) -> bool:
    """Whether the actor sees what the team wrote: people of the unit only with the minutes, in whatever capacity."""
    return matter.said("minutes") or matter.unit.id not in own_units(reading, actor)


def get_file(house: House, actor: Actor, code: str, file_code: str) -> Stored:
    """A file of an inspection: of points that the actor sees, or one of his or her own. Else `NotFound`."""
    with house.db.reading() as session:
        glance = Glance(session, actor, house.clock())
        matter = seen_matter(glance, actor, code)
        row = session.scalar(select(File).where(File.code == file_code, File.case_id == matter.case.id))
        if row is None or not (row.uploaded_by_id == actor.account_id or _is_shown(glance, actor, matter, row)):
            raise NotFound(file_code)
        return Stored(row.sha256, row.name, row.media_type, row.size)


def _is_shown(reading: Reading, actor: Actor, matter: Matter, row: File) -> bool:
    shown = team_is_shown(reading, actor, matter)
    sheets = [score.files for score in matter.scores if shown or score.side != TEAM]
    if writes_for(actor, matter.holder.id):
        sheets += [line["files"] for line in matter.inspection.draft.values()]
    return any(one["code"] == row.code for files in sheets for one in files)

"""The minutes of a month's meeting as a file: taken in from the cell, given out to it and to those above it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from ..clock import day_of
from ..house import House
from ..models import File
from .actor import Actor, load_actor
from .errors import NotAllowed, NotFound
from .file import Stored, keep, media_type_of
from .meeting_place import find_place
from .meeting_view import find_unit, reports_of
from .perform import unit_of_work
from .reach import OF_UNIT, Glance
from .registration_draft import as_content


def attach(house: House, mandate_id: int, code: str, month: str, data: bytes, name: str) -> dict[str, Any]:
    """Take an upload in and return it as a report names it; it belongs to a report only when that is handed in.

    Raises `uploads.UploadRefused`.
    """
    with house.db.reading() as session:
        glance = Glance(session, load_actor(session, mandate_id, day_of(house.clock())), house.clock())
        find_place(glance, code, month)
        _check_writes(glance.actor)
    media_type = media_type_of(house, data, name)  # slow, as is the store: both before the write lock is taken
    sha256 = house.files.put(data)
    with unit_of_work(house) as work:
        actor = work.actor(mandate_id)
        _check_writes(actor)
        return as_content(keep(work, actor, None, sha256, len(data), media_type, name))


def get_file(house: House, actor: Actor, code: str, month: str, unit_code: str, file_code: str) -> Stored:
    """The minutes of a report that the actor may read, also of one that was put right since. Else `NotFound`."""
    with house.db.reading() as session:
        place = find_place(Glance(session, actor, house.clock()), code, month)
        unit = find_unit(session, actor, unit_code)
        reports = reports_of(session, place.programme.id, unit.id, month)
        named = {one.said["paper"]["code"] for one in reports if "paper" in one.said}
        row = session.scalar(select(File).where(File.code == file_code)) if file_code in named else None
        if row is None or actor.programme_id not in (None, place.programme.id):
            raise NotFound(file_code)
        return Stored(row.sha256, row.name, row.media_type, row.size)


def _check_writes(actor: Actor) -> None:
    if actor.role not in OF_UNIT or actor.unit_id is None:
        raise NotAllowed("only the unit itself adds its minutes")

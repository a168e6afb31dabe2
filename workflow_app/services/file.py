"""Files of a case: taken in after they were recognised, and given out to those who may see the case."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.registration import PROCESS

from ..clock import day_of
from ..codes import new_code
from ..house import House
from ..models import Case, File, Submission, Unit
from ..uploads import recognise, safe_name
from .actor import Actor, load_actor
from .errors import NotAllowed, NotFound
from .perform import Work, unit_of_work
from .reach import writes_for
from .registration_draft import as_content, lock_own
from .registration_matter import sees


@dataclass(frozen=True, slots=True)
class Stored:
    """A file to be given out: the digest of its bytes in the store, and what they are."""

    sha256: str
    name: str
    media_type: str
    size: int


def attach(house: House, mandate_id: int, code: str, data: bytes, name: str) -> dict[str, Any]:
    """Take an upload into a registration of the actor's own unit; returns it as the draft's content names it.

    Raises `uploads.UploadRefused`. It belongs to the draft only when `save_draft` puts it there; until then it lies
    in the store without harm. Taken in twice under one name it is one file.
    """
    _check_own(house, mandate_id, code)
    media_type = media_type_of(house, data, name)  # slow, as is the store: both before the write lock is taken
    sha256 = house.files.put(data)
    with unit_of_work(house) as work:
        actor = work.actor(mandate_id)
        matter = lock_own(work, actor, code)
        return as_content(keep(work, actor, matter.case, sha256, len(data), media_type, name))


def keep(work: Work, actor: Actor, case: Case | None, sha256: str, size: int, media_type: str, name: str) -> File:
    """The row of a stored upload, to a case or to none: a new one, or the one of the same form sent before."""
    case_id = case.id if case is not None else None
    row = _taken_in_before(work, actor, case_id, sha256, safe_name(name))
    if row is None:
        row = File(
            code=new_code(), sha256=sha256, size=size, media_type=media_type, name=safe_name(name),
            case_id=case_id, uploaded_by_id=actor.account_id, uploaded_at=work.now,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
    return row


def _taken_in_before(work: Work, actor: Actor, case_id: int | None, sha256: str, name: str) -> File | None:
    """The same bytes under the same name: under a new code a form sent twice would be in conflict with itself.

    Only what the same person sent: two parties of one agreement may each add the same paper.
    """
    mine = (File.case_id == case_id, File.uploaded_by_id == actor.account_id)
    same = select(File).where(*mine, File.sha256 == sha256, File.name == name)
    return work.session.scalar(same.order_by(File.id).limit(1))


def media_type_of(house: House, data: bytes, name: str) -> str:
    """What an upload is; bytes that were taken in before under such a name are not taken apart again."""
    sha256, ending = hashlib.sha256(data).hexdigest(), Path(safe_name(name)).suffix.lower()
    with house.db.reading() as session:
        known = session.execute(select(File.media_type, File.name).where(File.sha256 == sha256).limit(1)).one_or_none()
    if known is not None and Path(known.name).suffix.lower() == ending:
        return str(known.media_type)
    return recognise(data, name).media_type


def get_file(house: House, actor: Actor, code: str, file_code: str) -> Stored:
    """A file of a case that the actor may see; outside the unit only what was handed in. Else `NotFound`."""
    with house.db.reading() as session:
        case, unit = _find(session, actor, code)
        row = session.scalar(select(File).where(File.code == file_code, File.case_id == case.id))
        if row is None or not (writes_for(actor, unit.id) or _handed_in(session, case, file_code)):
            raise NotFound(file_code)
        return Stored(row.sha256, row.name, row.media_type, row.size)


def _check_own(house: House, mandate_id: int, code: str) -> None:
    with house.db.reading() as session:
        actor = load_actor(session, mandate_id, day_of(house.clock()))
        _, unit = _find(session, actor, code)
        if not writes_for(actor, unit.id):
            raise NotAllowed("only the unit itself adds files")


def _find(session: Session, actor: Actor, code: str) -> tuple[Case, Unit]:
    asked = select(Case, Unit).join(Unit, Case.holder_unit_id == Unit.id)
    asked = asked.where(Case.code == code, Case.process == PROCESS.name)
    found = session.execute(asked).one_or_none()
    if found is None or not sees(actor, found.Case, found.Unit):
        raise NotFound(code)
    return found.Case, found.Unit


def _handed_in(session: Session, case: Case, file_code: str) -> bool:
    handed_in = session.scalars(select(Submission.content).where(Submission.case_id == case.id))
    return any((content["resolution"]["file"] or {}).get("code") == file_code for content in handed_in)

"""The papers of a dossier: attached by the unit before it proposes, given out to those who may see the case."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from states.process import Refused
from states.recognition import PROCESS, State

from ..clock import day_of
from ..house import House
from ..models import Case, File
from .actor import Actor, load_actor
from .errors import Invalid, NotAllowed, NotFound
from .file import Stored, keep, media_type_of
from .perform import unit_of_work
from .reach import Glance, Reading, writes_for
from .recognition_matter import Matter, load_matter, sees

WRITTEN = (State.DRAFT, State.RETURNED)  # while the unit puts the dossier together


def attach(house: House, mandate_id: int, code: str, paper: str, data: bytes, name: str) -> None:
    """Take an upload in as one of the papers that the programme names; it takes the place of an earlier one.

    Raises `uploads.UploadRefused`. It is handed in with the proposal.
    """
    with house.db.reading() as session:
        actor = load_actor(session, mandate_id, day_of(house.clock()))
        glance = Glance(session, actor, house.clock())
        _check_writes(actor, _seen(glance, actor, _find(glance, code)), paper)
    media_type = media_type_of(house, data, name)  # slow, as is the store: both before the write lock is taken
    sha256 = house.files.put(data)
    with unit_of_work(house) as work:
        case, actor = work.lock(code), work.actor(mandate_id)
        matter = _seen(work, actor, case)
        _check_writes(actor, matter, paper)
        row = keep(work, actor, case, sha256, len(data), media_type, name)
        kept = {"code": row.code, "name": row.name, "sha256": row.sha256, "size": row.size}
        matter.recognition.papers = {**matter.recognition.papers, paper: kept}


def take_out(house: House, mandate_id: int, code: str, paper: str) -> None:
    """Take a paper out of the dossier that is being put together."""
    with unit_of_work(house) as work:
        case, actor = work.lock(code), work.actor(mandate_id)
        matter = _seen(work, actor, case)
        _check_writes(actor, matter, paper)
        matter.recognition.papers = {key: file for key, file in matter.recognition.papers.items() if key != paper}


def get_file(house: House, actor: Actor, code: str, file_code: str) -> Stored:
    """A paper of a dossier: one that was handed in, or for the unit one that it attached. Else `NotFound`."""
    with house.db.reading() as session:
        glance = Glance(session, actor, house.clock())
        matter = _seen(glance, actor, _find(glance, code))
        row = session.scalar(select(File).where(File.code == file_code, File.case_id == matter.case.id))
        if row is None or not (writes_for(actor, matter.holder.id) or row.code in handed_in(matter)):
            raise NotFound(file_code)
        return Stored(row.sha256, row.name, row.media_type, row.size)


def may_attach(actor: Actor, matter: Matter) -> bool:
    """Whether the actor puts this dossier together now, and the programme names papers for it."""
    papers = matter.rules.recognition.papers
    return writes_for(actor, matter.holder.id) and matter.case.state in WRITTEN and bool(papers)


def handed_in(matter: Matter) -> set[str]:
    """The codes of the files that any proposal of the case holds."""
    return {file["code"] for proposal in matter.proposals for file in proposal.dossier.get("papers", [])}


def attached(actor: Actor, matter: Matter) -> dict[str, dict[str, Any]]:
    """The files of the dossier by paper: as it was proposed last, or for the unit as it has put it together so far."""
    if matter.case.state in WRITTEN and writes_for(actor, matter.holder.id):
        return dict(matter.recognition.papers)
    handed = matter.proposals[-1].dossier.get("papers", []) if matter.proposals else []
    return {file["paper"]: file for file in handed}


def _find(reading: Reading, code: str) -> Case | None:
    return reading.session.scalar(select(Case).where(Case.code == code))


def _seen(reading: Reading, actor: Actor, case: Case | None) -> Matter:
    """A recognition that the actor may see, or `NotFound`."""
    if case is None or case.process != PROCESS.name:
        raise NotFound("no such recognition")
    matter = load_matter(reading, case)
    if not sees(actor, case, matter.holder):
        raise NotFound(case.code)
    return matter


def _check_writes(actor: Actor, matter: Matter, paper: str) -> None:
    """Only the unit, only before it proposes, and only what the programme names."""
    if not writes_for(actor, matter.holder.id):
        raise NotAllowed("only the unit itself adds papers")
    if matter.case.state not in WRITTEN:
        raise Refused("attach", ("not-from-this-state",))
    if paper not in {one.code for one in matter.rules.recognition.papers}:
        raise Invalid({"paper": "paper-unknown"})

"""The PDF of a text that an entry fixed: asked for in that transaction, made after it, once, and journalled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.commitment import OPEN, PROCESS
from states.commitment_order import COUNTERSIGN, WITNESS
from states.edition import Edition as Rules

from .. import wording
from ..clock import day_of
from ..codes import new_code
from ..formats import format_day, format_long_day
from ..house import House
from ..models import AgreementText, Case, Edition, Entry, File, PrintedDocument, Unit
from ..pdf import typeset
from ..pdf.fields import with_fields
from ..transparency.canonical import canonical
from . import journal
from . import unit as units
from .commitment_clauses import Obligation, lay_out, recitals_of
from .commitment_text import digest_of
from .errors import NotFound
from .file import Stored
from .perform import Sealed, Work, unit_of_work
from .registration_draft import as_content
from .rules import rules_of

KIND = JOB = "document.printed"
FREEZE = f"{PROCESS.name}.freeze"


class TextChanged(Exception):
    """The stored text is not the one that the journal says was fixed: it must never be set as that."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A fixed text, and what the layout says around it."""

    case: Case
    entry: Entry
    text: AgreementText
    value: dict[str, Any]
    certificates: bool  # whether parties may sign the PDF by certificate


def ask(work: Work, entry: Entry) -> None:
    """Have the text set that this entry fixes, after the commit."""
    assert entry.account_id is not None, "a person fixes a text"
    work.notify(entry, JOB, [entry.account_id])


def make(house: House, entry_id: int) -> None:
    """Set the text that an entry fixed, store the PDF, and journal it; nothing where that was done before."""
    with house.db.reading() as session:
        if session.get(PrintedDocument, entry_id) is not None:
            return
        fixed = _fixed(session, entry_id)
    data = typeset("agreement", fixed.value, fixed.entry.at, canonical(fixed.text.content).decode())
    if fixed.certificates:
        named = fixed.value["parties"] if fixed.value["fields"] else ()  # an open list knows nobody beforehand
        data = with_fields(data, {place: one["name"] for place, one in enumerate(named, start=1)})
    sha256 = house.files.put(data)
    with unit_of_work(house) as work:
        case = work.lock(fixed.case.code)
        if work.session.get(PrintedDocument, entry_id) is not None:
            return  # another worker was faster
        name = f"{PROCESS.name}-{case.code}-{fixed.text.version}.pdf"
        row = File(
            code=new_code(), sha256=sha256, size=len(data), media_type="application/pdf", name=name, case_id=case.id,
            uploaded_by_id=None, uploaded_at=work.now,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        sealed = {"printed": Sealed(as_content(row), "never")}
        entry = work.append(KIND, work.system(), sealed, of=fixed.entry.leaf_hash.hex(), file=sha256)
        work.session.add(PrintedDocument(of_entry_id=entry_id, file_id=row.id, entry_id=entry.id))


def find(session: Session, case_id: int, version: int) -> Stored | None:
    """The PDF of a version of an agreement's text; None while there is none."""
    asked = select(Entry, File).outerjoin(PrintedDocument, PrintedDocument.of_entry_id == Entry.id)
    asked = asked.outerjoin(File, PrintedDocument.file_id == File.id)
    rows = session.execute(asked.where(Entry.case_id == case_id, Entry.kind == FREEZE).order_by(Entry.seq.desc()))
    for row in rows:
        if row.File is not None and journal.body_of(row.Entry)["facts"]["version"] == version:
            return Stored(row.File.sha256, row.File.name, row.File.media_type, row.File.size)
    return None


def _fixed(session: Session, entry_id: int) -> _Text:
    entry = session.get(Entry, entry_id)
    if entry is None or entry.case_id is None:
        raise NotFound(str(entry_id))
    said, case = journal.body_of(entry)["facts"], session.get_one(Case, entry.case_id)
    text = session.get_one(AgreementText, (case.id, said["version"]))
    if not digest_of(text.content) == text.digest == said["text"]:
        raise TextChanged(case.code)
    rules = rules_of(session.get_one(Edition, case.edition_id))
    return _Text(case, entry, text, _value(session, case, entry, text, rules), rules.commitment.certificates)


def _value(session: Session, case: Case, entry: Entry, text: AgreementText, rules: Rules) -> dict[str, Any]:
    content, on = text.content, day_of(entry.at)
    issuer_id = case.holder_unit_id if units.has_ended(session, case.unit_id, on) else case.unit_id
    above = _above(session, issuer_id)
    ordered = "steps" in content or any("step" in one for one in content["parties"])
    kind = rules.commitment.name.vi
    said_in_title = content["title"].casefold().startswith(kind.casefold())
    names = units.get_versions(session, [issuer_id, *([above] if above else [])], on)
    return {
        "title": content["title"], **_body(content), "case": content["case"],
        "version": content["version"], "period": content["period"], "digest": text.digest,
        "programme": rules.name.vi, "kind": "" if said_in_title else kind, "on": format_long_day(on),
        "issuer": names[issuer_id].name, "above": names[above].name if above in names else "",
        "closing": _closing(content), "open": content["closing_rule"] == OPEN,
        "fields": rules.commitment.certificates and content["closing_rule"] != OPEN,
        "parties": [{"name": one["name"], "role": _role(one, ordered)} for one in content["parties"]],
    }  # fmt: skip


def _body(content: dict[str, Any]) -> dict[str, Any]:
    """Recitals and clauses as they are laid out; a text without articles has one that is not counted."""
    articles = [
        {
            "number": article.number, "heading": article.heading,
            "clauses": [{"text": one.text, "asked": asked_text(one.obligation)} for one in article.clauses],
        }
        for article in lay_out(content) if article.clauses
    ]  # fmt: skip
    return {"recitals": recitals_of(content), "articles": articles}


def asked_text(obligation: Obligation | None) -> str:
    """What a clause asks of somebody, as a sentence; empty where it asks nothing."""
    if obligation is None:
        return ""
    owner = obligation.unit or wording.owner_name(obligation.owner)
    return f"{owner} thực hiện, chậm nhất ngày {format_day(obligation.due_on)}. Thước đo: {obligation.measure}"


def _closing(content: dict[str, Any]) -> str:
    """When the text comes into force, and in which order it is signed where it says so."""
    steps = content.get("steps", {})
    numbers = sorted({one.get("step", 1) for one in content["parties"]})
    rules = [f"Bước {n}: {wording.step_rule_text(str(steps.get(str(n), 'all')))}." for n in numbers]
    closing = wording.closing_rule_text("steps" if steps else content["closing_rule"])
    return " ".join([closing, "Các bên ký theo từng bước.", *rules] if steps or len(numbers) > 1 else [closing])


def _role(party: dict[str, Any], ordered: bool) -> str:
    """In which capacity a party signs, in which step, and what else is signed beside it."""
    said = [wording.capacity_name(party["capacity"])]
    said += [f"bước {party.get('step', 1)}"] if ordered else []
    said += ["có người thứ hai ký xác nhận"] if COUNTERSIGN in party else []
    said += [f"chứng kiến: {party[WITNESS]['name']}"] if WITNESS in party else []
    return "; ".join(said)


def _above(session: Session, unit_id: int) -> int | None:
    path = session.get_one(Unit, unit_id).path.split(".")
    return int(path[-2]) if len(path) > 1 else None

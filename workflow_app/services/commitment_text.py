"""The words that parties sign: the text of a version with its digest, its seats, and the statement of one signature."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from states.commitment import ALL, SUPERIOR, UNIT

from ..models import AgreementText, Edition, Seat, Unit
from ..transparency.canonical import canonical
from . import unit as units
from .actor import Actor
from .commitment_matter import Matter
from .perform import Work

Content = dict[str, Any]


def digest_of(content: Content) -> str:
    """SHA-256 (hex) of the canonical JSON of a text: what every signature names."""
    return hashlib.sha256(canonical(content)).hexdigest()


def content_of_draft(work: Work, matter: Matter) -> Content:
    """The next version of the text, with all that a signature must bind.

    In an open pact the units that will sign are not part of the text. The nonce keeps the digest, which stands in the
    journal before the text is public, from being guessed from a known wording.
    """
    draft, case = matter.agreement.draft, matter.case
    edition = work.session.get_one(Edition, case.edition_id)
    parties = [_party(work, unit, capacity) for capacity, unit in _drafted_seats(work, matter)]
    if matter.rules.commitment.closing_rule != ALL:
        parties = [party for party in parties if party["capacity"] == SUPERIOR]
    return {
        "v": 1,
        "origin": work.house.keys.origin,
        "case": case.code,
        "version": matter.agreement.version + 1,
        "edition": edition.digest,
        "period": case.period,
        "closing_rule": matter.rules.commitment.closing_rule,
        "title": draft["title"],
        "clauses": draft["clauses"],
        "parties": parties,
        "nonce": secrets.token_hex(16),
    } | changes_in(draft)


def changes_in(said: Content) -> Content:
    """What an amendment says of the agreement it changes, in its draft as in its text; nothing of any other one."""
    return {"amends": said["amends"]} if "amends" in said else {}


def keep_text(work: Work, matter: Matter, content: Content) -> None:
    """Store a new version of the text with a seat for each party; the versions before stay as they were."""
    case_id, version = matter.case.id, content["version"]
    matter.agreement.version = version
    work.session.add(
        AgreementText(case_id=case_id, version=version, content=content, digest=digest_of(content), made_at=work.now)
    )
    for place, (capacity, unit) in enumerate(_drafted_seats(work, matter), start=1):
        work.session.add(new_seat(matter, place, unit.id, capacity))


def new_seat(matter: Matter, place: int, unit_id: int, capacity: str) -> Seat:
    """An empty seat of the present version."""
    return Seat(
        case_id=matter.case.id, version=matter.agreement.version, place=place, unit_id=unit_id, capacity=capacity,
        answer="waiting", reason="",
    )  # fmt: skip


def statement_of(work: Work, matter: Matter, seat: Seat, actor: Actor) -> dict[str, Any]:
    """What a person states by signing: who, for whom, under which mandate, to exactly which words."""
    edition = work.session.get_one(Edition, matter.case.edition_id)
    return {
        "v": 1,
        "act": "commitment.sign",
        "origin": work.house.keys.origin,
        "case": matter.case.code,
        "version": seat.version,
        "text": matter.text.digest if matter.text else "",
        "place": seat.place,
        "unit": named_unit(work, seat.unit_id),
        "position": actor.title,
        "person": actor.pseudonym,
        "mandate": actor.mandate_leaf,
        "edition": edition.digest,
    }


def named_unit(work: Work, unit_id: int) -> dict[str, str]:
    """A unit by its code, and as it is called on the day of the act."""
    unit = work.session.get_one(Unit, unit_id)
    return {"code": unit.code, "name": units.get_versions(work.session, [unit_id], work.today)[unit_id].name}


def codes_of(work: Work, seats: Iterable[Seat]) -> list[str]:
    """The codes of the units that have a unit's seat, in the order of the seats."""
    places = {seat.unit_id: seat.place for seat in seats if seat.capacity == UNIT}
    found = work.session.scalars(select(Unit).where(Unit.id.in_(places))).all()
    return [unit.code for unit in sorted(found, key=lambda unit: places[unit.id])]


def _drafted_seats(work: Work, matter: Matter) -> list[tuple[str, Unit]]:
    codes = matter.agreement.draft["units"]
    found = {unit.code: unit for unit in work.session.scalars(select(Unit).where(Unit.code.in_(codes)))}
    superior = [(SUPERIOR, matter.issuer)] if matter.rules.commitment.superior_signs else []
    return superior + [(UNIT, found[code]) for code in codes]


def _party(work: Work, unit: Unit, capacity: str) -> dict[str, str]:
    return {"capacity": capacity, **named_unit(work, unit.id)}

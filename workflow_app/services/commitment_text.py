"""The words that parties sign: the text of a version with its digest, its seats, and the statement of one signature."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from states.commitment import ALL, SUPERIOR, UNIT
from states.commitment_order import COUNTERSIGN, TITLES, WITNESS
from states.roles import BOARD_SIGNATORY, SECRETARY

from ..models import AgreementText, Edition, Entry, FurtherSignature, Mandate, Seat, Signature, Unit
from ..transparency.canonical import canonical
from . import unit as units
from .actor import Actor, in_force
from .commitment_clauses import body_of
from .commitment_matter import Matter
from .commitment_turn import SUPERIOR_KEY, drafted
from .errors import Invalid
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
    steps, said = drafted(matter.agreement)
    parties = [_party(work, unit, capacity, said.get(key, {})) for key, capacity, unit in _drafted_seats(work, matter)]
    if matter.rules.commitment.closing_rule != ALL:
        parties = [party for party in parties if party["capacity"] == SUPERIOR]
    order = {"steps": dict(steps)} if steps else {}  # a text in which everybody may sign at any time says nothing
    return order | {
        "v": 1,
        "origin": work.house.keys.origin,
        "case": case.code,
        "version": matter.agreement.version + 1,
        "edition": edition.digest,
        "period": case.period,
        "closing_rule": matter.rules.commitment.closing_rule,
        "title": draft["title"],
        **body_of(draft),
        "parties": parties,
        "nonce": secrets.token_hex(16),
    } | changes_in(draft)


def changes_in(said: Content) -> Content:
    """What an amendment says of the agreement it changes, in its draft as in its text; nothing of any other one."""
    return {"amends": said["amends"]} if "amends" in said else {}


def keep_text(work: Work, matter: Matter, content: Content) -> None:
    """Store a new version of the text with a seat for each party; the versions before stay as they were.

    From here on the matter is that version.
    """
    case_id, version = matter.case.id, content["version"]
    matter.agreement.version = version
    text = AgreementText(
        case_id=case_id, version=version, content=content, digest=digest_of(content), made_at=work.now
    )  # fmt: skip
    seats, further = [], []
    said = drafted(matter.agreement)[1]
    for place, (key, capacity, unit) in enumerate(_drafted_seats(work, matter), start=1):
        one = said.get(key, {})
        seat = new_seat(matter, place, unit.id, capacity)
        seat.step = one.get("step", 1)
        seat.due_on = date.fromisoformat(one["until"]) if one.get("until") else None
        seats.append(seat)
        if one.get(COUNTERSIGN):
            further.append(_asked(seat, COUNTERSIGN, unit.id))
        if one.get(WITNESS):
            witness = work.session.scalars(select(Unit.id).where(Unit.code == one[WITNESS])).one()
            further.append(_asked(seat, WITNESS, witness))
    work.session.add_all([text, *seats, *further])
    matter.text, matter.seats, matter.further = text, seats, further


def new_seat(matter: Matter, place: int, unit_id: int, capacity: str) -> Seat:
    """An empty seat of the present version."""
    return Seat(
        case_id=matter.case.id, version=matter.agreement.version, place=place, unit_id=unit_id, capacity=capacity,
        answer="waiting", reason="", step=1, turn=True,
    )  # fmt: skip


def _asked(seat: Seat, kind: str, unit_id: int) -> FurtherSignature:
    return FurtherSignature(case_id=seat.case_id, version=seat.version, place=seat.place, kind=kind, unit_id=unit_id)


def ask_signatories(work: Work, matter: Matter, seats: Iterable[Seat]) -> None:
    """Write down who is asked to sign for each seat: whoever holds the mandate on this day, and has held it longest."""
    kept = list(seats)
    held = work.session.scalars(
        select(Mandate).where(
            Mandate.unit_id.in_({seat.unit_id for seat in kept}), Mandate.account_id.is_not(None),
            Mandate.role.in_((SECRETARY, BOARD_SIGNATORY)),
            or_(Mandate.programme_id.is_(None), Mandate.programme_id == matter.case.programme_id),
        ).order_by(Mandate.valid_from, Mandate.id)
    ).all()  # fmt: skip
    for seat in kept:
        role = BOARD_SIGNATORY if seat.capacity == SUPERIOR else SECRETARY
        found = (m.id for m in held if m.unit_id == seat.unit_id and m.role == role and in_force(m, work.today))
        seat.asked_id = next(found, None)


def replaced(work: Work, seat: Seat, actor: Actor) -> str | None:
    """The grant of the mandate of whoever was asked to sign before, where that holds no more; None otherwise."""
    if seat.asked_id is None or seat.asked_id == actor.mandate_id:
        return None
    asked = work.session.get_one(Mandate, seat.asked_id)
    if in_force(asked, work.today):
        return None
    return work.session.get_one(Entry, asked.entry_id).leaf_hash.hex()


def statement_of(
    work: Work, matter: Matter, seat: Seat, actor: Actor, *, signs_as: str = "", kind: str = "sign",
    beside: Signature | None = None,
) -> dict[str, Any]:  # fmt: skip
    """What a person states by signing: who, for whom, under which mandate, to exactly which words.

    `signs_as`: in which of the usual forms; `beside`: the signature that this one is given to.
    """
    edition = work.session.get_one(Edition, matter.case.edition_id)
    own = replaced(work, seat, actor) if beside is None else None
    more = {"signs_as": signs_as, "instead_of": own, "beside": beside.evidence if beside else None}
    return {key: value for key, value in more.items() if value} | {
        "v": 1,
        "act": f"commitment.{kind}",
        "origin": work.house.keys.origin,
        "case": matter.case.code,
        "version": seat.version,
        "text": matter.text.digest if matter.text else "",
        "place": seat.place,
        "unit": named_unit(work, seat.unit_id if beside is None else actor.unit_id or seat.unit_id),
        "position": actor.title,
        "person": actor.pseudonym,
        "mandate": actor.mandate_leaf,
        "edition": edition.digest,
    }


def title_form(signs_as: str) -> str:
    """The form in which somebody signs, as it is kept: T/M, K/T, T/L, or none; `Invalid` for any other."""
    if signs_as and signs_as not in TITLES:
        raise Invalid({"signs_as": "form-unknown"})
    return signs_as


def named_unit(work: Work, unit_id: int) -> dict[str, str]:
    """A unit by its code, and as it is called on the day of the act."""
    unit = work.session.get_one(Unit, unit_id)
    return {"code": unit.code, "name": units.get_versions(work.session, [unit_id], work.today)[unit_id].name}


def codes_of(work: Work, seats: Iterable[Seat]) -> list[str]:
    """The codes of the units that have a unit's seat, in the order of the seats."""
    places = {seat.unit_id: seat.place for seat in seats if seat.capacity == UNIT}
    found = work.session.scalars(select(Unit).where(Unit.id.in_(places))).all()
    return [unit.code for unit in sorted(found, key=lambda unit: places[unit.id])]


def _drafted_seats(work: Work, matter: Matter) -> list[tuple[str, str, Unit]]:
    """The key of each seat in the draft's order, its capacity, and whose it is."""
    codes = matter.agreement.draft["units"]
    found = {unit.code: unit for unit in work.session.scalars(select(Unit).where(Unit.code.in_(codes)))}
    superior = [(SUPERIOR_KEY, SUPERIOR, matter.issuer)] if matter.rules.commitment.superior_signs else []
    return superior + [(code, UNIT, found[code]) for code in codes]


def _party(work: Work, unit: Unit, capacity: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """A party with what the text binds of its place in the order; its last day can be given anew and stands outside."""
    party: dict[str, Any] = {"capacity": capacity, **named_unit(work, unit.id)}
    if said.get("step", 1) > 1:
        party["step"] = said["step"]
    if said.get(COUNTERSIGN):
        party[COUNTERSIGN] = True
    if said.get(WITNESS):
        witness = work.session.scalars(select(Unit.id).where(Unit.code == said[WITNESS])).one()
        party[WITNESS] = named_unit(work, witness)
    return party

"""What one version of an agreement says otherwise than another: word by word, clause by clause, by the clauses' ids."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, TypeVar

from sqlalchemy import select

from states.commitment import State
from states.commitment_order import COUNTERSIGN, WITNESS

from ..house import House
from ..models import AgreementText, Seat, Unit
from . import unit as units
from .actor import Actor
from .commitment_case import find_matter
from .commitment_clauses import Clause, Obligation, lay_out, list_clauses, recitals_of
from .commitment_matter import Matter, leads
from .commitment_turn import SUPERIOR_KEY, drafted
from .errors import NotFound
from .reach import Glance

SAME, ADDED, REMOVED, CHANGED = "same", "added", "removed", "changed"
T = TypeVar("T")
DRAFT = 0  # the number of what is still being written, for those who write it
WORD = re.compile(r"\S+\s*")
LIKENESS = 0.35  # below this a clause is shown as written anew: single words in common would only confuse


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, came or went."""

    kind: str  # same | added | removed
    text: str


@dataclass(frozen=True, slots=True)
class ClauseDiff:
    """One clause in both versions; where it stands is that of the newer one, of one that went that of the older."""

    id: str
    kind: str  # same | added | removed | changed; a clause that was moved may be changed too
    moved: bool
    old: Clause | None
    new: Clause | None
    pieces: tuple[Piece, ...]

    @property
    def at(self) -> Clause:
        """The clause by which its place is named."""
        found = self.new or self.old
        assert found is not None, "a clause stands in one of the two"
        return found

    @property
    def asked(self) -> tuple[Obligation | None, Obligation | None] | None:
        """What the clause asked before and asks now, where that differs."""
        pair = self.old.obligation if self.old else None, self.new.obligation if self.new else None
        return None if pair[0] == pair[1] else pair


@dataclass(frozen=True, slots=True)
class Party:
    """One party, and what the text says of its signature: in which step, with which others beside it."""

    name: str
    step: int = 1
    countersign: bool = False
    witness: str = ""  # the unit that is to see it


@dataclass(frozen=True, slots=True)
class Compared:
    """One version as it is compared: what is written in it, and who signs it."""

    content: Mapping[str, Any]
    parties: Sequence[Party]
    steps: Mapping[str, Any]  # what a step needs, where that is not everybody


@dataclass(frozen=True, slots=True)
class TextDiff:
    """Two versions of one agreement beside each other; what is empty did not change."""

    old: int
    new: int
    title: tuple[Piece, ...]
    recitals: tuple[Piece, ...]
    headings: tuple[Piece, ...]
    parties: tuple[tuple[str, Party], ...]  # which stayed, came or went
    steps: tuple[tuple[str, tuple[str, str]], ...]  # number of the step and what it needs
    clauses: tuple[ClauseDiff, ...]

    @property
    def changed(self) -> tuple[ClauseDiff, ...]:
        """The clauses that are not what and where they were."""
        return tuple(one for one in self.clauses if one.kind != SAME or one.moved)

    @property
    def is_same(self) -> bool:
        """Whether nothing at all differs."""
        return not (self.title or self.recitals or self.headings or self.parties or self.steps or self.changed)


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions that somebody may compare, oldest first, and the two that were compared, if there are two."""

    numbers: tuple[int, ...]
    diff: TextDiff | None


def compare(house: House, actor: Actor, code: str, old: int | None = None, new: int | None = None) -> Versions:
    """Two versions of an agreement that the actor sees, by default the newest and the one before it.

    `NotFound` for a version that there is not, or not for this actor.
    """
    with house.db.reading() as session:
        glance = Glance(session, actor, house.clock())
        matter = find_matter(glance, code)
        asked = select(AgreementText).where(AgreementText.case_id == matter.case.id).order_by(AgreementText.version)
        found = {one.version: _shown(glance, matter, one) for one in session.scalars(asked)}
        if matter.case.state == State.DRAFTING and leads(matter, actor):
            found[DRAFT] = _drafted(glance, matter)
        numbers = tuple(found)
        new = numbers[-1] if new is None and numbers else new
        before = numbers[: numbers.index(new)] if new in numbers else ()
        old = before[-1] if old is None and before else old
        if new is None or old is None:
            return Versions(numbers, None)
        if not {old, new} <= found.keys():
            raise NotFound(code)
        return Versions(numbers, differ(old, new, found[old], found[new]))


def differ(old: int, new: int, one: Compared, other: Compared) -> TextDiff:
    """What the other version says otherwise than the one."""
    before, after = one.content, other.content
    headings = [[article.heading for article in lay_out(content) if article.number] for content in (before, after)]
    return TextDiff(
        old,
        new,
        _changed(words(before["title"], after["title"])),
        _changed(lines(recitals_of(before), recitals_of(after))),
        _changed(lines(*headings)),
        _items(one.parties, other.parties),
        _items(*(sorted((step, str(rule)) for step, rule in version.steps.items()) for version in (one, other))),
        tuple(_clauses(before, after)),
    )


def words(old: str, new: str) -> tuple[Piece, ...]:
    """One text word by word; a text that has hardly a word in common with the other is shown whole."""
    before, after = WORD.findall(old), WORD.findall(new)
    pieces = _pieces(before, after, "")
    kept = sum(len(one.text) for one in pieces if one.kind == SAME)
    if kept < LIKENESS * max(len(old), len(new)) and old and new:
        return Piece(REMOVED, old), Piece(ADDED, new)
    return pieces


def lines(old: Sequence[str], new: Sequence[str]) -> tuple[Piece, ...]:
    """Lists line by line."""
    return tuple(Piece(one.kind, line) for one in _pieces(list(old), list(new), "\n") for line in one.text.splitlines())


def _pieces(before: list[str], after: list[str], between: str) -> tuple[Piece, ...]:
    found = []
    for tag, a, b, c, d in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece(SAME, between.join(before[a:b])))
            continue
        parts = Piece(REMOVED, between.join(before[a:b])), Piece(ADDED, between.join(after[c:d]))
        found += [one for one in parts if one.text]
    return tuple(found)


def _changed(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    return pieces if any(one.kind != SAME for one in pieces) else ()


def _items(old: Sequence[T], new: Sequence[T]) -> tuple[tuple[str, T], ...]:
    """Lists of things that are alike or not; nothing where nothing changed."""
    found = []
    for _, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        kept = list(old[a:b]) == list(new[c:d])
        found += [(SAME, one) for one in new[c:d]] if kept else [
            *((REMOVED, one) for one in old[a:b]), *((ADDED, one) for one in new[c:d])
        ]  # fmt: skip
    return tuple(found) if any(kind != SAME for kind, _ in found) else ()


def _clauses(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[ClauseDiff]:
    """The clauses of the newer version in its order; one that went follows the one after which it stood."""
    before, after = list_clauses(one), list_clauses(other)
    homes = [{each["id"]: each.get("article", "") for each in content["clauses"]} for content in (one, other)]
    olds, news = {one.id: one for one in before}, {one.id: one for one in after}
    still = _in_place([one.id for one in before if one.id in news], [one.id for one in after if one.id in olds])
    found = [_clause(olds.get(each.id), each, each.id not in still or _is_rehoused(each.id, *homes)) for each in after]
    for place, gone in enumerate(before):
        if gone.id not in news:
            ahead = {each.id for each in before[:place]}
            at = max((i + 1 for i, each in enumerate(found) if each.id in ahead), default=0)
            found.insert(at, ClauseDiff(gone.id, REMOVED, False, gone, None, (Piece(REMOVED, gone.text),)))
    return found


def _in_place(before: list[str], after: list[str]) -> set[str]:
    """The clauses that kept their order among those that both versions have."""
    blocks = SequenceMatcher(a=before, b=after, autojunk=False).get_matching_blocks()
    return {id_ for block in blocks for id_ in before[block.a : block.a + block.size]}


def _is_rehoused(id_: str, *homes: Mapping[str, str]) -> bool:
    """Whether a clause stands in another article than before; where articles came or went their headings tell."""
    was, is_ = (home.get(id_, "") for home in homes)
    return bool(was and is_ and was != is_)


def _clause(old: Clause | None, new: Clause, out_of_order: bool) -> ClauseDiff:
    if old is None:
        return ClauseDiff(new.id, ADDED, False, None, new, (Piece(ADDED, new.text),))
    same = (old.text, old.obligation) == (new.text, new.obligation)
    return ClauseDiff(new.id, SAME if same else CHANGED, out_of_order, old, new, words(old.text, new.text))


def _shown(glance: Glance, matter: Matter, text: AgreementText) -> Compared:
    """A version that was shown, with its parties in the order of their seats."""
    asked = select(Seat).where(Seat.case_id == matter.case.id, Seat.version == text.version).order_by(Seat.place)
    seats = list(glance.session.scalars(asked))
    named, codes = _named(glance, {seat.unit_id for seat in seats})
    said = {(one["capacity"], one["code"]): one for one in text.content["parties"]}
    parties = []
    for seat in seats:
        one = said.get((seat.capacity, codes[seat.unit_id]), {})  # an open pact does not name its units
        witness = one.get(WITNESS, {}).get("name", "")
        name = one.get("name") or named.get(seat.unit_id, codes[seat.unit_id])
        parties.append(Party(name, one.get("step", 1), COUNTERSIGN in one, witness))
    return Compared(text.content, parties, text.content.get("steps", {}))


def _drafted(glance: Glance, matter: Matter) -> Compared:
    """The draft with its parties."""
    draft, (steps, said) = matter.agreement.draft, drafted(matter.agreement)
    wanted = {*draft["units"], *(one[WITNESS] for one in said.values() if one.get(WITNESS))}
    found = {one.code: one.id for one in glance.session.scalars(select(Unit).where(Unit.code.in_(wanted)))}
    named, _ = _named(glance, {matter.issuer.id, *found.values()})
    above = [(SUPERIOR_KEY, matter.issuer.id)] if matter.rules.commitment.superior_signs else []
    parties = []
    for key, unit_id in [*above, *((code, found[code]) for code in draft["units"])]:
        one = said.get(key, {})
        witness = named.get(found[one[WITNESS]], one[WITNESS]) if one.get(WITNESS) else ""
        parties.append(Party(named.get(unit_id, key), one.get("step", 1), bool(one.get(COUNTERSIGN)), witness))
    return Compared(draft, parties, steps)


def _named(glance: Glance, unit_ids: set[int]) -> tuple[dict[int, str], dict[int, str]]:
    """What units are called today, and their codes."""
    versions = units.get_versions(glance.session, unit_ids, glance.today)
    codes = glance.session.execute(select(Unit.id, Unit.code).where(Unit.id.in_(unit_ids))).all()
    return {id_: version.name for id_, version in versions.items()}, {id_: code for id_, code in codes}

"""The text of a public agreement on a day: put together from what signed entries say, the amendments' too."""

from __future__ import annotations

from datetime import date

from states.commitment import PROCESS
from states.commitment_amendment import Effect, effective_on, first_text, text_on

from ..clock import day_of
from ..house import House
from . import public_agreement
from .commitment_amendment_case import BEFORE, OVER, STANDS, AmendmentLine, TextOn, asked_by, parts_of
from .commitment_amendment_matter import changes_of, named_day
from .errors import NotFound
from .public_agreement import PublicAgreement


def read(house: House, code: str, day: date | None = None) -> TextOn:
    """The text in force on a day, by default today; `NotFound` for what is not public, and for an amendment."""
    root = public_agreement.read(house, code)
    if root.amends or root.in_force_at is None:
        raise NotFound(code)
    day, since = day or day_of(root.checked_at), day_of(root.in_force_at)
    ended = root.steps[0].at if root.state in PROCESS.final else None
    until = day_of(ended) if ended is not None else None
    amendments = list(_amendments(house, root))
    sound = all(one.checks.verdict != "bad" for one in (root, *amendments))
    counted = [(one, effect) for one in amendments if (effect := _effect(root, one)) is not None]
    counted = [(one, effect) for one, effect in counted if until is None or effect.day < until]
    stands = BEFORE if day < since else OVER if until is not None and day >= until else STANDS
    lines = [AmendmentLine(effect.number, one.code, one.state, effect.day) for one, effect in counted]
    first = first_text((one.id, one.text, one.article, one.number) for part in root.articles for one in part.clauses)
    return TextOn(
        code=root.code,
        title=root.title,
        day=day,
        stands=stands,
        since=since,
        until=until,
        recitals=root.recitals,
        parts=parts_of(root.articles, text_on(day, first, [effect for _, effect in counted])),
        asked=asked_by(root.articles),
        amendments=tuple(lines),
        sound=sound,
    )


def _amendments(house: House, root: PublicAgreement) -> list[PublicAgreement]:
    """The amendments that the agreement's own entries name, as far as their parties have signed."""
    found = []
    for code in root.amendments:
        try:
            found.append(public_agreement.read(house, code))
        except NotFound:  # still being written or signed, or given up
            continue
    return found


def _effect(root: PublicAgreement, one: PublicAgreement) -> Effect | None:
    """What an amendment does, if its signed text says that it is one of this very text."""
    said = one.amends
    if one.in_force_at is None or said.get("root") != root.code or said.get("text") != root.digest:
        return None
    return Effect(said["number"], effective_on(day_of(one.in_force_at), named_day(said)), changes_of(said))

"""How documents stand to each other, and which of them still holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

RELATIONS = IMPLEMENTS, CASCADES, AMENDS, REPLACES, CITES = ("implements", "cascades", "amends", "replaces", "cites")
# These say which document came first, so they lead back in time and never in a circle; two may cite each other.
ORDERED = (IMPLEMENTS, CASCADES, AMENDS, REPLACES)
CHANGING = (AMENDS, REPLACES)  # everybody reads it where the other document stands

# Number, day, issuer and subject are public. The file is internal until a decision publishes it; a document that was
# entered by mistake is taken back and stays readable where its code is known.
INTERNAL, PUBLIC, WITHDRAWN = VISIBILITIES = ("internal", "public", "withdrawn")


@dataclass(frozen=True, slots=True)
class Link:
    """What one document does to another; both by their codes."""

    document: str
    kind: str
    target: str


def faults_of_link(
    link: Link, links: Collection[Link], issued: Mapping[str, date | None], *, over: bool = True
) -> tuple[str, ...]:  # fmt: skip
    """Every reason against a relation beside those that hold; `issued`: the days of both documents, as far as known.

    `over`: whether the first document may change the second, since it is of the same body or of one above.
    """
    if link.kind not in RELATIONS:
        return ("document-relation",)
    if link.document == link.target:
        return ("document-link-self",)
    faults = ["document-link-known"] if link in links else []
    if link.kind in CHANGING and not over:
        faults.append("document-link-body")
    if link.kind in ORDERED:
        if link.document in _behind(link.target, links):
            faults.append("document-link-circle")
        own, other = issued.get(link.document), issued.get(link.target)
        if own is not None and other is not None and own < other:
            faults.append("document-link-later")
    return tuple(faults)


def _behind(code: str, links: Collection[Link]) -> set[str]:
    """A document and all that it implements, cascades, amends or replaces, through every step."""
    found, ahead = {code}, [code]
    while ahead:
        one = ahead.pop()
        further = {link.target for link in links if link.document == one and link.kind in ORDERED} - found
        found |= further
        ahead += further
    return found

"""Documents from a table: recorded together or not at all, by the same rules as one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from .. import document_numbers, wording
from ..document_numbers import DocumentNumber
from ..house import House
from ..tables import Column, Row
from . import document, issuing_body
from .actor import Actor
from .document import Said
from .document_reach import writer
from .document_version import find_same, newest
from .errors import Invalid
from .perform import Once, Work, unit_of_work
from .table_check import Checked, RowsRefused


class _Looked(Exception):
    """What was only to be looked at is taken back."""


def columns(lang: str = "vi") -> tuple[Column, ...]:
    """The columns of the table, with the headings of a language; those of the other are understood too."""
    types = {code: wording.in_both(wording.document_type_name, code, lang) for code in wording.document_types()}

    def column(code: str, **more: Any) -> Column:
        heading, *also = wording.in_both(wording.table_heading, f"document.{code}", lang)
        return Column(code, heading, also=tuple(also), **more)

    return (
        column("symbol", required=True, longest=60),
        column("type", kind="choice", choices=types),
        column("issued_on", kind="date", required=True),
        column("issuer", required=True, longest=document.LONGEST["issuer"]),
        column("term", longest=20),
        column("subject", required=True, longest=document.LONGEST["subject"]),
    )


def check(house: House, mandate_id: int, rows: Sequence[Row], lang: str = "vi") -> tuple[Checked, ...]:
    """What would become of these rows: everything is done as it would be, and taken back."""
    found: tuple[Checked, ...] = ()
    try:
        with unit_of_work(house) as work:
            found = _take(work, writer(work, mandate_id), rows, None, lang)
            raise _Looked
    except _Looked:
        return found


def take_in(
    house: House, mandate_id: int, rows: Sequence[Row], *, request: Once | None, lang: str = "vi"
) -> tuple[int, int]:
    """Record all that is not there yet, or raise `RowsRefused` and nothing; how many are new, and how many known."""
    with unit_of_work(house) as work:
        actor = writer(work, mandate_id)
        work.once(actor, request)
        found = _take(work, actor, rows, request, lang)
        if any(one.faults for one in found):
            raise RowsRefused(found)
        known = sum(1 for one in found if one.known)
        return len(found) - known, known


def _take(work: Work, actor: Actor, rows: Sequence[Row], request: Once | None, lang: str) -> tuple[Checked, ...]:
    """Do what each row says, noting what stands against it; the first one that acts remembers the form."""
    heading = {column.code: column.heading for column in columns(lang)}
    found, seen = [], dict[str, int]()
    for row in rows:
        said = _said(row)
        number = document_numbers.parse(said.symbol)
        one = Checked(row, number.canonical if number else said.symbol, row.text("type"))
        found.append(one)
        code = _known(work, actor, number, said) if number is not None else ""
        if code in seen:
            one.refuse(heading["symbol"], "document-twice", row=str(seen[code]))
        elif code:
            one.known = True
        else:
            try:
                seen[document.enter(work, actor, said, request)] = row.number
                request = None
            except Invalid as refused:
                for name, why in refused.errors.items():
                    one.refuse(heading.get(name, ""), why)
    return tuple(found)


def _known(work: Work, actor: Actor, number: DocumentNumber, said: Said) -> str:
    """The code of this document where the register shows it; "" also for one that only a mandate names."""
    issuer = issuing_body.find(work, actor, said.issuer)
    if issuer is None:
        return ""
    term = said.term or (str(said.issued_on.year) if said.issued_on else "")
    same = find_same(work.session, issuer.id, number.type or said.type, number.number, term, said.issued_on)
    return same.code if same is not None and newest(work.session, same.id).subject else ""


def _said(row: Row) -> Said:
    issued_on = row.values.get("issued_on")
    return Said(
        row.text("symbol"), issued_on if isinstance(issued_on, date) else None, row.text("issuer"),
        row.text("subject"), row.text("type"), row.text("term"),
    )  # fmt: skip

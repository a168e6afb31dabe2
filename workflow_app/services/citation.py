"""The paper behind an act, as it was typed in."""

from __future__ import annotations

from datetime import date

from .. import document_numbers
from ..document_numbers import DocumentNumber
from .errors import Invalid


def cited(symbol: str, issued_on: date | None, today: date) -> tuple[DocumentNumber, date]:
    """Number and day of a document that exists already. Raises `Invalid` (document-number, document-day)."""
    number = document_numbers.parse(symbol)
    errors = {} if number is not None and number.type else {"document": "document-number"}
    if issued_on is None or issued_on > today:
        errors["issued_on"] = "document-day"
    if number is None or issued_on is None or errors:
        raise Invalid(errors)
    return number, issued_on


def cited_beside(
    errors: dict[str, str], symbol: str, issued_on: date | None, today: date
) -> tuple[DocumentNumber, date]:  # fmt: skip
    """The same beside what else is wrong: raises `Invalid` with all of it, the fault of the number as `symbol`."""
    try:
        found = cited(symbol, issued_on, today)
    except Invalid as refused:
        wrong = {"symbol" if name == "document" else name: why for name, why in refused.errors.items()}
        raise Invalid(errors | wrong) from None
    if errors:
        raise Invalid(errors)
    return found

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

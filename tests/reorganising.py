"""A change of the organisation, written and recorded as a manager does it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from states.reorganisation import Row
from tests.builders import District
from workflow_app.models import Unit, UnitVersion
from workflow_app.services import unit_event, unit_event_record
from workflow_app.services.unit_event import Heading

TOP = "Đảng bộ huyện Đắk Song"
FIRST_JULY = date(2025, 7, 1)
HEADING = Heading("Sắp xếp tổ chức cơ sở đảng", FIRST_JULY, "60-NQ/TW", date(2025, 4, 12), "Trung ương")


def heading(on: date, title: str = HEADING.title) -> Heading:
    """The same of another day."""
    return Heading(title, on, HEADING.symbol, HEADING.issued_on, HEADING.issuer)


def codes(district: District) -> dict[str, str]:
    """Codes of the units by every name that they have, had, or will have."""
    with district.house.db.reading() as session:
        named = select(UnitVersion.name, Unit.code).join(Unit, UnitVersion.unit_id == Unit.id)
        return {row.name: row.code for row in session.execute(named.where(UnitVersion.superseded_at.is_(None)))}


def draft(district: District, *rows: Row, at: Heading = HEADING) -> str:
    """A draft with these rows; its version is 1."""
    manager = district.mandates["manager"]
    code = unit_event.draft(district.house, manager, at)
    unit_event.write_rows(district.house, manager, code, 0, rows)
    return code


def record(district: District, *rows: Row, at: Heading = HEADING) -> str:
    """A recorded change, in effect at once where its day has come."""
    code = draft(district, *rows, at=at)
    unit_event_record.record(district.house, district.mandates["manager"], code, 1)
    return code

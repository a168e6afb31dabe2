"""Whoever says that a file is classified is told that it does not belong here, and nothing of it is kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from tests.builders import District, drafted
from tests.people import Person, paper
from workflow_app.models import File

REFUSED = "Sổ này không nhận tài liệu Mật, Tối mật, Tuyệt mật."


def kept(district: District) -> int:
    with district.house.db.reading() as session:
        return session.scalar(select(func.count()).select_from(File)) or 0


@pytest.mark.parametrize("level", ["mat", "toi_mat", "tuyet_mat"])
def test_a_classified_resolution_is_not_taken(
    signed_in: Callable[[str], Person], district: District, level: str
) -> None:
    clerk = signed_in("clerk")
    code = clerk.begins()
    stored = set(district.house.files.folder.rglob("*"))
    page = clerk.writes(code, "nghi-quyet", 422, number="03-NQ/CB", date="12/5/2025", file=paper(), secrecy=level)
    assert REFUSED in page.text and page.form("nghi-quyet")["secrecy"] == level
    assert kept(district) == 0 and set(district.house.files.folder.rglob("*")) == stored


def test_the_same_file_is_taken_when_it_is_not_classified(
    signed_in: Callable[[str], Person], district: District
) -> None:
    drafted(district)
    assert kept(district) == 1
    clerk = signed_in("clerk2")
    clerk.writes_resolution(clerk.begins())
    assert kept(district) == 2

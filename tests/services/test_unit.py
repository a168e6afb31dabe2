"""Units: no two under one parent have names that a reader takes for one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from tests.builders import District
from workflow_app import text
from workflow_app.models import Unit
from workflow_app.services import unit
from workflow_app.services.errors import Invalid
from workflow_app.services.perform import Work, unit_of_work
from workflow_app.text import TextRefused

NAME = "Chi bộ thôn Đắk Hòa"


def found(district: District, name: str, under: Unit | None = None, since: date = date(2025, 1, 1)) -> str:
    """Found a unit below another; the name as it is kept."""
    with unit_of_work(district.house) as work:
        parent = work.session.get_one(Unit, (under or district.units[0]).id)
        terms = {"short_name": name, "kind": "chi_bo", "level": "cell", "parent": parent, "valid_from": since}
        made = unit.found(work, work.system(), name=name, **terms)
        return unit.get_versions(work.session, [made.id], since)[made.id].name


@pytest.mark.parametrize(
    "twin",
    [
        NAME, unicodedata.normalize("NFD", NAME), "Chi bộ thôn Đắk Hoà", "Chi bộ thôn Ðắk Hòa", "Chi bộ thôn Ɖắk Hòa",
        "Сhi bộ thôn Đắk Hòa", "CHI BỘ THÔN ĐẮK HÒA", "Chi bộ\u200b thôn  Đắk Hòa", "Chi bộ thôn Đắk Ηòa",
    ],
)  # fmt: skip
def test_a_twin_under_the_same_parent_is_refused_and_elsewhere_it_is_none(district: District, twin: str) -> None:
    found(district, NAME)
    with pytest.raises(Invalid) as refused:
        found(district, twin)
    assert refused.value.errors == {"name": "unit-name-taken"}
    assert found(district, twin, district.units[1])


def test_a_long_list_of_names_looks_at_each_name_once(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever enters hundreds of units holds everybody else up: twenty seconds, when each looked at all again."""
    looked, tones = list[str](), text._tones_moved_to_the_end

    def look(name: str) -> Iterator[str]:
        looked.append(name)
        return tones(name)

    monkeypatch.setattr(text, "_tones_moved_to_the_end", look)
    text.identity_key.cache_clear()
    for number in range(20):
        found(district, f"Chi bộ thôn {number}")
    assert len(looked) == 20


def test_a_twin_of_a_unit_that_begins_later_is_refused_too(district: District) -> None:
    found(district, NAME)
    with pytest.raises(Invalid):
        found(district, NAME, since=date(2024, 1, 1))


@pytest.mark.parametrize("any_house", [pytest.param("postgres", marks=pytest.mark.tool("postgres"))], indirect=True)
@pytest.mark.usefixtures("any_house")
@pytest.mark.parametrize("below", [True, False], ids=["below", "at the root"])
def test_of_two_founded_at_once_under_one_name_the_second_waits_and_is_refused(
    district: District, below: bool
) -> None:
    def one() -> None:
        with unit_of_work(district.house) as work:
            _found_in(work, district.units[0].id if below else None)

    with ThreadPoolExecutor(1) as other:
        with unit_of_work(district.house) as work:
            _found_in(work, district.units[0].id if below else None)
            second = other.submit(one)
            with pytest.raises(TimeoutError):
                second.result(timeout=0.5)
        with pytest.raises(Invalid):
            second.result(timeout=10)


def _found_in(work: Work, parent_id: int | None) -> None:
    parent = work.session.get_one(Unit, parent_id) if parent_id else None
    terms: dict[str, Any] = {"kind": "chi_bo", "level": "cell", "parent": parent, "valid_from": date(2025, 1, 1)}
    unit.found(work, work.system(), name=NAME, short_name=NAME, **terms)


def test_a_name_that_reads_otherwise_is_taken_in_composed_form(district: District) -> None:
    found(district, NAME)
    assert found(district, unicodedata.normalize("NFD", "Chi bộ thôn Dắk Hòa 1")) == "Chi bộ thôn Dắk Hòa 1"


@pytest.mark.parametrize("name", ["Chi bộ \u202ethôn", "Chi bộ\x07", "Chi bộ\ud800", "Chi \ue000 bộ"])
def test_a_name_with_characters_that_nobody_sees_is_refused(district: District, name: str) -> None:
    with pytest.raises(TextRefused):
        found(district, name)

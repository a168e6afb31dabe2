"""How far a mandate reaches."""

from __future__ import annotations

import pytest

from states.registration import PROCESS
from states.roles import REACHES, ROLES, SYSTEM, reaches


@pytest.mark.parametrize(
    ("reach", "path", "covered"),
    [
        ("self", "1.2", True),
        ("self", "1", False),
        ("self", "1.2.5", False),
        ("self", "1.20", False),
        ("children", "1.2.5", True),
        ("children", "1.2", False),
        ("children", "1.2.5.7", False),
        ("children", "1.3", False),
        ("subtree", "1.2", True),
        ("subtree", "1.2.5", True),
        ("subtree", "1.2.5.7", True),
        ("subtree", "1.20", False),
        ("subtree", "1.20.5", False),
        ("subtree", "1", False),
        ("programme", "1.2.5", False),
    ],
)
def test_a_mandate_covers_only_what_its_reach_says(reach, path, covered):
    assert reaches(reach, own_path="1.2", path=path) is covered


@pytest.mark.parametrize("reach", ["self", "children", "subtree"])
def test_a_mandate_limited_to_a_programme_covers_nothing_outside_it(reach):
    path = "1.2.5" if reach == "children" else "1.2"
    assert reaches(reach, own_path="1.2", path=path, own_programme="a", programme="a")
    assert not reaches(reach, own_path="1.2", path=path, own_programme="a", programme="b")
    assert not reaches(reach, own_path="1.2", path=path, own_programme="a")
    assert reaches(reach, own_path="1.2", path=path, programme="b")


def test_the_reach_of_a_programme_covers_every_unit_in_it():
    assert reaches("programme", own_path="1.2", path="9.9", own_programme="a", programme="a")
    assert not reaches("programme", own_path="1.2", path="9.9", own_programme="a", programme="b")


@pytest.mark.parametrize("reach", REACHES)
def test_a_unit_without_a_place_in_the_tree_is_covered_by_nobody(reach):
    assert not reaches(reach, own_path="", path="1", own_programme="a", programme="a")
    assert not reaches(reach, own_path="1", path="", own_programme="a", programme="a")


def test_a_reach_that_does_not_exist_is_an_error():
    with pytest.raises(ValueError, match="everything"):
        reaches("everything", own_path="1", path="1")


def test_every_role_in_a_table_of_moves_is_on_the_list():
    assert len(set(ROLES)) == 12
    assert {role for move in PROCESS.moves for role in move.by} <= {*ROLES, SYSTEM}

"""Who may give which mandate, and who may stand in for whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from states import roles
from states.mandate import STANDS_IN, Absence, Extent, covers, may_give, why_not_stand_in

PATHS = ("1", "1.2", "1.2.3", "1.2.3.4", "1.20", "1.20.5")


def reached(extent: Extent) -> set[str]:
    return {path for path in PATHS if roles.reaches(extent.reach, own_path=extent.path, path=path)}


def test_whoever_gives_a_mandate_reaches_all_that_it_reaches() -> None:
    extents = [Extent(reach, path) for reach in ("self", "children", "subtree") for path in PATHS]
    for own, other in product(extents, extents):
        if covers(own, other):
            assert reached(other) <= reached(own), (own, other)
    assert covers(Extent("subtree", "1.2"), Extent("subtree", "1.2.3"))
    assert not covers(Extent("children", "1.2"), Extent("subtree", "1.2.3"))
    assert not covers(Extent("subtree", "1.2"), Extent("self", "1.20"))


def test_a_mandate_of_one_programme_gives_nothing_beyond_it() -> None:
    limited = Extent("subtree", "1.2", programme=7)
    assert covers(limited, Extent("self", "1.2.3", programme=7))
    assert not covers(limited, Extent("self", "1.2.3")) and not covers(limited, Extent("self", "1.2.3", programme=8))
    assert covers(Extent("programme", "", programme=7), Extent("self", "1.20", programme=7))


def test_a_whole_programme_is_given_only_from_above_its_issuer() -> None:
    whole = Extent("programme", "1.2", programme=7)
    assert covers(Extent("subtree", "1.2"), whole, issuer_path="1.2")
    assert not covers(Extent("subtree", "1.2"), whole, issuer_path="1")
    assert not covers(Extent("children", "1"), whole, issuer_path="1.2")


def test_managers_neither_make_nor_dismiss_administrators() -> None:
    assert not may_give(roles.MANAGER, roles.ADMINISTRATOR) and may_give(roles.ADMINISTRATOR, roles.ADMINISTRATOR)
    assert not any(may_give(role, roles.CLERK) for role in roles.ROLES if role not in ("manager", "administrator"))


GOOD = Absence(
    role="secretary", holds=True, is_stand_in=False, same_person=False, held_there=("clerk",), taken=False,
    today=date(2025, 5, 20), first=date(2025, 5, 21), end=date(2025, 6, 1),
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({}, ()),
        ({"role": "inspector"}, ("stand-in-role",)),
        ({"role": "manager"}, ("stand-in-role",)),
        ({"is_stand_in": True}, ("stand-in-passed-on",)),
        ({"same_person": True}, ("stand-in-oneself",)),
        ({"held_there": ()}, ("stand-in-elsewhere",)),
        ({"held_there": ("reviewer",)}, ("stand-in-elsewhere",)),
        ({"taken": True}, ("stand-in-taken",)),
        ({"first": date(2025, 5, 19)}, ("day-over",)),
        ({"end": date(2025, 5, 21)}, ("ends-before-it-begins",)),
        ({"end": date(2025, 8, 22)}, ("stand-in-too-long",)),
        ({"holds": False, "taken": True}, ("stand-in-taken", "stand-in-beyond")),
    ],
)
def test_who_may_not_stand_in_and_why(change: dict, reasons: tuple[str, ...]) -> None:
    assert why_not_stand_in(replace(GOOD, **change)) == reasons


def test_only_members_of_the_board_stand_in_for_its_signatory() -> None:
    assert STANDS_IN[roles.BOARD_SIGNATORY] == (roles.BOARD_SIGNATORY,)
    assert {role for roles_ in STANDS_IN.values() for role in roles_} <= set(roles.ROLES)

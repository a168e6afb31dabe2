"""How a unit stands, from above: one word, and all the reasons for it."""

from __future__ import annotations

from typing import Any

import pytest

from states.dashboard import (
    AMBER,
    GREEN,
    GREY,
    NOT_APPLICABLE,
    REASONS,
    RED,
    Facts,
    judge,
)

STORY = {"registers": True, "signs": True}
MONTHS = {"reports": True, "grades": 4}
CASES: list[tuple[dict[str, Any], str, tuple[str, ...]]] = [
    ({"asked": False, "overdue": 3}, NOT_APPLICABLE, ()),
    ({}, GREY, ()),
    (STORY, GREY, ("not_registered",)),
    ({**STORY, "round_over": True}, GREY, ("not_registered",)),
    ({**STORY, "round_over": True, "everyone": True}, RED, ("registration_missing",)),
    ({**STORY, "registration": "draft"}, GREY, ("not_registered",)),
    ({**STORY, "registration": "in_review"}, GREY, ("registering",)),
    ({**STORY, "registration": "rejected"}, RED, ("registration_rejected",)),
    ({**STORY, "registration": "changes_requested"}, AMBER, ("registration_returned",)),
    ({**STORY, "registration": "approved"}, AMBER, ("unsigned",)),
    ({**STORY, "registration": "approved", "signed": True}, GREEN, ("registered",)),
    ({**STORY, "registration": "approved", "signed": True, "inspection": "rectifying"}, AMBER, ("remedies_open",)),
    (
        {**STORY, "registration": "approved", "inspection": "concluded"}, RED, ("inspection_not_met", "unsigned"),
    ),
    (
        {**STORY, "registration": "approved", "signed": True, "inspection": "concluded", "inspection_met": True,
         "recognition": "published"}, GREEN, ("recognised", "registered"),
    ),
    ({**STORY, "registration": "closed", "recognition": "expired"}, GREEN, ("recognised", "registered")),
    ({**STORY, "registration": "closed", "signed": True, "recognition": "revoked"}, RED, ("revoked",)),
    ({**STORY, "registration": "closed", "signed": True, "recognition": "not_recognised"}, RED, ("not_recognised",)),
    ({**STORY, "registration": "closed", "signed": True, "recognition": "returned"}, AMBER, ("dossier_returned",)),
    (MONTHS, GREY, ("not_reported",)),
    ({**MONTHS, "overdue": 1}, RED, ("month_overdue",)),
    ({**MONTHS, "grade": 0}, GREEN, ("good_month",)),
    ({**MONTHS, "grade": 1, "late_days": 2}, AMBER, ("late_report",)),
    ({**MONTHS, "grade": 2}, AMBER, ("low_grade",)),
    ({**MONTHS, "grade": 3, "overdue": 1}, RED, ("month_overdue", "lowest_grade")),
    ({**MONTHS, "no_meeting": True}, RED, ("no_meeting",)),
]  # fmt: skip


@pytest.mark.parametrize(("known", "code", "reasons"), CASES)
def test_a_unit_stands_as_its_worst_reason_and_every_reason_is_said(
    known: dict[str, Any], code: str, reasons: tuple[str, ...]
) -> None:
    found = judge(Facts(**known))
    assert (found.code, found.reasons) == (code, reasons)


def test_every_reason_is_given_by_some_case() -> None:
    assert {reason for _, _, reasons in CASES for reason in reasons} == set(REASONS)

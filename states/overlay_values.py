"""The values of an edition that stand beside those of the framework edition which it concretises."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from .edition import Edition
from .edition_values import RECOGNITION

Value = Callable[[Edition], Any]
# What must not become less: numbers, shares, and what a unit is asked for. True is more than False.
AT_LEAST: dict[str, Value] = {
    "registration.resolution_required": lambda e: e.registration.resolution_required,
    "registration.contents_required": lambda e: e.registration.contents_required,
    "registration.roadmap_required": lambda e: e.registration.roadmap_required,
    "registration.incharge_required": lambda e: e.registration.incharge_required,
    "commitment.superior_signs": lambda e: e.commitment.superior_signs,
    "commitment.seats_required": lambda e: e.commitment.seats_required,
    "inspection.team_required": lambda e: e.inspection.team_required,
    "inspection.reply_days": lambda e: e.inspection.reply_days,  # what the unit may say against the minutes
    "recognition.quorum": lambda e: Fraction(str(e.recognition.voting.quorum)),
    "recognition.majority": lambda e: Fraction(str(e.recognition.voting.majority)),
    "deadlines.public_comment_days": lambda e: e.deadlines.public_comment_days,
}
# What must not become more: the days of offices, and how long a recognition holds.
AT_MOST: dict[str, Value] = {
    "registration.receive_days": lambda e: e.registration.receive_days,
    "registration.stage_days": lambda e: e.registration.stage_days,
    "inspection.announce_days": lambda e: e.inspection.announce_days,
    "inspection.check_days": lambda e: e.inspection.check_days,
    "inspection.minutes_days": lambda e: e.inspection.minutes_days,
    "inspection.recheck_days": lambda e: e.inspection.recheck_days,
    "inspection.conclude_days": lambda e: e.inspection.conclude_days,
    "recognition.receive_days": lambda e: e.recognition.receive_days,
    "recognition.check_days": lambda e: e.recognition.check_days,
    "recognition.appraise_days": lambda e: e.recognition.appraise_days,
    "recognition.answer_days": lambda e: e.recognition.answer_days,
    "recognition.vote_days": lambda e: e.recognition.vote_days,
    "recognition.valid_months": lambda e: e.recognition.valid_months,
    "deadlines.publish_within_days": lambda e: e.deadlines.publish_within_days,
}
# Last days "MM-DD" that must not become later.
NOT_LATER: dict[str, Value] = {
    "registration.register_by": lambda e: e.registration.register_by,
    "deadlines.mid_year_review": lambda e: e.deadlines.mid_year_review,
    "deadlines.self_assess_by": lambda e: e.deadlines.self_assess_by,
    "deadlines.appraise_by": lambda e: e.deadlines.appraise_by,
    "deadlines.decide_by": lambda e: e.deadlines.decide_by,
}
OF_PART = {  # deadlines that only this part has
    "deadlines.public_comment_days": RECOGNITION, "deadlines.publish_within_days": RECOGNITION,
}  # fmt: skip
# What must not be left out, by code.
KEPT: dict[str, Value] = {
    "unit_kinds": lambda e: e.unit_kinds,
    "signed": lambda e: e.signed,
    "people.second_person": lambda e: e.second_person,
    "registration.stages": lambda e: [f"{one.code} ({one.role})" for one in e.registration.stages],
    "inspection.evidence": lambda e: e.inspection.evidence,
    "recognition.appraisers": lambda e: e.recognition.bodies,
    "recognition.papers": lambda e: [one.code for one in e.recognition.papers if one.required],
}

"""When those who have not signed are reminded: what is planned, in which words, and the rule of one agreement."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import Blueprint
from wtforms.validators import InputRequired, NumberRange

from states.commitment_reminder import MOST_DAYS, MOST_TIMES, QUIET, ReminderRule

from .. import wording
from ..services import commitment_reminder
from .access import requires
from .commitment import act
from .current import actor, house, lang
from .deed import Answer
from .forms import StepForm

bp = Blueprint("commitment_reminder", __name__, url_prefix="/giao-uoc/<code>/lich-nhac")

USUAL = ReminderRule(2, 2, 3, QUIET)  # what an issuer finds where nobody has set a rule


class RuleForm(StepForm):
    """First after, then every so many days, at most so often, and not on these days."""

    first_after_days = wtforms.IntegerField(validators=[InputRequired("Ghi số ngày"), NumberRange(1, MOST_DAYS)])
    repeat_days = wtforms.IntegerField(validators=[InputRequired("Ghi số ngày"), NumberRange(1, MOST_DAYS)])
    cap = wtforms.IntegerField(validators=[InputRequired("Ghi số lần"), NumberRange(0, MOST_TIMES)])
    quiet = wtforms.SelectMultipleField(validate_choice=False)

    def rule(self) -> ReminderRule:
        """What was written."""
        return ReminderRule(
            self.first_after_days.data or 0, self.repeat_days.data or 0, self.cap.data or 0,
            tuple(self.quiet.data or ()),
        )  # fmt: skip


@bp.route("", methods=("GET", "POST"))
@requires("manager")
def set_rule(code: str) -> Answer:
    """Say how the parties of this agreement are reminded."""
    plan = commitment_reminder.get_plan(house(), actor(), code)
    rule = plan.rule or USUAL
    form = RuleForm(
        first_after_days=rule.first_after_days, repeat_days=rule.repeat_days, cap=rule.cap, quiet=list(rule.quiet)
    )
    days = [(one, wording.quiet_name(one, lang())) for one in QUIET]

    def given(sent: Any) -> dict[str, Any]:
        return {"seen": sent.seen.data, "rule": sent.rule()}

    return act(
        code, "set_reminders", form, commitment_reminder.set_rule, given, "commitment/reminders.html",
        lambda: {"plan": plan, "days": days},
    )  # fmt: skip

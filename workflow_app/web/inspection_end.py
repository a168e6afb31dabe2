"""The end of an inspection as people meet it: minutes, the unit's answer, remedies, the conclusion."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from ..services import inspection_case, inspection_check, inspection_fix, inspection_minutes
from .access import requires
from .current import actor, house
from .deed import Answer, CommentForm, ReasonForm, seen, with_reason
from .forms import StepForm
from .inspection_deed import BOTH, LEAD, act
from .inspection_fix_form import FixPage, RecheckPage
from .inspection_form import ConcludeForm
from .proof import proved_again
from .signing import may_be_signed

bp = Blueprint("inspection_end", __name__, url_prefix="/danh-gia")


def with_text(form: Any) -> dict[str, Any]:
    """The version that was seen, and what was written."""
    return {**seen(form), "text": form.text.data or ""}


@bp.route("/<code>/lap-bien-ban", methods=BOTH)
@requires(*LEAD)
def draft_minutes(code: str) -> Answer:
    """Close the scoring."""
    return act(code, "draft_minutes", StepForm(), inspection_check.draft_minutes)


@bp.route("/<code>/giai-trinh", methods=BOTH)
@requires("secretary")
def explain(code: str) -> Answer:
    """Say what the unit thinks of the minutes."""
    return act(code, "explain", ReasonForm(), inspection_minutes.explain, with_text)


@bp.route("/<code>/ky-bien-ban", methods=BOTH)
@requires("secretary")
@proved_again
@may_be_signed("inspection.sign_minutes")
def sign_minutes(code: str) -> Answer:
    """Accept the minutes."""
    return act(code, "sign_minutes", StepForm(), inspection_minutes.sign_minutes)


@bp.route("/<code>/khong-ky", methods=BOTH)
@requires(*LEAD)
def record_refusal(code: str) -> Answer:
    """Record that the unit does not sign, and why."""
    return act(code, "record_refusal", ReasonForm(), inspection_minutes.record_refusal, with_reason)


@bp.route("/<code>/yeu-cau-khac-phuc", methods=BOTH)
@requires(*LEAD)
def require_fix(code: str) -> Answer:
    """Ask the unit to remedy what is open."""
    return act(code, "require_fix", CommentForm(), inspection_fix.require_fix, with_text)


@bp.route("/<code>/bao-cao-khac-phuc", methods=BOTH)
@requires("secretary")
def report_fix(code: str) -> Answer:
    """Report what was remedied, finding by finding."""
    view = inspection_case.get_case(house(), actor(), code)
    return act(
        code, "report_fix", FixPage(view), inspection_fix.report_fix,
        lambda page: {**seen(page), "fixes": page.fixes()}, view=view,
    )  # fmt: skip


@bp.route("/<code>/phuc-tra", methods=BOTH)
@requires(*LEAD)
def recheck(code: str) -> Answer:
    """Accept what was remedied, or do not, finding by finding."""
    view = inspection_case.get_case(house(), actor(), code)
    return act(
        code, "recheck", RecheckPage(view), inspection_fix.recheck,
        lambda page: {**seen(page), "judgements": page.judgements()}, view=view,
    )  # fmt: skip


@bp.route("/<code>/ket-luan", methods=BOTH)
@requires(*LEAD)
@proved_again
def conclude(code: str) -> Answer:
    """Conclude the inspection."""
    return act(
        code, "conclude", ConcludeForm(), inspection_fix.conclude,
        lambda form: with_text(form) | {"outcome": form.outcome.data or ""},
    )  # fmt: skip

"""Acts on a case of any process: one form each, done once, answered by a page or by the same form as it was typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response
from wtforms.validators import DataRequired, Length

from states.process import Refused

from .. import wording
from ..formats import format_instant
from ..services.errors import Invalid, SignatureNeeded, Stale
from ..services.perform import Once
from . import proof, signing
from .current import actor, house, lang
from .errors import note_refusal
from .forms import Lines, StepForm, once
from .words import gettext

Answer = str | Response | tuple[str, int]
Problems = Sequence[tuple[str | None, str]]
Given = Callable[[Any], dict[str, Any]]  # what a form hands to the use case
LONGEST = 2000  # characters of a comment or reason


class CommentForm(StepForm):
    """A step with a comment, if there is something to say."""

    text = Lines(validators=[Length(max=LONGEST)])


class ReasonForm(StepForm):
    """A step that needs a reason in words."""

    text = Lines(validators=[DataRequired("Ghi lý do để các bên cùng biết"), Length(max=LONGEST)])


def seen(form: Any) -> dict[str, Any]:
    """What a step without words hands over: the version of the case that the page showed."""
    return {"seen": form.seen.data}


def with_reason(form: Any) -> dict[str, Any]:
    """The version that was seen, and a comment or reason."""
    return {"seen": form.seen.data, "reason": form.text.data or ""}


def deed_of(verb: Callable[..., Any], code: str, form: StepForm, given: Given = seen) -> Callable[[Once], Any]:
    """A use case on a case, for who is signed in, with what `given` takes out of the form."""
    return lambda once: verb(house(), actor().mandate_id, code, request=once, **given(form))


def attempt(
    code: str,
    name: str,
    form: StepForm,
    deed: Callable[[Once], Any],
    show: Callable[[Problems], str],
    leads_to: str,
) -> Answer:
    """Do an act once and go to `leads_to`; what cannot be done comes back with input and reasons."""
    problems = list(form.problems()) if not form.validate() else proof.refused()
    if problems:
        return show(problems), 422
    try:
        return _done(deed, once(form, str(request.endpoint), leads_to, signing.reply()))
    except Stale as stale:
        note_refusal(name, code, ["stale"])
        return show([(None, stale_words(stale))]), 409
    except Invalid as invalid:
        note_refusal(name, code, invalid.errors.values(), invalid.why)
        return show([(field, wording.reason_text(reason, lang())) for field, reason in invalid.errors.items()]), 422
    except Refused as refused:
        if refused.reasons == ("not-your-role",):
            raise
        note_refusal(name, code, refused.reasons)
        return show([(None, wording.reason_text(reason, lang())) for reason in refused.reasons]), 422


def _done(deed: Callable[[Once], Any], request_once: Once) -> Answer:
    """The way on after an act, or the page on which the person signs it first."""
    try:
        deed(request_once)
    except SignatureNeeded as needed:
        return signing.put(needed)
    return redirect(request_once.location, 303)


def stale_words(stale: Stale) -> str:
    """What changed since the page was opened, who did it and when."""
    at = format_instant(stale.changed_at, lang())
    if stale.kind.endswith(".save") or not stale.kind:
        return gettext("Bản nháp đã được sửa ở nơi khác lúc %(at)s. Xin đối chiếu trước khi gửi lại.", at=at)
    who = wording.role_name(stale.by_role, lang())
    did = wording.entry_kind_name(stale.kind, lang())
    changed = gettext("Hồ sơ vừa thay đổi: %(who)s %(did)s lúc %(at)s.", who=who, did=did, at=at)
    return changed + " " + gettext("Việc vừa gửi chưa được ghi; xin xem lại rồi quyết định.")

"""Acts on a case: one form each, done once, answered by the case's page or by the same form with what was typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import wtforms
from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms.validators import DataRequired, Length

from states.process import Refused

from .. import wording
from ..formats import format_instant
from ..services import registration_case
from ..services.errors import Invalid, Stale
from ..services.perform import Once
from ..services.registration_case import Action, CaseView
from .current import actor, house, lang
from .errors import note_refusal
from .forms import Lines, StepForm, once
from .registration_page import case_page, consequence, press
from .registration_steps import say
from .words import gettext

Answer = str | Response | tuple[str, int]
Problems = Sequence[tuple[str | None, str]]
LONGEST = 2000  # characters of a comment or reason


class CommentForm(StepForm):
    """A step with a comment, if there is something to say."""

    text = Lines(validators=[Length(max=LONGEST)])


class ReasonForm(StepForm):
    """A step that needs a reason in words."""

    text = Lines(validators=[DataRequired("Ghi lý do để các bên cùng biết"), Length(max=LONGEST)])


class RejectForm(StepForm):
    """A refusal: a reason of the edition's list, and a text."""

    reason = wtforms.StringField(validators=[DataRequired("Chọn một lý do")])
    text = Lines(validators=[DataRequired("Ghi rõ lý do để đơn vị hiểu và chuẩn bị cho đợt sau"), Length(max=LONGEST)])


class InchargeForm(StepForm):
    """Who is put in charge: the code of a mandate."""

    incharge = wtforms.StringField(validators=[DataRequired("Chọn một cấp ủy viên")])


def act(code: str, name: str, form: StepForm, deed: Callable[[Once], Any], leads_to: str = "") -> Answer:
    """Show the form of an act, or do it; the page is the same for every act that needs at most a few words."""

    def show(problems: Problems) -> str:
        return show_act(registration_case.get_case(house(), actor(), code), name, form, problems)

    return attempt(code, name, form, deed, show, leads_to) if request.method == "POST" else show([])


def attempt(
    code: str,
    name: str,
    form: StepForm,
    deed: Callable[[Once], Any],
    show: Callable[[Problems], str],
    leads_to: str = "",
) -> Answer:
    """Do an act once and go to the case or to `leads_to`; what cannot be done comes back with input and reasons."""
    if not form.validate():
        return show(list(form.problems())), 422
    location = leads_to or url_for("registration.case", code=code, da=name)
    try:
        deed(once(form, str(request.endpoint), location))
    except Stale as stale:
        note_refusal(name, code, ["stale"])
        return show([(None, stale_words(stale))]), 409
    except Invalid as invalid:
        note_refusal(name, code, invalid.errors.values())
        return show([(field, wording.reason_text(reason, lang())) for field, reason in invalid.errors.items()]), 422
    except Refused as refused:
        if refused.reasons == ("not-your-role",):
            raise
        note_refusal(name, code, refused.reasons)
        return show([(None, wording.reason_text(reason, lang())) for reason in refused.reasons]), 422
    return redirect(location, 303)


def show_act(view: CaseView, name: str, form: StepForm, problems: Problems) -> str:
    """The page of an act; what is not possible any more keeps its input and says why."""
    action = view.action(name) or Action(name, ("not-from-this-state",), False)
    people = registration_case.list_incharge(house(), actor(), view.code) if name == "assign_incharge" else ()
    reasons = [(reason.code, say(reason.name)) for reason in view.rules.registration.reject_reasons]
    return render_template(
        "registration/act.html",
        **case_page(view),
        form=form,
        problems=problems,
        action=press(view, action),
        consequence=consequence(name),
        people=[(person.mandate, person.name, person.unit) for person in people],
        reject_reasons=reasons,
    )


def stale_words(stale: Stale) -> str:
    """What changed since the page was opened, who did it and when."""
    at = format_instant(stale.changed_at, lang())
    if stale.kind.endswith(".save") or not stale.kind:
        return gettext("Bản nháp đã được sửa ở nơi khác lúc %(at)s. Xin đối chiếu trước khi gửi lại.", at=at)
    who = wording.role_name(stale.by_role, lang())
    did = wording.entry_kind_name(stale.kind, lang())
    changed = gettext("Hồ sơ vừa thay đổi: %(who)s %(did)s lúc %(at)s.", who=who, did=did, at=at)
    return f"{changed} {gettext('Việc vừa gửi chưa được ghi; xin xem lại rồi quyết định.')}"

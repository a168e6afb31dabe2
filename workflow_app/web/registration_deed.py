"""Acts on a registration that need at most a few words: one page for all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import wtforms
from flask import render_template, request, url_for
from wtforms.validators import DataRequired, Length

from ..services import registration_case
from ..services.offer import impossible
from ..services.registration_case import CaseView
from .current import actor, house
from .deed import LONGEST, Answer, Given, Problems, attempt, deed_of, seen
from .forms import Lines, StepForm
from .registration_page import case_page, consequence, press
from .registration_steps import say


class RejectForm(StepForm):
    """A refusal: a reason of the edition's list, and a text."""

    reason = wtforms.StringField(validators=[DataRequired("Chọn một lý do")])
    text = Lines(validators=[DataRequired("Ghi rõ lý do để đơn vị hiểu và chuẩn bị cho đợt sau"), Length(max=LONGEST)])


class InchargeForm(StepForm):
    """Who is put in charge: the code of a mandate."""

    incharge = wtforms.StringField(validators=[DataRequired("Chọn một cấp ủy viên")])


def act(
    code: str, name: str, form: StepForm, verb: Callable[..., Any], given: Given = seen, leads_to: str = ""
) -> Answer:
    """Show the form of an act, or do it; the page is the same for every act that needs at most a few words."""

    def show(problems: Problems) -> str:
        return show_act(registration_case.get_case(house(), actor(), code), name, form, problems)

    if request.method != "POST":
        return show([])
    return attempt(code, name, form, deed_of(verb, code, form, given), show, leads_to or confirmation(code, name))


def confirmation(code: str, name: str) -> str:
    """The page of the registration, which confirms the act just done."""
    return url_for("registration.case", code=code, da=name)


def show_act(view: CaseView, name: str, form: StepForm, problems: Problems) -> str:
    """The page of an act; what is not possible any more keeps its input and says why."""
    action = view.action(name) or impossible(name)
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

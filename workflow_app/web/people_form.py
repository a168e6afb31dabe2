"""The forms about people: what is asked, what is offered, and how a refused one comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import wtforms
from flask import redirect, render_template, request
from werkzeug.wrappers import Response
from wtforms.validators import InputRequired, Length, Optional

from states import roles
from states.mandate import USUAL_REACH, may_give

from .. import wording
from ..services import people, programme
from ..services.actor import Actor
from ..services.enrolment import Asked, Newcomer, Slip
from ..services.errors import Invalid
from . import proof
from .current import house, lang
from .errors import note_refusal
from .forms import Day, Form, KeyForm, Line, once
from .registration_steps import say
from .words import lazy

Answer = str | Response | tuple[str, int]
NO_NAME = lazy("Ghi họ và tên của người được mời")


class MandateFields(Form):
    """By which paper, in what position and until when."""

    title = Line(validators=[Length(max=100)])
    until = Day()
    document = Line(validators=[Length(max=40)])
    issued_on = Day()


class NewcomerFields(Form):
    """Who is invited."""

    name = Line(validators=[InputRequired(NO_NAME), Length(max=100)])
    login = Line(validators=[Optional(), Length(min=2, max=80)])
    contact = Line(validators=[Length(max=200)])
    another = wtforms.BooleanField()

    def newcomer(self) -> Newcomer:
        """The person as the use case wants it."""
        return Newcomer(
            self.name.data or "", self.login.data or "", self.contact.data or "", bool(self.another.data)
        )  # fmt: skip


class GrantForm(KeyForm, MandateFields):
    """A mandate: role, reach and programme beside its paper."""

    role = Line(validators=[InputRequired(lazy("Chọn vai trò"))])
    reach = Line()
    programme = Line()
    first = Day()

    def asked(self, unit: str) -> Asked:
        """The mandate as the use case wants it; without a reach it gets the usual one of its role."""
        role = self.role.data or ""
        reach = self.reach.data or USUAL_REACH.get(role, roles.CHILDREN)
        return asked_for(self, unit, role, reach, self.programme.data or "", self.first.data)


class InviteForm(GrantForm, NewcomerFields):
    """A newcomer with a first mandate."""


class ReplaceForm(KeyForm, MandateFields, NewcomerFields):
    """A newcomer in the place of somebody who leaves."""

    def asked(self, held: people.Held) -> Asked:
        """The mandate that is left, with a new paper."""
        return asked_for(self, held.unit_code, held.role, held.reach, held.programme, None)


class HandOverForm(KeyForm, MandateFields):
    """A mandate that somebody leaves, for somebody who has an account already."""

    asked = ReplaceForm.asked


class EndForm(KeyForm):
    """From which day on a mandate no longer holds; without one, from today."""

    on = Day()


class CloseForm(KeyForm):
    """Closing needs a box to be ticked: it cannot be taken back."""

    sure = wtforms.BooleanField(validators=[InputRequired(lazy("Đánh dấu để xác nhận việc đóng tài khoản"))])


@dataclass(frozen=True, slots=True)
class Offer:
    """What the viewer may give: pairs of code and words."""

    roles: list[tuple[str, str]]
    reaches: list[tuple[str, str]]
    programmes: list[tuple[str, str]]

    @classmethod
    def of(cls, actor: Actor) -> Offer:
        """What this actor may give."""
        names = {line.programme: say(line.rules.name) for line in programme.list_rounds(house())}
        programmes = [(code, names.get(code, code)) for code in people.list_programmes(house(), actor)]
        given = [role for role in roles.ROLES if may_give(actor.role, role)]
        return cls(
            [(role, wording.role_name(role, lang())) for role in given],
            [(reach, wording.reach_name(reach, lang())) for reach in roles.REACHES],
            programmes,
        )  # fmt: skip


def asked_for(form: Any, unit: str, role: str, reach: str, programme: str, first: date | None) -> Asked:
    """What every form of a mandate says alike."""
    return Asked(
        role, reach, unit, programme, form.title.data or "", first, form.until.data, form.document.data or "",
        form.issued_on.data,
    )  # fmt: skip


def attempt(
    form: KeyForm, deed: Callable[[Any], Any], template: str, values: dict[str, Any], leads_to: str,
    slip: Callable[[Slip], str] | None = None,
) -> Answer:  # fmt: skip
    """Show a form, or do what it asks, once; what cannot be done comes back as it was typed, with every reason."""
    if request.method == "GET":
        return render_template(template, **values, problems=[])
    if problems := form.problems() if not form.validate() else proof.refused():
        return render_template(template, **values, problems=problems), 422
    try:
        made = deed(once(form, str(request.endpoint), leads_to))
    except Invalid as invalid:
        note_refusal(str(request.endpoint), "", invalid.errors.values())
        fields = [(name if name in form else None, code) for name, code in invalid.errors.items()]
        reasons = [(name, wording.reason_text(code, lang())) for name, code in fields]
        return render_template(template, **values, problems=reasons), 422
    return slip(made) if slip is not None else redirect(leads_to, 303)

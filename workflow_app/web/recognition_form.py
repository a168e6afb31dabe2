"""The forms of a recognition, and how their fields are shown: one page serves every act."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import wtforms
from flask import request
from wtforms.validators import DataRequired, InputRequired, Length

from states.decision import Tally
from states.roles import SECRETARY

from .. import wording
from ..formats import format_day
from ..services.board import Ballot
from ..services.recognition_case import RecognitionView
from ..text import TextRefused, normalise
from .current import lang
from .deed import LONGEST, ReasonForm
from .forms import Day, Line, Lines, Number, StepForm
from .registration_steps import say
from .words import gettext, lazy

VERDICTS = ("agree", "disagree", "other")
WAYS = ("present", "absent", "recused")


class ProposeForm(StepForm):
    """The proposal: what the unit reports; the rest of the dossier is there already."""

    report = Lines(validators=[DataRequired(lazy("Ghi tóm tắt kết quả của đơn vị")), Length(max=4 * LONGEST)])


class OpinionForm(StepForm):
    """The opinion of one body."""

    body = wtforms.StringField(validators=[DataRequired(lazy("Chọn cơ quan"))])
    verdict = wtforms.StringField(validators=[DataRequired(lazy("Chọn đồng ý, không đồng ý hoặc ý kiến khác"))])
    text = Lines(validators=[DataRequired(lazy("Ghi căn cứ của ý kiến")), Length(max=LONGEST)])


class KnockOutForm(StepForm):
    """A fact that excludes recognition, with what it rests on."""

    fact = wtforms.StringField(validators=[DataRequired(lazy("Chọn một điều kiện loại"))])
    text = Lines(validators=[DataRequired(lazy("Ghi căn cứ: văn bản, ngày, nội dung")), Length(max=LONGEST)])


class NumberedForm(ReasonForm):
    """A knock-out to be lifted, or an objection to be answered, by its number."""

    number = wtforms.IntegerField(validators=[InputRequired(lazy("Chọn một mục"))])


class ObjectionForm(StepForm):
    """An objection as the office received it."""

    name = Line(validators=[DataRequired(lazy("Ghi họ tên người phản ánh")), Length(max=120)])
    contact = Line(validators=[DataRequired(lazy("Ghi cách liên hệ để trả lời")), Length(max=200)])
    received_on = Day(validators=[DataRequired(lazy("Ghi ngày nhận"))])
    text = Lines(validators=[DataRequired(lazy("Ghi nội dung phản ánh")), Length(max=2 * LONGEST)])
    admissible = wtforms.StringField(validators=[DataRequired(lazy("Chọn thụ lý hoặc không thụ lý"))])
    grounds = Lines(validators=[Length(max=LONGEST)])

    def validate_grounds(self, given: wtforms.Field) -> None:
        if self.admissible.data == "no" and not given.data:
            raise wtforms.ValidationError(lazy("Ghi căn cứ không thụ lý"))


class OwnPetitionForm(StepForm):
    """What the unit itself petitions for."""

    text = Lines(validators=[DataRequired(lazy("Ghi nội dung kiến nghị")), Length(max=2 * LONGEST)])


class ReturnForm(ReasonForm):
    """Why a dossier goes back, and which of its papers have to be mended."""

    papers = wtforms.SelectMultipleField(choices=[], validate_choice=False)


class CorrectForm(ReasonForm):
    """What the decision should have said."""

    unit_name = Line(validators=[DataRequired(lazy("Ghi tên đơn vị")), Length(max=300)])
    superior_name = Line(validators=[Length(max=300)])
    title = Line(validators=[DataRequired(lazy("Ghi danh hiệu")), Length(max=300)])


class VoteForm(StepForm):
    """The tally; who took part is read beside it, member by member."""

    in_favour = Number(validators=[InputRequired(lazy("Ghi số phiếu tán thành"))])
    against = Number(validators=[InputRequired(lazy("Ghi số phiếu không tán thành"))])
    other = Number(validators=[InputRequired(lazy("Ghi số ý kiến khác"))])

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the numbers, and that every reason can be read."""
        return super().validate(extra_validators) and not self.unreadable()

    def problems(self) -> list[tuple[str, str]]:
        """What is wrong with the numbers, and with the reasons."""
        return super().problems() + self.unreadable()

    def unreadable(self) -> list[tuple[str, str]]:
        """The reasons with characters that nobody can see."""
        found = []
        for name in (name for name in request.form if name.startswith("why-")):
            try:
                normalise(request.form[name])
            except TextRefused as refused:
                found.append((name, wording.reason_text(refused.code, lang())))
        return found

    def ballot(self) -> Ballot:
        """The vote as it was typed."""
        ways = {name.removeprefix("how-"): way for name, way in request.form.items() if name.startswith("how-")}
        present = tuple(code for code, way in ways.items() if way == "present")
        recused = {code: normalise(reason_of(code)) for code, way in ways.items() if way == "recused"}
        return Ballot(present, Tally(*(whole(self[name].data) for name in ("in_favour", "against", "other"))), recused)


def whole(value: Decimal | None) -> int:
    """A count; what is no whole number counts as none at all, and the sum then says so."""
    return int(value) if value is not None and value == value.to_integral_value() else -1


def reason_of(code: str) -> str:
    """Why a member is recused, as typed."""
    return " ".join(request.form.get(f"why-{code}", "").split())[:LONGEST]


@dataclass(frozen=True, slots=True)
class Shown:
    """One field of an act's page: kind is text, area, day, choice or choices."""

    name: str
    label: str
    kind: str = "area"
    hint: str | None = None
    options: list[tuple[str, str]] = field(default_factory=list)
    optional: bool = False


def fields_of(view: RecognitionView, action: str, form: StepForm) -> list[Shown]:
    """The fields of an act in the order in which they are asked for."""
    make = {
        "propose": lambda: [Shown("report", gettext("Báo cáo kết quả của đơn vị"))],
        "give_opinion": lambda: opinion_fields(view),
        "establish": lambda: knock_out_fields(view),
        "lift": lambda: [Shown("number", gettext("Điều kiện loại"), "choice", options=standing(view)), *reason(action)],
        "return": lambda: return_fields(view),
        "object": lambda: objection_fields(view),
        "petition": lambda: objection_fields(view) if isinstance(form, ObjectionForm) else own_petition_fields(),
        "answer": lambda: [Shown("number", gettext("Phản ánh"), "choice", options=waiting(view)), *reason(action)],
        "correct": lambda: [
            Shown("unit_name", gettext("Tên đơn vị"), "text"),
            Shown("superior_name", gettext("Trực thuộc"), "text", optional=True),
            Shown("title", gettext("Danh hiệu"), "text"),
            *reason(action),
        ],
    }
    if action in make:
        return make[action]()
    return reason(action) if isinstance(form, ReasonForm) else []


def reason(action: str) -> list[Shown]:
    """The words that go with an act."""
    labels = {
        "answer": gettext("Nội dung trả lời"),
        "correct": gettext("Chỗ sai và lý do đính chính"),
        "revoke": gettext("Lý do hủy bỏ (công khai)"),
    }
    return [Shown("text", labels.get(action, gettext("Lý do bằng lời")))]


def opinion_fields(view: RecognitionView) -> list[Shown]:
    names = {body.code: say(body.name) for body in view.rules.recognition.appraisers}
    verdicts = [(verdict, wording.opinion_name(verdict, lang())) for verdict in VERDICTS]
    return [
        Shown("body", gettext("Cơ quan thẩm định"), "choice", options=[(code, names[code]) for code in view.bodies]),
        Shown("verdict", gettext("Ý kiến"), "choice", options=verdicts),
        Shown("text", gettext("Căn cứ")),
    ]


def knock_out_fields(view: RecognitionView) -> list[Shown]:
    stands = {one.code for one in view.knock_outs if one.lifted_at is None}
    open_ones = [(one.code, say(one.name)) for one in view.rules.framework.knock_outs if one.code not in stands]
    return [
        Shown("fact", gettext("Điều kiện loại"), "choice", options=open_ones),
        Shown("text", gettext("Căn cứ xác lập"), hint=gettext("Văn bản nào, ngày nào, nội dung gì")),
    ]


def objection_fields(view: RecognitionView) -> list[Shown]:
    never = gettext("Chỉ người xử lý hồ sơ đọc được; không công khai")
    admitted = [("yes", gettext("Thụ lý, phải trả lời")), ("no", gettext("Không thụ lý"))]
    return [
        Shown("name", gettext("Người phản ánh"), "text", never),
        Shown("contact", gettext("Cách liên hệ"), "text", never),
        Shown("received_on", gettext("Ngày nhận"), "day"),
        Shown("text", gettext("Nội dung phản ánh, kiến nghị")),
        Shown("admissible", gettext("Thụ lý"), "choice", options=admitted),
        Shown("grounds", gettext("Căn cứ không thụ lý"), optional=True),
    ]


def own_petition_fields() -> list[Shown]:
    said = gettext("Gửi với tên của đơn vị; người chưa tham gia hồ sơ trả lời")
    return [Shown("text", gettext("Nội dung kiến nghị"), hint=said)]


def return_fields(view: RecognitionView) -> list[Shown]:
    papers = [(line.paper.code, say(line.paper.name)) for line in view.papers]
    label = gettext("Tài liệu cần bổ sung hoặc thay")
    which = [Shown("papers", label, "choices", options=papers, optional=True)] if papers else []
    return [*which, *reason("return")]


def standing(view: RecognitionView) -> list[tuple[str, str]]:
    """The knock-outs that stand, by number."""
    names = {one.code: say(one.name) for one in view.rules.framework.knock_outs}
    return [(str(one.number), names.get(one.code, one.code)) for one in view.knock_outs if one.lifted_at is None]


def waiting(view: RecognitionView) -> list[tuple[str, str]]:
    """The objections that wait for an answer, by number."""
    return [
        (str(one.number), f"{format_day(one.received_on, lang())}: {one.text[:120]}")
        for one in view.objections
        if one.admissible and one.answered_at is None
    ]


def new_form(action: str, view: RecognitionView | None = None, role: str = "") -> StepForm:
    """The form of an act, begun with what is known; a unit petitions on another one than the office."""
    if action == "petition" and role == SECRETARY:
        return OwnPetitionForm()
    if action == "propose":
        return ProposeForm(report=view.report if view else "")
    if action == "give_opinion" and view is not None and len(view.bodies) == 1:
        return OpinionForm(body=view.bodies[0])
    if action == "correct" and view is not None and view.texts:
        last = view.texts[-1]
        return CorrectForm(unit_name=last.unit_name, superior_name=last.superior_name, title=last.title)
    kinds: dict[str, Any] = {
        "give_opinion": OpinionForm, "establish": KnockOutForm, "lift": NumberedForm, "answer": NumberedForm,
        "object": ObjectionForm, "petition": ObjectionForm, "return": ReturnForm, "record_vote": VoteForm,
        "correct": CorrectForm,
    }  # fmt: skip
    with_reason = ("decide_no", "exclude", "revoke")
    form: StepForm = kinds.get(action, ReasonForm if action in with_reason else StepForm)()
    return form

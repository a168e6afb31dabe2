"""The forms of an inspection: the sheet of points, one card a criterion, and the small forms of its acts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import wtforms
from wtforms.validators import DataRequired, InputRequired, Length

from states.framework import Framework

from ..formats import format_number
from ..services.inspection_case import CaseView, Line
from ..services.inspection_draft import canonical_points, is_unreasoned
from ..services.inspection_matter import NOT_APPLICABLE, Sheet
from .current import lang
from .deed import LONGEST
from .forms import Day, Form, Lines, Number, StepForm
from .words import gettext

Problems = list[tuple[str, str]]  # name of the input, what is wrong


class PlanForm(StepForm):
    """The day of the visit."""

    visit_on = Day(validators=[InputRequired("Nhập ngày kiểm tra, ví dụ 18/06/2025")])


class TeamForm(StepForm):
    """Codes of mandates: the head, and the other members."""

    lead = wtforms.StringField(validators=[DataRequired("Chọn một tổ trưởng")])
    members = wtforms.SelectMultipleField(choices=[], validate_choice=False)


class FindingForm(StepForm):
    """Something that was found: what it is about, how serious it is, and what it is."""

    severity = wtforms.StringField(validators=[DataRequired("Chọn mức độ của nội dung")])
    subject = wtforms.StringField(validators=[DataRequired("Chọn tiêu chí hoặc điều kiện loại")])
    text = Lines(validators=[DataRequired("Viết rõ nội dung đã ghi nhận"), Length(max=LONGEST)])


class MinutesForm(StepForm):
    """The minutes; `draft_seen` is the version of what was kept of them."""

    draft_seen = wtforms.IntegerField(validators=[InputRequired()])
    text = Lines(validators=[DataRequired("Viết nội dung biên bản"), Length(max=20_000)])


class ConcludeForm(StepForm):
    """The conclusion, and its reasons in words."""

    outcome = wtforms.StringField(validators=[DataRequired("Chọn một kết luận")])
    text = Lines(validators=[DataRequired("Ghi căn cứ của kết luận"), Length(max=LONGEST)])


class PracticeForm(StepForm):
    """What others can learn from."""

    text = Lines(validators=[DataRequired("Viết rõ cách làm và kết quả"), Length(max=LONGEST)])


class PointsForm(Form):
    """One criterion: points or that it does not apply, note, a further file, and the files taken out again."""

    points = Number()
    left_out = wtforms.BooleanField()
    note = Lines(validators=[Length(max=1000)])
    file = wtforms.FileField()
    remove = wtforms.SelectMultipleField(choices=[], validate_choice=False)


class SheetHead(Form):
    """What the page of points showed: versions of the case and of the draft."""

    seen = wtforms.IntegerField(validators=[InputRequired()])
    draft_seen = wtforms.IntegerField(validators=[InputRequired()])


class SheetPage:
    """The sheet of one side, filled in from what is known or from what was posted."""

    def __init__(self, view: CaseView, posted: Any = None) -> None:
        self.view, self.framework = view, view.rules.framework
        self.head = SheetHead(posted, seen=view.version, draft_seen=view.draft_version)
        self.head.validate()
        self.cards = [Card(self.framework, line, place, view, posted) for place, line in enumerate(view.lines)]

    def sheet(self) -> Sheet:
        """The sheet as the draft can keep it; what cannot be read stays as it was."""
        return {card.code: card.part() for card in self.cards}

    def problems(self) -> Problems:
        """What cannot be read or does not fit."""
        return [problem for card in self.cards for problem in card.problems()]

    def unscored(self) -> Problems:
        """Criteria about which something was written, but no points given."""
        told = [(card, card.part()) for card in self.cards]
        return [
            (card.name("points"), gettext("Nhập điểm cho tiêu chí %(code)s", code=card.code))
            for card, part in told
            if not part["points"] and (part["note"] or part["files"]) and not card.form.points.errors
        ]

    def unreasoned(self) -> Problems:
        """Criteria that do not apply, nobody knows why."""
        return [
            (card.name("note"), gettext("Ghi rõ vì sao tiêu chí %(code)s không áp dụng với đơn vị", code=card.code))
            for card in self.cards
            if is_unreasoned(card.part())
        ]

    def total(self) -> Decimal:
        return sum((Decimal(card.part()["points"] or 0) for card in self.cards if not card.left_out), Decimal(0))

    def most(self) -> Decimal:
        """The points of the criteria that apply."""
        return sum((card.line.criterion.max for card in self.cards if not card.left_out), Decimal(0))

    def scored(self) -> int:
        return sum(1 for card in self.cards if card.part()["points"])


class Card:
    """One criterion of a sheet."""

    def __init__(self, framework: Framework, line: Line, place: int, view: CaseView, posted: Any) -> None:
        self.line, self.place, self.code = line, place, line.criterion.code
        self.step = framework.step
        self.old = view.draft.get(self.code) or _recorded(line, view)
        self.added: list[dict[str, Any]] = []  # uploads taken in with this form
        self.refused_file = ""
        written = self.old["points"]
        points = Decimal(written) if written not in ("", NOT_APPLICABLE) else None
        values = {"points": points, "left_out": written == NOT_APPLICABLE, "note": self.old["note"]}
        self.form = PointsForm(posted, prefix=f"c{place}-", **values)
        if posted is not None:
            self.form.validate()
            self._check_points()

    def name(self, key: str) -> str:
        return f"c{self.place}-{key}"

    def _check_points(self) -> None:
        given, most = self.form.points.data, self.line.criterion.max
        if self.form.points.errors or given is None:
            return
        if self.form.left_out.data:
            self.form.points.errors = [gettext("Xóa điểm, hoặc bỏ chọn “Không áp dụng với đơn vị”")]
            return
        if 0 <= given <= most and not given % self.step:
            return
        shown = {"most": format_number(most, lang()), "step": format_number(self.step.normalize(), lang())}
        self.form.points.errors = [gettext("Nhập từ 0 đến %(most)s, theo bước %(step)s", **shown)]

    def part(self) -> dict[str, Any]:
        """Points, note and files as they are kept."""
        points, note = self.form.points, self.form.note
        written = "" if points.data is None else canonical_points(points.data)
        written = NOT_APPLICABLE if self.form.left_out.data else written
        gone = set(self.form.remove.data or [])
        return {
            "points": self.old["points"] if points.errors else written,
            "note": self.old["note"] if note.errors else note.data or "",
            "files": [one for one in [*self.old["files"], *self.added] if one["code"] not in gone],
        }

    def problems(self) -> Problems:
        found = [(self.name(key), str(self.form[key].errors[0])) for key in ("points", "note") if self.form[key].errors]
        return found + ([(self.name("file"), self.refused_file)] if self.refused_file else [])

    def shown(self, key: str) -> str:
        return self.form.shown(key)

    @property
    def left_out(self) -> bool:
        """Whether the criterion is marked as not applicable."""
        return bool(self.part()["points"] == NOT_APPLICABLE)

    @property
    def earlier_draft(self) -> bool:
        """Whether the team recorded something else than what this person is writing."""
        return self.line.team is not None and self.old != _of(self.line.team)


def _recorded(line: Line, view: CaseView) -> dict[str, Any]:
    """What the page begins with: the team goes on from what it recorded; the unit from nothing."""
    if view.in_team and line.team is not None:
        return _of(line.team)
    return {"points": "", "note": "", "files": []}


def _of(points: Any) -> dict[str, Any]:
    written = NOT_APPLICABLE if points.points is None else canonical_points(points.points)
    return {"points": written, "note": points.note, "files": list(points.files)}



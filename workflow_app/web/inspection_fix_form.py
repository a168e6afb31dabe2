"""The forms in which findings are answered one by one: by the unit, and by the head of the team."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import wtforms
from wtforms.validators import Length

from ..services.inspection_case import CaseView, FindingLine
from .deed import LONGEST
from .forms import Form, Lines, StepForm
from .words import gettext


class FixForm(Form):
    """What the unit did about one finding."""

    fix = Lines(validators=[Length(max=LONGEST)])


class JudgementForm(Form):
    """Whether the team accepts it, and what it has to say."""

    accepted = wtforms.StringField()
    judgement = Lines(validators=[Length(max=LONGEST)])


class FindingsPage(StepForm):
    """A step with one small form for each finding that is open."""

    row_form: type[Form] = FixForm

    def __init__(self, view: CaseView) -> None:
        super().__init__()
        self.open = [found for found in view.findings if found.is_open]
        self.rows = {found.number: self.row_form(prefix=f"n{found.number}-") for found in self.open}

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Every row is looked at, so that all that is wrong is said at once."""
        good = super().validate(extra_validators)
        return not [*self.row_problems()] and all([row.validate() for row in self.rows.values()]) and good

    def problems(self) -> list[tuple[str, str]]:
        found = [(f"n{n}-{name}", text) for n, row in self.rows.items() for name, text in row.problems()]
        return super().problems() + found + [*self.row_problems()]

    def row_problems(self) -> Iterator[tuple[str, str]]:
        """What is missing in the rows."""
        yield from ()

    def items(self) -> list[tuple[FindingLine, Form]]:
        return [(found, self.rows[found.number]) for found in self.open]


class FixPage(FindingsPage):
    """The unit's report."""

    def fixes(self) -> dict[int, str]:
        return {number: row["fix"].data or "" for number, row in self.rows.items()}

    def row_problems(self) -> Iterator[tuple[str, str]]:
        for number, row in self.rows.items():
            if not row["fix"].data:
                yield f"n{number}-fix", gettext("Viết kết quả khắc phục nội dung %(n)s", n=number)


class RecheckPage(FindingsPage):
    """The recheck."""

    row_form = JudgementForm

    def judgements(self) -> dict[int, tuple[bool, str]]:
        given = {n: (row["accepted"].data, row["judgement"].data or "") for n, row in self.rows.items()}
        return {number: (choice == "yes", text) for number, (choice, text) in given.items() if choice}

    def row_problems(self) -> Iterator[tuple[str, str]]:
        for number, row in self.rows.items():
            if row["accepted"].data not in ("yes", "no"):
                yield f"n{number}-accepted", gettext("Chọn kết quả phúc tra nội dung %(n)s", n=number)
            elif row["accepted"].data == "no" and not row["judgement"].data:
                yield f"n{number}-judgement", gettext("Ghi lý do chưa đạt của nội dung %(n)s", n=number)

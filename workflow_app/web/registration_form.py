"""The steps in which a registration is written: what was typed, what of it can be kept, and what is wrong with it.

A draft keeps whatever can be read; what is still empty is only held against a person who goes on to the next step.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import wtforms
from wtforms.validators import InputRequired, Length, ValidationError

from .. import document_numbers
from ..clock import day_of
from ..formats import format_day, parse_day
from ..services.registration_case import CaseView
from ..services.registration_content import ROWS, Content
from .current import house, lang
from .forms import Day, Form, Line, Lines
from .words import gettext

Problems = list[tuple[str, str]]  # name of the input, what is wrong
MOST_ROWS = 50


class DraftForm(Form):
    """What every step carries: the version of the draft that the page showed."""

    draft_seen = wtforms.IntegerField(validators=[InputRequired()])


class ResolutionForm(DraftForm):
    """Number, day and file of the unit's resolution; `file_code` names a file that was uploaded before."""

    number = Line(validators=[Length(max=60)])
    date = Day()
    file = wtforms.FileField()
    file_code = wtforms.StringField()

    def validate_number(self, field: Line) -> None:
        if field.data and document_numbers.parse(field.data) is None:
            raise ValidationError(gettext("Số và ký hiệu chưa đúng; nhập như 05-NQ/CB"))

    def validate_date(self, field: Day) -> None:
        today = day_of(house().clock())
        if field.data and field.data > today:
            shown = format_day(today, lang())
            raise ValidationError(gettext("Ngày nghị quyết không được sau hôm nay, %(today)s", today=shown))


class ContentRow(Form):
    """One content, and the result by which it is measured."""

    text = Lines(validators=[Length(max=1000)])
    measure = Lines(validators=[Length(max=500)])


class RoadmapRow(Form):
    """One step of the roadmap: task, due day, and who is responsible."""

    task = Lines(validators=[Length(max=1000)])
    due = Day()
    responsible = Line(validators=[Length(max=120)])


ROW_FORMS: dict[str, type[Form]] = {"contents": ContentRow, "roadmap": RoadmapRow}


class ResolutionStep:
    """The step of the resolution, filled in from the draft or from what was posted."""

    group = "resolution"

    def __init__(self, view: CaseView, posted: Any = None) -> None:
        self.old: dict[str, Any] = view.content["resolution"]
        self.fields = [key for key in ("number", "date", "file") if is_editable(view, f"resolution.{key}")]
        values = {"number": self.old["number"], "date": parse_day(self.old["date"]), "draft_seen": view.draft_version}
        self.form = ResolutionForm(posted, **values)
        self.file = self.old["file"]  # replaced when an upload is taken in
        self.refused_file = ""
        if posted is not None:
            self.form.validate()

    @property
    def draft_seen(self) -> int:
        return self.form.draft_seen.data or 0

    def items(self) -> list[dict[str, str]]:
        """No rows: this step has plain fields."""
        return []

    def part(self) -> Content:
        """The section as the draft can keep it; what cannot be read stays as it was."""
        kept = dict(self.old)
        if "number" in self.fields and not self.form.number.errors:
            parsed = document_numbers.parse(self.form.number.data or "")
            kept["number"] = parsed.canonical if parsed else ""
        if "date" in self.fields and not self.form.date.errors:
            kept["date"] = self.form.date.data.isoformat() if self.form.date.data else ""
        if "file" in self.fields:
            kept["file"] = self.file
        return {"resolution": kept}

    def problems(self) -> Problems:
        """What cannot be read."""
        found = [(name, text) for name, text in self.form.problems() if name in self.fields]
        return found + ([("file", self.refused_file)] if self.refused_file else [])

    def missing(self) -> Problems:
        """What is still empty."""
        kept, wrong = self.part()["resolution"], dict(self.problems())
        words = {
            "number": gettext("Nhập số và ký hiệu nghị quyết, ví dụ 05-NQ/CB"),
            "date": gettext("Nhập ngày ban hành nghị quyết, ví dụ 05/06/2025"),
            "file": gettext("Chọn tệp nghị quyết"),
        }
        return [(key, words[key]) for key in self.fields if not kept[key] and key not in wrong]


class RowsStep:
    """The step of the contents or of the roadmap: rows that can be added and taken away."""

    def __init__(self, view: CaseView, group: str, posted: Mapping[str, Any] | None = None) -> None:
        self.group, self.old = group, view.content[group]
        self.whole = is_editable(view, group)  # rows can be added and taken away
        self.draft = DraftForm(posted, draft_seen=view.draft_version)
        self.rows: dict[int, Form] = {}
        for index in self._indexes(view, posted):
            values = _values(self.old[index]) if index < len(self.old) else {}
            self.rows[index] = ROW_FORMS[group](posted, prefix=f"{group}-{index}-", **values)
        if posted is not None:
            for form in (self.draft, *self.rows.values()):
                form.validate()

    @property
    def draft_seen(self) -> int:
        return self.draft.draft_seen.data or 0

    def _indexes(self, view: CaseView, posted: Mapping[str, Any] | None) -> list[int]:
        if not self.whole:
            return [i for i in range(len(self.old)) if is_editable(view, f"{self.group}.{i}")]
        if posted is None:
            return list(range(len(self.old)))
        named = re.compile(rf"{self.group}-(\d{{1,3}})-(?:{'|'.join(ROWS[self.group])})")
        return sorted({int(found[1]) for name in posted if (found := named.fullmatch(name))})[:MOST_ROWS]

    def part(self) -> Content:
        """The rows as the draft can keep them, without those in which nothing was written."""
        if not self.whole:
            kept = deepcopy(self.old)
            for index, row in self.rows.items():
                kept[index] = self._row(index, row)
            return {self.group: kept}
        rows = [self._row(index, row) for index, row in self.rows.items()]
        return {self.group: [row for row in rows if any(row.values())]}

    def _row(self, index: int, form: Form) -> dict[str, str]:
        was = self.old[index] if index < len(self.old) else {}
        row = {}
        for key in ROWS[self.group]:
            value = form[key].data
            written = value.isoformat() if hasattr(value, "isoformat") else (value or "")
            row[key] = was.get(key, "") if form[key].errors else written
        return row

    def problems(self) -> Problems:
        """What cannot be read."""
        return [(self._name(index, key), text) for index, row in self.rows.items() for key, text in row.problems()]

    def missing(self) -> Problems:
        """What is still empty in the rows that were begun; with no row at all, the first row."""
        wrong, words = dict(self.problems()), _missing_words()
        keys = ROWS[self.group]
        begun = {index: row for index, row in self.rows.items() if not self.whole or any(map(row.shown, keys))}
        if not begun:
            return [(f"{self.group}-0-{keys[0]}", words[keys[0]])]
        places = [(self._name(index, key), row, key) for index, row in begun.items() for key in keys]
        return [(name, words[key]) for name, row, key in places if not row.shown(key).strip() and name not in wrong]

    def _name(self, index: int, key: str) -> str:
        """The name of an input as the page shows it: rows that can be taken away are numbered without a gap."""
        place = list(self.rows).index(index) if self.whole else index
        return f"{self.group}-{place}-{key}"

    def items(self) -> list[dict[str, str]]:
        """The rows as they stand on the page."""
        return [{key: row.shown(key) for key in ROWS[self.group]} for row in self.rows.values()]


Step = ResolutionStep | RowsStep


def fill(view: CaseView, group: str, posted: Any = None) -> Step:
    """A step of a registration, from the draft or from what was posted."""
    return ResolutionStep(view, posted) if group == "resolution" else RowsStep(view, group, posted)


def is_editable(view: CaseView, field: str) -> bool:
    """Whether the unit may change a field: all of a draft, and exactly what was marked of what was sent back."""
    if view.state == "draft":
        return True
    marked = {mark.field for mark in view.marks}
    return field in marked or field.partition(".")[0] in marked


def with_rows(step: RowsStep, posted: Mapping[str, Any]) -> list[dict[str, str]]:
    """The rows of a page without script after "add" or "remove" was pressed."""
    items = step.items()
    if posted.get("add") == step.group:
        return [*items, {}][:MOST_ROWS]
    gone = str(posted.get("remove", "")).removeprefix(f"{step.group}-")
    return [item for place, item in zip(step.rows, items, strict=True) if str(place) != gone]


def _values(row: Mapping[str, str]) -> dict[str, Any]:
    return {key: parse_day(value) if key == "due" else value for key, value in row.items()}


def _missing_words() -> dict[str, str]:
    return {
        "text": gettext("Nhập nội dung đăng ký, hoặc bỏ dòng này"),
        "measure": gettext("Nhập kết quả cần đạt"),
        "task": gettext("Nhập việc phải làm, hoặc bỏ dòng này"),
        "due": gettext("Nhập thời hạn, ví dụ 30/09/2025"),
        "responsible": gettext("Nhập họ và tên người phụ trách"),
    }

"""Writing an agreement: its title, its clauses as rows, and the units that are asked to sign."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import wtforms
from flask import request
from wtforms.validators import InputRequired, Length

from ..services.commitment_case import AgreementView
from ..services.commitment_draft import MOST_CLAUSES
from .forms import Form, Line, Lines
from .words import gettext

CLAUSE = re.compile(r"clauses-(\d{1,3})-text")


class ClauseRow(Form):
    """One clause; its id stays with it, and a new one has none yet."""

    id = Line()
    text = Lines(validators=[Length(max=4000)])


class AgreementForm(Form):
    """The draft, with the version of it that the page showed."""

    draft_seen = wtforms.IntegerField(validators=[InputRequired()])
    title = Line(validators=[Length(max=300)])
    units = wtforms.SelectMultipleField(validate_choice=False)


class AgreementDraft:
    """The draft as a page shows it, from the database or from what was posted."""

    def __init__(self, view: AgreementView) -> None:
        posted = request.form if request.method == "POST" else None
        draft = view.draft
        self.form = AgreementForm(posted, draft_seen=view.draft_version, title=draft["title"], units=draft["units"])
        self.rows = [ClauseRow(posted, prefix=f"clauses-{i}-", **values) for i, values in _rows(draft, posted)]
        if posted is not None:
            for form in (self.form, *self.rows):
                form.validate()

    @property
    def draft_seen(self) -> int:
        return self.form.draft_seen.data or 0

    def items(self) -> list[dict[str, str]]:
        """The clauses as they stand on the page, after "add" or "remove" was pressed without script."""
        items = [{"id": row.shown("id"), "text": row.shown("text")} for row in self.rows]
        if request.form.get("add") == "clauses":
            return [*items, {}][:MOST_CLAUSES]
        gone = request.form.get("remove", "")
        return [item for row, item in zip(self.rows, items, strict=True) if f"{row._prefix}" != f"{gone}-"]

    def draft(self) -> dict[str, Any]:
        """What can be kept: clauses in which something was written."""
        clauses = [{"id": row.id.data or "", "text": row.text.data or ""} for row in self.rows]
        return {
            "title": self.form.title.data or "",
            "clauses": [one for one in clauses if one["text"]],
            "units": list(self.form.units.data or ()),
        }

    def problems(self) -> list[tuple[str | None, str]]:
        """What cannot be read."""
        found: list[tuple[str | None, str]] = list(self.form.problems())
        return found + [(f"{row._prefix}{name}", text) for row in self.rows for name, text in row.problems()]

    def missing(self) -> list[tuple[str | None, str]]:
        """What is still empty."""
        found: list[tuple[str | None, str]] = []
        if not self.form.title.data:
            found.append(("title", gettext("Ghi tên bản ký kết")))
        if not self.draft()["clauses"]:
            found.append(("clauses-0-text", gettext("Ghi ít nhất một điều")))
        return found


def _rows(draft: Mapping[str, Any], posted: Mapping[str, Any] | None) -> list[tuple[int, dict[str, str]]]:
    if posted is None:
        return list(enumerate(draft["clauses"]))
    indexes = {int(found[1]) for name in posted if (found := CLAUSE.fullmatch(name))}
    return [(index, {}) for index in sorted(indexes)[:MOST_CLAUSES]]

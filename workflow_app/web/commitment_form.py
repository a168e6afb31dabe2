"""Writing an agreement: its title, recitals, articles and clauses as rows, and the units that are asked to sign."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import wtforms
from flask import request
from wtforms.validators import InputRequired, Length

from ..services.commitment_case import AgreementView
from ..services.commitment_clauses import MOST_CLAUSES, MOST_RECITALS, as_written
from .forms import Day, Form, Line, Lines
from .words import gettext

ROW = re.compile(r"(clauses|recitals)-(\d{1,3})-\w+")
MOST = {"clauses": MOST_CLAUSES, "recitals": MOST_RECITALS}


class RecitalRow(Form):
    """What the text rests on: a document of the register, or words."""

    document = Line()
    text = Lines(validators=[Length(max=1000)])


class ClauseRow(Form):
    """One clause; its id stays with it, and a new one has none yet."""

    id = Line()
    article = Line()
    heading = Line(validators=[Length(max=300)])
    text = Lines(validators=[Length(max=4000)])
    owner = Line()
    due = Day()
    measure = Lines(validators=[Length(max=500)])
    target = Line()


ROWS: dict[str, type[Form]] = {"recitals": RecitalRow, "clauses": ClauseRow}


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
        self.rows = {group: _rows(group, draft, posted) for group in ROWS}
        if posted is not None:
            for form in (self.form, *self.rows["recitals"], *self.rows["clauses"]):
                form.validate()

    @property
    def draft_seen(self) -> int:
        return self.form.draft_seen.data or 0

    def items(self, group: str) -> list[dict[str, str]]:
        """The rows as they stand on the page, after "add" or "remove" was pressed without script."""
        items = [{field.short_name: row.shown(field.short_name) for field in row} for row in self.rows[group]]
        if request.form.get("add") == group:
            return [*items, {}][: MOST[group]]
        gone = request.form.get("remove", "")
        return [item for row, item in zip(self.rows[group], items, strict=True) if row._prefix != f"{gone}-"]

    def draft(self) -> dict[str, Any]:
        """What can be kept: rows in which something was written."""
        clauses = [_clause(row) for row in self.rows["clauses"]]
        recitals = [
            {"document": row["document"].data or "", "text": row["text"].data or "", "at": _place(row)}
            for row in self.rows["recitals"]
        ]
        return {
            "title": self.form.title.data or "",
            "recitals": recitals,
            "clauses": [one for one in clauses if one["text"]],
            "units": list(self.form.units.data or ()),
        }

    def problems(self) -> list[tuple[str | None, str]]:
        """What cannot be read, and a heading that no clause stands under."""
        found: list[tuple[str | None, str]] = list(self.form.problems())
        for row in (*self.rows["recitals"], *self.rows["clauses"]):
            found += [(f"{row._prefix}{name}", text) for name, text in row.problems()]
        for row in self.rows["clauses"]:
            if not row["text"].data and (row["heading"].data or row["owner"].data):
                found.append((f"{row._prefix}text", gettext("Ghi nội dung của khoản này, hoặc bỏ dòng này")))
            if not row["owner"].data and any(row[name].data for name in ("due", "measure", "target")):
                found.append((f"{row._prefix}owner", gettext("Chọn người thực hiện, hoặc bỏ hạn và thước đo")))
        return found

    def missing(self) -> list[tuple[str | None, str]]:
        """What is still empty."""
        found: list[tuple[str | None, str]] = []
        if not self.form.title.data:
            found.append(("title", gettext("Ghi tên bản ký kết")))
        if not self.draft()["clauses"]:
            found.append(("clauses-0-text", gettext("Ghi ít nhất một điều")))
        return found


def _clause(row: Form) -> dict[str, Any]:
    """A clause as it is handed on; `at` is its row on the page, for what is wrong with it."""
    found = {name: row[name].data or "" for name in ("id", "article", "heading", "text")} | {"at": _place(row)}
    if owner := row["owner"].data:
        due = row["due"].data.isoformat() if row["due"].data else ""
        found["obligation"] = {
            "owner": owner, "due": due, "measure": row["measure"].data or "", "target": row["target"].data or "",
        }  # fmt: skip
    return found


def _place(row: Form) -> str:
    return row._prefix.split("-")[1]


def _rows(group: str, draft: Mapping[str, Any], posted: Mapping[str, Any] | None) -> list[Form]:
    if posted is None:
        kept = as_written(draft) if group == "clauses" else draft.get("recitals", [])
        return [ROWS[group](None, prefix=f"{group}-{i}-", **_shown(group, one)) for i, one in enumerate(kept)]
    found = {int(name[2]) for name in map(ROW.fullmatch, posted) if name and name[1] == group}
    return [ROWS[group](posted, prefix=f"{group}-{i}-") for i in sorted(found)[: MOST[group]]]


def _shown(group: str, kept: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the draft as its inputs show it."""
    if group == "recitals":
        code = kept.get("document", "")
        return {"document": code, "text": "" if code else kept["text"]}
    return {name: kept.get(name, "") for name in ("id", "article", "heading", "text")} | _asked(kept.get("obligation"))


def _asked(obligation: Mapping[str, Any] | None) -> dict[str, Any]:
    if obligation is None:
        return {}
    unit = obligation.get("unit", {}).get("code", "")
    return {
        "owner": unit or obligation["owner"], "due": date.fromisoformat(obligation["due"]),
        "measure": obligation["measure"], "target": obligation.get("target", ""),
    }  # fmt: skip

"""Writing an amendment: each clause in force is kept, changed or taken out, and new ones are added as rows."""

from __future__ import annotations

import re
from datetime import date

import wtforms
from flask import request
from wtforms.validators import InputRequired, Length

from states.commitment_amendment import ADD, REPLACE, Change, Clause

from .. import wording
from ..services.commitment_amendment import MOST_ADDED, Writing
from .current import lang
from .forms import Day, Form, Line, Lines

ADDED = re.compile(r"added-(\d{1,3})-text")
KEEP = "keep"


class AmendmentForm(Form):
    """The day of effect, with the version of the draft that the page showed."""

    draft_seen = wtforms.IntegerField(validators=[InputRequired()])
    on = Day()


class ClauseForm(Form):
    """What becomes of one clause in force."""

    kind = Line()
    text = Lines(validators=[Length(max=4000)])


class AddedRow(Form):
    """One new clause; the id it was given stays with it."""

    id = Line()
    text = Lines(validators=[Length(max=4000)])


class AmendmentDraft:
    """The draft as a page shows it, from the database or from what was posted."""

    def __init__(self, writing: Writing, draft_version: int) -> None:
        posted = request.form if request.method == "POST" else None
        self.writing = writing
        self.form = AmendmentForm(posted, draft_seen=draft_version, on=writing.effective_on)
        self.standing = [one for one in writing.clauses if not one.removed]
        said = {one.clause: one for one in writing.changes if one.kind != ADD}
        self.clauses = [self._clause(one, said.get(one.id)) for one in self.standing]
        added = [one for one in writing.changes if one.kind == ADD]
        if posted is not None:
            indexes = sorted({int(found[1]) for name in posted if (found := ADDED.fullmatch(name))})[:MOST_ADDED]
            self.added = [AddedRow(posted, prefix=f"added-{index}-") for index in indexes]
            for form in (self.form, *self.clauses, *self.added):
                form.validate()
        else:
            rows = enumerate(added)
            self.added = [AddedRow(None, prefix=f"added-{i}-", id=one.clause, text=one.text) for i, one in rows]

    def _clause(self, clause: Clause, change: Change | None) -> ClauseForm:
        posted = request.form if request.method == "POST" else None
        text = change.text if change is not None and change.kind == REPLACE else clause.text
        return ClauseForm(posted, prefix=f"{clause.id}-", kind=change.kind if change else KEEP, text=text)

    @property
    def draft_seen(self) -> int:
        return self.form.draft_seen.data or 0

    @property
    def effective_on(self) -> date | None:
        return self.form.on.data

    def lines(self) -> list[tuple[Clause, ClauseForm]]:
        """Each clause in force with its form."""
        return list(zip(self.standing, self.clauses, strict=True))

    def kinds(self) -> list[tuple[str, str]]:
        """What can become of a clause."""
        return [(kind, wording.change_name(kind, lang())) for kind in (KEEP, "replace", "remove")]

    def items(self) -> list[dict[str, str]]:
        """The new clauses as they stand on the page, after "add" or "remove" was pressed without script."""
        items = [{name: row.shown(name) for name in ("id", "text")} for row in self.added]
        if request.form.get("add") == "added":
            return [*items, {}][:MOST_ADDED]
        gone = request.form.get("remove", "")
        return [item for row, item in zip(self.added, items, strict=True) if f"{row._prefix}" != f"{gone}-"]

    def changes(self) -> list[Change]:
        """What was written; the text of a clause that is kept or taken out does not count."""
        return [change for _, change in self._written()]

    def field_of(self, place: str) -> str | None:
        """The field that a change stands in, by its place in `changes`."""
        written = self._written()
        return written[int(place)][0] if place.isdecimal() and int(place) < len(written) else None

    def _written(self) -> list[tuple[str, Change]]:
        found = []
        for clause, form in self.lines():
            kind = form.kind.data or KEEP
            if kind != KEEP:
                text = (form.text.data or "") if kind == REPLACE else ""
                found.append((f"{clause.id}-text", Change(kind, clause.id, text)))
        for row in self.added:
            if row.text.data:
                found.append((f"{row._prefix}text", Change(ADD, row.id.data or "", row.text.data)))
        return found

    def problems(self) -> list[tuple[str | None, str]]:
        """What cannot be read."""
        found: list[tuple[str | None, str]] = list(self.form.problems())
        for form in (*self.clauses, *self.added):
            found += [(f"{form._prefix}{name}", text) for name, text in form.problems()]
        return found

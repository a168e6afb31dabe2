"""The small steps in which a registration is written: which are open, where they lie, what is wanted in each."""

from __future__ import annotations

from flask import url_for

from states.edition_values import Name

from .. import wording
from ..services.registration_case import CaseView
from ..services.registration_content import ROWS, returnable_fields
from .current import lang
from .registration_form import is_editable
from .words import gettext

CHECK = "kiem-tra"
STEPS = {"nghi-quyet": "resolution", "noi-dung": "contents", "lo-trinh": "roadmap"}
PLACES = {"resolution-missing": "nghi-quyet", "contents-missing": "noi-dung", "roadmap-missing": "lo-trinh"}


def say(name: Name | None) -> str:
    """A name of the edition in the reader's language."""
    return "" if name is None else (name.en if lang() == "en" else name.vi)


def open_steps(view: CaseView) -> list[str]:
    """The steps in which something can be written: all of a draft, those with a mark of what was sent back."""
    fields = returnable_fields(view.content)
    editable = {field.partition(".")[0] for field in fields if is_editable(view, field)}
    return [step for step, group in STEPS.items() if group in editable]


def first_step(view: CaseView) -> str:
    """Where to go on writing: the first step that can be written in."""
    return next(iter(open_steps(view)), "nghi-quyet")


def step_bar(view: CaseView, current: str) -> list[dict[str, str | None]]:
    """The steps of writing, those with nothing left to do marked as done; every one of them can be opened."""
    labels = {
        "nghi-quyet": gettext("Nghị quyết"), "noi-dung": gettext("Nội dung"), "lo-trinh": gettext("Lộ trình"),
        CHECK: gettext("Kiểm tra và gửi"),
    }  # fmt: skip
    order = [*open_steps(view), CHECK]
    return [
        {"label": labels[step], "state": "current", "url": None}
        if step == current
        else {"label": labels[step], "state": "done" if is_done(view, step) else "todo", "url": step_url(view, step)}
        for step in order
    ]


def is_done(view: CaseView, step: str) -> bool:
    """Whether a step has all it needs, and of what was sent back, whether something in it was changed."""
    if step == CHECK or any(PLACES.get(code) == step for code in view.missing):
        return False
    changed = {field.partition(".")[0] for field, _, _ in view.pending or ()}
    return view.pending is None or STEPS[step] in changed


def step_url(view: CaseView, step: str, back_to_check: bool = False) -> str:
    """The address of a step."""
    if step == CHECK:
        return url_for("registration.check", code=view.code)
    return url_for("registration.write", code=view.code, step=step, ve=CHECK if back_to_check else None)


def edit_urls(view: CaseView) -> dict[str, str]:
    """Where each part of the content is changed: the fields of the resolution one by one, the rows by their group."""
    urls = {STEPS[step]: step_url(view, step, back_to_check=True) for step in open_steps(view)}
    fields = [field for field in returnable_fields(view.content) if is_editable(view, field)]
    return {field: urls[field.partition(".")[0]] for field in fields} | {g: url for g, url in urls.items() if g in ROWS}


def missing_links(view: CaseView) -> list[tuple[str, str | None]]:
    """What is missing, each with the step in which it can be repaired."""
    found = []
    for code in view.missing:
        step = PLACES.get(code)
        url = step_url(view, step, back_to_check=True) if step in open_steps(view) and step else None
        found.append((wording.reason_text(code, lang()), url))
    return found


def marks_by_field(view: CaseView) -> dict[str, str]:
    """What a reviewer said about each marked field."""
    said = {mark.field: (say(mark.reason), mark.note) for mark in view.marks}
    return {field: ". ".join(part.rstrip(".") for part in parts if part) for field, parts in said.items()}

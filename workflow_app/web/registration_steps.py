"""The small steps in which a registration is written: which are open, where they lie, what is wanted in each."""

from __future__ import annotations

from flask import url_for

from states.edition import Name

from .. import wording
from ..services.casework import CaseView
from ..services.content import returnable_fields
from .current import lang
from .registration_form import is_editable
from .words import gettext

CHECK = "kiem-tra"
STEPS = {"nghi-quyet": "resolution", "noi-dung": "contents", "lo-trinh": "roadmap"}


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
    """The steps of writing; every one of them can be opened."""
    labels = {
        "nghi-quyet": gettext("Nghị quyết"), "noi-dung": gettext("Nội dung"), "lo-trinh": gettext("Lộ trình"),
        CHECK: gettext("Kiểm tra và gửi"),
    }  # fmt: skip
    order = [*open_steps(view), CHECK]
    here = order.index(current)
    states = ["done" if place < here else "current" if place == here else "todo" for place in range(len(order))]
    return [
        {"label": labels[step], "state": state, "url": step_url(view, step) if step != current else None}
        for step, state in zip(order, states, strict=True)
    ]


def step_url(view: CaseView, step: str, back_to_check: bool = False) -> str:
    """The address of a step."""
    if step == CHECK:
        return url_for("registration.check", code=view.code)
    return url_for("registration.write", code=view.code, step=step, ve=CHECK if back_to_check else None)


def missing_links(view: CaseView) -> list[tuple[str, str | None]]:
    """What is missing, each with the step in which it can be repaired."""
    places = {"resolution-missing": "nghi-quyet", "contents-missing": "noi-dung", "roadmap-missing": "lo-trinh"}
    found = []
    for code in view.missing:
        step = places.get(code)
        url = step_url(view, step, back_to_check=True) if step in open_steps(view) and step else None
        found.append((wording.reason_text(code, lang()), url))
    return found


def marks_by_field(view: CaseView) -> dict[str, str]:
    """What a reviewer said about each marked field."""
    return {mark.field: ": ".join(part for part in (say(mark.reason), mark.note) if part) for mark in view.marks}

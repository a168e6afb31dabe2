"""Acts on an inspection: one page for all of them, with the form that goes with each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, request, url_for

from states.inspection import OUTCOMES

from .. import wording
from ..services import inspection_case
from ..services.inspection_case import CaseView
from ..services.inspection_matter import SEVERITIES
from ..services.offer import impossible
from .current import actor, house, lang
from .deed import Answer, Given, Problems, attempt, deed_of, seen
from .inspection_page import case_page, press, subject_name
from .inspection_words import asked_words, consequence, missing_words, severity_hint
from .words import gettext

BOTH = ("GET", "POST")
TEAM, LEAD, UNIT = ("inspector", "lead_inspector"), ("lead_inspector",), ("clerk", "secretary")


def confirmation(code: str, name: str) -> str:
    """The page of the inspection, which confirms the act just done."""
    return url_for("inspection.case", code=code, da=name)


def act(
    code: str, name: str, form: Any, verb: Callable[..., Any], given: Given = seen,
    instead: Callable[[Problems], Problems] = lambda problems: problems, view: CaseView | None = None, **more: Any,
) -> Answer:  # fmt: skip
    """Show the form of an act, or do it; the page is the same for every act that needs at most a few words.

    `instead` may say better what is wrong; `view` is the case, where the form has needed it already.
    """

    def show(problems: Problems) -> str:
        return show_act(inspection_case.get_case(house(), actor(), code), name, form, instead(problems), **more)

    if request.method != "POST":
        return show_act(view or inspection_case.get_case(house(), actor(), code), name, form, [], **more)
    return attempt(code, name, form, deed_of(verb, code, form, given), show, confirmation(code, name))


def show_act(view: CaseView, name: str, form: Any, problems: Problems, **more: Any) -> str:
    """The page of an act; what is not possible any more keeps its input and says why."""
    action = view.action(name) or impossible(name)
    return render_template(
        "inspection/act.html",
        **case_page(view),
        form=form,
        problems=problems,
        action=press(view, action),
        consequence=consequence(name),
        outcomes=[(code, wording.outcome_name(code, lang())) for code in OUTCOMES],
        severities=[(code, wording.severity_name(code, lang()), severity_hint(code)) for code in SEVERITIES],
        subjects=subjects(view),
        asked=asked_words(name),
        missing=missing_words(view),
        **more,
    )


def subjects(view: CaseView) -> list[tuple[str, str]]:
    """What a finding can be about: the criteria, and the knock-out conditions."""
    knock_outs = [one.code for one in view.rules.framework.knock_outs]
    named = [(line.criterion.code, subject_name(view.rules, line.criterion.code)) for line in view.lines]
    prefix = gettext("Điều kiện loại:")
    return named + [(code, f"{prefix} {subject_name(view.rules, code)}") for code in knock_outs]

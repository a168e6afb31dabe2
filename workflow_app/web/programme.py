"""The pages of programmes: how far a period has come, what it rests on and asks, and the way to register."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from states.edition import Edition
from states.edition_document import Document
from states.overlay import tightened
from states.process import Refused
from states.registration_rules import Stage

from .. import wording
from ..document_numbers import cite, cite_first
from ..services import classification_view, commitment_draft, programme, registration
from ..services.classification_desk import SEES
from ..services.overlay import Framework
from ..services.programme import ProgrammeView
from ..services.reach import OF_UNIT
from . import population, targets
from .access import open_to_all, requires
from .admin_words import phase, place_words, value_words
from .chooser import chooser
from .commitment_page import STATE_KINDS
from .current import actor, house, lang, viewer
from .meeting import COMMITTEES, month_name, sum_lines
from .registration_steps import say
from .words import gettext

bp = Blueprint("programme", __name__, url_prefix="/chuong-trinh")


@bp.get("")
@open_to_all
def listing() -> str:
    """The programmes and their periods."""
    return render_template("programme/list.html", programmes=chooser(programme.list_programmes(house())))


@bp.get("/<code>/<period>")
@open_to_all
def show(code: str, period: str) -> str:
    """The programme in one period."""
    return show_programme(code, period, ())


@bp.post("/<code>/<period>/dang-ky")
@requires("clerk", "secretary")
def register(code: str, period: str) -> Response | tuple[str, int]:
    """Begin a registration, or go on with the one that is open."""
    programme_id, known_period = programme.find_round(house(), code, period)
    try:
        case = registration.start(house(), actor().mandate_id, programme_id, known_period)
    except Refused as refused:
        return show_programme(code, period, refused.reasons), 422
    return redirect(url_for("registration.write", code=case, step="nghi-quyet"), 303)


@bp.post("/<code>/<period>/giao-uoc")
@requires("manager")
def draft_agreement(code: str, period: str) -> Response:
    """Begin the agreement of this round, or go on with the one that was begun."""
    programme_id, known_period = programme.find_round(house(), code, period)
    case = commitment_draft.start(house(), actor().mandate_id, programme_id, known_period)
    return redirect(url_for("commitment.write", code=case), 303)


def show_programme(code: str, period: str, refused: tuple[str, ...]) -> str:
    """The page, with the reasons for which a registration was refused just now."""
    seen = viewer()
    view = programme.get_programme(house(), seen.actor if seen else None, code, period)
    rules, doings = view.round.rules, view.doings
    return render_template(
        "programme/show.html",
        page=view,
        line=view.round,
        doings=doings,
        progress=targets.page(view),
        levels=levels_page(view),
        months=months_page(view),
        basis=population.words(view.progress.standing),
        may_decide=seen is not None and seen.actor is not None and view.may_lead,
        lists_population=view.progress.standing is not None and (view.progress.inside is not None or view.may_lead),
        overlay=overlay_page(view.framework, rules) if view.framework else None,
        rules=rules,
        asked=rules.registration if rules.has("registration") else None,
        say=say,
        phase=phase,
        documents=[(citation(document), implements(document)) for document in rules.documents],
        kinds=[wording.unit_kind_name(kind, lang()) for kind in rules.unit_kinds],
        cell_types=[wording.cell_type_name(kind, lang()) for kind in rules.cell_types],
        stages=[(say(stage.name), wording.role_name(stage.role, lang())) for stage in stages_of(rules)],
        framework=rules.framework if rules.has("framework") else None,
        reasons=[wording.reason_text(reason, lang()) for reason in doings.reasons] if doings else [],
        agreements=[agreement_line(*agreement) for agreement in doings.agreements] if doings else [],
        refused=[(None, wording.reason_text(reason, lang())) for reason in refused],
    )


def months_page(view: ProgrammeView) -> dict[str, Any] | None:
    """The sums of the last month, the grades of each (None: kept back), and where the viewer reports or reads cells."""
    if view.months is None:
        return None
    seen, rules, year = viewer(), view.round.rules.returns, view.months
    role = seen.actor.role if seen and seen.actor else ""
    heads: list[tuple[str | None, str]] = [(band.code, say(band.name)) for band in rules.sheet.bands]
    heads.append((None, wording.meeting_state("no_meeting", lang())))
    return {
        "name": month_name(year.month),
        "sums": sum_lines(rules, year.sums) if year.sums else [],
        "heads": [words for _, words in heads],
        "lines": [
            (month, month_name(month), _grades(found, heads))
            for month, found in year.grades.items()
        ],
        "kept_back": None in year.grades.values(),
        "own": role in OF_UNIT and view.is_inside,
        "branch": role in COMMITTEES and (view.is_inside or view.is_above),
    }


def _grades(
    found: Mapping[str | None, int] | None, heads: list[tuple[str | None, str]]
) -> list[tuple[str, int | None]]:  # fmt: skip
    return [(words, None if found is None else found.get(code, 0)) for code, words in heads]


def levels_page(view: ProgrammeView) -> dict[str, Any] | None:
    """How many units have each level of the year, and where the committees' own people write the list."""
    if view.levels is None:
        return None
    seen = viewer()
    return {
        "counts": [(wording.classification_level(one, lang()), number) for one, number in view.levels.counts.items()],
        "classified": view.levels.classified,
        "regulations": view.levels.regulations,
        "own": own_levels(view) if seen and seen.actor and seen.actor.role in OF_UNIT else [],
        "listed": seen is not None and seen.actor is not None and seen.actor.role in SEES and view.is_inside,
    }


def own_levels(view: ProgrammeView) -> list[tuple[str, str, str]]:
    """Period, level and regulation of every year of the viewer's own unit in this programme, the latest first."""
    found = classification_view.list_own(house(), actor())
    return [
        (period, wording.classification_level(level, lang()), regulation)
        for code, period, level, regulation in found
        if code == view.round.programme
    ]


def overlay_page(framework: Framework, rules: Edition) -> dict[str, Any]:
    """The framework that an edition concretises, and each value that is stricter here: place, own, framework's."""
    found = tightened(framework.rules, rules)
    return {
        "name": say(framework.rules.name),
        "issuer": say(framework.rules.issuer_name),
        "number": framework.number,
        "values": [
            (place_words(one), value_words(one.mine, one.place), value_words(one.theirs, one.place)) for one in found
        ],
    }


def stages_of(rules: Edition) -> tuple[Stage, ...]:
    """The stages a registration passes; none where nobody registers."""
    return rules.registration.stages if rules.has("registration") else ()


def agreement_line(code: str, state: str) -> tuple[str, str, str]:
    """Code, state in words, and its colour."""
    return code, wording.state_name("commitment", state, lang()), STATE_KINDS.get(state, "")


def citation(document: Document) -> str:
    """The first citation in full: type, number, symbol, date, issuer, subject."""
    return cite_first(
        document.ref, document.type, issued_on=document.date, issuer=document.issuer, subject=document.subject,
        lang=lang(),
    )  # fmt: skip


def implements(document: Document) -> str:
    """What a document implements, cited short because it stands in full beside it."""
    if document.implements is None:
        return ""
    types = {"NQ": "NQ", "CTr": "CTr", "KH": "KH"}
    kind = document.implements.partition("-")[2].partition("/")[0]
    return gettext("thực hiện %(document)s", document=cite(document.implements, types.get(kind, kind), lang()))

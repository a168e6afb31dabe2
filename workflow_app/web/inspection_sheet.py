"""The sheet of points: written by the unit about itself and by each inspector, kept while somebody types."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import wtforms
from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest
from wtforms.validators import InputRequired

from states.process import Refused

from .. import wording
from ..clock import iso_instant
from ..services import inspection, inspection_case, inspection_check, inspection_draft, inspection_file
from ..services.errors import Invalid, NotAllowed, Stale
from ..services.inspection_case import CaseView
from ..services.inspection_draft import Saved
from ..uploads import UploadRefused
from .access import requires
from .current import actor, house, lang, tell
from .deed import Answer, Problems, attempt, seen, stale_words
from .errors import note_refusal
from .forms import StepForm
from .inspection_deed import BOTH, TEAM, UNIT, act, confirmation
from .inspection_form import Card, SheetPage
from .inspection_page import case_page, file_words, number, subject_name
from .upload import chosen
from .words import gettext

bp = Blueprint("inspection_sheet", __name__, url_prefix="/danh-gia/<code>")


class SubmitForm(StepForm):
    """Handing in: the version of the draft that the page showed."""

    draft_seen = wtforms.IntegerField(validators=[InputRequired()])


@bp.route("/tu-danh-gia", methods=BOTH)
@requires(*UNIT)
def own(code: str) -> Answer:
    """The unit's own points, criterion by criterion."""
    view = inspection_case.get_case(house(), actor(), code)
    if not view.is_own:
        raise NotAllowed("only the unit itself assesses itself")
    if request.method != "POST":
        return show_sheet(view, SheetPage(view), [])
    page = taken_page(view)
    answer = keep(
        view, page,
        lambda: inspection_draft.save_self(
            house(), actor().mandate_id, code, page.sheet(), page.head.draft_seen.data or 0
        ),
    )  # fmt: skip
    if answer is not None:
        return answer
    if request.form.get("then") == "next":
        if missing := page.unreasoned():
            return show_sheet(inspection_case.get_case(house(), actor(), code), page, missing), 422
        if view.action("submit_self"):
            return redirect(url_for(".submit_self", code=code), 303)
    tell(gettext("Đã lưu bản tự đánh giá."))
    return redirect(url_for(".own", code=code), 303)


@bp.route("/cham-diem", methods=BOTH)
@requires(*TEAM)
def team(code: str) -> Answer:
    """An inspector's points beside the unit's."""
    view = inspection_case.get_case(house(), actor(), code)
    if request.method != "POST":
        return show_sheet(view, SheetPage(view), [])
    page = taken_page(view)
    if request.form.get("then") == "record" and not page.problems():
        return record(view, page)
    answer = keep(
        view, page,
        lambda: inspection_draft.save_scores(
            house(), actor().mandate_id, code, page.sheet(), page.head.draft_seen.data or 0, page.head.seen.data or 0
        ),
    )  # fmt: skip
    if answer is not None:
        return answer
    tell(gettext("Đã lưu điểm đang chấm; chưa ghi vào hồ sơ."))
    return redirect(url_for(".team", code=code), 303)


def record(view: CaseView, page: SheetPage) -> Answer:
    """Record what was written as a new version of the points."""
    if missing := page.unscored() + page.unreasoned():
        return show_sheet(view, page, missing), 422
    form = StepForm()
    names = {card.code: card.name("points") for card in page.cards}

    def show(problems: Problems) -> str:
        now = inspection_case.get_case(house(), actor(), view.code)
        return show_sheet(now, page, [(names.get(field or "", field), text) for field, text in problems])

    return attempt(
        view.code, "score", form,
        lambda once: inspection_check.score(
            house(), actor().mandate_id, view.code, page.sheet(), seen=form.seen.data, request=once
        ),
        show, confirmation(view.code, "score"),
    )  # fmt: skip


@bp.route("/gui-tu-danh-gia", methods=BOTH)
@requires("secretary")
def submit_self(code: str) -> Answer:
    """Hand the unit's own assessment in, after one more look at it."""
    view = inspection_case.get_case(house(), actor(), code)
    return act(
        code, "submit_self", SubmitForm(), inspection.submit_self,
        lambda form: {**seen(form), "draft_seen": form.draft_seen.data or 0},
        view=view, written=written_words(view),
    )  # fmt: skip


def written_words(view: CaseView) -> list[tuple[str, str]]:
    """What was written about each criterion, and the total."""
    page = SheetPage(view)
    lines = [(subject_name(view.rules, card.code), card_words(card)) for card in page.cards]
    total = f"{number(page.total())}/{number(page.most())}"
    return [*lines, (gettext("Tổng điểm"), total)] if view.is_own else []


def card_words(card: Card) -> str:
    """Points out of the most, and the note."""
    part = card.part()
    if card.left_out:
        points = gettext("Không áp dụng")
    elif part["points"]:
        points = f"{number(Decimal(part['points']))}/{number(card.line.criterion.max)}"
    else:
        points = gettext("chưa có điểm")
    return ". ".join(words for words in (points, part["note"]) if words)


def taken_page(view: CaseView) -> SheetPage:
    """What was posted, with its uploads taken in; one that is refused says so at its criterion."""
    page = SheetPage(view, request.form)
    if page.head.errors:
        raise BadRequest("the form is not whole")
    for card in page.cards:
        try:
            upload = chosen(card.name("file"))
            if upload is None:
                continue
            name = upload.filename or ""
            card.added.append(inspection_file.attach(house(), actor().mandate_id, view.code, upload.read(), name))
        except UploadRefused as refused:
            card.refused_file = wording.reason_text(refused.code, lang())
    return page


def keep(view: CaseView, page: SheetPage, save: Callable[[], Saved]) -> Answer | None:
    """Keep what can be kept; None when nothing is wrong and a person, not the page itself, asked for it."""
    autosave = "X-Autosave" in request.headers
    try:
        saved = save()
    except Stale as stale:
        note_refusal("save", view.code, ["stale"])
        if autosave:
            return jsonify(error="stale"), 409  # type: ignore[return-value]
        again = gettext("Nội dung trên trang này chưa được lưu; bấm lưu lần nữa để thay cho bản kia.")
        now = inspection_case.get_case(house(), actor(), view.code)
        return show_sheet(now, page, [(None, f"{stale_words(stale)} {again}")]), 409
    except (Refused, Invalid) as refused:
        codes = list(refused.reasons if isinstance(refused, Refused) else refused.errors.values())
        note_refusal("save", view.code, codes)
        told = [wording.reason_text(reason, lang()) for reason in codes]
        if autosave:
            return jsonify(error="refused", message="; ".join(told)), 422  # type: ignore[return-value]
        return show_sheet(view, page, [(None, text) for text in told]), 422
    problems = page.problems()
    if autosave:
        return answer_autosave(saved, problems)
    if problems:
        return show_sheet(inspection_case.get_case(house(), actor(), view.code), page, problems), 422
    return None


def answer_autosave(saved: Saved, problems: Problems) -> Answer:
    """What the page needs to go on saving: the new version, and what could not be read yet."""
    at = iso_instant(saved.at) if saved.at else ""
    told: dict[str, Any] = {"saved_at": at, "fields": {"draft_seen": saved.version}}
    if problems:
        told["message"] = gettext("Đã lưu, trừ chỗ chưa đọc được: %(what)s", what="; ".join(p for _, p in problems))
    return jsonify(told)


def show_sheet(view: CaseView, page: SheetPage, problems: Problems) -> str:
    """One card a criterion, with what was typed, and the running total."""
    by_team = view.in_team
    framework = view.rules.framework
    return render_template(
        "inspection/sheet.html",
        **case_page(view),
        page=page,
        by_team=by_team,
        problems=problems,
        errors=dict(problems),
        save_url=url_for(".team" if by_team else ".own", code=view.code),
        cards=[(card, words, card_files(view, card)) for card, words in zip(page.cards, case_lines(view), strict=True)],
        total=number(page.total()),
        most=number(page.most()),
        full=framework.full,
        step=number(framework.step),
        scored=page.scored(),
        open_now=view.state in (("checking", "rechecking") if by_team else ("self_assessing",)),
    )


def case_lines(view: CaseView) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = case_page(view)["lines"]
    return found


def card_files(view: CaseView, card: Any) -> list[dict[str, str]]:
    """The files that a criterion holds already."""
    return [file_words(view.code, one) for one in card.part()["files"]]

"""The minutes of an inspection: kept while the head of the team writes, then signed and sent."""

from __future__ import annotations

from flask import Blueprint, jsonify, redirect, request, url_for

from states.process import Refused

from .. import wording
from ..services import inspection_case, inspection_minutes
from ..services.errors import Stale
from .access import requires
from .current import actor, house, lang, tell
from .deed import Answer, Problems, attempt, deed_of, stale_words
from .errors import note_refusal
from .inspection_deed import BOTH, LEAD, confirmation, show_act
from .inspection_end import with_text
from .inspection_form import MinutesForm
from .inspection_sheet import answer_autosave
from .proof import proved_again
from .signing import may_be_signed
from .words import gettext

bp = Blueprint("inspection_minutes", __name__, url_prefix="/danh-gia/<code>")


@bp.route("/gui-bien-ban", methods=BOTH)
@requires(*LEAD)
@proved_again
@may_be_signed("inspection.send_minutes")
def send(code: str) -> Answer:
    """Write the minutes; sign and send them, or keep them for later."""
    view = inspection_case.get_case(house(), actor(), code)
    form = MinutesForm(text=view.minutes.text if view.minutes else "")
    if request.method == "POST" and ("X-Autosave" in request.headers or request.form.get("then") == "later"):
        return keep(code, form)

    def show(problems: Problems) -> str:
        return show_act(inspection_case.get_case(house(), actor(), code), "send_minutes", form, problems)

    if request.method != "POST":
        return show_act(view, "send_minutes", form, [])
    return attempt(
        code, "send_minutes", form,
        deed_of(inspection_minutes.send_minutes, code, form, with_text),
        show, confirmation(code, "send_minutes"),
    )  # fmt: skip


def keep(code: str, form: MinutesForm) -> Answer:
    """Keep what was written; nobody but the head of the team sees it yet."""
    form.validate()
    if form.text.data and form.text.errors:  # that nothing is written yet, or not signed, is no fault
        return refuse_save(code, form, [("text", str(form.text.errors[0]))], 422)
    try:
        saved = inspection_minutes.save_minutes(
            house(), actor().mandate_id, code, form.text.data or "", form.draft_seen.data or 0
        )
    except Stale as stale:
        note_refusal("save", code, ["stale"])
        return refuse_save(code, form, [(None, stale_words(stale))], 409)
    except Refused as refused:
        note_refusal("save", code, refused.reasons)
        return refuse_save(code, form, [(None, wording.reason_text(one, lang())) for one in refused.reasons], 422)
    if "X-Autosave" in request.headers:
        return answer_autosave(saved, [])
    tell(gettext("Đã lưu biên bản đang viết; chưa gửi cho đơn vị."))
    return redirect(url_for(".send", code=code), 303)


def refuse_save(code: str, form: MinutesForm, problems: Problems, status: int) -> Answer:
    """What was typed stays on the page, with what is wrong."""
    if "X-Autosave" in request.headers:
        return jsonify(error="refused", message="; ".join(text for _, text in problems)), status  # type: ignore[return-value]
    return show_act(inspection_case.get_case(house(), actor(), code), "send_minutes", form, problems), status

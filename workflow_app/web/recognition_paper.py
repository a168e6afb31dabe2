"""The papers of a dossier: one small form for each, so that every upload is taken in by itself."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from states.process import Refused
from states.roles import READERS

from .. import wording
from ..services import recognition_case, recognition_paper
from ..services.errors import Invalid, NotAllowed
from ..uploads import UploadRefused
from .access import requires
from .current import actor, house, lang, tell
from .deed import Answer
from .download import to_save
from .errors import note_refusal
from .recognition_page import case_page
from .registration import WRITERS
from .upload import chosen
from .words import gettext

bp = Blueprint("recognition_paper", __name__, url_prefix="/xet-cong-nhan/<code>")


@bp.get("/tai-lieu")
@requires(*WRITERS)
def show(code: str) -> str:
    """The papers, for the unit that puts its dossier together."""
    return show_papers(code, {})


@bp.post("/tai-lieu/<paper>")
@requires(*WRITERS)
def attach(code: str, paper: str) -> Answer:
    """Take one paper in; what cannot be taken in is said beside it."""
    try:
        upload = chosen(f"file-{paper}", f"secrecy-{paper}")
        if upload is None:
            return show_papers(code, {paper: gettext("Chọn một tệp rồi tải lên")}), 422
        recognition_paper.attach(house(), actor().mandate_id, code, paper, upload.read(), upload.filename or "")
    except UploadRefused as refused:
        note_refusal("attach", code, [refused.code])
        return show_papers(code, {paper: wording.reason_text(refused.code, lang())}), 422
    except (Refused, Invalid) as refused:
        return refuse(code, refused)
    tell(gettext("Đã đính kèm tài liệu."))
    return redirect(url_for(".show", code=code), 303)


@bp.post("/tai-lieu/<paper>/bo")
@requires(*WRITERS)
def take_out(code: str, paper: str) -> Answer:
    """Take one paper out again."""
    try:
        recognition_paper.take_out(house(), actor().mandate_id, code, paper)
    except (Refused, Invalid) as refused:
        return refuse(code, refused)
    tell(gettext("Đã bỏ tài liệu khỏi hồ sơ."))
    return redirect(url_for(".show", code=code), 303)


@bp.get("/tep/<file_code>")
@requires(*READERS)
def download(code: str, file_code: str) -> Response:
    """A paper, only ever to be saved: what others uploaded never runs as a page of this site."""
    return to_save(recognition_paper.get_file(house(), actor(), code, file_code))


def refuse(code: str, refused: Refused | Invalid) -> Answer:
    """The page again, saying why nothing can be attached now."""
    reasons = refused.reasons if isinstance(refused, Refused) else tuple(refused.errors.values())
    note_refusal("attach", code, reasons)
    return show_papers(code, {}, tuple(wording.reason_text(reason, lang()) for reason in reasons)), 422


def show_papers(code: str, errors: dict[str, str], refused: tuple[str, ...] = ()) -> str:
    """The page; errors: paper -> what is wrong with what was just sent."""
    view = recognition_case.get_case(house(), actor(), code)
    if not view.is_own:
        raise NotAllowed("only the unit itself adds papers")
    problems = [(f"file-{paper}", text) for paper, text in errors.items()] + [(None, text) for text in refused]
    return render_template(
        "recognition/papers.html",
        **case_page(view),
        errors=errors,
        problems=problems,
        is_open=view.action("attach") is not None,
    )

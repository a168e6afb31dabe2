"""Programmes: reading an edition before it is published, publishing it, and what it says."""

from __future__ import annotations

import wtforms
from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms.validators import InputRequired, Length

from states.edition_values import PROCESSES
from states.programme import EditionInvalid, parse
from states.roles import READERS

from .. import wording
from ..services import programme_admin, publishing
from ..services.errors import Invalid, NotFound
from ..services.publishing import bodies_of
from . import proof
from .access import requires
from .admin_words import differences, phase
from .cases import case_url
from .current import actor, house, lang, tell
from .forms import Form, KeyForm, once
from .programme import citation, stages_of
from .proof import proved_again
from .registration_steps import say
from .words import gettext, lazy

bp = Blueprint("admin_programme", __name__, url_prefix="/quan-tri/chuong-trinh")

LARGEST = 200_000  # characters of an edition
Problems = list[tuple[str | None, str]]


class Source(Form):
    shipped = wtforms.StringField()
    source = wtforms.StringField()
    file = wtforms.FileField()

    def text(self) -> str:
        """The text chosen: one that is shipped, a file, or what stood in the field; raises `EditionInvalid`."""
        if self.shipped.data:
            try:
                return publishing.text_of(str(self.shipped.data))
            except KeyError:
                raise NotFound(self.shipped.data) from None
        if self.file.data:
            try:
                written = self.file.data.read(LARGEST + 1).decode("utf-8-sig")
            except UnicodeDecodeError:
                raise EditionInvalid((gettext("Tệp không phải văn bản TOML viết bằng UTF-8."),)) from None
        else:
            written = str(self.source.data or "")
        if not written.strip() or len(written) > LARGEST:
            raise EditionInvalid((gettext("Chọn một tệp TOML có nội dung, nhỏ hơn 200 KB."),))
        return written.replace("\r\n", "\n")


class Publication(KeyForm):
    source = wtforms.StringField(validators=[InputRequired(), Length(max=LARGEST)])
    issuer = wtforms.StringField(validators=[InputRequired(lazy("Chọn đơn vị ban hành chương trình")), Length(max=20)])


@bp.get("")
@requires("administrator", "manager")
def listing() -> str:
    """The programmes, and where a new edition comes from."""
    return show_list([])


@bp.post("/xem")
@requires("administrator", "manager")
@proved_again
def look() -> str | tuple[str, int]:
    """Read an edition and show what publishing it would do; nothing is kept."""
    form = Source()
    try:
        source = form.text()
    except EditionInvalid as error:
        return show_list([("file", text) for text in error.errors]), 422
    try:
        return show_preview(source)
    except EditionInvalid as error:
        return show_faults(source, error), 422


@bp.post("/ban-hanh")
@requires("administrator", "manager")
@proved_again
def publish() -> Response | tuple[str, int]:
    """Publish the edition that was shown."""
    form = Publication()
    source = str(form.source.data or "").replace("\r\n", "\n")
    try:
        read = parse(source)
        if problems := proof.refused() if form.validate() else form.problems():
            return show_preview(source, [*problems]), 422
        chosen = {name: request.form.get(f"body-{number}", "") for number, name in enumerate(bodies_of(read))}
        there = url_for("admin_round.listing", code=read.code)
        this = once(form, str(request.endpoint), there)
        publishing.publish(house(), actor().mandate_id, source, str(form.issuer.data), chosen, this)
    except EditionInvalid as error:
        return show_faults(source, error), 422
    except Invalid as refused:
        return show_preview(
            source, [(None, wording.reason_text(code, lang())) for code in refused.errors.values()]
        ), 422
    tell(gettext("Đã ban hành. Bước tiếp theo là mở đợt đăng ký."))
    return redirect(there, 303)


@bp.get("/mau/<code>")
@requires("administrator", "manager")
def shipped(code: str) -> Response:
    """A shipped edition as a file, to be adapted."""
    try:
        return as_file(publishing.text_of(code), code)
    except KeyError:
        raise NotFound(code) from None


@bp.get("/<code>/ban/<int:number>")
@requires("administrator", "manager")
def edition(code: str, number: int) -> str:
    """One edition: what it changed, and its text."""
    page = programme_admin.get_edition(house(), actor(), code, number)
    return render_template("admin/edition.html", page=page, say=say, changes=differences(page.changes))


@bp.get("/<code>/ban/<int:number>/tep")
@requires("administrator", "manager")
def download(code: str, number: int) -> Response:
    """The text of an edition as a file."""
    page = programme_admin.get_edition(house(), actor(), code, number)
    return as_file(page.source, f"{code}-{number}")


def as_file(text: str, name: str) -> Response:
    """A text to be saved under a name."""
    answer = make_response(text)
    answer.headers["Content-Type"] = "text/plain; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.toml"'
    return answer


def show_list(problems: Problems) -> str:
    """The page of all programmes."""
    return render_template(
        "admin/programmes.html",
        programmes=programme_admin.list_programmes(house(), actor()),
        shipped=publishing.shipped(),
        problems=problems,
        phase=phase,
        say=say,
    )


def show_preview(source: str, problems: Problems | None = None) -> str:
    """An edition as it was read; raises `EditionInvalid`."""
    page = publishing.preview(house(), actor(), source)
    problems = problems or []
    if page.reason and not problems:
        problems = [(None, wording.reason_text(page.reason, lang()))]
    return render_template(
        "admin/edition_preview.html",
        page=page,
        rules=page.rules,
        source=source,
        problems=problems,
        changes=differences(page.changes),
        chosen=[request.form.get(f"body-{number}", body.unit) for number, body in enumerate(page.bodies)],
        issuer=request.form.get("issuer", ""),  # of a new programme: chosen, never taken for granted
        kinds=[wording.unit_kind_name(kind, lang()) for kind in page.rules.unit_kinds],
        parts=[wording.process_name(one, lang()) for one in PROCESSES if page.rules.has(one)],
        stages=[say(stage.name) for stage in stages_of(page.rules)],
        citations=[citation(document) for document in page.rules.documents],
        case_url=case_url if actor().role in READERS else None,
        say=say,
    )


def show_faults(source: str, error: EditionInvalid) -> str:
    """Everything that is wrong with a text, to be repaired in place."""
    faults = [(None, text) for text in error.errors]
    return render_template("admin/edition_faults.html", source=source, faults=faults)

"""The register of documents: read by everybody, written by those who administer."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms.validators import Length

from states.document import INTERNAL, RELATIONS, VISIBILITIES, WITHDRAWN
from states.roles import MANAGING

from .. import wording
from ..document_numbers import cite, cite_first
from ..services import document, document_case, document_link
from ..services.document_case import DocumentView, Line, Search
from ..services.errors import Invalid, NotAllowed, NotFound
from ..uploads import UploadRefused
from .access import open_to_all, requires
from .current import actor, house, lang, tell, viewer
from .download import to_save
from .forms import Day, KeyForm, Lines, StepForm, once
from .forms import Line as LineField
from .words import gettext

bp = Blueprint("document", __name__)
FILTERS = {"q": "text", "loai": "type", "nam": "year", "sau": "after"}


class DocumentForm(StepForm):
    symbol = LineField(validators=[Length(max=60)])
    type = wtforms.StringField()
    issued_on = Day()
    issuer = LineField(validators=[Length(max=300)])
    term = LineField(validators=[Length(max=20)])
    subject = LineField(validators=[Length(max=600)])
    visibility = wtforms.StringField(default=INTERNAL)
    basis = LineField(validators=[Length(max=60)])
    basis_on = Day()
    reason = LineField(validators=[Length(max=600)])
    file = wtforms.FileField()


class LinkForm(KeyForm):
    kind = wtforms.StringField()
    target = LineField(validators=[Length(max=60)])


class UnlinkForm(KeyForm):
    reason = Lines(validators=[Length(max=500)])


@bp.get("/van-ban")
@open_to_all
def listing() -> str | AnyResponse:
    """Documents, newest first; a whole number typed into the search leads to its page."""
    seen, asked = viewer(), given()
    by = seen.actor if seen else None
    if asked.text and (code := document_case.find_code(house(), by, asked.text)):
        return redirect(url_for(".show", code=code))
    found = document_case.search(house(), by, asked)
    chosen: dict[str, Any] = {name: request.args[name] for name in ("q", "loai", "nam") if request.args.get(name)}
    return render_template(
        "document/list.html",
        listing=found,
        chosen={"q": asked.text[: document_case.LONGEST_SEARCH], "loai": found.search.type, "nam": found.search.year},
        types=[(one, wording.document_type_name(one, lang())) for one in found.types],
        years=[(str(one), str(one)) for one in found.years],
        next_url=url_for(".listing", **chosen, sau=found.next) if found.next else None,
        file_urls=[url_for("lists.documents", ending=ending, **chosen) for ending in ("csv", "xlsx")],
        may_write=by is not None and by.role in MANAGING,
        cited=short,
    )


def given() -> Search:
    """What the address asks for."""
    return Search(**{FILTERS[name]: request.args.get(name, "") for name in FILTERS})


@bp.get("/van-ban/<code>")
@open_to_all
def show(code: str) -> str:
    """One document."""
    return _page(code)


@bp.get("/van-ban/<code>/tep")
@open_to_all
def download(code: str) -> AnyResponse:
    """The file of a document that a decision published, or for those inside."""
    seen = viewer()
    stored = document_case.get_file(house(), seen.actor if seen else None, code)
    return to_save(stored)


@bp.get("/quan-tri/van-ban/moi")
@requires(*MANAGING)
def ask() -> str:
    """The form of a new document."""
    return _form(DocumentForm(), None)


@bp.post("/quan-tri/van-ban/moi")
@requires(*MANAGING)
def add() -> AnyResponse | tuple[str, int]:
    """Enter it."""
    form = DocumentForm()
    said = _said(form) if form.validate() else None
    if said is None:
        return _form(form, None), 422
    try:
        key = once(form, str(request.endpoint), url_for(".listing"))
        code = document.record(house(), actor().mandate_id, said, key)
    except Invalid as refused:
        _note(form, refused)
        return _form(form, None), 422
    tell(gettext("Đã ghi văn bản vào sổ."))
    return redirect(url_for(".show", code=code), 303)


@bp.get("/quan-tri/van-ban/<code>/sua")
@requires(*MANAGING)
def edit(code: str) -> str:
    """The form of a correction, with what stands."""
    view = document_case.get_document(house(), actor(), code)
    if not view.may_write:
        raise NotAllowed("the document is another body's")
    stands = {
        **{name: getattr(view.line, name) for name in ("symbol", "type", "issued_on", "issuer", "term", "subject")},
        "visibility": view.line.visibility, "basis": view.basis, "basis_on": view.basis_on,
    }  # fmt: skip
    return _form(DocumentForm(data=stands), view)


@bp.post("/quan-tri/van-ban/<code>/sua")
@requires(*MANAGING)
def correct(code: str) -> AnyResponse | tuple[str, int]:
    """Say anew what the document is."""
    form, view = DocumentForm(), document_case.get_document(house(), actor(), code)
    said = _said(form) if form.validate() else None
    if said is None:
        return _form(form, view), 422
    back = url_for(".show", code=code)
    try:
        seen = int(form.seen.data or 0)
        document.correct(house(), actor().mandate_id, code, said, seen, once(form, str(request.endpoint), back))
    except Invalid as refused:
        _note(form, refused)
        return _form(form, view), 422
    tell(gettext("Đã đính chính văn bản."))
    return redirect(back, 303)


@bp.post("/quan-tri/van-ban/<code>/quan-he")
@requires(*MANAGING)
def link(code: str) -> AnyResponse | tuple[str, int]:
    """Record what it does to another document."""
    form = LinkForm()
    if not form.validate():
        return _page(code, form), 422
    back = url_for(".show", code=code)
    kind, target = str(form.kind.data or ""), str(form.target.data or "")
    try:
        document_link.link(house(), actor().mandate_id, code, kind, target, once(form, str(request.endpoint), back))
    except Invalid as refused:
        _note(form, refused)
        return _page(code, form), 422
    tell(gettext("Đã ghi quan hệ giữa hai văn bản."))
    return redirect(back, 303)


@bp.get("/quan-tri/van-ban/<code>/quan-he/<kind>/<target>/rut")
@requires(*MANAGING)
def ask_unlink(code: str, kind: str, target: str) -> str:
    """The form that takes a relation back."""
    return _unlink_page(code, kind, target, UnlinkForm())


@bp.post("/quan-tri/van-ban/<code>/quan-he/<kind>/<target>/rut")
@requires(*MANAGING)
def unlink(code: str, kind: str, target: str) -> AnyResponse | tuple[str, int]:
    """Take a relation back that was recorded by mistake."""
    form, back = UnlinkForm(), url_for(".show", code=code)
    if not form.validate():
        return _unlink_page(code, kind, target, form), 422
    key = once(form, str(request.endpoint), back)
    try:
        document_link.unlink(house(), actor().mandate_id, code, kind, target, str(form.reason.data or ""), key)
    except Invalid as refused:
        _note(form, refused)
        return _unlink_page(code, kind, target, form), 422
    tell(gettext("Đã rút quan hệ ghi nhầm."))
    return redirect(back, 303)


def _unlink_page(code: str, kind: str, target: str, form: UnlinkForm) -> str:
    view = document_case.get_document(house(), actor(), code)
    found = [one for one in view.does if (one.link.kind, one.link.target) == (kind, target) and one.recorded]
    if not found:
        raise NotFound(target)
    if not view.may_write:
        raise NotAllowed("the document is another body's")
    return render_template(
        "document/unlink.html", own=view.line, other=found[0].other, kind=kind, form=form, problems=form.problems(),
        cited=short, relation=relation,
    )  # fmt: skip


def _said(form: DocumentForm) -> document.Said | None:
    """What was typed, its file taken into the store; None when the file cannot be taken."""
    upload = None
    if form.file.data:
        try:
            upload = document.store(house(), form.file.data.read(), form.file.data.filename or "")
        except UploadRefused as refused:
            form.file.errors = [wording.reason_text(refused.code, lang())]
            return None
    texts = {name: str(form[name].data or "") for name in ("symbol", "type", "issuer", "term", "subject", "basis")}
    return document.Said(
        **texts, issued_on=form.issued_on.data, visibility=str(form.visibility.data or INTERNAL),
        basis_on=form.basis_on.data, reason=str(form.reason.data or ""), upload=upload,
    )  # fmt: skip


def _note(form: Any, refused: Invalid) -> None:
    for name, code in refused.errors.items():
        form[name].errors = [wording.reason_text(code, lang())]


def _form(form: DocumentForm, view: DocumentView | None) -> str:
    return render_template(
        "document/form.html", form=form, view=view, problems=form.problems(),
        types=[(code, wording.document_type_name(code, lang())) for code in wording.document_types()],
        issuers=document.list_issuers(house(), actor()),
        ways=[(one, wording.visibility_name(one, lang())) for one in VISIBILITIES if view or one != WITHDRAWN],
    )  # fmt: skip


def _page(code: str, form: LinkForm | None = None) -> str:
    seen = viewer()
    view = document_case.get_document(house(), seen.actor if seen else None, code)
    return render_template(
        "document/show.html", view=view, form=form or LinkForm(None), problems=form.problems() if form else [],
        full=full, cited=short, relation=relation, relations=[(one, relation(one)) for one in RELATIONS],
    )  # fmt: skip


def relation(kind: str) -> str:
    """What the first document does to the second."""
    return wording.document_relation_name(kind, lang())


def full(line: Line) -> str:
    """The first citation: type, number, symbol, date, issuer, subject."""
    return cite_first(
        line.symbol, line.type, issued_on=line.issued_on, issuer=line.issuer, subject=line.subject, lang=lang()
    )  # fmt: skip


def short(line: Line) -> str:
    """A later citation: type, number, symbol."""
    return cite(line.symbol, line.type, lang())

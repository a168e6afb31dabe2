"""Who acts proves again who it is: before acts that decide, revoke, publish or grant, on the page of the act itself.

A view asks for it with `@proved_again`; its template shows `components/proof.html`, and `refused` looks at what came.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from flask import current_app, g, render_template, request

from .. import wording
from ..services import proof
from ..services.errors import Invalid
from . import signing
from .current import house, lang, viewer
from .words import gettext

log = structlog.get_logger()

View = TypeVar("View", bound=Callable[..., Any])
MARK = "proved_again"


def proved_again(view: View) -> View:
    """Mark a view whose act needs a proof not older than ten minutes."""
    setattr(view, MARK, True)
    return view


def asks() -> bool:
    """Whether the act on this page needs a proof that is not there yet."""
    marked = getattr(current_app.view_functions.get(request.endpoint or ""), MARK, False)
    seen = viewer()
    missing = marked and seen and "proved" not in g and not proof.is_fresh(house(), seen.session)
    return bool(missing and not signing.is_asked())  # a signature proves who gives it


def before_export() -> str | tuple[str, int] | None:
    """The page that asks for a proof before a list leaves the register; None when it may go."""
    if not asks():
        return None
    problems = refused() if request.method == "POST" else []
    if request.method == "POST" and not problems:
        return None
    page = render_template("factor/before_export.html", problems=problems)
    return (page, 422) if problems else page


def refused(field: str = "password") -> list[tuple[str, str]]:
    """What is wrong with the proof, for the summary and the field; nothing when none is needed or it is right."""
    seen = viewer()
    if not asks() or seen is None:
        return []
    typed = request.form.get(field, "")
    if not typed:
        return [(field, gettext("Xin xác nhận lại người thực hiện rồi gửi lại"))]
    try:
        method = proof.confirm_visit(house(), seen.session, typed, request.remote_addr or "")
    except Invalid as invalid:
        log.warning("proof.refused", account=seen.session.pseudonym)
        return [(field, wording.reason_text(code, lang())) for code in invalid.errors.values()]
    g.proved = True
    log.info("proof.given", account=seen.session.pseudonym, method=method)
    return []

"""The office's copy of an agreement in Word, handed out."""

from __future__ import annotations

from werkzeug.wrappers import Response

from .. import wording
from ..services.commitment_case import AgreementView
from ..services.commitment_clauses import Article
from ..services.printed import asked_text
from .current import house
from .download import bytes_to_save


def word_copy(view: AgreementView) -> Response:
    """The frozen text of an agreement as a Word document, in Vietnamese, in which it was frozen."""
    from ..word import MEDIA_TYPE, copy_of  # only here: whoever never asks for it need not wait for the library

    assert view.frozen_at is not None, "asked for before"
    data = copy_of(
        title=view.title, kind=view.rules.commitment.name.vi, issuer=view.issuer,
        recitals=view.recitals, articles=[(one.number, one.heading, _clauses(one)) for one in view.articles],
        closing=wording.closing_rule_text("steps" if view.steps else view.rules.commitment.closing_rule),
        parties=[(seat.unit, wording.capacity_name(seat.capacity)) for seat in view.seats],
        case=view.code, version=view.text_version, digest=view.digest, at=house().clock(),
    )  # fmt: skip
    return bytes_to_save(data, MEDIA_TYPE, f"commitment-{view.code}-{view.text_version}.docx")


def _clauses(article: Article) -> list[tuple[str, str]]:
    """The clauses of an article with their names, and what each asks of somebody."""
    return [
        (
            wording.clause_name(one.article, one.number),
            one.text + (f"\n{asked_text(one.obligation)}" if one.obligation else ""),
        )
        for one in article.clauses
    ]

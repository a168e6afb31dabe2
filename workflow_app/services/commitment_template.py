"""The text with which the draft of an agreement begins: the template of the edition, and the documents it cites."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.commitment_template import ObligationTemplate
from states.edition import Edition as Rules
from states.edition_values import day_of

from ..document_numbers import cite_first
from ..models import Document, Unit


def begun(session: Session, rules: Rules, issuer: Unit, period: str) -> dict[str, Any]:
    """Recitals, articles and clauses of a new draft; none where the edition has no template."""
    by_ref = {one.symbol: one.code for one in _documents(session, issuer)}
    template = rules.commitment.template
    articles, clauses = list[dict[str, str]](), list[dict[str, Any]]()
    for article in template.articles:
        id_ = f"d{len(articles) + 1}"
        articles.append({"id": id_, "heading": article.heading})
        for one in article.clauses:
            clause: dict[str, Any] = {"id": f"k{len(clauses) + 1}", "text": one.text, "article": id_}
            if one.obligation:
                clause["obligation"] = _obligation(one.obligation, rules, int(period[:4]))
            clauses.append(clause)
    cited = [by_ref[ref] for ref in template.recitals if ref in by_ref]
    return {
        "recitals": [recital(session, code) for code in cited],
        "articles": articles,
        "clauses": clauses,
    }


def _obligation(asked: ObligationTemplate, rules: Rules, year: int) -> dict[str, Any]:
    found = {"owner": asked.owner, "due": day_of(asked.due, year).isoformat(), "measure": asked.measure}
    if asked.target:
        found |= {"target": asked.target, "measure": asked.measure or target_name(rules, asked.target)}
    return found


def target_name(rules: Rules, code: str) -> str:
    """A target of the programme in words; nothing where it has no such target."""
    return next((one.name.vi for one in rules.targets if one.code == code), "")


def list_citable(session: Session, issuer: Unit) -> list[tuple[str, str]]:
    """Code and words of the documents that the issuer and the committees above it have issued, newest first."""
    return [(one.code, f"{one.symbol}: {one.subject}") for one in _documents(session, issuer)]


def _documents(session: Session, issuer: Unit) -> list[Document]:
    above = [int(part) for part in issuer.path.split(".")]
    asked = select(Document).where(Document.issuer_id.in_(above), Document.subject != "")
    return list(session.scalars(asked.order_by(Document.issued_on.desc(), Document.id)))


def recital(session: Session, code: str) -> dict[str, Any]:
    """A document as a text cites it: number, day, issuer and subject as they stand in the register today."""
    one = session.scalars(select(Document).where(Document.code == code)).one()
    words = cite_first(
        one.symbol, one.type, issued_on=one.issued_on, issuer=one.issuer_name, subject=one.subject
    )
    day = one.issued_on.isoformat() if one.issued_on else ""
    return {
        "document": one.code, "symbol": one.symbol, "issued_on": day, "issuer_name": one.issuer_name,
        "subject": one.subject, "text": words,
    }  # fmt: skip

"""The words with which the draft of an agreement begins, as the edition of a programme gives them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from .toml_table import Table

EACH, HIGHER = OWNERS = ("each_unit", "superior")  # who carries a clause out; a draft may also name one unit


@dataclass(frozen=True, slots=True)
class ObligationTemplate:
    """Who carries a clause out, by when ("MM-DD" of the round's year), and what shows that it was done."""

    owner: str
    due: str
    measure: str  # "" where a target of the programme is the measure
    target: str  # its code, or ""


@dataclass(frozen=True, slots=True)
class ClauseTemplate:
    text: str
    obligation: ObligationTemplate | None


@dataclass(frozen=True, slots=True)
class ArticleTemplate:
    heading: str
    clauses: tuple[ClauseTemplate, ...]


@dataclass(frozen=True, slots=True)
class TextTemplate:
    """Documents of the edition that the text rests on, by their reference, and its articles."""

    recitals: tuple[str, ...] = ()
    articles: tuple[ArticleTemplate, ...] = ()


def read_template(table: Table, documents: Collection[str], targets: Collection[str]) -> TextTemplate:
    """The section of an edition; faults are noted in the table."""
    recitals = table.texts("recitals") if table.has("recitals") else ()
    for i, ref in enumerate(recitals):
        if ref not in documents:
            table.fault(f"recitals[{i}]", f"văn bản không có: {ref!r}")
    found, codes = [], []
    for row in table.tables("articles"):
        codes.append(row.code("code"))
        found.append(ArticleTemplate(row.text("heading"), _clauses(row, targets)))
        row.finish()
    table.different("articles", codes)
    table.finish()
    return TextTemplate(recitals, tuple(found))


def _clauses(article: Table, targets: Collection[str]) -> tuple[ClauseTemplate, ...]:
    found, codes = [], []
    for row in article.tables("clauses"):
        codes.append(row.code("code"))
        asked = _obligation(row.table("obligation"), targets) if row.has("obligation") else None
        found.append(ClauseTemplate(row.text("text"), asked))
        row.finish()
    article.different("clauses", codes)
    return tuple(found)


def _obligation(table: Table, targets: Collection[str]) -> ObligationTemplate:
    found = ObligationTemplate(
        owner=table.code("owner", OWNERS, "người thực hiện"),
        due=table.month_day("due"),
        measure=table.text("measure") if table.has("measure") else "",
        target=table.code("target") if table.has("target") else "",
    )
    if found.target and found.target not in targets:
        table.fault("target", f"chỉ tiêu không có: {found.target!r}")
    if not found.measure and not found.target:
        table.fault("measure", "thiếu: ghi thước đo hoặc chọn một chỉ tiêu")
    table.finish()
    return found

"""The body of an agreement: recitals, articles and clauses, as they are written, kept and shown.

A clause has an id that stays with it through all versions; an article begins with the clause over which its heading is
written. Texts of former versions have clauses alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from states.commitment_template import EACH, HIGHER, OWNERS

from ..models import AgreementText, Document, Unit
from . import unit as units
from .commitment_matter import Matter
from .commitment_template import recital, target_name
from .errors import Invalid
from .perform import Work

MOST_CLAUSES = 60
MOST_RECITALS = 20
PARTS = ("recitals", "articles", "clauses")
UNIT_OWNER = "unit"
Body = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Obligation:
    """What a clause asks of somebody: of whom, by when, and what shows that it was done."""

    owner: str  # each_unit | superior | unit
    unit: str  # its name, where the clause names one
    due_on: date
    measure: str
    target: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause as a page shows it."""

    id: str
    article: int  # 0 where the text has no articles: then the clauses themselves are counted as articles
    number: int
    text: str
    obligation: Obligation | None


@dataclass(frozen=True, slots=True)
class Article:
    """One article with its clauses; a text without articles is one without number and heading."""

    id: str
    number: int
    heading: str
    clauses: tuple[Clause, ...]


def body_of(content: Mapping[str, Any]) -> Body:
    """The parts of a draft or a text that are its body; a part that nothing was written in is left out."""
    return {key: list(content[key]) for key in PARTS if content.get(key) or key == "clauses"}


def lay_out(content: Mapping[str, Any]) -> tuple[Article, ...]:
    """The clauses under their articles."""
    clauses = content.get("clauses", ())
    articles = content.get("articles") or ({"id": "", "heading": ""},) if clauses else ()
    found = []
    for place, article in enumerate(articles, start=1):
        number = place if article["id"] else 0
        own = [one for one in clauses if one.get("article", "") == article["id"]]
        lines = tuple(_clause(one, number, n) for n, one in enumerate(own, start=1))
        found.append(Article(article["id"], number, article["heading"], lines))
    return tuple(found)


def list_clauses(content: Mapping[str, Any]) -> tuple[Clause, ...]:
    """Every clause in the order of the text."""
    return tuple(clause for article in lay_out(content) for clause in article.clauses)


def recitals_of(content: Mapping[str, Any]) -> tuple[str, ...]:
    """What the text rests on, in words."""
    return tuple(one["text"] for one in content.get("recitals", ()))


def _clause(one: Mapping[str, Any], article: int, number: int) -> Clause:
    asked = one.get("obligation")
    return Clause(one["id"], article, number, one["text"], obligation_of(asked) if asked else None)


def obligation_of(asked: Mapping[str, Any]) -> Obligation:
    """What a clause of a text asks."""
    unit = asked.get("unit", {}).get("name", "")
    return Obligation(
        asked["owner"], unit, date.fromisoformat(asked["due"]), asked["measure"], asked.get("target", "")
    )


def as_written(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The clauses as a form writes them, each article's heading over its first clause; what `cleaned` reads."""
    headings = {one["id"]: one["heading"] for one in content.get("articles", ())}
    return [{**one, "heading": headings.pop(one.get("article", ""), "")} for one in content["clauses"]]


def cleaned(work: Work, matter: Matter, draft: Mapping[str, Any], admitted: Sequence[str]) -> Body:
    """What was written, with an id for each clause and article that has none yet.

    Raises `Invalid`, each fault at the name that its input has in the form.
    """
    texts = work.session.scalars(select(AgreementText.content).where(AgreementText.case_id == matter.case.id))
    shown, drafted = [body_of(one) for one in texts], body_of(matter.agreement.draft)
    clause_ids = _Ids("k", "clauses", shown, drafted, (one.get("id", "") for one in draft["clauses"]))
    article_ids = _Ids("d", "articles", shown, drafted, (one.get("article", "") for one in draft["clauses"]))
    errors: dict[str, str] = {}
    articles, clauses = [], []
    for i, written in enumerate(draft["clauses"][:MOST_CLAUSES]):
        clause = {"id": clause_ids.given(written.get("id", "")), "text": written["text"]}
        if heading := written.get("heading", ""):
            articles.append({"id": article_ids.given(written.get("article", "")), "heading": heading})
        if articles:
            clause["article"] = articles[-1]["id"]
        if asked := written.get("obligation"):
            clause["obligation"] = _checked(work, matter, asked, admitted, f"clauses-{written.get('at', i)}", errors)
        clauses.append(clause)
    if articles and "article" not in clauses[0]:
        errors[f"clauses-{draft['clauses'][0].get('at', 0)}-heading"] = "heading-missing"
    recitals = _recitals(work, draft.get("recitals", ()), errors)
    if errors:
        raise Invalid(errors)
    return body_of({"recitals": recitals, "articles": articles, "clauses": clauses})


class _Ids:
    """Ids that are given once: what some text has shown under an id, nothing else has it again."""

    def __init__(self, mark: str, part: str, shown: Iterable[Body], drafted: Body, written: Iterable[str]) -> None:
        said = {one["id"] for body in shown for one in body.get(part, ())}
        self.mark, self.taken = mark, set[str]()
        self.used = said | {one["id"] for one in drafted.get(part, ())}
        self.highest = max((int(one[1:]) for one in said | (self.used & set(written))), default=0)

    def given(self, known: str) -> str:
        """The id that was written, where it is one of this text; otherwise a new one."""
        if known not in self.used or known in self.taken:
            self.highest += 1
            known = f"{self.mark}{self.highest}"
        self.taken.add(known)
        return known


def _recitals(work: Work, written: Iterable[Mapping[str, str]], errors: dict[str, str]) -> list[dict[str, Any]]:
    found = []
    for i, one in enumerate(list(written)[:MOST_RECITALS]):
        if code := one.get("document", ""):
            if work.session.scalar(select(Document.id).where(Document.code == code)) is None:
                errors[f"recitals-{one.get('at', i)}-document"] = "field-unknown"
                continue
            found.append(recital(work.session, code))
        elif one.get("text"):
            found.append({"text": one["text"]})
    return found


def _checked(
    work: Work, matter: Matter, asked: Mapping[str, Any], admitted: Sequence[str], at: str,
    errors: dict[str, str],
) -> dict[str, Any]:  # fmt: skip
    """An obligation as the text keeps it: whoever may own it, a day, a measure."""
    owner, measure, target = asked["owner"], asked.get("measure", ""), asked.get("target", "")
    owner = asked.get("unit", {}).get("code", "") if owner == UNIT_OWNER else owner
    found: dict[str, Any] = {"owner": owner, "due": asked.get("due", "")}
    if owner in admitted:
        unit = work.session.scalars(select(Unit).where(Unit.code == owner)).one()
        name = units.get_versions(work.session, [unit.id], work.today)[unit.id].name
        found |= {"owner": UNIT_OWNER, "unit": {"code": owner, "name": name}}
    elif owner not in OWNERS or (owner == HIGHER and not matter.rules.commitment.superior_signs):
        errors[f"{at}-owner"] = "obligation-owner"
    if not found["due"]:
        errors[f"{at}-due"] = "obligation-due"
    if target:
        found["target"] = target
        if not target_name(matter.rules, target):
            errors[f"{at}-target"] = "field-unknown"
    found["measure"] = measure or target_name(matter.rules, target)
    if not found["measure"]:
        errors[f"{at}-measure"] = "obligation-measure"
    return found


def owners(obligation: Mapping[str, Any], seats: Iterable[tuple[int, str, str]]) -> list[int]:
    """The places of the seats that an obligation binds; each seat is its place, capacity and the code of its unit."""
    owner, unit = obligation["owner"], obligation.get("unit", {}).get("code", "")
    capacity = "superior" if owner == HIGHER else "unit"
    everybody = owner in (EACH, HIGHER)
    return [place for place, what, code in seats if what == capacity and (everybody or code == unit)]

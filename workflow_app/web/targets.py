"""Targets of a programme as they are read: figures, units that are missing, and what the four words come to."""

from __future__ import annotations

from typing import Any

from flask import url_for

from states.edition import Edition
from states.targets import ALL, FIGURE, NOT_APPLICABLE, NOT_REPORTED, RANGE, WITHHELD, Counted, Target, judge

from .. import wording
from ..formats import format_day, format_number, format_percent
from ..services.overlay import Framework
from ..services.programme import ProgrammeView
from ..services.target_measures import Gap
from ..services.targets import Missing, Progress
from .cases import case_url, state_kind
from .current import lang
from .meeting import month_name
from .words import gettext, ngettext

MOST_NAMED = 200  # units on one page
# By process; how an inspection came out is not public.
SHOWN = {"registration": "registered", "commitment": "signed", "inspection": "inspected", "recognition": "recognised"}
KINDS = {"met": "ok", "exceeded": "ok", "not_met": "wait"}


def figure_text(target: Target, counted: Counted, language: str, framework: Target | None = None) -> str:
    """48/50 = 96% – chưa đạt 100%; where a framework asks for less: 92% (khung: 90%)."""
    number, of = format_number(counted.number, language), format_number(counted.of, language)
    if target.kind == RANGE:
        least, most = (format_number(bound, language) for bound in (target.least, target.most))
        reached, goal = number, least if least == most else f"{least}–{most}"
    elif target.kind == ALL:
        reached, goal = f"{number}/{of}", f"{of}/{of}"
    else:
        share = format_percent(counted.number, counted.of, language) if counted.of else ""
        reached, goal = f"{number}/{of} = {share}", f"{target.pct}%"
        if framework is not None and framework.pct != target.pct:
            goal = gettext("%(own)s (khung: %(theirs)s)", own=goal, theirs=f"{framework.pct}%")
    outcome = judge(target, counted)
    said = wording.target_outcome(outcome, goal, language)
    missing = wording.missing_reports(format_number(counted.missing, language), language) if counted.missing else ""
    if outcome in (NOT_APPLICABLE, NOT_REPORTED):
        return said
    return f"{reached} – {said}; {missing}" if missing else f"{reached} – {said}"


def figure_lines(progress: Progress, rules: Edition, framework: Framework | None) -> list[dict[str, Any]]:
    """The targets in words, each with what its bar shows."""
    theirs = {one.code: one for one in framework.rules.targets} if framework else {}
    return [
        {
            "name": figure.target.name,
            "month": month_name(figure.month) if figure.month else "",
            "text": wording.target_outcome(WITHHELD, "", lang())
            if figure.outcome == WITHHELD
            else figure_text(figure.target, figure.counted, lang(), theirs.get(figure.target.code)),
            "kind": KINDS.get(figure.outcome, ""),
            "number": figure.counted.number,
            "code": figure.target.code,
            "paper": figure.paper,
            "basis": rules.basis_of(f"target.{figure.target.code}"),
            "told": figure.target.count == FIGURE,
            "of": 0 if figure.target.kind == RANGE else figure.counted.of,
        }
        for figure in progress.figures
    ]


def page(view: ProgrammeView) -> dict[str, Any]:
    """What the templates show of the progress of a period."""
    progress = view.progress
    lines = progress.missing[:MOST_NAMED]
    return {
        "figures": figure_lines(progress, view.round.rules, view.framework),
        "counts": [
            (wording.count_name(count, lang()), progress.counts[count])
            for process, count in SHOWN.items()
            if view.round.rules.has(process)
        ],
        "by_type": by_type(progress),
        "missing": [missing_line(line, inside=progress.inside is not None) for line in lines],
        "more": len(progress.missing) - len(lines),
        "unnamed": progress.unnamed,
        "still": len(progress.missing) + progress.unnamed,
        "basis": basis(view),
        "facts": facts(view),
        "recognised": progress.inside.recognised if progress.inside else (),
        "follows": [step.name for step in view.round.rules.leads_to("recognition.published")],
        "inside": progress.inside is not None,
    }


def by_type(progress: Progress) -> list[tuple[str, str]]:
    """The accepted registrations by type of unit, and their sum."""
    rows = [(wording.cell_type_name(one, lang()), format_number(n, lang())) for one, n in progress.by_type.items()]
    return [*rows, (gettext("Cộng"), format_number(sum(progress.by_type.values()), lang()))] if rows else []


def missing_line(line: Missing, *, inside: bool) -> dict[str, str]:
    """A unit with its state and the page of the case, the working one or the public one."""
    if not line.code:
        return {"unit": line.unit, "state": gettext("Chưa nộp đăng ký"), "kind": "", "url": ""}
    public = "recognition_public.show" if line.process == "recognition" else "public.case"
    return {
        "unit": line.unit,
        "state": wording.state_name(line.process, line.state, lang()),
        "kind": state_kind(line.process, line.state),
        "url": case_url(line.process, line.code) if inside else url_for(public, code=line.code),
    }


def basis(view: ProgrammeView) -> str:
    """As of which day, of how many, and by which rules."""
    progress = view.progress
    return gettext(
        "Số liệu đến ngày %(today)s, trên %(population)s tổ chức thuộc đối tượng của chương trình tại ngày %(as_of)s, "
        "theo bản quy định số %(number)s (mã băm %(digest)s…).",
        today=format_day(view.today, lang()), as_of=format_day(progress.as_of, lang()),
        population=format_number(progress.population, lang()), number=view.number, digest=view.digest[:12],
    )  # fmt: skip


def facts(view: ProgrammeView) -> list[tuple[str, str]]:
    """The measures of what the programme promises to be: public, and exact."""
    measures, rows = view.progress.measures, []
    if measures.corrections_per_100 is not None:
        text = ngettext("lâu nhất %(num)s ngày", "lâu nhất %(num)s ngày", measures.slowest_days)
        rows.append((gettext("Từ quyết định đến công bố"), text))
        per = format_number(measures.corrections_per_100, lang())
        said = {"n": measures.corrections, "of": format_number(measures.published, lang()), "per": per}
        text = gettext("%(n)s lần trên %(of)s công nhận đã công bố (%(per)s trên 100)", **said)
        rows.append((gettext("Đính chính"), text))
    if view.progress.inside and view.progress.inside.gap:
        rows.append((gettext("Tự chấm so với kiểm tra"), gap_text(view.progress.inside.gap)))
    return rows


def gap_text(gap: Gap) -> str:
    """By how much units judge themselves above or below the inspectors."""
    mean = format_number(abs(gap.mean), lang())
    side = gettext("cao hơn trung bình %(points)s điểm", points=mean)
    if gap.mean < 0:
        side = gettext("thấp hơn trung bình %(points)s điểm", points=mean)
    elif not gap.mean:
        side = gettext("trung bình bằng nhau")
    widest = gettext("lệch nhiều nhất %(points)s điểm", points=format_number(gap.widest, lang()))
    counted = ngettext("%(num)s cuộc kiểm tra", "%(num)s cuộc kiểm tra", gap.inspections)
    return f"{side}; {widest}; {counted}"

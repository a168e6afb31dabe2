"""The section [recognition] of an edition: read strictly."""

from __future__ import annotations

from .decision import Ratio, VotingRules
from .framework_reader import read_reasons
from .recognition_rules import Paper, RecognitionRules
from .toml_table import Table

RATIO = r"[0-9]{1,3}/[1-9][0-9]{0,2}"


def read_recognition(table: Table) -> RecognitionRules:
    """The section [recognition]; faults are noted in the table."""
    rules = RecognitionRules(
        appraisers=read_reasons(table, "appraisers"),
        papers=_papers(table),
        voting=VotingRules(_ratio(table, "quorum", "2/3"), _ratio(table, "majority", "1/2")),
        symbol=table.text("symbol", r"QĐ/\w{2,12}", "QĐ/HU"),
        term=table.text("term"),
        place=table.text("place"),
        signs_for=table.name("signs_for"),
        valid_months=table.count("valid_months", least=1, most=120),
        receive_days=table.count("receive_days", least=1),
        check_days=table.count("check_days", least=1),
        completion_days=table.count("completion_days", least=1),
        appraise_days=table.count("appraise_days", least=1),
        answer_days=table.count("answer_days", least=1),
        vote_days=table.count("vote_days", least=1),
    )
    table.finish()
    return rules


def _papers(table: Table) -> tuple[Paper, ...]:
    """What a dossier has to hold; a programme may ask for nothing."""
    papers = []
    for row in table.tables("papers") if table.has("papers") else []:
        papers.append(Paper(row.code("code"), row.name("name"), row.flag("required")))
        row.finish()
    table.different("papers", [paper.code for paper in papers])
    return tuple(papers)


def _ratio(table: Table, key: str, usual: str) -> Ratio:
    """A share of the members in office; the usual one where nothing is written."""
    written = table.text(key, RATIO, usual) if table.has(key) else usual
    above, _, below = (written or usual).partition("/")
    if int(above) > int(below):
        table.fault(key, f"tỷ lệ lớn hơn 1: {written!r}")
        return Ratio(1, 1)
    return Ratio(int(above), int(below))

"""What an edition says about inspections: the team, the days of each step, where evidence is asked for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from .framework import Framework
from .inspection import MET, NOT_MET
from .scoring import Result
from .toml_table import Table


@dataclass(frozen=True, slots=True)
class InspectionRules:
    team_required: int  # at least so many persons
    announce_days: int  # from the plan to the announcement
    self_assess_days: int  # for the unit from the announcement on, however late in the year that is
    check_days: int
    minutes_days: int
    reply_days: int
    rectify_days: int
    recheck_days: int
    conclude_days: int
    evidence: tuple[str, ...]  # codes of the criteria for which the unit attaches evidence
    met_bands: tuple[str, ...]  # bands that count as "met"; empty where the framework has none

    def outcome_of(self, result: Result) -> str:
        """What the points lead to: "met" or "not_met"."""
        in_band = not self.met_bands or result.band in self.met_bands
        return MET if result.passed and in_band else NOT_MET


def read_inspection(table: Table, framework: Framework) -> InspectionRules:
    """The section of an edition; faults are noted in the table."""
    criteria = [criterion.code for group in framework.groups for criterion in group.criteria]
    bands = [band.code for band in framework.bands]
    rules = InspectionRules(
        team_required=table.count("team_required", least=2),
        announce_days=table.count("announce_days", least=1),
        self_assess_days=table.count("self_assess_days", least=1),
        check_days=table.count("check_days", least=1),
        minutes_days=table.count("minutes_days", least=1),
        reply_days=table.count("reply_days", least=1),
        rectify_days=table.count("rectify_days", least=1),
        recheck_days=table.count("recheck_days", least=1),
        conclude_days=table.count("conclude_days", least=1),
        evidence=_codes(table, "evidence", criteria, "tiêu chí"),
        met_bands=_codes(table, "met_bands", bands, "mức xếp loại") if table.has("met_bands") else (),
    )
    if bands and not rules.met_bands:
        table.fault("met_bands", "thiếu: khung có mức xếp loại nên phải nêu mức nào là đạt")
    if set(rules.met_bands) != set(bands[: len(rules.met_bands)]):  # or a better result would not do
        table.fault("met_bands", "phải là các mức cao nhất")
    table.finish()
    return rules


def _codes(table: Table, key: str, among: Collection[str], what: str) -> tuple[str, ...]:
    found = table.codes(key, among, what)
    if not among and found:  # an empty list of what there is would let every code pass
        table.fault(key, f"khung không có {what}")
    return found

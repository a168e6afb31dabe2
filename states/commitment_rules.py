"""What an edition says about commitment: how its agreement is called, who must sign, and by when."""

from __future__ import annotations

from dataclasses import dataclass

from .commitment import ALL, OPEN
from .commitment_reminder import ReminderRule, read_reminders
from .edition_values import Name
from .toml_table import Table


@dataclass(frozen=True, slots=True)
class CommitmentRules:
    name: Name  # "Giao ước thi đua", "Bản ký kết"
    closing_rule: str  # "all" or "open"
    superior_signs: bool  # the issuer has a seat of its own
    seats_required: int  # at least so many, the superior's included
    comment_days: int
    sign_days: int
    reminders: ReminderRule | None = None  # an edition that says nothing leaves it to the issuer


def read_commitment(table: Table) -> CommitmentRules:
    """The section of an edition; faults are noted in the table."""
    rules = CommitmentRules(
        name=table.name("name"),
        closing_rule=table.code("closing_rule", (ALL, OPEN), "cách khép lại"),
        superior_signs=table.flag("superior_signs"),
        seats_required=table.count("seats_required", least=1),
        comment_days=table.count("comment_days", least=1),
        sign_days=table.count("sign_days", least=1),
        reminders=read_reminders(table.table("reminders")) if table.has("reminders") else None,
    )
    table.finish()
    return rules

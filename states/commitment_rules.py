"""What an edition says about commitment: how its agreement is called, who must sign, and by when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from .commitment_facts import ALL, OPEN
from .commitment_reminder import ReminderRule, read_reminders
from .commitment_template import TextTemplate, read_template
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
    template: TextTemplate = TextTemplate()  # with which a draft begins
    certificates: bool = False  # parties may sign the PDF of the text by certificate, outside
    reminders: ReminderRule | None = None  # an edition that says nothing leaves it to the issuer


def read_commitment(table: Table, documents: Collection[str], targets: Collection[str]) -> CommitmentRules:
    """The section of an edition; faults are noted in the table. An edition without a template begins drafts empty."""
    rules = CommitmentRules(
        name=table.name("name"),
        closing_rule=table.code("closing_rule", (ALL, OPEN), "cách khép lại"),
        superior_signs=table.flag("superior_signs"),
        seats_required=table.count("seats_required", least=1),
        comment_days=table.count("comment_days", least=1),
        sign_days=table.count("sign_days", least=1),
        template=read_template(table.table("template"), documents, targets)
        if table.has("template")
        else TextTemplate(),
        certificates=table.has("certificates") and table.flag("certificates"),
        reminders=read_reminders(table.table("reminders")) if table.has("reminders") else None,
    )
    table.finish()
    return rules

"""Which steps of a programme a person signs with a key of one's own; an agreement is always signed so."""

from __future__ import annotations

from .toml_table import Table

SIGNABLE = (  # what binds the unit, the committee or the team by the hand of one person
    "registration.submit", "registration.endorse", "registration.approve", "registration.reject",
    "inspection.send_minutes", "inspection.sign_minutes",
    "recognition.propose", "recognition.decide_yes", "recognition.decide_no", "recognition.exclude",
    "recognition.correct", "recognition.revoke",
)  # fmt: skip


def read_signed(root: Table) -> tuple[str, ...]:
    """The steps as "process.action"; an edition that says nothing asks for none."""
    return root.codes("signed", SIGNABLE, "bước") if root.has("signed") else ()

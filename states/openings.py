"""The fields that the journal seals, the process each of them belongs to, and when an edition may open them."""

from __future__ import annotations

from .edition_values import COMMITMENT, INSPECTION, RECOGNITION, REGISTRATION

OPENS = ("at_once", "acceptance", "publication", "unit", "never")  # "unit": to the unit itself, not to the public
OF_ALL = ("unit", "reason", "person")  # sealed by every process
OF_PROCESS = {
    REGISTRATION: ("content", "resolution", "responsible", "marks", "incharge"),
    COMMITMENT: ("agreement", "proposal", "statement", "comment", "report", "proof"),
    INSPECTION: ("plan", "team", "points", "findings", "minutes", "conclusion"),
    RECOGNITION: (
        "dossier", "opinion", "knock_out", "window", "objection", "objector", "answer", "vote", "decision",
        "correction",
    ),
}  # fmt: skip
SEALED_FIELDS = OF_ALL + tuple(field for fields in OF_PROCESS.values() for field in fields)
LATER_FIELDS = {"report": "unit", "proof": "unit"}  # an edition may leave these out: then they open so

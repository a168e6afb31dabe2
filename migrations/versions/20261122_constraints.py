"""What the guards say, said by the tables too: known states, whole numbers, two people at a tally; and more is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_constraints"
down_revision = "20261122_petitions"
branch_labels = None
depends_on = None

# Written out, not imported: a migration must do the same for ever, whatever the models become.
STATES = {
    "registration": "draft submitted in_review changes_requested endorsed approved rejected withdrawn closed",
    "commitment": "drafting consulting frozen partially_signed in_force declined cancelled terminated completed",
    "inspection": "planned announced self_assessing self_submitted checking minutes_draft unit_reply rectifying "
    "rechecking concluded cancelled",
    "recognition": "draft proposed dossier_check returned appraisal public_comment voting decided published "
    "not_recognised expired revoked",
}
KNOWN_STATE = " OR ".join(
    "process = '{}' AND state IN ({})".format(process, ", ".join(f"'{state}'" for state in states.split()))
    for process, states in STATES.items()
)
CHECKS = {
    "case_record": {
        "ck_case_state": KNOWN_STATE,
        "ck_case_numbers": "version >= 0 AND seq >= 0 AND version = seq",
    },
    "entry": {
        "ck_entry_seq": "case_id IS NULL AND seq IS NULL OR case_id IS NOT NULL AND seq IS NOT NULL AND seq > 0",
    },
    "document": {"ck_document_number": "number > 0"},
    "recognition_vote": {
        "ck_vote_numbers": "number > 0 AND in_favour >= 0 AND against >= 0 AND other >= 0",
        "ck_vote_second_person": "confirmed_by_id IS NULL OR confirmed_by_id <> recorded_by_id",
    },
    "recognition_voter": {"ck_voter_recused": "NOT (present AND recused)"},
}
ADD_ONLY = (
    "programme", "round", "document", "document_relation", "inspection_score", "inspection_statement",
    "recognition_proposal", "recognition_opinion", "recognition_voter", "recognition_text",
)  # fmt: skip
KEPT_BEFORE = ("entry",)  # SQLite makes a table with a new check anew, and its triggers go with the old one


def upgrade() -> None:
    _change_checks(add=True)
    for table in ADD_ONLY:
        _forbid_changes(table)


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in ADD_ONLY:
        for name in ("no_update", "no_delete") if sqlite else ("add_only",):
            op.execute(f"DROP TRIGGER {table}_{name}" + ("" if sqlite else f" ON {table}"))
    _change_checks(add=False)


def _change_checks(*, add: bool) -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, checks in CHECKS.items():
        with op.batch_alter_table(table) as batch:
            for name, condition in checks.items():
                if add:
                    batch.create_check_constraint(name, sa.text(condition))
                else:
                    batch.drop_constraint(name, type_="check")
        if sqlite and table in KEPT_BEFORE:
            _forbid_changes(table)


def _forbid_changes(table: str) -> None:
    """Refuse UPDATE and DELETE in the database itself, below every guard of the program."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is only ever added to'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_add_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )

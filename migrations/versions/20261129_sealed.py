"""The sealed records of agreements in force."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261129_sealed"
down_revision = "20261129_obligation"
branch_labels = None
depends_on = None

TABLE = "sealed_record"
# Written out, not imported: a migration must do the same for ever, whatever the models become.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("of_entry_id", BIG_ID, sa.ForeignKey("entry.id"), primary_key=True, autoincrement=False),
        sa.Column("file_id", BIG_ID, sa.ForeignKey("file.id"), nullable=False),
        sa.Column("certificate", sa.String(64), nullable=False),
        sa.Column("entry_id", BIG_ID, sa.ForeignKey("entry.id"), nullable=False, unique=True),
    )
    # Agreements that came into force before: the worker makes the record as of the last signature of each.
    op.execute(
        "INSERT INTO job (kind, entry_id, recipient_id, payload, run_at, attempts) "
        "SELECT 'document.sealed', id, account_id, '{}', at, 0 FROM entry WHERE id IN ("
        "SELECT max(entry.id) FROM entry JOIN case_record ON entry.case_id = case_record.id "
        "WHERE entry.kind IN ('commitment.sign', 'commitment.attest_paper') "
        "AND case_record.state IN ('in_force', 'terminated', 'completed') GROUP BY case_record.id)"
    )
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{TABLE} is only ever added to'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {TABLE}_add_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.execute("DELETE FROM job WHERE kind = 'document.sealed'")
    op.drop_table(TABLE)

"""The documents that were set of texts which an entry fixed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261128_printed"
down_revision = "20261128_paper"
branch_labels = None
depends_on = None

TABLE = "printed_document"
# Written out, not imported: a migration must do the same for ever, whatever the models become.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("of_entry_id", BIG_ID, sa.ForeignKey("entry.id"), primary_key=True, autoincrement=False),
        sa.Column("file_id", BIG_ID, sa.ForeignKey("file.id"), nullable=False),
        sa.Column("entry_id", BIG_ID, sa.ForeignKey("entry.id"), nullable=False, unique=True),
    )
    # What was fixed before: the worker sets it after the upgrade.
    op.execute(
        "INSERT INTO job (kind, entry_id, recipient_id, payload, run_at, attempts) "
        "SELECT 'document.printed', id, account_id, '{}', at, 0 FROM entry "
        "WHERE kind = 'commitment.freeze' AND account_id IS NOT NULL"
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
    op.execute("DELETE FROM job WHERE kind = 'document.printed'")
    op.drop_table(TABLE)

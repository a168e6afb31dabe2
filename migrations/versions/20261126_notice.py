"""Notices that are about no case, and work that no entry caused: somebody's password was changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_notice"
down_revision = "20261126_round_change"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COLUMNS = (("job", "entry_id"), ("notice", "case_id"))


def upgrade() -> None:
    _make(nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM mail_part WHERE job_id IN (SELECT job_id FROM notice WHERE case_id IS NULL)")
    op.execute("DELETE FROM notice WHERE case_id IS NULL")
    op.execute("DELETE FROM job WHERE entry_id IS NULL")
    _make(nullable=False)


def _make(*, nullable: bool) -> None:
    for table, column in COLUMNS:
        with op.batch_alter_table(table) as batch:
            batch.alter_column(column, existing_type=BIG_ID, existing_nullable=not nullable, nullable=nullable)

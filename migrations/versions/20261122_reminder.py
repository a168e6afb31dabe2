"""Reminders: for which deadlines the holders of a case were told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_reminder"
down_revision = "20261122_recognition"
branch_labels = None
depends_on = None

# Written out, not imported: a migration must do the same for ever, whatever the models become.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(24), "sqlite")


def upgrade() -> None:
    op.create_table(
        "reminder",
        sa.Column("case_id", BIG_ID, sa.ForeignKey("case_record.id"), primary_key=True),
        sa.Column("due_at", INSTANT, primary_key=True),
        sa.Column("kind", sa.String(40), primary_key=True),
        sa.Column("told_at", INSTANT, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("reminder")

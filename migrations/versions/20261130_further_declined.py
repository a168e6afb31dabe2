"""Whoever was asked to sign beside a seat can decline, saying why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261130_further_declined"
down_revision = "20261129_reminder_rule"
branch_labels = None
depends_on = None

TABLE = "further_signature"
# Written out, not imported: a migration must do the same for ever, whatever the models become.
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(24), "sqlite")


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("declined_at", INSTANT, nullable=True))
    op.add_column(TABLE, sa.Column("reason", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    for column in ("reason", "declined_at"):
        op.drop_column(TABLE, column)

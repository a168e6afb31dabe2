"""Minutes of an inspection that are still being written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_minutes_draft"
down_revision = "20261122_one_open_inspection"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(24), "sqlite")


def upgrade() -> None:
    op.add_column("inspection", sa.Column("minutes_draft", sa.Text(), nullable=False, server_default=""))
    op.add_column("inspection", sa.Column("minutes_version", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("inspection", sa.Column("minutes_saved_at", INSTANT, nullable=True))


def downgrade() -> None:
    for column in ("minutes_saved_at", "minutes_version", "minutes_draft"):
        op.drop_column("inspection", column)

"""Rooms of signing ceremonies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261128_ceremony_room"
down_revision = "20261128_personal"
branch_labels = None
depends_on = None

# Written out, not imported: a migration must do the same for ever, whatever the models become.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(24), "sqlite")


def upgrade() -> None:
    op.create_table(
        "ceremony_room",
        sa.Column("code", sa.String(6), primary_key=True),
        sa.Column("case_id", BIG_ID, sa.ForeignKey("case_record.id"), nullable=False, index=True),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
    )


def downgrade() -> None:
    op.drop_table("ceremony_room")

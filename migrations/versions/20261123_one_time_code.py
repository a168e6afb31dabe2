"""One-time codes: with which an invited person, or one who forgot the password, chooses a password."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261123_one_time_code"
down_revision = "20261122_constraints"
branch_labels = None
depends_on = None

# Written out, not imported: a migration must do the same for ever, whatever the models become.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(24), "sqlite")


def upgrade() -> None:
    op.create_table(
        "one_time_code",
        sa.Column("id", BIG_ID, primary_key=True),
        sa.Column("code_hash", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("account_id", BIG_ID, sa.ForeignKey("account.id"), nullable=True, index=True),
        sa.Column("purpose", sa.String(10), nullable=False),
        sa.Column("made_by_id", BIG_ID, sa.ForeignKey("account.id"), nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
    )


def downgrade() -> None:
    op.drop_table("one_time_code")

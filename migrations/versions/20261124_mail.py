"""Mail: what is to be sent, the notices in it, and how each person wants to get them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261124_mail"
down_revision = "20261123_round_closed"
branch_labels = None
depends_on = None

# Written out, not imported: a migration must do the same for ever, whatever the models become.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(24), "sqlite")


def upgrade() -> None:
    op.create_table(
        "mail",
        sa.Column("id", BIG_ID, primary_key=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("account_id", BIG_ID, sa.ForeignKey("account.id"), nullable=True, index=True),
        sa.Column("digest_of", sa.String(40), nullable=True, unique=True),
        sa.Column("address", sa.String(254), nullable=True),
        sa.Column("run_at", INSTANT, nullable=False),
        sa.Column("leased_until", INSTANT, nullable=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.Column("failure", sa.String(20), nullable=True),
        sa.Column("kept", sa.Text, nullable=True),
        sa.Index("ix_mail_due", "done_at", "run_at"),
    )
    op.create_table(
        "mail_part",
        sa.Column("job_id", BIG_ID, sa.ForeignKey("job.id"), primary_key=True),
        sa.Column("mail_id", BIG_ID, sa.ForeignKey("mail.id"), nullable=False, index=True),
    )
    op.create_table(
        "mail_choice",
        sa.Column("account_id", BIG_ID, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("choice", sa.String(10), nullable=False),
        sa.Column("confirmed", sa.String(254), nullable=True),
    )


def downgrade() -> None:
    for table in ("mail_choice", "mail_part", "mail"):
        op.drop_table(table)

"""What clauses of agreements ask of their parties, and the reports on it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261129_obligation"
down_revision = "20261129_seat_order"
branch_labels = None
depends_on = None

# Written out, not imported: a migration must do the same for ever, whatever the models become.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(24), "sqlite")


def upgrade() -> None:
    op.create_table(
        "obligation",
        sa.Column("case_id", BIG_ID, sa.ForeignKey("case_record.id"), primary_key=True),
        sa.Column("clause", sa.String(12), primary_key=True),
        sa.Column("place", sa.Integer(), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_from", sa.Date(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
    )
    op.create_table(
        "obligation_report",
        sa.Column("case_id", BIG_ID, sa.ForeignKey("case_record.id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("clause", sa.String(12), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("quantity", sa.String(20), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("mandate_id", BIG_ID, sa.ForeignKey("mandate.id"), nullable=False),
        sa.Column("reported_at", INSTANT, nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("judged_by_id", BIG_ID, sa.ForeignKey("mandate.id"), nullable=True),
        sa.Column("judged_at", INSTANT, nullable=True),
    )


def downgrade() -> None:
    for table in ("obligation_report", "obligation"):
        op.drop_table(table)

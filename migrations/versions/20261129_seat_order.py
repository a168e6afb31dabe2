"""Seats in steps, with a last day of their own, further signatures beside them, and signing put on hold."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261129_seat_order"
down_revision = "20261129_certificate"
branch_labels = None
depends_on = None

TABLE = "further_signature"
# Written out, not imported: a migration must do the same for ever, whatever the models become.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(24), "sqlite")


def upgrade() -> None:
    op.add_column("agreement", sa.Column("held_at", INSTANT, nullable=True))
    op.add_column("agreement", sa.Column("held_by_id", sa.BigInteger(), nullable=True))
    op.add_column("agreement", sa.Column("held_reason", sa.Text(), nullable=False, server_default=""))
    # Before, there was one step, in which everybody could sign at any time.
    op.add_column("seat", sa.Column("step", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("seat", sa.Column("turn", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("seat", sa.Column("due_on", sa.Date(), nullable=True))
    op.add_column("seat", sa.Column("asked_id", sa.BigInteger(), nullable=True))
    op.create_table(
        TABLE,
        sa.Column("case_id", BIG_ID, sa.ForeignKey("case_record.id"), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True),
        sa.Column("place", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(12), primary_key=True),
        sa.Column("unit_id", BIG_ID, sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("statement", sa.Text(), nullable=True),
        sa.Column("evidence", sa.String(64), nullable=True),
        sa.Column("mandate_id", BIG_ID, sa.ForeignKey("mandate.id"), nullable=True),
        sa.Column("signed_at", INSTANT, nullable=True),
    )


def downgrade() -> None:
    op.drop_table(TABLE)
    for column in ("asked_id", "due_on", "turn", "step"):
        op.drop_column("seat", column)
    for column in ("held_reason", "held_by_id", "held_at"):
        op.drop_column("agreement", column)

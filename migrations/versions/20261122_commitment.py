"""Agreements: texts, seats, signatures and comments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_commitment"
down_revision = "20261122_first_tables"
branch_labels = None
depends_on = None

# Written out, not imported: a migration must do the same for ever, whatever the models become.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(24), "sqlite")
ADD_ONLY = ("agreement_text", "signature", "agreement_comment")


def forbid_changes(table: str) -> None:
    """Refuse UPDATE and DELETE in the database itself, below every guard of the program."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is only ever added to'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_add_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def upgrade() -> None:
    op.create_table(
        "agreement",
        sa.Column("case_id", BIG_ID, sa.ForeignKey("case_record.id"), primary_key=True),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("saved_by_id", BIG_ID, sa.ForeignKey("account.id")),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("frozen_at", INSTANT),
        sa.Column("in_force_at", INSTANT),
        sa.Column("ended_by", sa.JSON()),
    )
    op.create_table(
        "agreement_text",
        sa.Column("case_id", BIG_ID, sa.ForeignKey("case_record.id"), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
    )
    op.create_table(
        "seat",
        sa.Column("case_id", BIG_ID, sa.ForeignKey("case_record.id"), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True),
        sa.Column("place", sa.Integer(), primary_key=True),
        sa.Column("unit_id", BIG_ID, sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("capacity", sa.String(10), nullable=False),
        sa.Column("answer", sa.String(10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answered_at", INSTANT),
    )
    op.create_index("ix_seat_unit", "seat", ["unit_id", "answer"])
    op.create_table(
        "signature",
        sa.Column("case_id", BIG_ID, sa.ForeignKey("case_record.id"), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True),
        sa.Column("place", sa.Integer(), primary_key=True),
        sa.Column("method", sa.String(20), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("mandate_id", BIG_ID, sa.ForeignKey("mandate.id"), nullable=False),
        sa.Column("signed_at", INSTANT, nullable=False),
    )
    op.create_table(
        "agreement_comment",
        sa.Column("case_id", BIG_ID, sa.ForeignKey("case_record.id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("clause", sa.String(12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
    )
    for table in ADD_ONLY:
        forbid_changes(table)


def downgrade() -> None:
    for table in ("agreement_comment", "signature", "seat", "agreement_text", "agreement"):
        op.drop_table(table)

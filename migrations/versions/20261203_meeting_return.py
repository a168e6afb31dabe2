"""Monthly returns of meetings, and decisions about single cells."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261203_meeting_return"
down_revision = "20261202_case_holder"
branch_labels = None
depends_on = None

# Written out, not imported: a migration must do the same for ever, whatever the models become.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(24), "sqlite")


def upgrade() -> None:
    op.create_table(
        "meeting_return",
        sa.Column("id", BIG_ID, primary_key=True),
        sa.Column("code", sa.String(14), nullable=False, unique=True),
        sa.Column("programme_id", BIG_ID, sa.ForeignKey("programme.id"), nullable=False),
        sa.Column("unit_id", BIG_ID, sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("edition_id", BIG_ID, sa.ForeignKey("edition.id"), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("band", sa.String(20), nullable=True),
        sa.Column("total", sa.String(10), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("came", sa.Boolean(), nullable=True),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("proper", sa.Boolean(), nullable=False),
        sa.Column("late_days", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(80), nullable=False),
        sa.Column("reported_at", INSTANT, nullable=False),
        sa.Column("entry_id", BIG_ID, sa.ForeignKey("entry.id"), nullable=False, unique=True),
        sa.UniqueConstraint("unit_id", "programme_id", "month", "version"),
    )
    op.create_index("ix_meeting_return_month", "meeting_return", ["programme_id", "month", "current"])
    op.create_table(
        "return_exception",
        sa.Column("id", BIG_ID, primary_key=True),
        sa.Column("code", sa.String(14), nullable=False, unique=True),
        sa.Column("programme_id", BIG_ID, sa.ForeignKey("programme.id"), nullable=False),
        sa.Column("unit_id", BIG_ID, sa.ForeignKey("unit.id"), nullable=False, index=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("first_month", sa.String(7), nullable=False),
        sa.Column("last_month", sa.String(7), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("symbol", sa.String(60), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("entry_id", BIG_ID, sa.ForeignKey("entry.id"), nullable=False, unique=True),
    )
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER return_exception_no_{verb.lower()} BEFORE {verb} ON return_exception "
                "BEGIN SELECT RAISE(ABORT, 'return_exception is only ever added to'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER return_exception_add_only BEFORE UPDATE OR DELETE OR TRUNCATE ON return_exception "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("return_exception")
    op.drop_table("meeting_return")

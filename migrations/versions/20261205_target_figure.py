"""Figures of targets as documents tell them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261205_target_figure"
down_revision = "20261204_population"
branch_labels = None
depends_on = None

# Written out, not imported: a migration must do the same for ever, whatever the models become.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(24), "sqlite")


def upgrade() -> None:
    op.create_table(
        "target_figure",
        sa.Column("id", BIG_ID, primary_key=True),
        sa.Column("programme_id", BIG_ID, sa.ForeignKey("programme.id"), nullable=False),
        sa.Column("period", sa.String(20), nullable=False),
        sa.Column("target", sa.String(60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("symbol", sa.String(60), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("told_at", INSTANT, nullable=False),
        sa.Column("entry_id", BIG_ID, sa.ForeignKey("entry.id"), nullable=False, unique=True),
        sa.UniqueConstraint("programme_id", "period", "target", "version"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER target_figure_no_{verb.lower()} BEFORE {verb} ON target_figure "
                "BEGIN SELECT RAISE(ABORT, 'target_figure is only ever added to'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER target_figure_add_only BEFORE UPDATE OR DELETE OR TRUNCATE ON target_figure "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("target_figure")

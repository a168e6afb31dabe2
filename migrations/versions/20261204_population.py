"""Out of how many targets are counted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261204_population"
down_revision = "20261203_meeting_return"
branch_labels = None
depends_on = None

# Written out, not imported: a migration must do the same for ever, whatever the models become.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(24), "sqlite")


def upgrade() -> None:
    op.create_table(
        "population",
        sa.Column("id", BIG_ID, primary_key=True),
        sa.Column("programme_id", BIG_ID, sa.ForeignKey("programme.id"), nullable=False),
        sa.Column("period", sa.String(20), nullable=False),
        sa.Column("moment", sa.String(5), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("edition_id", BIG_ID, sa.ForeignKey("edition.id"), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("taken_at", INSTANT, nullable=False),
        sa.Column("entry_id", BIG_ID, sa.ForeignKey("entry.id"), nullable=False, unique=True),
        sa.UniqueConstraint("programme_id", "period", "moment"),
    )
    op.create_table(
        "population_decision",
        sa.Column("id", BIG_ID, primary_key=True),
        sa.Column("programme_id", BIG_ID, sa.ForeignKey("programme.id"), nullable=False, index=True),
        sa.Column("period", sa.String(20), nullable=False),
        sa.Column("choice", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("symbol", sa.String(60), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=False),
        sa.Column("entry_id", BIG_ID, sa.ForeignKey("entry.id"), nullable=False, unique=True),
    )
    for table in ("population", "population_decision"):
        _add_only(table)


def _add_only(table: str) -> None:
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


def downgrade() -> None:
    op.drop_table("population_decision")
    op.drop_table("population")

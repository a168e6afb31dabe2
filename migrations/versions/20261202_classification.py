"""The yearly classification: what is prepared, what was decided."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261202_classification"
down_revision = "20261201_unit_event"
branch_labels = None
depends_on = None

# Written out, not imported: a migration must do the same for ever, whatever the models become.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(24), "sqlite")


def upgrade() -> None:
    op.create_table(
        "classification_draft",
        sa.Column("id", BIG_ID, primary_key=True),
        sa.Column("programme_id", BIG_ID, sa.ForeignKey("programme.id"), nullable=False),
        sa.Column("period", sa.String(20), nullable=False),
        sa.Column("unit_id", BIG_ID, sa.ForeignKey("unit.id"), nullable=False, index=True),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("like_group", sa.String(80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("saved_by_id", BIG_ID, sa.ForeignKey("account.id"), nullable=True),
        sa.UniqueConstraint("programme_id", "period", "unit_id"),
    )
    op.create_table(
        "classification_decision",
        sa.Column("id", BIG_ID, primary_key=True),
        sa.Column("code", sa.String(14), nullable=False, unique=True),
        sa.Column("programme_id", BIG_ID, sa.ForeignKey("programme.id"), nullable=False, index=True),
        sa.Column("period", sa.String(20), nullable=False),
        sa.Column("committee_id", BIG_ID, sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("edition_id", BIG_ID, sa.ForeignKey("edition.id"), nullable=False),
        sa.Column("regulation", sa.String(40), nullable=False),
        sa.Column("symbol", sa.String(60), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=False),
        sa.Column("entry_id", BIG_ID, sa.ForeignKey("entry.id"), nullable=False, unique=True),
    )
    op.create_table(
        "classification",
        sa.Column("id", BIG_ID, primary_key=True),
        sa.Column("decision_id", BIG_ID, sa.ForeignKey("classification_decision.id"), nullable=False, index=True),
        sa.Column("programme_id", BIG_ID, sa.ForeignKey("programme.id"), nullable=False, index=True),
        sa.Column("period", sa.String(20), nullable=False),
        sa.Column("unit_id", BIG_ID, sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(10), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("like_group", sa.String(80), nullable=False),
        sa.UniqueConstraint("unit_id", "programme_id", "period", "version"),
    )
    for table in ("classification_decision", "classification"):
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
    for table in ("classification", "classification_decision", "classification_draft"):
        op.drop_table(table)

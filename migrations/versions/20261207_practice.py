"""Good practices that were published for others to follow."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261207_practice"
down_revision = "20261206_document_register"
branch_labels = None
depends_on = None

# Written out, not imported: a migration must do the same for ever, whatever the models become.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(24), "sqlite")


def upgrade() -> None:
    op.create_table(
        "practice",
        sa.Column("id", BIG_ID, primary_key=True),
        sa.Column("code", sa.String(14), nullable=False, index=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("programme_id", BIG_ID, sa.ForeignKey("programme.id"), nullable=False, index=True),
        sa.Column("period", sa.String(20), nullable=False),
        sa.Column("unit_id", BIG_ID, sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("case_id", BIG_ID, sa.ForeignKey("case_record.id"), nullable=False, index=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("entry_id", BIG_ID, sa.ForeignKey("entry.id"), nullable=False, unique=True),
        sa.UniqueConstraint("code", "version"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER practice_no_{verb.lower()} BEFORE {verb} ON practice "
                "BEGIN SELECT RAISE(ABORT, 'practice is only ever added to'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER practice_add_only BEFORE UPDATE OR DELETE OR TRUNCATE ON practice "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("practice")

"""Minutes on which seats of an agreement were signed on paper, entered by one person and attested by a second."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261128_paper"
down_revision = "20261128_ceremony_room"
branch_labels = None
depends_on = None

# Written out, not imported: a migration must do the same for ever, whatever the models become.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(24), "sqlite")


def upgrade() -> None:
    op.create_table(
        "paper_minutes",
        sa.Column("case_id", BIG_ID, sa.ForeignKey("case_record.id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("file_code", sa.String(14), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("evidence", sa.String(64), nullable=False),
        sa.Column("mandate_id", BIG_ID, sa.ForeignKey("mandate.id"), nullable=False),
        sa.Column("entered_at", INSTANT, nullable=False),
    )
    op.create_table(
        "paper_seat",
        sa.Column("case_id", BIG_ID, sa.ForeignKey("case_record.id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("place", sa.Integer(), primary_key=True),
        sa.Column("signer_id", BIG_ID, sa.ForeignKey("mandate.id"), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("settled_by_id", BIG_ID, sa.ForeignKey("mandate.id"), nullable=True),
        sa.Column("settled_at", INSTANT, nullable=True),
    )
    op.create_table(
        "paper_reading",
        sa.Column("file_id", BIG_ID, sa.ForeignKey("file.id"), primary_key=True),
        sa.Column("account_id", BIG_ID, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("opened_at", INSTANT, nullable=False),
    )
    for table in ("paper_minutes", "paper_reading"):
        _only_add(table)


def _only_add(table: str) -> None:
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
    for table in ("paper_reading", "paper_seat", "paper_minutes"):
        op.drop_table(table)

"""Statements put to persons, the evidence of their signatures, and the keys that may sign."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_signing"
down_revision = "20261126_notice"
branch_labels = None
depends_on = None

ADD_ONLY = ("evidence", "trusted_key")
# Written out, not imported: a migration must do the same for ever, whatever the models become.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(24), "sqlite")


def upgrade() -> None:
    op.create_table(
        "asked_statement",
        sa.Column("nonce", sa.String(32), primary_key=True),
        sa.Column("account_id", BIG_ID, sa.ForeignKey("account.id"), nullable=False, index=True),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
    )
    op.create_table(
        "evidence",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("content", sa.Text(), nullable=False),
    )
    op.create_table(
        "trusted_key",
        sa.Column("factor_id", BIG_ID, sa.ForeignKey("second_factor.id"), primary_key=True, autoincrement=False),
        sa.Column("trusted_at", INSTANT, nullable=False),
        sa.Column("entry_id", BIG_ID, sa.ForeignKey("entry.id"), nullable=False, unique=True),
    )
    for table in ADD_ONLY:
        _only_add(table)
    op.add_column("signature", sa.Column("evidence", sa.String(64), nullable=True))


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
    op.drop_column("signature", "evidence")
    for table in ("trusted_key", "evidence", "asked_statement"):
        op.drop_table(table)

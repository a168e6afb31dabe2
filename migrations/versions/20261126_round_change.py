"""Rounds: every entry that changed one stands beside it, not only the one that closed it early."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_round_change"
down_revision = "20261126_proposed_stand_in"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "round_change",
        sa.Column("entry_id", BIG_ID, sa.ForeignKey("entry.id"), primary_key=True),
        sa.Column("round_id", BIG_ID, sa.ForeignKey("round.id"), nullable=False, index=True),
    )
    closed = "SELECT closed_by_entry_id, id FROM round WHERE closed_by_entry_id IS NOT NULL"
    op.execute(f"INSERT INTO round_change (entry_id, round_id) {closed}")
    _forbid_changes("round_change")
    op.drop_column("round", "closed_by_entry_id")


def downgrade() -> None:
    op.add_column("round", sa.Column("closed_by_entry_id", sa.BigInteger(), nullable=True))
    op.execute(
        "UPDATE round SET closed_by_entry_id = (SELECT max(entry_id) FROM round_change "
        "JOIN entry ON entry.id = entry_id WHERE round_id = round.id AND entry.kind = 'round.closed')"
    )
    op.drop_table("round_change")


def _forbid_changes(table: str) -> None:
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

"""Rounds: one that is closed before its last day names the entry that says so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261123_round_closed"
down_revision = "20261124_second_factor"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _allow_updates()
    # No foreign key: SQLite can add none to a table that is there; `journal verify` checks it instead.
    op.add_column("round", sa.Column("closed_by_entry_id", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("round", "closed_by_entry_id")
    _forbid_updates()


def _allow_updates() -> None:
    """From now on a round can be changed, and still not be taken away."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER round_no_update")
        return
    op.execute("DROP TRIGGER round_add_only ON round")
    op.execute(
        "CREATE TRIGGER round_no_delete BEFORE DELETE OR TRUNCATE ON round "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _forbid_updates() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER round_no_update BEFORE UPDATE ON round "
            "BEGIN SELECT RAISE(ABORT, 'round is only ever added to'); END"
        )
        return
    op.execute("DROP TRIGGER round_no_delete ON round")
    op.execute(
        "CREATE TRIGGER round_add_only BEFORE UPDATE OR DELETE OR TRUNCATE ON round "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )

"""The entries of one kind in one case are found without looking at all entries of that kind."""

from __future__ import annotations

from alembic import op

revision = "20261123_entry_kind"
down_revision = "20261123_mandate_programme"
branch_labels = None
depends_on = None

NAME = "ix_entry_kind"


def upgrade() -> None:
    op.drop_index(NAME, table_name="entry")
    op.create_index(NAME, "entry", ["kind", "case_id"])


def downgrade() -> None:
    op.drop_index(NAME, table_name="entry")
    op.create_index(NAME, "entry", ["kind"])

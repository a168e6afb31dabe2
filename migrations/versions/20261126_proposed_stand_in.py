"""Of somebody proposed to stand in: the mandate of the absent person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_proposed_stand_in"
down_revision = "20261125_informed"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # No foreign key: SQLite can add none to a table that is there; `journal verify` checks it instead.
    op.add_column("mandate_proposal", sa.Column("of_mandate_id", sa.BigInteger(), nullable=True))
    op.create_index("ix_mandate_proposal_of_mandate_id", "mandate_proposal", ["of_mandate_id"])


def downgrade() -> None:
    op.drop_index("ix_mandate_proposal_of_mandate_id", table_name="mandate_proposal")
    op.drop_column("mandate_proposal", "of_mandate_id")

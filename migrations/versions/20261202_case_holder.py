"""Whoever has a case is asked for on every page: a unit that ended leaves its cases to others."""

from __future__ import annotations

from alembic import op

revision = "20261202_case_holder"
down_revision = "20261202_classification"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_case_holder", "case_record", ["holder_unit_id", "programme_id", "period"])


def downgrade() -> None:
    op.drop_index("ix_case_holder", "case_record")

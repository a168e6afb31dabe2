"""Mandates of one programme are found without reading all mandates."""

from __future__ import annotations

from alembic import op

revision = "20261123_mandate_programme"
down_revision = "20261123_one_time_code"
branch_labels = None
depends_on = None

NAME = "ix_mandate_programme_id"


def upgrade() -> None:
    op.create_index(NAME, "mandate", ["programme_id"])


def downgrade() -> None:
    op.drop_index(NAME, table_name="mandate")

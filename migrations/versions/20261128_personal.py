"""What is drawn by lot for an act lies with its statement until it is answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261128_personal"
down_revision = "20261127_signing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("asked_statement", sa.Column("lots", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("asked_statement", "lots")

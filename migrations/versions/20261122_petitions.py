"""Petitions after a result beside objections, and the papers that a unit attaches to its dossier."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_petitions"
down_revision = "20261122_minutes_draft"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("recognition", sa.Column("papers", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
    kind = sa.Column("kind", sa.String(length=10), nullable=False, server_default="objection")
    op.add_column("recognition_objection", kind)  # before, there were only objections
    op.add_column("recognition_objection", sa.Column("answer_by", sa.Date(), nullable=True))  # none was given before


def downgrade() -> None:
    op.drop_column("recognition_objection", "answer_by")
    op.drop_column("recognition_objection", "kind")
    op.drop_column("recognition", "papers")

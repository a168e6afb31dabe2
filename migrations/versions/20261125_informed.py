"""When the holder of an account was told what is kept about him or her."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261125_informed"
down_revision = "20261124_earlier_result"
branch_labels = None
depends_on = None

# Written out, not imported: a migration must do the same for ever, whatever the models become.
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(24), "sqlite")


def upgrade() -> None:
    op.add_column("account", sa.Column("informed_at", INSTANT, nullable=True))


def downgrade() -> None:
    op.drop_column("account", "informed_at")

"""One open inspection of a unit in a programme and period, said by the table itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_one_open_inspection"
down_revision = "20261122_reminder"
branch_labels = None
depends_on = None

NAME = "uq_case_open_inspection"
OPEN = sa.text("process = 'inspection' AND seq > 0 AND state NOT IN ('concluded','cancelled')")


def upgrade() -> None:
    columns = ["unit_id", "programme_id", "period"]
    op.create_index(NAME, "case_record", columns, unique=True, sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    op.drop_index(NAME, table_name="case_record", sqlite_where=OPEN, postgresql_where=OPEN)

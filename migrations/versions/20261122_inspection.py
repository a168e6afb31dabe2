"""Inspections: the check, its team, versions of points, findings and statements."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_inspection"
down_revision = "20261122_commitment"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(24), "sqlite")
TABLES = ("inspection", "inspection_member", "inspection_score", "inspection_finding", "inspection_statement")


def _case(table: str, *columns: sa.Column[object], key: tuple[str, ...]) -> None:
    """A table whose rows belong to a case."""
    accounts = [column.name for column in columns if column.name in ("by_id", "saved_by_id", "account_id")]
    op.create_table(
        table,
        sa.Column("case_id", BIG_ID, nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"]),
        *(sa.ForeignKeyConstraint([name], ["account.id"]) for name in accounts),
        sa.PrimaryKeyConstraint("case_id", *key),
    )


def upgrade() -> None:
    _case(
        "inspection",
        sa.Column("registration_id", BIG_ID, sa.ForeignKey("case_record.id"), nullable=False),
        sa.Column("visit_on", sa.Date(), nullable=False),
        sa.Column("announced_at", INSTANT, nullable=True),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("total", sa.String(12), nullable=False),
        sa.Column("band", sa.String(40), nullable=False),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=True),
        sa.Column("saved_by_id", BIG_ID, nullable=True),
        key=(),
    )
    _case(
        "inspection_member",
        sa.Column("mandate_id", BIG_ID, sa.ForeignKey("mandate.id"), nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=True),
        key=("mandate_id",),
    )
    _case(
        "inspection_score",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(40), nullable=False),
        sa.Column("side", sa.String(8), nullable=False),
        sa.Column("points", sa.String(12), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("by_id", BIG_ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        key=("seq", "criterion"),
    )
    _case(
        "inspection_finding",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(40), nullable=False),
        sa.Column("severity", sa.String(12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("fix", sa.Text(), nullable=False),
        sa.Column("fix_seq", sa.Integer(), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("judgement", sa.Text(), nullable=False),
        sa.Column("judged_seq", sa.Integer(), nullable=True),
        key=("number",),
    )
    _case(
        "inspection_statement",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("method", sa.String(12), nullable=False),
        sa.Column("by_id", BIG_ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        key=("seq",),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)

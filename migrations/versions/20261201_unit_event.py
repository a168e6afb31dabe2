"""Units change: what happened to them, by which document, and who succeeds whom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261201_unit_event"
down_revision = "20261130_further_declined"
branch_labels = None
depends_on = None

# Written out, not imported: a migration must do the same for ever, whatever the models become.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(24), "sqlite")


def upgrade() -> None:
    op.create_table(
        "unit_event",
        sa.Column("id", BIG_ID, primary_key=True),
        sa.Column("code", sa.String(14), nullable=False, unique=True),
        sa.Column("top_id", BIG_ID, sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("symbol", sa.String(60), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issuer", sa.String(200), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("drafted_by_id", BIG_ID, sa.ForeignKey("account.id"), nullable=True),
        sa.Column("drafted_at", INSTANT, nullable=False),
        sa.Column("entry_id", BIG_ID, sa.ForeignKey("entry.id"), nullable=True),
        sa.Column("effect_entry_id", BIG_ID, sa.ForeignKey("entry.id"), nullable=True),
        sa.Column("undone_entry_id", BIG_ID, sa.ForeignKey("entry.id"), nullable=True),
    )
    with op.batch_alter_table("unit_version") as table:
        table.add_column(sa.Column("superseded_entry_id", BIG_ID, nullable=True))
        table.add_column(sa.Column("ended", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("event_id", BIG_ID, nullable=True))
        table.create_index("ix_unit_version_event_id", ["event_id"])
        table.create_foreign_key("fk_unit_version_event", "unit_event", ["event_id"], ["id"])
        table.create_foreign_key("fk_unit_version_superseded_entry", "entry", ["superseded_entry_id"], ["id"])
    op.create_table(
        "unit_edge",
        sa.Column("event_id", BIG_ID, sa.ForeignKey("unit_event.id"), primary_key=True),
        sa.Column("predecessor_id", BIG_ID, sa.ForeignKey("unit.id"), primary_key=True),
        sa.Column("successor_id", BIG_ID, sa.ForeignKey("unit.id"), primary_key=True, index=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("entry_id", BIG_ID, sa.ForeignKey("entry.id"), nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER unit_edge_no_{verb.lower()} BEFORE {verb} ON unit_edge "
                "BEGIN SELECT RAISE(ABORT, 'unit_edge is only ever added to'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER unit_edge_add_only BEFORE UPDATE OR DELETE OR TRUNCATE ON unit_edge "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("unit_edge")
    with op.batch_alter_table("unit_version") as table:
        for constraint in ("superseded_entry", "event"):
            table.drop_constraint(f"fk_unit_version_{constraint}", type_="foreignkey")
        table.drop_index("ix_unit_version_event_id")
        for column in ("event_id", "ended", "superseded_entry_id"):
            table.drop_column(column)
    op.drop_table("unit_event")

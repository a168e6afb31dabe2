"""Names to be searched by, mandates that wait for a second person, and who stands in for whom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow_app import text

revision = "20261124_people"
down_revision = "20261124_mail"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NOT_BY_ONESELF = {
    "ck_mandate_proposal_proposer": "proposed_by_id <> account_id",
    "ck_mandate_proposal_second": "outcome <> 'granted' OR settled_by_id IS NOT NULL AND settled_entry_id IS NOT NULL "
    "AND settled_by_id <> proposed_by_id AND settled_by_id <> account_id",
}


def upgrade() -> None:
    _add_names()
    op.create_table(
        "mandate_proposal",
        sa.Column("id", BIG_ID, primary_key=True),
        sa.Column("code", sa.String(14), nullable=False, unique=True),
        _to("account_id", "account", index=True),
        sa.Column("role", sa.String(30), nullable=False),
        sa.Column("reach", sa.String(12), nullable=False),
        _to("unit_id", "unit", index=True),
        _to("programme_id", "programme", nullable=True),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        _to("document_id", "document", nullable=True),
        _to("proposed_by_id", "account"),
        _to("entry_id", "entry"),
        sa.Column("outcome", sa.String(10), nullable=False),
        _to("settled_by_id", "account", nullable=True),
        _to("settled_entry_id", "entry", nullable=True),
        *(sa.CheckConstraint(condition, name=name) for name, condition in NOT_BY_ONESELF.items()),
    )
    op.create_table(
        "substitution",
        sa.Column("mandate_id", BIG_ID, sa.ForeignKey("mandate.id"), primary_key=True),
        _to("of_mandate_id", "mandate", index=True),
        _to("absent_id", "account"),
        _to("account_id", "account"),
        _to("entry_id", "entry"),
        sa.CheckConstraint("absent_id <> account_id AND of_mandate_id <> mandate_id", name="ck_substitution_other"),
    )
    _forbid_changes("substitution")


def downgrade() -> None:
    op.drop_table("substitution")
    op.drop_table("mandate_proposal")
    op.drop_column("account", "sort_key")
    op.drop_column("account", "name_fold")


def _to(name: str, table: str, *, nullable: bool = False, index: bool = False) -> sa.Column[int]:
    return sa.Column(name, BIG_ID, sa.ForeignKey(f"{table}.id"), nullable=nullable, index=index)


def _add_names() -> None:
    for name, length in (("name_fold", 120), ("sort_key", 480)):
        kind = sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")
        op.add_column("account", sa.Column(name, kind, nullable=False, server_default=""))
    account = sa.table("account", *map(sa.column, ("id", "full_name", "name_fold", "sort_key")))
    bind = op.get_bind()
    for row in bind.execute(sa.select(account.c.id, account.c.full_name)).all():
        names = {"name_fold": text.search_fold(row.full_name)[:120], "sort_key": text.sort_key(row.full_name)[:480]}
        bind.execute(sa.update(account).where(account.c.id == row.id).values(**names))


def _forbid_changes(table: str) -> None:
    """Refuse UPDATE and DELETE in the database itself, below every guard of the program."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is only ever added to'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_add_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )

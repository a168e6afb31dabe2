"""Signatures by certificate, given outside the register."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261129_certificate"
down_revision = "20261128_printed"
branch_labels = None
depends_on = None

# Written out, not imported: a migration must do the same for ever, whatever the models become.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(24), "sqlite")


def upgrade() -> None:
    op.create_table(
        "signing_trust",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("content", sa.Text(), nullable=False),
    )
    op.create_table(
        "certificate_signature",
        sa.Column("case_id", BIG_ID, sa.ForeignKey("case_record.id"), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True),
        sa.Column("place", sa.Integer(), primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_code", sa.String(14), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("before", sa.String(64), nullable=False),
        sa.Column("field", sa.String(120), nullable=False),
        sa.Column("certificate", sa.String(64), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("issuer", sa.String(300), nullable=False),
        sa.Column("serial", sa.String(64), nullable=False),
        sa.Column("trust", sa.String(64), sa.ForeignKey("signing_trust.digest"), nullable=False),
        sa.Column("accepted_at", INSTANT, nullable=False),
        sa.UniqueConstraint("case_id", "version", "number"),
        sa.UniqueConstraint("case_id", "version", "key"),
    )
    op.create_table(
        "signing_link",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("account_id", BIG_ID, sa.ForeignKey("account.id"), nullable=False, index=True),
        sa.Column("mandate_id", BIG_ID, sa.ForeignKey("mandate.id"), nullable=False),
        sa.Column("case_id", BIG_ID, sa.ForeignKey("case_record.id"), nullable=False, index=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.Column("refused", sa.String(60), nullable=False),
    )
    for table in ("certificate_signature", "signing_trust"):
        _only_add(table)


def _only_add(table: str) -> None:
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


def downgrade() -> None:
    for table in ("signing_link", "certificate_signature", "signing_trust"):
        op.drop_table(table)

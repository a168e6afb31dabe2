"""The register of documents: how each is shown, and how they stand to each other."""

from __future__ import annotations

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "20261206_document_register"
down_revision = "20261205_target_figure"
branch_labels = None
depends_on = None

# Written out, not imported: a migration must do the same for ever, whatever the models become.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(24), "sqlite")
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
BARRED_D = {ord("Đ"): "D", ord("đ"): "d", ord("Ð"): "D", ord("ð"): "d", ord("Ɖ"): "D", ord("ɖ"): "d"}
TABLES = ("document_version", "document_link")


def upgrade() -> None:
    fold = sa.String(800).with_variant(sa.String(800, collation="C"), "postgresql")
    op.create_table(
        "document_version",
        sa.Column("id", BIG_ID, primary_key=True),
        sa.Column("document_id", BIG_ID, sa.ForeignKey("document.id"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("symbol", sa.String(40), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issuer_name", sa.String(200), nullable=False),
        sa.Column("subject", sa.String(500), nullable=False),
        sa.Column("visibility", sa.String(12), nullable=False),
        sa.Column("file_id", BIG_ID, sa.ForeignKey("file.id"), nullable=True),
        sa.Column("basis", sa.String(60), nullable=False),
        sa.Column("basis_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=True),
        sa.Column("entry_id", BIG_ID, sa.ForeignKey("entry.id"), nullable=True, unique=True),
        sa.Column("fold", fold, nullable=False),
        sa.UniqueConstraint("document_id", "version"),
    )
    op.create_table(
        "document_link",
        sa.Column("id", BIG_ID, primary_key=True),
        sa.Column("document_id", BIG_ID, sa.ForeignKey("document.id"), nullable=False, index=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("target_id", BIG_ID, sa.ForeignKey("document.id"), nullable=False, index=True),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("entry_id", BIG_ID, sa.ForeignKey("entry.id"), nullable=False, unique=True),
    )
    _show_those_there()
    for table in TABLES:
        _add_only(table)


def _show_those_there() -> None:
    """Version 0 of every document that an edition, a recognition or a mandate named."""
    said = ("symbol", "issued_on", "issuer_name", "subject", "visibility", "file_id")
    document = sa.table("document", sa.column("id"), *(sa.column(name) for name in said))
    version = sa.table(
        "document_version", *(sa.column(name) for name in ("document_id", "version", "basis", "reason", "fold", *said))
    )
    rows = op.get_bind().execute(sa.select(document)).mappings().all()
    if rows:
        op.bulk_insert(
            version,
            [
                {"document_id": row["id"], "version": 0, "basis": "", "reason": "", "fold": _fold(row)}
                | {name: row[name] for name in said}
                for row in rows
            ],
        )


def _fold(row: sa.RowMapping) -> str:
    text = unicodedata.normalize("NFD", f"{row['symbol']} {row['subject']} {row['issuer_name']}")
    plain = "".join(c for c in text if unicodedata.category(c) not in {"Mn", "Cf"})
    return " ".join(plain.translate(BARRED_D).translate(DASHES).casefold().split())[:800]


def _add_only(table: str) -> None:
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
    for table in reversed(TABLES):
        op.drop_table(table)

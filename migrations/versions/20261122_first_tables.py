"""The first tables: units, people, documents, programmes, cases, and the journal that is only ever added to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_first_tables"
down_revision = None
branch_labels = None
depends_on = None

# Written out, not imported: a migration must do the same for ever, whatever the models become.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(24), "sqlite")
ADD_ONLY = ("entry", "leaf", "tile", "checkpoint", "journal", "edition", "submission", "return_mark")


def in_c_order(length: int) -> sa.String:
    """Text that both databases sort by its bytes."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")  # type: ignore[return-value]


def forbid_changes(table: str) -> None:
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


REFUSE_CHANGE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME; END $$
"""


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("login", sa.String(length=80), nullable=False),
        sa.Column("login_fold", sa.String(length=80), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("pseudonym", sa.String(length=14), nullable=False),
        sa.Column("full_name", sa.String(length=120), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("disabled_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("login_fold"),
        sa.UniqueConstraint("pseudonym"),
    )
    op.create_table(
        "checkpoint",
        sa.Column("size", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("size"),
    )
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("checkpoint_vkey", sa.String(length=400), nullable=False),
        sa.Column("entry_vkey", sa.String(length=400), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "login_attempt",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_login_attempt", "login_attempt", ["subject", "at"], unique=False)
    op.create_table(
        "tile",
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("n", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("hashes", sa.LargeBinary(length=8192), nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("level", "n"),
    )
    op.create_table(
        "unit",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("path", in_c_order(200), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_index(op.f("ix_unit_path"), "unit", ["path"], unique=False)
    op.create_table(
        "programme",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("issuer_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["issuer_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_table(
        "edition",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("programme_id", BIG_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.Column("entry_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
        sa.UniqueConstraint("entry_id"),
        sa.UniqueConstraint("programme_id", "number"),
    )
    op.create_table(
        "case_record",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("process", sa.String(length=20), nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("programme_id", BIG_ID, nullable=False),
        sa.Column("period", sa.String(length=20), nullable=False),
        sa.Column("edition_id", BIG_ID, nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("holder_unit_id", BIG_ID, nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["edition.id"],
        ),
        sa.ForeignKeyConstraint(
            ["holder_unit_id"],
            ["unit.id"],
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_index("ix_case_queue", "case_record", ["process", "state", "due_at"], unique=False)
    op.create_index("ix_case_unit", "case_record", ["unit_id", "programme_id", "period"], unique=False)
    op.create_index(
        "uq_case_open_registration",
        "case_record",
        ["unit_id", "programme_id", "period"],
        unique=True,
        sqlite_where=sa.text("process = 'registration' AND state NOT IN ('rejected','withdrawn','closed')"),
        postgresql_where=sa.text("process = 'registration' AND state NOT IN ('rejected','withdrawn','closed')"),
    )
    op.create_table(
        "entry",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("case_id", BIG_ID, nullable=True),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account_id", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["case_record.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id", "seq"),
        sa.UniqueConstraint("leaf_hash"),
    )
    op.create_index(op.f("ix_entry_account_id"), "entry", ["account_id"], unique=False)
    op.create_index(op.f("ix_entry_kind"), "entry", ["kind"], unique=False)
    op.create_table(
        "file",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("case_id", BIG_ID, nullable=True),
        sa.Column("uploaded_by_id", BIG_ID, nullable=True),
        sa.Column("uploaded_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["case_record.id"],
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_index("ix_file_case", "file", ["case_id"], unique=False)
    op.create_index(op.f("ix_file_sha256"), "file", ["sha256"], unique=False)
    op.create_table(
        "document",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("issuer_id", BIG_ID, nullable=False),
        sa.Column("type", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("term", sa.String(length=20), nullable=False),
        sa.Column("symbol", sa.String(length=40), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issuer_name", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=500), nullable=False),
        sa.Column("visibility", sa.String(length=12), nullable=False),
        sa.Column("file_id", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["file.id"],
        ),
        sa.ForeignKeyConstraint(
            ["issuer_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
        sa.UniqueConstraint("issuer_id", "type", "number", "term"),
    )
    op.create_table(
        "idempotency_key",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("endpoint", sa.String(length=80), nullable=False),
        sa.Column("body_digest", sa.String(length=64), nullable=False),
        sa.Column("entry_id", BIG_ID, nullable=True),
        sa.Column("location", sa.String(length=300), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entry.id"],
        ),
        sa.PrimaryKeyConstraint("key_hash", "account_id", "endpoint"),
    )
    op.create_index(op.f("ix_idempotency_key_created_at"), "idempotency_key", ["created_at"], unique=False)
    op.create_table(
        "job",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("entry_id", BIG_ID, nullable=False),
        sa.Column("recipient_id", BIG_ID, nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("run_at", INSTANT, nullable=False),
        sa.Column("leased_until", INSTANT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.Column("failure", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entry.id"],
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("entry_id", "kind", "recipient_id"),
    )
    op.create_index("ix_job_due", "job", ["done_at", "run_at"], unique=False)
    op.create_table(
        "leaf",
        sa.Column("index", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("entry_id", BIG_ID, nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entry.id"],
        ),
        sa.PrimaryKeyConstraint("index"),
        sa.UniqueConstraint("entry_id"),
    )
    op.create_table(
        "opening",
        sa.Column("entry_id", BIG_ID, nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=32), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("opens", sa.String(length=14), nullable=False),
        sa.Column("erased_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entry.id"],
        ),
        sa.PrimaryKeyConstraint("entry_id", "field"),
    )
    op.create_index("ix_opening_entry", "opening", ["entry_id"], unique=False)
    op.create_table(
        "pending",
        sa.Column("entry_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entry.id"],
        ),
        sa.PrimaryKeyConstraint("entry_id"),
    )
    op.create_table(
        "return_mark",
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column("submission_no", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("entry_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["case_record.id"],
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entry.id"],
        ),
        sa.PrimaryKeyConstraint("case_id", "submission_no", "field"),
    )
    op.create_table(
        "round",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("programme_id", BIG_ID, nullable=False),
        sa.Column("period", sa.String(length=20), nullable=False),
        sa.Column("edition_id", BIG_ID, nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("entry_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["edition.id"],
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entry.id"],
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("programme_id", "period"),
    )
    op.create_table(
        "submission",
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("submitted_at", INSTANT, nullable=False),
        sa.Column("submitted_by_id", BIG_ID, nullable=False),
        sa.Column("entry_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["case_record.id"],
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entry.id"],
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("case_id", "number"),
    )
    op.create_table(
        "document_relation",
        sa.Column("document_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("target_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
        ),
        sa.ForeignKeyConstraint(
            ["target_id"],
            ["document.id"],
        ),
        sa.PrimaryKeyConstraint("document_id", "kind", "target_id"),
    )
    op.create_table(
        "mandate",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("account_id", BIG_ID, nullable=True),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("reach", sa.String(length=12), nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=True),
        sa.Column("programme_id", BIG_ID, nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("document_id", BIG_ID, nullable=True),
        sa.Column("entry_id", BIG_ID, nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by_entry_id", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_entry_id"],
            ["entry.id"],
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entry.id"],
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_index(op.f("ix_mandate_account_id"), "mandate", ["account_id"], unique=False)
    op.create_index(op.f("ix_mandate_unit_id"), "mandate", ["unit_id"], unique=False)
    op.create_table(
        "notice",
        sa.Column("job_id", BIG_ID, nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("read_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["case_record.id"],
        ),
        sa.ForeignKeyConstraint(
            ["job_id"],
            ["job.id"],
        ),
        sa.PrimaryKeyConstraint("job_id"),
    )
    op.create_index("ix_notice_account", "notice", ["account_id", "read_at"], unique=False)
    op.create_table(
        "unit_version",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("short_name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("cell_type", sa.String(length=40), nullable=True),
        sa.Column("parent_id", BIG_ID, nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.Column("document_id", BIG_ID, nullable=True),
        sa.Column("entry_id", BIG_ID, nullable=True),
        sa.Column("name_fold", in_c_order(300), nullable=False),
        sa.Column("sort_key", in_c_order(1200), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entry.id"],
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["unit.id"],
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_unit_version_current", "unit_version", ["unit_id", "valid_from"], unique=False)
    op.create_index(op.f("ix_unit_version_name_fold"), "unit_version", ["name_fold"], unique=False)
    op.create_index(op.f("ix_unit_version_parent_id"), "unit_version", ["parent_id"], unique=False)
    op.create_index("ix_unit_version_sort", "unit_version", ["sort_key"], unique=False)
    op.create_table(
        "registration",
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("saved_by_id", BIG_ID, nullable=True),
        sa.Column("submission_no", sa.Integer(), nullable=False),
        sa.Column("stages_passed", sa.Integer(), nullable=False),
        sa.Column("incharge_mandate_id", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["case_record.id"],
        ),
        sa.ForeignKeyConstraint(
            ["incharge_mandate_id"],
            ["mandate.id"],
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("case_id"),
    )
    op.create_table(
        "session",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account_id", BIG_ID, nullable=True),
        sa.Column("mandate_id", BIG_ID, nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("step_up_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["mandate_id"],
            ["mandate.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index("ix_session_account", "session", ["account_id"], unique=False)
    if op.get_bind().dialect.name != "sqlite":
        op.execute(REFUSE_CHANGE)
    for table in ADD_ONLY:
        forbid_changes(table)


def downgrade() -> None:
    op.drop_index("ix_session_account", table_name="session")
    op.drop_table("session")
    op.drop_table("registration")
    op.drop_index("ix_unit_version_sort", table_name="unit_version")
    op.drop_index(op.f("ix_unit_version_parent_id"), table_name="unit_version")
    op.drop_index(op.f("ix_unit_version_name_fold"), table_name="unit_version")
    op.drop_index("ix_unit_version_current", table_name="unit_version")
    op.drop_table("unit_version")
    op.drop_index("ix_notice_account", table_name="notice")
    op.drop_table("notice")
    op.drop_index(op.f("ix_mandate_unit_id"), table_name="mandate")
    op.drop_index(op.f("ix_mandate_account_id"), table_name="mandate")
    op.drop_table("mandate")
    op.drop_table("document_relation")
    op.drop_table("submission")
    op.drop_table("round")
    op.drop_table("return_mark")
    op.drop_table("pending")
    op.drop_index("ix_opening_entry", table_name="opening")
    op.drop_table("opening")
    op.drop_table("leaf")
    op.drop_index("ix_job_due", table_name="job")
    op.drop_table("job")
    op.drop_index(op.f("ix_idempotency_key_created_at"), table_name="idempotency_key")
    op.drop_table("idempotency_key")
    op.drop_table("document")
    op.drop_index(op.f("ix_file_sha256"), table_name="file")
    op.drop_index("ix_file_case", table_name="file")
    op.drop_table("file")
    op.drop_index(op.f("ix_entry_kind"), table_name="entry")
    op.drop_index(op.f("ix_entry_account_id"), table_name="entry")
    op.drop_table("entry")
    op.drop_index(
        "uq_case_open_registration",
        table_name="case_record",
        sqlite_where=sa.text("process = 'registration' AND state NOT IN ('rejected','withdrawn','closed')"),
        postgresql_where=sa.text("process = 'registration' AND state NOT IN ('rejected','withdrawn','closed')"),
    )
    op.drop_index("ix_case_unit", table_name="case_record")
    op.drop_index("ix_case_queue", table_name="case_record")
    op.drop_table("case_record")
    op.drop_table("edition")
    op.drop_table("programme")
    op.drop_index(op.f("ix_unit_path"), table_name="unit")
    op.drop_table("unit")
    op.drop_table("tile")
    op.drop_index("ix_login_attempt", table_name="login_attempt")
    op.drop_table("login_attempt")
    op.drop_table("journal")
    op.drop_table("checkpoint")
    op.drop_table("account")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_change")

"""Recognition: proposals, opinions, knock-outs, objections, votes and the texts of decisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_recognition"
down_revision = "20261122_inspection"
branch_labels = None
depends_on = None

# Written out, not imported: a migration must do the same for ever, whatever the models become.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(24), "sqlite")


def upgrade() -> None:
    op.create_table(
        "recognition_knock_out",
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("established_at", INSTANT, nullable=False),
        sa.Column("established_by_id", BIG_ID, nullable=False),
        sa.Column("lifted_at", INSTANT, nullable=True),
        sa.Column("lifted_by_id", BIG_ID, nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"]),
        sa.ForeignKeyConstraint(["established_by_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["lifted_by_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("case_id", "number"),
    )
    op.create_table(
        "recognition_objection",
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("admissible", sa.Boolean(), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("answered_by_id", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(["answered_by_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"]),
        sa.PrimaryKeyConstraint("case_id", "number"),
    )
    op.create_table(
        "recognition_opinion",
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column("dossier_no", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(length=60), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.Column("given_by_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"]),
        sa.ForeignKeyConstraint(["given_by_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("case_id", "dossier_no", "body"),
    )
    op.create_index(op.f("ix_recognition_opinion_given_by_id"), "recognition_opinion", ["given_by_id"], unique=False)
    op.create_table(
        "recognition_proposal",
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("dossier", sa.JSON(), nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("proposed_by_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"]),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("case_id", "number"),
    )
    op.create_table(
        "recognition_text",
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("unit_name", sa.String(length=300), nullable=False),
        sa.Column("superior_name", sa.String(length=300), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"]),
        sa.PrimaryKeyConstraint("case_id", "number"),
    )
    op.create_table(
        "recognition_vote",
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("in_favour", sa.Integer(), nullable=False),
        sa.Column("against", sa.Integer(), nullable=False),
        sa.Column("other", sa.Integer(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by_id", BIG_ID, nullable=False),
        sa.Column("confirmed_at", INSTANT, nullable=True),
        sa.Column("confirmed_by_id", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"]),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("case_id", "number"),
    )
    op.create_table(
        "recognition_voter",
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column("vote_no", sa.Integer(), nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("recused", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"]),
        sa.PrimaryKeyConstraint("case_id", "vote_no", "account_id"),
    )
    op.create_table(
        "recognition",
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column("dossier_no", sa.Integer(), nullable=False),
        sa.Column("comment_opened_on", sa.Date(), nullable=True),
        sa.Column("comment_closes_at", INSTANT, nullable=True),
        sa.Column("vote_no", sa.Integer(), nullable=False),
        sa.Column("text_no", sa.Integer(), nullable=False),
        sa.Column("decision_id", BIG_ID, nullable=True),
        sa.Column("signatory", sa.String(length=250), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("revocation_id", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"]),
        sa.ForeignKeyConstraint(["decision_id"], ["document.id"]),
        sa.ForeignKeyConstraint(["revocation_id"], ["document.id"]),
        sa.PrimaryKeyConstraint("case_id"),
    )
    op.create_index(op.f("ix_recognition_valid_to"), "recognition", ["valid_to"], unique=False)
    op.create_index(
        "uq_case_open_recognition",
        "case_record",
        ["unit_id", "programme_id", "period"],
        unique=True,
        sqlite_where=sa.text("process = 'recognition' AND state NOT IN ('not_recognised','expired','revoked')"),
        postgresql_where=sa.text("process = 'recognition' AND state NOT IN ('not_recognised','expired','revoked')"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_case_open_recognition",
        table_name="case_record",
        sqlite_where=sa.text("process = 'recognition' AND state NOT IN ('not_recognised','expired','revoked')"),
        postgresql_where=sa.text("process = 'recognition' AND state NOT IN ('not_recognised','expired','revoked')"),
    )
    op.drop_index(op.f("ix_recognition_valid_to"), table_name="recognition")
    op.drop_table("recognition")
    op.drop_table("recognition_voter")
    op.drop_table("recognition_vote")
    op.drop_table("recognition_text")
    op.drop_table("recognition_proposal")
    op.drop_index(op.f("ix_recognition_opinion_given_by_id"), table_name="recognition_opinion")
    op.drop_table("recognition_opinion")
    op.drop_table("recognition_objection")
    op.drop_table("recognition_knock_out")

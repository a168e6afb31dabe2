"""Bringing a database to the present tables."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.engine import Connection

# What is only ever added to. Triggers forbid changes (migrations); `grant` leaves no right to try.
ADD_ONLY = (
    "entry", "leaf", "tile", "checkpoint", "journal", "programme", "edition", "document",
    "document_relation", "submission", "return_mark", "agreement_text", "signature", "agreement_comment",
    "inspection_score", "inspection_statement", "recognition_proposal", "recognition_opinion", "recognition_voter",
    "recognition_text", "substitution", "earlier_result", "round_change", "evidence", "trusted_key",
    "paper_minutes", "paper_reading",
    "printed_document", "certificate_signature", "signing_trust", "sealed_record", "amendment", "reminder_setting",
    "unit_edge", "classification", "classification_decision", "return_exception", "population",
    "population_decision", "target_figure", "document_version", "document_link", "practice",
)  # fmt: skip
CHANGE, REMOVE = "UPDATE", "UPDATE, DELETE"
# Every other table: what the application may do beside reading and adding, and why it must.
CHANGEABLE = {
    "account": (CHANGE, "a password is changed, an account is closed, its holder was informed"),
    "agreement": (CHANGE, "its draft is written, a text is frozen and comes into force"),
    "asked_statement": (REMOVE, "answered once, forgotten after a day"),
    "case_record": (REMOVE, "each step moves it; a draft that was never handed in is thrown away"),
    "ceremony_room": (REMOVE, "closed, forgotten a day after it ended"),
    "classification_draft": (REMOVE, "written, corrected, gone with the decision"),
    "file": (REMOVE, "the uploads of a draft that is thrown away"),
    "further_signature": (CHANGE, "somebody gives the signature that was asked for beside that of a seat"),
    "idempotency_key": (REMOVE, "forgotten after 30 days"),
    "inspection": (CHANGE, "drafts and minutes are written, the outcome is set"),
    "inspection_finding": (CHANGE, "the unit reports what it did, the team judges it"),
    "inspection_member": (REMOVE, "a team is named anew before the visit; points are being written"),
    "job": (REMOVE, "leased and done, forgotten with a notice that was read a year ago"),
    "login_attempt": (REMOVE, "counted for a quarter of an hour"),
    "meeting_return": (CHANGE, "a correction marks the version before as not current"),
    "mail": (REMOVE, "leased, sent, forgotten after a year"),
    "mail_choice": (CHANGE, "somebody wants to get notices in another way"),
    "mail_part": (REMOVE, "goes with its mail"),
    "mandate": (CHANGE, "it ends"),
    "mandate_proposal": (CHANGE, "a second person grants or refuses it"),
    "obligation": (CHANGE, "its party reports, and the issuer answers; an amendment lifts it"),
    "obligation_report": (CHANGE, "the issuer accepts it or gives it back"),
    "paper_seat": (CHANGE, "a second person attests it or refuses it"),
    "notice": (REMOVE, "it is read, and goes with a draft that is thrown away"),
    "one_time_code": (REMOVE, "used once, forgotten after a month"),
    "opening": (CHANGE, "salt and value are erased where the law asks for it"),
    "pending": (REMOVE, "an entry that the tree has taken in waits no longer"),
    "recognition": (CHANGE, "papers are attached, days and decisions are set"),
    "recognition_knock_out": (CHANGE, "it is lifted"),
    "recognition_objection": (CHANGE, "it is answered"),
    "recognition_vote": (CHANGE, "a second person confirms the tally"),
    "recovery_code": (REMOVE, "used once, replaced by others"),
    "registration": (REMOVE, "its draft is written, and thrown away where it was never handed in"),
    "reminder": (REMOVE, "goes with a draft that is thrown away"),
    "round": (CHANGE, "it is closed before its last day, extended or opened again"),
    "seat": (CHANGE, "a party signs or declines"),
    "second_factor": (CHANGE, "it is used, it is removed"),
    "signing_link": (REMOVE, "used once, forgotten after a day"),
    "session": (REMOVE, "used, ended, forgotten"),
    "unit": (CHANGE, "locked by whoever may only be one at a time; its path follows the tree"),
    "unit_event": (REMOVE, "its rows are written, it takes effect; a draft that nobody recorded is thrown away"),
    "unit_version": (CHANGE, "a new name or place in the tree ends the version before"),
}


def migrations_folder() -> Path:
    """The migrations: beside the package in a checkout, inside it when installed from a wheel."""
    here = Path(__file__).parent
    inside = here / "_migrations"
    return inside if inside.is_dir() else here.parent / "migrations"


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's settings, made here so that no ini file with an address lies about."""
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Run the migrations up to a revision, in one transaction; through pgbouncer as well as past it."""
    engine = create_engine(make_url(url).difference_update_query(["pooler"]))
    try:
        with engine.begin() as connection:
            command.upgrade(alembic_config(connection), revision)
    finally:
        engine.dispose()


def downgrade(url: str, revision: str) -> None:
    """Run the migrations down to a revision, in one transaction."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            command.downgrade(alembic_config(connection), revision)
    finally:
        engine.dispose()


def grant(url: str, role: str) -> None:
    """Give the application's role on PostgreSQL what it needs, and no right to change what is only added to.

    `url` is the owner's. To be repeated after each upgrade; a table added by a migration has no grants yet.
    """
    engine = create_engine(url)
    name = engine.dialect.identifier_preparer.quote(role)
    statements = [
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"REVOKE ALL ON SCHEMA public FROM {name}",
        f"GRANT USAGE ON SCHEMA public TO {name}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}",
        f"GRANT SELECT ON alembic_version TO {name}",
        f"GRANT SELECT, INSERT ON {', '.join((*ADD_ONLY, *CHANGEABLE))} TO {name}",
        *(f"GRANT {rights} ON {table} TO {name}" for table, (rights, _) in CHANGEABLE.items()),
    ]
    try:
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))
    finally:
        engine.dispose()


def known_revisions() -> set[str]:
    """Every state of the tables that this program can bring up to date."""
    return {script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()}


def is_current(connection: Connection) -> bool:
    """Whether the database has exactly the tables this program expects."""
    expected = ScriptDirectory.from_config(alembic_config()).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == expected

"""Bringing a database to the present tables."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection

# What is only ever added to. The first migration forbids changes by triggers; `grant` leaves no right to try.
ADD_ONLY = (
    "entry", "leaf", "tile", "checkpoint", "journal", "edition", "submission", "return_mark",
    "agreement_text", "signature", "agreement_comment",
)  # fmt: skip


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
    """Run the migrations up to a revision, in one transaction."""
    engine = create_engine(url)
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
    statements = (
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}",
        f"REVOKE UPDATE, DELETE, TRUNCATE ON {', '.join(ADD_ONLY)} FROM {name}",
    )
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

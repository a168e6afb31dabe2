"""Bringing a database to the present tables."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.engine import Connection


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


def is_current(connection: Connection) -> bool:
    """Whether the database has exactly the tables this program expects."""
    expected = ScriptDirectory.from_config(alembic_config()).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == expected

"""Runs the migrations on the connection that `workflow_app.upgrade` hands over."""

from alembic import context

from workflow_app.db import Base
from workflow_app.models import Account  # noqa: F401 - importing the models fills the metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=False, compare_type=True)
with context.begin_transaction():
    context.run_migrations()

"""Alembic's entrance: runs on the connection that `bot.core.upgrade` gives it."""

from alembic import context
from sqlmodel import SQLModel

import bot.tables  # noqa: F401  every table must be known before they are compared

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()

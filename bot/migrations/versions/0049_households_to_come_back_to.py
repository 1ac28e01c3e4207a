"""Households to come back to are found by their village and day."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

DUE = sa.text("due_on IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_household_reach_due_on",
        "household_reach",
        ["unit_id", "due_on"],
        unique=False,
        sqlite_where=DUE,
        postgresql_where=DUE,
    )

"""Reminders that rest for some days and come back by themselves."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("rests_from", "rests_until"):
        op.add_column(
            "reminder_rule", sa.Column(name, sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True)
        )

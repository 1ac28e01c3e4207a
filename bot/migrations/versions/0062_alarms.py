"""When the clock last looked, and the faults that officers were told of."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0062"
down_revision = "0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = sqlmodel.sql.sqltypes.UTCDateTime
    op.create_table(
        "heartbeat",
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("began_at", instant(), nullable=False),
        sa.Column("beat_at", instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "alarm",
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("began_at", instant(), nullable=False),
        sa.Column("told_at", instant(), nullable=True),
        sa.Column("fine_since", instant(), nullable=True),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_alarm")),
    )

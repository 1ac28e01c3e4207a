"""The ids of every part of a message, and the phone a resident wants to be called at."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "delivery", sa.Column("earlier_ids", sa.String(), server_default="", nullable=False)
    )
    op.add_column(
        "ticket", sa.Column("phone", sa.String(length=20), server_default="", nullable=False)
    )

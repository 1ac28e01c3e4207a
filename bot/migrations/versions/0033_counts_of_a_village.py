"""A village's numbers of households and people, as the office's list says them, and since when."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("unit", sa.Column("households_count", sa.Integer(), nullable=True))
    op.add_column("unit", sa.Column("persons_count", sa.Integer(), nullable=True))
    op.add_column("unit", sa.Column("counted_on", sa.Date(), nullable=True))

"""Words that were taken back by whoever wrote them."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "relay", sa.Column("taken_back_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True)
    )

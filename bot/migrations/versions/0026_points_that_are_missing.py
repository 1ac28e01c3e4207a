"""A point that was asked and of which its topic says nothing, kept with the question."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "question",
        sa.Column(
            "missing",
            sqlmodel.sql.sqltypes.AutoString(length=12),
            nullable=False,
            server_default="",
        ),
    )

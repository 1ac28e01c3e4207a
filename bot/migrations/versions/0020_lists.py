"""The lists a chat was shown, by name."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contact", sa.Column("lists", sa.JSON(), nullable=True))
    op.execute("UPDATE contact SET lists = '[]'")

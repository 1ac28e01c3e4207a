"""What a message announced for the next one; who said no, and when their words go."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

EMPTY = sa.text("''")
WAITING = sa.text("forget_at IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "announced",
                sqlmodel.sql.sqltypes.AutoString(length=10),
                server_default=EMPTY,
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column("declined_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True)
        )
        batch_op.add_column(
            sa.Column("forget_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True)
        )
        batch_op.create_index(
            "ix_contact_forget_at",
            ["forget_at"],
            unique=False,
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        )
    # Who took the agreement back before said no by it; what they said meanwhile goes as well.
    op.execute(
        "UPDATE contact SET declined_at = seen_at, forget_at = seen_at WHERE consented_at IS NULL"
        " AND EXISTS (SELECT 1 FROM consent WHERE consent.contact_id = contact.id)"
    )

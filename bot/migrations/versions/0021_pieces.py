"""Short words wait for what may follow them."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

HELD = sa.text("held_until IS NOT NULL")


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("contact", sa.Column("held_from", number, nullable=True))
    at = sqlmodel.sql.sqltypes.UTCDateTime()
    op.add_column("contact", sa.Column("held_until", at, nullable=True))
    op.create_index(
        "ix_contact_held_until",
        "contact",
        ["held_until"],
        sqlite_where=HELD,
        postgresql_where=HELD,
    )

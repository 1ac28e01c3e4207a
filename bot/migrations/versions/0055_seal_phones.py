"""What stands in sealed columns in plain words is sealed, with the first key of this database.

The columns are named as of this migration: later ones seal their own.
"""

import sqlalchemy as sa
from alembic import op

from bot.core.clock import utc_now
from bot.core.resealing import ensure_key, reseal_rows
from bot.core.sealing import KeyedHash, SealedJson, SealedText, ring_of

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    connection = op.get_bind()
    ring = ring_of(connection.dialect)
    ensure_key(connection, ring, now=utc_now())
    # Within the migration's own transaction: all of it, or the migration is not done.
    reseal_rows(connection, ring, _columns(), lambda: None)


def _columns() -> sa.MetaData:
    tables = sa.MetaData()
    for name in ("person", "contact", "ticket"):
        sealed = sa.Column("phone", SealedText(f"{name}.phone"))
        sa.Table(name, tables, sa.Column("id", Id, primary_key=True), sealed)
    tables.tables["person"].append_column(
        sa.Column("phone_key", KeyedHash("person.phone", "phone"))
    )
    sa.Table(
        "import_change",
        tables,
        sa.Column("id", Id, primary_key=True),
        sa.Column("before", SealedJson("import_change")),
        sa.Column("after", SealedJson("import_change")),
    )
    sa.Table(
        "channel_token",
        tables,
        sa.Column("account", sa.String(40), primary_key=True),
        sa.Column("sealed", SealedText("channel_token", None)),
        sa.Column("asked", SealedText("channel_token", None)),
    )
    return tables

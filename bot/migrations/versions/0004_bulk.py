"""One message to many: batches, what must be sent in time, what may have been heard twice"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COUNTERS = ("staged", "sent", "failed", "unreachable", "expired", "cancelled")
TIMED = "send_before IS NOT NULL AND status IN ('queued', 'held')"


def upgrade() -> None:
    op.create_table(
        "batch",
        sa.Column("id", ID, nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("messages", sa.JSON(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTERS),
        sa.Column("paused_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("cancelled_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.add_column(sa.Column("batch_id", ID, nullable=True))
        batch_op.add_column(
            sa.Column("send_before", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True)
        )
        batch_op.add_column(
            sa.Column("uncertain", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_delivery_batch_id_batch"), "batch", ["batch_id"], ["id"]
        )
        batch_op.create_index("ix_delivery_batch_id_status", ["batch_id", "status"], unique=False)
        batch_op.create_index(
            "ix_delivery_send_before",
            ["send_before"],
            unique=False,
            sqlite_where=sa.text(TIMED),
            postgresql_where=sa.text(TIMED),
        )
        batch_op.create_index(
            "ix_delivery_uncertain",
            ["batch_id"],
            unique=False,
            sqlite_where=sa.text("uncertain"),
            postgresql_where=sa.text("uncertain"),
        )

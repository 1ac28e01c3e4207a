"""Polls told village by village and approved by a second person; boards; languages."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EMPTY = sa.text("''")
REPLACING = sa.text("replaces <> ''")


def upgrade() -> None:
    op.create_table(
        "poll_round",
        sa.Column("id", ID, nullable=False),
        sa.Column("poll_id", ID, nullable=False),
        sa.Column("what", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("words", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("batch_id", ID, nullable=True),
        sa.Column("after_unit_id", ID, nullable=False),
        sa.Column("begun_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batch.id"], name=op.f("fk_poll_round_batch_id_batch")
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_round_poll_id_poll")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_round")),
    )
    with op.batch_alter_table("poll_round", schema=None) as batch_op:
        batch_op.create_index("ix_poll_round_ended_at", ["ended_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_poll_round_poll_id"), ["poll_id"], unique=False)
    # What was staged at once until now is a round that is over; closing a poll still calls it off.
    op.execute(
        "INSERT INTO poll_round (poll_id, what, words, batch_id, after_unit_id, begun_at, ended_at)"
        " SELECT id, 'invite', '', batch_id, 0, COALESCE(opened_at, made_at),"
        " COALESCE(opened_at, made_at) FROM poll WHERE batch_id IS NOT NULL"
    )
    op.create_table(
        "broadcast_board",
        sa.Column("broadcast_id", ID, nullable=False),
        sa.Column("delivery_id", ID, nullable=True),
        sa.Column("begun_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("began_with", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"],
            ["broadcast.id"],
            name=op.f("fk_broadcast_board_broadcast_id_broadcast"),
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_broadcast_board_delivery_id_delivery")
        ),
        sa.PrimaryKeyConstraint("broadcast_id", name=op.f("pk_broadcast_board")),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "language",
                sqlmodel.sql.sqltypes.AutoString(length=8),
                server_default=EMPTY,
                nullable=False,
            )
        )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "replaces",
                sqlmodel.sql.sqltypes.AutoString(length=200),
                server_default=EMPTY,
                nullable=False,
            )
        )
        batch_op.create_index(
            "ix_delivery_replaces",
            ["replaces"],
            unique=False,
            sqlite_where=REPLACING,
            postgresql_where=REPLACING,
        )
    with op.batch_alter_table("poll", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "step",
                sqlmodel.sql.sqltypes.AutoString(length=10),
                server_default=EMPTY,
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("drafted_by", ID, nullable=True))
        batch_op.add_column(sa.Column("decided_by", ID, nullable=True))
        batch_op.create_index(batch_op.f("ix_poll_drafted_by"), ["drafted_by"], unique=False)
        batch_op.drop_constraint(batch_op.f("fk_poll_batch_id_batch"), type_="foreignkey")
        batch_op.create_foreign_key(
            batch_op.f("fk_poll_drafted_by_person"), "person", ["drafted_by"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_poll_decided_by_person"), "person", ["decided_by"], ["id"]
        )
        batch_op.drop_column("batch_id")

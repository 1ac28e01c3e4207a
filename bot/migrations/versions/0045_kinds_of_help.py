"""Kinds of help of an entry of the support log; an entry can be taken back."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "support_log",
        sa.Column("withdrawn_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    )
    op.create_table(
        "help_count",
        sa.Column("id", Id, nullable=False),
        sa.Column("log_id", Id, nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("same_help", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["log_id"], ["support_log.id"], name=op.f("fk_help_count_log_id_support_log")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_count")),
        sa.UniqueConstraint("log_id", "kind", name=op.f("uq_help_count_log_id_kind")),
    )
    with op.batch_alter_table("help_count", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_help_count_same_help"), ["same_help"], unique=False)


def downgrade() -> None:
    op.drop_table("help_count")
    op.drop_column("support_log", "withdrawn_at")

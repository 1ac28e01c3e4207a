"""Counters by unit and day, kept by reactions."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0035"
down_revision = "0033"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "daily_count",
        sa.Column("id", Id, nullable=False),
        sa.Column("unit_id", Id, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column(
            "detail",
            sqlmodel.sql.sqltypes.AutoString(length=60),
            server_default="",
            nullable=False,
        ),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_daily_count_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_daily_count")),
        sa.UniqueConstraint(
            "unit_id", "day", "name", "detail", name=op.f("uq_daily_count_unit_id_day_name_detail")
        ),
    )

"""Sums of the daily counters by month."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# The names whose details a month keeps apart, as they were when this was written.
DETAILED = "'first_response', 'rating', 'ballot', 'started'"


def upgrade() -> None:
    op.create_table(
        "monthly_count",
        sa.Column("id", Id, nullable=False),
        sa.Column("unit_id", Id, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column(
            "detail",
            sqlmodel.sql.sqltypes.AutoString(length=60),
            server_default="",
            nullable=False,
        ),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_monthly_count_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monthly_count")),
        sa.UniqueConstraint(
            "unit_id",
            "month",
            "name",
            "detail",
            name=op.f("uq_monthly_count_unit_id_month_name_detail"),
        ),
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    month = "date(day, 'start of month')" if is_sqlite else "date_trunc('month', day)::date"
    op.execute(
        f"""
        INSERT INTO monthly_count (unit_id, month, name, detail, count)
        SELECT unit_id, {month}, name, CASE WHEN name IN ({DETAILED}) THEN detail ELSE '' END,
               sum(count)
        FROM daily_count
        GROUP BY 1, 2, 3, 4
        """
    )

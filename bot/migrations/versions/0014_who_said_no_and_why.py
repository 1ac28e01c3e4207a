"""How often a draft went to the second person, and why they said no."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("broadcast", "poll"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(
                sa.Column("asks", sa.Integer(), server_default=sa.text("0"), nullable=False)
            )
            batch_op.add_column(
                sa.Column(
                    "refused_why",
                    sqlmodel.sql.sqltypes.AutoString(length=300),
                    server_default=sa.text("''"),
                    nullable=False,
                )
            )

"""An announcement corrects an older one; thirty ticked villages fit into an audience."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0038"
down_revision = "0036"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SHORT = sqlmodel.sql.sqltypes.AutoString(length=300)
LONG = sqlmodel.sql.sqltypes.AutoString(length=1000)


def upgrade() -> None:
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.alter_column("audience", existing_type=SHORT, type_=LONG)
        batch_op.add_column(sa.Column("corrects_id", Id, nullable=True))
        batch_op.create_index(batch_op.f("ix_broadcast_corrects_id"), ["corrects_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_broadcast_corrects_id_broadcast"), "broadcast", ["corrects_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_broadcast_corrects_id_broadcast"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_broadcast_corrects_id"))
        batch_op.drop_column("corrects_id")
        batch_op.alter_column("audience", existing_type=LONG, type_=SHORT)

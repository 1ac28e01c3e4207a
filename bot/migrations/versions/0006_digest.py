"""One message a day for whoever prefers it"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("digest", sa.Boolean(), server_default=sa.false(), nullable=False)
        )

    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "carrier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
            )
        )
        batch_op.create_index(
            "ix_delivery_carrier_id",
            ["carrier_id"],
            unique=False,
            sqlite_where=sa.text("carrier_id IS NOT NULL"),
            postgresql_where=sa.text("carrier_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_delivery_gathered",
            ["contact_id"],
            unique=False,
            sqlite_where=sa.text("status = 'gathered'"),
            postgresql_where=sa.text("status = 'gathered'"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_delivery_carrier_id_delivery"), "delivery", ["carrier_id"], ["id"]
        )

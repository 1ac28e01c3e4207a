"""Phone numbers sealed, and found by a keyed hash; the keys they are sealed with (ADR-0075).

What stands in them is sealed by the next migration.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

SEALED, HASHED = 200, 80


def upgrade() -> None:
    op.create_table(
        "sealing_key",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("wrapped", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealing_key")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_person_phone"))
        batch_op.alter_column(
            "phone",
            existing_type=sa.String(length=20),
            type_=sa.String(length=SEALED),
            existing_nullable=False,
        )
        batch_op.add_column(
            sa.Column(
                "phone_key", sa.String(length=HASHED), server_default=sa.text("''"), nullable=False
            )
        )
        batch_op.create_index(op.f("ix_person_phone_key"), ["phone_key"], unique=False)
    for table in ("contact", "ticket"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column(
                "phone",
                existing_type=sa.String(length=20),
                type_=sa.String(length=SEALED),
                existing_nullable=False,
                existing_server_default=sa.text("''"),
            )

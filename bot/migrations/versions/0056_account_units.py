"""Accounts belong to units: several bots and Official Accounts in one installation (ADR-0079)."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "account_unit",
        sa.Column("account", sa.String(40), nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_account_unit_unit_id_unit"),
        sa.PrimaryKeyConstraint("account", name="pk_account_unit"),
    )
    op.create_index("ix_account_unit_unit_id", "account_unit", ["unit_id"])
    with op.batch_alter_table("contact") as batch:
        batch.add_column(sa.Column("account_unit_id", ID, nullable=True))
        batch.create_foreign_key(
            "fk_contact_account_unit_id_unit", "unit", ["account_unit_id"], ["id"]
        )

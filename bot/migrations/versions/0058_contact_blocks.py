"""Contacts that an officer blocked for a while."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sqlmodel.sql.sqltypes.UTCDateTime
RUNNING = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.add_column("contact", sa.Column("blocked_until", INSTANT(), nullable=True))
    op.create_table(
        "contact_block",
        sa.Column("id", Id, nullable=False),
        sa.Column("contact_id", Id, nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("blocked_by", Id, nullable=True),
        sa.Column("blocked_at", INSTANT(), nullable=False),
        sa.Column("ends_at", INSTANT(), nullable=False),
        sa.Column("told_at", INSTANT(), nullable=True),
        sa.Column("ended_at", INSTANT(), nullable=True),
        sa.ForeignKeyConstraint(
            ["blocked_by"], ["person.id"], name=op.f("fk_contact_block_blocked_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_contact_block_contact_id_contact")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_block")),
    )
    op.create_index(op.f("ix_contact_block_contact_id"), "contact_block", ["contact_id"])
    op.create_index(
        "uq_contact_block_running",
        "contact_block",
        ["contact_id"],
        unique=True,
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )
    op.create_index(
        "ix_contact_block_ends_at",
        "contact_block",
        ["ends_at"],
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )


def downgrade() -> None:
    op.drop_table("contact_block")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_column("blocked_until")

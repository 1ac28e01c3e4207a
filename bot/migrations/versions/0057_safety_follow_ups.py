"""What is asked on the day after a fraud."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.create_table(
        "safety_follow_up",
        sa.Column("id", Id, nullable=False),
        sa.Column("contact_id", Id, nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("due_at", INSTANT(), nullable=False),
        sa.Column("asked_at", INSTANT(), nullable=True),
        sa.Column(
            "answer",
            sqlmodel.sql.sqltypes.AutoString(length=10),
            server_default=sa.text("''"),
            nullable=False,
        ),
        sa.Column("answered_at", INSTANT(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_safety_follow_up_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_safety_follow_up_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_follow_up")),
    )
    with op.batch_alter_table("safety_follow_up", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_safety_follow_up_contact_id"), ["contact_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_safety_follow_up_ticket_id"), ["ticket_id"], unique=False
        )
        batch_op.create_index(
            "ix_safety_follow_up_due_at",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("asked_at IS NULL"),
            postgresql_where=sa.text("asked_at IS NULL"),
        )


def downgrade() -> None:
    op.drop_table("safety_follow_up")

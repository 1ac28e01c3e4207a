"""Reminders that come again: the rule, its occurrences, and a stop of what was asked for."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "reminder_rule",
        sa.Column("id", ID, nullable=False),
        sa.Column("contact_id", ID, nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("rule", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_reminder_rule_contact_id_contact")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_rule")),
    )
    op.create_index("ix_reminder_rule_contact_id", "reminder_rule", ["contact_id"])
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rule_id", ID, nullable=True))
        batch_op.create_index(batch_op.f("ix_reminder_rule_id"), ["rule_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_reminder_rule_id_reminder_rule"), "reminder_rule", ["rule_id"], ["id"]
        )
    with op.batch_alter_table("reminder_wish", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("own_stopped_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True)
        )

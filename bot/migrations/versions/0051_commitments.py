"""What the commune promised in answer to a poll or to field reports, and whom it tells."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sqlmodel.sql.sqltypes.UTCDateTime
Words = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table("commitment",
    sa.Column("id", Id, nullable=False),
    sa.Column("unit_id", Id, nullable=False),
    sa.Column("poll_id", Id, nullable=True),
    sa.Column("subject", Words(length=300), nullable=False),
    sa.Column("answer", Words(length=600), nullable=False),
    sa.Column("promise", Words(length=400), nullable=False),
    sa.Column("due_on", sa.Date(), nullable=False),
    sa.Column("state", Words(length=10), nullable=False),
    sa.Column("drafted_by", Id, nullable=True),
    sa.Column("drafted_at", Moment(), nullable=False),
    sa.Column("decided_by", Id, nullable=True),
    sa.Column("asks", sa.Integer(), server_default=sa.text("0"), nullable=False),
    sa.Column("refused_why", Words(length=300), server_default=sa.text("''"), nullable=False),
    sa.Column("approved_at", Moment(), nullable=True),
    sa.Column("reminded", Words(length=10), server_default=sa.text("''"), nullable=False),
    sa.Column("moved", sa.Integer(), server_default=sa.text("0"), nullable=False),
    sa.Column("late_at", Moment(), nullable=True),
    sa.Column("ended_at", Moment(), nullable=True),
    sa.Column("outcome", Words(length=600), server_default=sa.text("''"), nullable=False),
    sa.Column("in_time", sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column("photo", sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_commitment_decided_by_person")),
    sa.ForeignKeyConstraint(["drafted_by"], ["person.id"], name=op.f("fk_commitment_drafted_by_person")),
    sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_commitment_poll_id_poll")),
    sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_commitment_unit_id_unit")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment"))
    )
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commitment_drafted_by"), ["drafted_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_commitment_poll_id"), ["poll_id"], unique=False)
        batch_op.create_index("ix_commitment_state_due_on", ["state", "due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_commitment_unit_id"), ["unit_id"], unique=False)

    op.create_table("commitment_recipient",
    sa.Column("id", Id, nullable=False),
    sa.Column("commitment_id", Id, nullable=False),
    sa.Column("contact_id", Id, nullable=False),
    sa.Column("unit_id", Id, nullable=False),
    sa.Column("codes", Words(length=60), nullable=False),
    sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_commitment_recipient_commitment_id_commitment")),
    sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_commitment_recipient_contact_id_contact")),
    sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_commitment_recipient_unit_id_unit")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_recipient")),
    sa.UniqueConstraint("commitment_id", "contact_id", name=op.f("uq_commitment_recipient_commitment_id_contact_id"))
    )
    with op.batch_alter_table("commitment_recipient", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commitment_recipient_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index("ix_commitment_recipient_unit", ["commitment_id", "unit_id"], unique=False)

    op.create_table("commitment_round",
    sa.Column("id", Id, nullable=False),
    sa.Column("commitment_id", Id, nullable=False),
    sa.Column("kind", Words(length=10), nullable=False),
    sa.Column("text", Words(), nullable=False),
    sa.Column("batch_id", Id, nullable=True),
    sa.Column("after_unit_id", Id, nullable=False),
    sa.Column("begun_at", Moment(), nullable=False),
    sa.Column("ended_at", Moment(), nullable=True),
    sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_commitment_round_batch_id_batch")),
    sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_commitment_round_commitment_id_commitment")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_round"))
    )
    with op.batch_alter_table("commitment_round", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commitment_round_commitment_id"), ["commitment_id"], unique=False)
        batch_op.create_index("ix_commitment_round_ended_at", ["ended_at"], unique=False)

    op.create_table("commitment_ticket",
    sa.Column("id", Id, nullable=False),
    sa.Column("commitment_id", Id, nullable=False),
    sa.Column("ticket_id", Id, nullable=False),
    sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_commitment_ticket_commitment_id_commitment")),
    sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_commitment_ticket_ticket_id_ticket")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_ticket")),
    sa.UniqueConstraint("commitment_id", "ticket_id", name=op.f("uq_commitment_ticket_commitment_id_ticket_id"))
    )
    with op.batch_alter_table("commitment_ticket", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commitment_ticket_ticket_id"), ["ticket_id"], unique=False)

    op.create_table("commitment_share",
    sa.Column("id", Id, nullable=False),
    sa.Column("round_id", Id, nullable=False),
    sa.Column("unit_id", Id, nullable=False),
    sa.Column("told", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["round_id"], ["commitment_round.id"], name=op.f("fk_commitment_share_round_id_commitment_round")),
    sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_commitment_share_unit_id_unit")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_share")),
    sa.UniqueConstraint("round_id", "unit_id", name=op.f("uq_commitment_share_round_id_unit_id"))
    )


def downgrade() -> None:
    for table in ("share", "ticket", "round", "recipient"):
        op.drop_table(f"commitment_{table}")
    op.drop_table("commitment")

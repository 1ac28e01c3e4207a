"""What residents ask about an announcement, and what its author answers."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT = sqlmodel.sql.sqltypes.UTCDateTime()
UNTOLD, WAITING = sa.text("told_at IS NULL"), sa.text("state = 'waiting'")


def upgrade() -> None:
    op.create_table(
        "notice_answer",
        sa.Column("id", ID, nullable=False),
        sa.Column("broadcast_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("begun_at", AT, nullable=False),
        sa.Column("up_to", sa.Integer(), nullable=False),
        sa.Column("sent_at", AT, nullable=True),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_notice_answer_broadcast_id_broadcast")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notice_answer_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_answer")),
    )
    op.create_index("ix_notice_answer_broadcast_id", "notice_answer", ["broadcast_id"])
    op.create_index("ix_notice_answer_person_id", "notice_answer", ["person_id"])
    op.create_table(
        "notice_question",
        sa.Column("id", ID, nullable=False),
        sa.Column("broadcast_id", ID, nullable=False),
        sa.Column("contact_id", ID, nullable=False),
        sa.Column("message_id", ID, nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("asked_at", AT, nullable=False),
        sa.Column("told_at", AT, nullable=True),
        sa.Column("answer_id", ID, nullable=True),
        sa.Column("answered_at", AT, nullable=True),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["notice_answer.id"],
            name=op.f("fk_notice_question_answer_id_notice_answer"),
        ),
        sa.ForeignKeyConstraint(
            ["broadcast_id"],
            ["broadcast.id"],
            name=op.f("fk_notice_question_broadcast_id_broadcast"),
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_notice_question_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_notice_question_message_id_message")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_question")),
        sa.UniqueConstraint("message_id", name=op.f("uq_notice_question_message_id")),
    )
    op.create_index(
        "ix_notice_question_broadcast_id_state", "notice_question", ["broadcast_id", "state"]
    )
    op.create_index("ix_notice_question_contact_id", "notice_question", ["contact_id"])
    op.create_index(
        "ix_notice_question_untold",
        "notice_question",
        ["broadcast_id"],
        sqlite_where=UNTOLD,
        postgresql_where=UNTOLD,
    )
    op.create_index(
        "ix_notice_question_waiting",
        "notice_question",
        ["asked_at"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_table(
        "notice_telling",
        sa.Column("message_id", ID, nullable=False),
        sa.Column("broadcast_id", ID, nullable=False),
        sa.Column("told_at", AT, nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"],
            ["broadcast.id"],
            name=op.f("fk_notice_telling_broadcast_id_broadcast"),
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_notice_telling_message_id_message")
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_notice_telling")),
    )
    op.create_index("ix_notice_telling_broadcast_id", "notice_telling", ["broadcast_id"])

"""After a class: feedback, make-up offers, skills that were seen, printed sheets"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "certificate",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.Column("holder", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("issued_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_certificate_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("code", name=op.f("uq_certificate_code")),
        sa.UniqueConstraint("holder", name=op.f("uq_certificate_holder")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "class_feedback",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "session_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("clear", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("wish", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("answered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_class_feedback_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["class_session.id"],
            name=op.f("fk_class_feedback_session_id_class_session"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_feedback")),
        sa.UniqueConstraint(
            "session_id", "contact_id", name=op.f("uq_class_feedback_session_id_contact_id")
        ),
    )
    with op.batch_alter_table("class_feedback", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_class_feedback_contact_id"), ["contact_id"], unique=False
        )

    op.create_table(
        "make_up",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "session_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column(
            "offered_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("wait_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_make_up_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["offered_id"], ["class_session.id"], name=op.f("fk_make_up_offered_id_class_session")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["class_session.id"], name=op.f("fk_make_up_session_id_class_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_make_up")),
        sa.UniqueConstraint(
            "session_id", "contact_id", name=op.f("uq_make_up_session_id_contact_id")
        ),
    )
    with op.batch_alter_table("make_up", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_make_up_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index("ix_make_up_state_id", ["state", "id"], unique=False)

    op.create_table(
        "skill_seen",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("holder", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
        sa.Column(
            "contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("learner", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("skill", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column(
            "session_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("seen_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_skill_seen_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_skill_seen_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["class_session.id"],
            name=op.f("fk_skill_seen_session_id_class_session"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_skill_seen_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_seen")),
        sa.UniqueConstraint("key", name=op.f("uq_skill_seen_key")),
    )
    with op.batch_alter_table("skill_seen", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_skill_seen_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_skill_seen_holder"), ["holder"], unique=False)
        batch_op.create_index(batch_op.f("ix_skill_seen_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_skill_seen_session_id"), ["session_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_skill_seen_unit_id"), ["unit_id"], unique=False)

    with op.batch_alter_table("class_session", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("followed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True)
        )

"""What a unit decides for itself over the operator's default; what a one-time link opens."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sqlmodel.sql.sqltypes.UTCDateTime
Words = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        "unit_setting",
        sa.Column("unit_id", Id, nullable=False),
        sa.Column("name", Words(length=30), nullable=False),
        sa.Column("value", Words(length=300), nullable=False),
        sa.Column("set_by", Id, nullable=True),
        sa.Column("set_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_unit_setting_set_by_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_setting_unit_id_unit")),
        sa.PrimaryKeyConstraint("unit_id", "name", name=op.f("pk_unit_setting")),
    )
    op.create_index(op.f("ix_unit_setting_set_by"), "unit_setting", ["set_by"])
    op.add_column(
        "sign_in_link",
        sa.Column("target", Words(length=20), server_default=sa.text("''"), nullable=False),
    )
    op.add_column("sign_in_link", sa.Column("target_id", Id, nullable=True))
    op.create_table(
        "unit_deadline",
        sa.Column("id", Id, nullable=False),
        sa.Column("unit_id", Id, nullable=False),
        sa.Column("title", Words(length=80), nullable=False),
        sa.Column("text", Words(length=300), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("repeat", Words(length=10), nullable=False),
        sa.Column("days_before", Words(length=40), nullable=False),
        sa.Column("basis", Words(length=200), server_default=sa.text("''"), nullable=False),
        sa.Column("written_by", Id, nullable=True),
        sa.Column("written_at", Moment(), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_deadline_unit_id_unit")),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name=op.f("fk_unit_deadline_written_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_deadline")),
    )
    op.create_index(op.f("ix_unit_deadline_unit_id"), "unit_deadline", ["unit_id"])
    op.create_index(op.f("ix_unit_deadline_written_by"), "unit_deadline", ["written_by"])

"""What each import of a list changed, so that it can be seen and taken back."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sqlmodel.sql.sqltypes.UTCDateTime
Words = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        "import_record",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", Words(length=12), nullable=False),
        sa.Column("file", Words(length=120), server_default=sa.text("''"), nullable=False),
        sa.Column("person_id", Id, nullable=True),
        sa.Column("unit_id", Id, nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("imported_at", Moment(), nullable=False),
        sa.Column("taken_back_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_import_record_person_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_import_record_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_record")),
    )
    op.create_index(op.f("ix_import_record_person_id"), "import_record", ["person_id"])
    op.create_index(op.f("ix_import_record_unit_id"), "import_record", ["unit_id"])
    op.create_table(
        "import_change",
        sa.Column("id", Id, nullable=False),
        sa.Column("record_id", Id, nullable=False),
        sa.Column("kind", Words(length=8), nullable=False),
        sa.Column("subject", Words(length=16), nullable=False),
        sa.Column("row_id", Id, nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("imported_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["import_record.id"], name=op.f("fk_import_change_record_id_import_record")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_change")),
    )
    op.create_index(op.f("ix_import_change_record_id"), "import_change", ["record_id"])


def downgrade() -> None:
    op.drop_table("import_change")
    op.drop_table("import_record")

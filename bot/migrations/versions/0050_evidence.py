"""Evidence packs, and links with which an inspection team looks at the figures."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Text = sqlmodel.sql.sqltypes.AutoString
Instant = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.create_table(
        "evidence_pack",
        sa.Column("id", Id, nullable=False),
        sa.Column("unit_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("frozen_at", Instant(), nullable=False),
        sa.Column("made_by", Id, nullable=True),
        sa.Column("digest", Text(length=64), nullable=False),
        sa.Column("previous_digest", Text(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_evidence_pack_unit_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["person.id"], name=op.f("fk_evidence_pack_made_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_pack")),
        sa.UniqueConstraint("unit_id", "number", name=op.f("uq_evidence_pack_unit_id_number")),
    )
    op.create_table(
        "evidence_content",
        sa.Column("pack_id", Id, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pack_id"],
            ["evidence_pack.id"],
            name=op.f("fk_evidence_content_pack_id_evidence_pack"),
        ),
        sa.PrimaryKeyConstraint("pack_id", name=op.f("pk_evidence_content")),
    )
    op.create_table(
        "inspection_link",
        sa.Column("id", Id, nullable=False),
        sa.Column("digest", Text(length=64), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("unit_id", Id, nullable=False),
        sa.Column("made_by", Id, nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_inspection_link_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_inspection_link_unit_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["person.id"], name=op.f("fk_inspection_link_made_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_inspection_link_digest")),
    )
    for column in ("person_id", "unit_id", "expires_at"):
        op.create_index(op.f(f"ix_inspection_link_{column}"), "inspection_link", [column])

"""Values and ranks of indicators that officers enter."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sqlmodel.sql.sqltypes.UTCDateTime
Words = sqlmodel.sql.sqltypes.AutoString
EMPTY = sa.text("''")
CURRENT = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "indicator_value",
        sa.Column("id", Id, nullable=False),
        sa.Column("unit_id", Id, nullable=False),
        sa.Column("set_key", Words(length=40), nullable=False),
        sa.Column("code", Words(length=20), nullable=False),
        sa.Column("period", Words(length=7), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("self_score", sa.Float(), nullable=True),
        sa.Column("source", Words(length=200), nullable=False),
        sa.Column("note", Words(length=500), server_default=EMPTY, nullable=False),
        sa.Column("evidence", Words(length=41), server_default=EMPTY, nullable=False),
        sa.Column("evidence_label", Words(length=120), server_default=EMPTY, nullable=False),
        sa.Column("evidence_digest", Words(length=64), server_default=EMPTY, nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("person_id", Id, nullable=True),
        sa.Column("entered_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_as", Words(length=10), server_default=EMPTY, nullable=False),
        sa.Column("ended_by_id", Id, nullable=True),
        sa.Column("end_reason", Words(length=500), server_default=EMPTY, nullable=False),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_indicator_value_ended_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_indicator_value_person_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_indicator_value_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_value")),
    )
    _index_current("indicator_value", "code")
    op.create_table(
        "indicator_rank",
        sa.Column("id", Id, nullable=False),
        sa.Column("unit_id", Id, nullable=False),
        sa.Column("set_key", Words(length=40), nullable=False),
        sa.Column("group_code", Words(length=20), server_default=EMPTY, nullable=False),
        sa.Column("period", Words(length=7), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("points", sa.Float(), nullable=True),
        sa.Column("source", Words(length=200), nullable=False),
        sa.Column("person_id", Id, nullable=True),
        sa.Column("entered_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_by_id", Id, nullable=True),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_indicator_rank_ended_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_indicator_rank_person_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_indicator_rank_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_rank")),
    )
    _index_current("indicator_rank", "group_code")


def _index_current(table: str, code: str) -> None:
    """One value counts at a time; earlier ones stay beside it. The second index finds all of them."""
    keys = ["unit_id", "set_key", code, "period"]
    op.create_index(f"uq_{table}_current", table, keys, unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT)
    op.create_index(f"ix_{table}_place", table, keys)


def downgrade() -> None:
    op.drop_table("indicator_rank")
    op.drop_table("indicator_value")

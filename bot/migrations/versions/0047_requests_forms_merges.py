"""Requests about personal data with their clock; forms sent and not sent; merges that can be undone;
households folded for searching."""

import re
import unicodedata

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sqlmodel.sql.sqltypes.UTCDateTime
Words = sqlmodel.sql.sqltypes.AutoString
EMPTY = sa.text("''")
BATCH = 1000


def upgrade() -> None:
    _create_requests()
    _create_forms()
    _create_merges()
    op.add_column(
        "household", sa.Column("folded", Words(length=400), server_default=EMPTY, nullable=False)
    )
    _fold_households()


def downgrade() -> None:
    op.drop_column("household", "folded")
    for table in ("merge", "unsent_form", "sent_form", "data_request"):
        op.drop_table(table)


def _create_requests() -> None:
    op.create_table(
        "data_request",
        sa.Column("id", Id, nullable=False),
        sa.Column("unit_id", Id, nullable=True),
        sa.Column("contact_id", Id, nullable=True),
        sa.Column("kind", Words(length=10), nullable=False),
        sa.Column("origin", Words(length=10), nullable=False),
        sa.Column("asker", Words(length=10), nullable=False),
        sa.Column("name", Words(length=120), server_default=EMPTY, nullable=False),
        sa.Column("reach", Words(length=160), server_default=EMPTY, nullable=False),
        sa.Column("note", Words(length=600), server_default=EMPTY, nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("answer_by", Moment(), nullable=True),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("extended_at", Moment(), nullable=True),
        sa.Column("reminded_at", Moment(), nullable=True),
        sa.Column("done_at", Moment(), nullable=True),
        sa.Column("outcome", Words(length=10), server_default=EMPTY, nullable=False),
        sa.Column("result", Words(length=300), server_default=EMPTY, nullable=False),
        sa.Column("handled_by", Id, nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_data_request_unit_id_unit")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_data_request_contact_id_contact")),
        sa.ForeignKeyConstraint(["handled_by"], ["person.id"], name=op.f("fk_data_request_handled_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request")),
    )
    for column in ("unit_id", "contact_id", "handled_by"):
        op.create_index(op.f(f"ix_data_request_{column}"), "data_request", [column])
    still_open = sa.text("done_at IS NULL")
    op.create_index(
        "ix_data_request_open",
        "data_request",
        ["due_at"],
        sqlite_where=still_open,
        postgresql_where=still_open,
    )


def _create_forms() -> None:
    op.create_table(
        "sent_form",
        sa.Column("id", Id, nullable=False),
        sa.Column("digest", Words(length=64), nullable=False),
        sa.Column("location", Words(length=300), server_default=EMPTY, nullable=False),
        sa.Column("sent_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_form")),
        sa.UniqueConstraint("digest", name=op.f("uq_sent_form_digest")),
    )
    op.create_table(
        "unsent_form",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("form", Words(length=80), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_unsent_form_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unsent_form")),
        sa.UniqueConstraint("person_id", "form", name=op.f("uq_unsent_form_person_id_form")),
    )
    op.create_index(op.f("ix_unsent_form_person_id"), "unsent_form", ["person_id"])


def _create_merges() -> None:
    op.create_table(
        "merge",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", Words(length=12), nullable=False),
        sa.Column("unit_id", Id, nullable=False),
        sa.Column("kept_id", Id, nullable=False),
        sa.Column("other", sa.JSON(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("person_id", Id, nullable=True),
        sa.Column("merged_at", Moment(), nullable=False),
        sa.Column("undone_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_merge_unit_id_unit")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_merge_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge")),
    )
    op.create_index(op.f("ix_merge_unit_id"), "merge", ["unit_id"])
    op.create_index(op.f("ix_merge_person_id"), "merge", ["person_id"])
    op.create_index("ix_merge_kept", "merge", ["kind", "kept_id"])


def _fold_households() -> None:
    """Fill the new column. The folding is written out: a migration uses none of today's code."""
    household = sa.table(
        "household",
        *(sa.column(name) for name in ("id", "label", "year", "address", "code", "folded")),
    )
    connection, last = op.get_bind(), 0
    while True:
        query = sa.select(household).where(household.c.id > last).order_by(household.c.id).limit(BATCH)
        rows = connection.execute(query).all()
        if not rows:
            return
        last = rows[-1].id
        change = household.update().where(household.c.id == sa.bindparam("row")).values(folded=sa.bindparam("words"))
        connection.execute(
            change,
            [
                {"row": row.id, "words": _fold(f"{row.label} {row.year} {row.address} {row.code or ''}")}
                for row in rows
            ],
        )


def _fold(written: str) -> str:
    plain = unicodedata.normalize("NFD", written.lower().replace("đ", "d"))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " " + " ".join(re.findall(r"[^\W_]+", bare)) + " "

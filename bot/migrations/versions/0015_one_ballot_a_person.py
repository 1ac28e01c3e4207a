"""One ballot a person: what proves a ballot, who answered while a poll is open, seats that wait."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from bot.vietnamese.letters import make_name_column

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EMPTY = sa.text("''")
WEB = "SELECT id FROM contact WHERE account = 'webchat'"


def upgrade() -> None:
    op.create_table(
        "poll_mark",
        sa.Column("id", ID, nullable=False),
        sa.Column("poll_id", ID, nullable=False),
        sa.Column("mark", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("voter", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("contact_id", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_poll_mark_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_mark_poll_id_poll")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_mark")),
        sa.UniqueConstraint("poll_id", "mark", name=op.f("uq_poll_mark_poll_id_mark")),
    )
    with op.batch_alter_table("poll_mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_poll_mark_contact_id"), ["contact_id"], unique=False)
    _add_text("ballot", "proof", 10)
    # What was counted stays counted, and the minutes say by what.
    op.execute(
        "UPDATE ballot SET proof = CASE WHEN how <> 'chat' THEN 'written'"
        " WHEN voter LIKE 'h%' THEN 'household'"
        f" WHEN contact_id IN ({WEB}) THEN 'earlier' ELSE 'chat' END"
    )
    _add_text("enrolment", "holder", 24)
    op.execute("UPDATE enrolment SET holder = 'c' || contact_id WHERE contact_id IS NOT NULL")
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        for column in ("moved_at", "passed_at"):
            batch_op.add_column(
                sa.Column(column, sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True)
            )
            given = sa.text(f"{column} IS NOT NULL")
            batch_op.create_index(
                f"ix_enrolment_{column}",
                [column],
                unique=False,
                sqlite_where=given,
                postgresql_where=given,
            )
    _name_learners_as_written()
    _add_text("household", "year", 4)
    _add_text("household", "address", 160)
    _add_text("contact", "vouched", 24)
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("vouch_code", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=True)
        )
        batch_op.create_index(batch_op.f("ix_contact_vouch_code"), ["vouch_code"], unique=False)


def _name_learners_as_written() -> None:
    """What learners can do was kept by their names without tones: Thúy had what Thủy learnt."""
    connection = op.get_bind()
    for table, name in (("skill_seen", "learner"), ("certificate", "name")):
        rows = connection.execute(sa.text(f"SELECT id, holder, {name} FROM {table}")).all()
        for number, holder, learner in rows:
            whose, _, folded = holder.partition(":")
            if not folded or whose == "gone" or not learner:
                continue
            values = {"holder": make_name_column(f"{whose}:", learner, 160), "id": number}
            connection.execute(
                sa.text(f"UPDATE {table} SET holder = :holder WHERE id = :id"), values
            )
    op.execute("UPDATE skill_seen SET key = holder || ':' || skill WHERE holder NOT LIKE 'gone:%'")


def _add_text(table: str, column: str, length: int) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                column,
                sqlmodel.sql.sqltypes.AutoString(length=length),
                server_default=EMPTY,
                nullable=False,
            )
        )

"""What was asked is marked; whom a ticket is about; words on their way and whose they are."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EMPTY = sa.text("''")
NONE_YET = sa.text("'[]'")
# Handlers of free questions until now, of the last rows only: nothing older is shown on a card.
ASKED = (
    "UPDATE message SET asked = :yes WHERE direction = 'in' AND text <> ''"
    " AND (route LIKE 'answer_from.%' OR route LIKE 'greeted.%' OR route LIKE 'typed_or.%')"
    " AND id > (SELECT COALESCE(MAX(id), 0) - 20000 FROM message)"
)


def upgrade() -> None:
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("asked", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    op.get_bind().execute(sa.text(ASKED), {"yes": True})
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.add_column(sa.Column("about", sa.JSON(), server_default=NONE_YET, nullable=False))
        batch_op.add_column(
            sa.Column("about_team", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    with op.batch_alter_table("held_words", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("further", sa.JSON(), server_default=NONE_YET, nullable=False)
        )
    for table, name in (("ticket", "about"), ("held_words", "further")):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column(name, existing_type=sa.JSON(), server_default=None)
    with op.batch_alter_table("report_draft", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "words",
                sqlmodel.sql.sqltypes.AutoString(),
                server_default=EMPTY,
                nullable=False,
            )
        )
    with op.batch_alter_table("link_code", schema=None) as batch_op:
        batch_op.add_column(sa.Column("contact_id", ID, nullable=True))
        batch_op.create_index(batch_op.f("ix_link_code_contact_id"), ["contact_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_link_code_contact_id_contact"), "contact", ["contact_id"], ["id"]
        )
    op.create_table(
        "relay",
        sa.Column("message_id", ID, nullable=False),
        sa.Column("ticket_id", ID, nullable=False),
        sa.Column("said_id", ID, nullable=True),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("refused_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_relay_message_id_message")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_relay_person_id_person")
        ),
        sa.ForeignKeyConstraint(["said_id"], ["message.id"], name=op.f("fk_relay_said_id_message")),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_relay_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_relay")),
    )
    with op.batch_alter_table("relay", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_relay_ticket_id"), ["ticket_id"], unique=False)

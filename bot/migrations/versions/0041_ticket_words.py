"""The words by which tickets are found at the desk: of the ticket, and of its conversation. What
happened to tickets is found by its kind and instant.
"""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Word = sa.String(32).with_variant(sa.String(32, collation="C"), "postgresql")
WORDS = re.compile(r"[^\W_]+")
MARKS = re.compile("[\u0300-\u036f]")
BATCH = 5000


def upgrade() -> None:
    for table, references in (
        ("ticket_word", ("ticket",)),
        ("ticket_said_word", ("ticket", "message")),
    ):
        op.create_table(
            table,
            sa.Column("id", Id, nullable=False),
            *(sa.Column(f"{name}_id", Id, nullable=False) for name in references),
            sa.Column("word", Word, nullable=False),
            *(
                sa.ForeignKeyConstraint(
                    [f"{name}_id"], [f"{name}.id"], name=op.f(f"fk_{table}_{name}_id_{name}")
                )
                for name in references
            ),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
            sa.UniqueConstraint("word", "ticket_id", name=op.f(f"uq_{table}_word_ticket_id")),
        )
        for name in references:
            op.create_index(op.f(f"ix_{table}_{name}_id"), table, [f"{name}_id"])
    op.create_index("ix_ticket_event_kind_at", "ticket_event", ["kind", "at"])
    _fill()


def _fill() -> None:
    """Index what there is."""
    connection = op.get_bind()
    own: dict[tuple[int, str], None] = {}
    tickets = connection.execute(
        sa.text(
            "SELECT ticket.id, ticket.code, ticket.contact_id, ticket.anonymous, contact.name,"
            " ticket.subject, ticket.text, ticket.answer"
            " FROM ticket JOIN contact ON contact.id = ticket.contact_id"
        )
    )
    for ticket_id, code, contact_id, anonymous, name, *said in tickets:
        alias = f"Bà con số {contact_id}"
        for word in _list_words(code or "", alias, "" if anonymous else name, *said):
            own[ticket_id, word] = None
    notes = sa.text("SELECT ticket_id, note FROM ticket_event WHERE kind = 'note'")
    for ticket_id, note in connection.execute(notes):
        own.update(dict.fromkeys((ticket_id, word) for word in _list_words(note)))
    _insert("ticket_word", [{"ticket_id": ticket_id, "word": word} for ticket_id, word in own])
    conversation: dict[tuple[int, str], int] = {}
    messages = connection.execute(
        sa.text(
            "SELECT message.id, message.ticket_id, message.text"
            " FROM message JOIN ticket ON ticket.id = message.ticket_id"
            " WHERE message.contact_id = ticket.contact_id AND message.text <> ''"
            " ORDER BY message.id"
        )
    )
    for message_id, ticket_id, text in messages:
        for word in _list_words(text):
            conversation.setdefault((ticket_id, word), message_id)
    _insert(
        "ticket_said_word",
        [
            {"ticket_id": ticket_id, "message_id": message_id, "word": word}
            for (ticket_id, word), message_id in conversation.items()
        ],
    )


def _list_words(*texts: str) -> set[str]:
    folded = (MARKS.sub("", unicodedata.normalize("NFD", text.lower())) for text in texts)
    return {word[:32] for text in folded for word in WORDS.findall(text.replace("đ", "d"))}


def _insert(table: str, rows: list[dict[str, object]]) -> None:
    columns = list(rows[0]) if rows else []
    target = sa.table(table, *map(sa.column, columns))
    for start in range(0, len(rows), BATCH):
        op.bulk_insert(target, rows[start : start + BATCH])

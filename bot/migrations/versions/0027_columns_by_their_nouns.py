"""Columns whose names said nothing are called by their nouns.

A rename keeps the data and what points to the column; an index named after its columns is made
anew, as SQLite cannot rename one, and so is a foreign key.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

COLUMNS = (
    ("broadcast", "likeness", "content_hash"),
    ("class_series", "what", "template"),
    ("contact", "by_hand_until", "bot_paused_until"),
    ("deadline_run", "told", "notified_count"),
    ("enrolment", "seat", "status"),
    ("poll_round", "what", "kind"),
    ("poll_round", "words", "result_text"),
    ("ticket", "about", "named_person_ids"),
    ("ticket", "first_in_line", "queue_first"),
    ("ticket", "hop", "escalation_level"),
    ("ticket", "owed", "awaiting_member"),
    ("ticket", "reply_by", "respond_due_at"),
    ("ticket", "tried", "offered_to_ids"),
)
INDEXES = (
    ("broadcast", "ix_broadcast_likeness", "ix_broadcast_content_hash", ("content_hash",)),
    (
        "enrolment",
        "ix_enrolment_session_id_seat",
        "ix_enrolment_session_id_status",
        ("session_id", "status"),
    ),
    (
        "ticket",
        "ix_ticket_closed_at_reply_by",
        "ix_ticket_closed_at_respond_due_at",
        ("closed_at", "respond_due_at"),
    ),
)


def upgrade() -> None:
    for table, old, new in COLUMNS:
        op.execute(sa.text(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}"))
    # A foreign key is named after its column, which SQLite renames only with the table made anew.
    op.drop_index("ix_relay_said_id", table_name="relay")
    with op.batch_alter_table("relay") as relay:
        relay.drop_constraint("fk_relay_said_id_message", type_="foreignkey")
        relay.alter_column("said_id", new_column_name="source_message_id")
    with op.batch_alter_table("relay") as relay:
        relay.create_foreign_key(
            "fk_relay_source_message_id_message", "message", ["source_message_id"], ["id"]
        )
    op.create_index("ix_relay_source_message_id", "relay", ["source_message_id"])
    for table, old, new, columns in INDEXES:
        op.drop_index(old, table_name=table)
        op.create_index(new, table, list(columns))

"""Tables whose names said nothing are called by the nouns of their rows.

Rows, references and indexes stay. PostgreSQL renames the table and what is named after it; SQLite
cannot rename a constraint, so its tables are copied under their new names.
"""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

TABLES = {
    "broadcast_board": "progress_message",
    "deadline_wish": "deadline_subscription",
    "duty_word": "duty_entry",
    "held_words": "draft_reply",
    "notice_telling": "notice_digest",
    "poll_mark": "voter_digest",
    "poll_sitting": "ballot_draft",
    "reminder_ask": "pending_question",
    "reminder_wish": "reminder_preferences",
    "skill_seen": "skill_observation",
    "spooled": "queued_event",
    "stepmark": "step_mark",
    "ticket_said_word": "said_word",
}


def upgrade() -> None:
    bind = op.get_bind()
    for old, new in TABLES.items():
        if bind.dialect.name == "postgresql":
            _rename(bind, old, new)
        else:
            _copy(bind, old, new)


def _rename(bind: sa.Connection, old: str, new: str) -> None:
    inspector = sa.inspect(bind)
    constraints = [
        inspector.get_pk_constraint(old),
        *inspector.get_foreign_keys(old),
        *inspector.get_unique_constraints(old),
        *inspector.get_check_constraints(old),
    ]
    names = [str(constraint["name"]) for constraint in constraints]
    indexes = {str(index["name"]) for index in inspector.get_indexes(old)} - set(names)
    op.rename_table(old, new)
    for name in names:
        op.execute(f"ALTER TABLE {new} RENAME CONSTRAINT {name} TO {name.replace(old, new, 1)}")
    for name in indexes:
        op.execute(f"ALTER INDEX {name} RENAME TO {name.replace(old, new, 1)}")
    op.execute(f"ALTER SEQUENCE IF EXISTS {old}_id_seq RENAME TO {new}_id_seq")


def _copy(bind: sa.Connection, old: str, new: str) -> None:
    table = sa.Table(old, sa.MetaData(), autoload_with=bind)
    copy = table.to_metadata(table.metadata, name=new)
    parts: list[sa.Constraint | sa.Index] = [*copy.constraints, *copy.indexes]
    for part in parts:
        if part.name is not None:
            part.name = str(part.name).replace(old, new, 1)
    copy.create(bind)
    bind.execute(copy.insert().from_select(list(table.c.keys()), sa.select(table)))
    table.drop(bind)

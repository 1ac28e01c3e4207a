"""The last buttons and lists of each chat bear today's prefixes, so that a question that waits still waits.

Buttons in messages already sent keep theirs: they are read when pressed (`bot.messages.buttons`).
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0028"
branch_labels = None
depends_on = None

BATCH = 1000
PREFIXES = {
    "bp": "ballot",
    "dd": "attendance",
    "dl": "class-proposal",
    "gl": "call-back",
    "hl": "class-cancel",
    "hn": "deadline",
    "ht": "notice-question",
    "kn": "skill",
    "lenh": "command",
    "lh": "class",
    "lk": "link",
    "mau": "canned",
    "my": "own-ticket",
    "nghe": "listen",
    "nh": "reminder",
    "pa": "field-report",
    "sau": "follow-up",
    "tb": "broadcast",
    "tk": "ticket",
    "tl": "notice-answer",
    "vs": "visit",
    "xn": "verify",
    "yk": "poll",
}


def upgrade() -> None:
    connection = op.get_bind()
    contact = sa.table(
        "contact",
        sa.column("id", sa.BigInteger),
        sa.column("offered", sa.JSON),
        sa.column("lists", sa.JSON),
    )
    last_id = 0
    while rows := connection.execute(
        sa.select(contact.c.id, contact.c.offered, contact.c.lists)
        .where(contact.c.id > last_id)
        .order_by(contact.c.id)
        .limit(BATCH)
    ).all():
        last_id = rows[-1].id
        for row in rows:
            offered, lists = _rename_all(row.offered), row.lists
            if lists:
                lists = [{**entry, "buttons": _rename_all(entry["buttons"])} for entry in lists]
            if (offered, lists) != (row.offered, row.lists):
                connection.execute(
                    sa.update(contact)
                    .where(contact.c.id == row.id)
                    .values(offered=offered, lists=lists)
                )


def _rename_all(buttons: list[dict[str, str]]) -> list[dict[str, str]]:
    return [_rename(button) for button in buttons]


def _rename(button: dict[str, str]) -> dict[str, str]:
    head, separator, rest = button.get("value", "").partition(":")
    return {**button, "value": f"{PREFIXES.get(head, head)}{separator}{rest}"}

"""Files of our own are told by their names in the folder, no longer by paths in a handle.

Only what we wrote ourselves becomes one: photos of the web page and files of announcements. A
handle that a platform gave and that only looks like a path stays a handle, and leads nowhere.
"""

import re
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

PATH = re.compile(r"file:(?:.*/)?([0-9a-f]{32}\.[a-z0-9]{1,8})", re.ASCII | re.DOTALL)
OURS = ("", "webchat")
SOME = 500  # rows in memory at once

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    message = _table("message", "id", "payload", sa.column("account"), sa.column("direction"))
    # What went out names the account of what it carries; without a name it is ours.
    whose = sa.case((message.c.direction == "in", message.c.account), else_="")
    _rename(message, message.c.payload, whose, inside="attachments")
    contact = sa.table("contact", sa.column("id", ID), sa.column("account"))
    ticket = _table("ticket", "id", "attachments", sa.column("contact_id", ID))
    draft = _table("report_draft", "contact_id", "attachments")
    for holder in (ticket, draft):
        theirs = contact.c.id == holder.c.contact_id
        whose = sa.select(contact.c.account).where(theirs).scalar_subquery()
        _rename(holder, holder.c.attachments, whose)
    broadcast = _table("broadcast", "id", "files")
    _rename(broadcast, broadcast.c.files, sa.literal(""))


def _table(name: str, key: str, holds: str, *more: Any) -> Any:
    return sa.table(name, sa.column(key, ID), sa.column(holds, sa.JSON()), *more)


def _rename(table: Any, column: Any, whose: Any, *, inside: str = "") -> None:
    connection, last, key = op.get_bind(), 0, next(iter(table.c))
    while True:
        rows = connection.execute(
            sa.select(key, column, whose)
            .where(key > last, sa.cast(column, sa.Text()).like('%"file:%'))
            .order_by(key)
            .limit(SOME)
        ).all()
        if not rows:
            return
        for number, value, account in rows:
            things = value.get(inside, []) if inside else value
            renamed = [_renamed(thing, account) for thing in things]
            if renamed != things:
                value = {**value, inside: renamed} if inside else renamed
                statement = sa.update(table).where(key == number)
                connection.execute(statement.values({column.name: value}))
        last = rows[-1][0]


def _renamed(thing: dict[str, Any], account: str) -> dict[str, Any]:
    path = PATH.fullmatch(str(thing.get("ref", "")))
    if path is None or thing.get("account", account) not in OURS:
        return thing
    rest = {key: value for key, value in thing.items() if key not in ("ref", "account")}
    return {**rest, "file": path[1]}

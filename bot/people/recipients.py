"""Recipients of announcements: one contact for each person, the one last seen.

A person on two channels is one recipient; an unlinked chat is a recipient of its own.
"""

from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, literal, or_, select
from sqlmodel import SQLModel

from bot.people.models import Contact, Role
from bot.people.units import Unit

CONTACT, ROLE, UNIT = (
    SQLModel.metadata.tables[str(table.__tablename__)] for table in (Contact, Role, Unit)
)


class Reachability(StrEnum):
    """Whether a message would arrive; the value is stored with recipients who are not reached."""

    REACHABLE = ""
    BLOCKED = "blocked"
    STOPPED = "stopped"


def recipient_key() -> ColumnElement[str]:
    """Return the recipient key of a contact: "p<person id>", or "c<contact id>" if unlinked."""
    contact = CONTACT.c
    return case(
        (contact.person_id.is_not(None), literal("p", String) + cast(contact.person_id, String)),
        else_=literal("c", String) + cast(contact.id, String),
    )


def hears_announcements() -> ColumnElement[bool]:
    """Return the condition that a contact gets announcements.

    Its unit, or one above, is live; or it belongs to somebody with a role, who tries things out
    before.
    """
    above, below = UNIT.alias("above").c, UNIT.alias("below").c
    live = select(below.id).where(above.live_since.is_not(None), below.path.like(above.path + "%"))
    holders = select(ROLE.c.person_id)
    return or_(CONTACT.c.unit_id.in_(live), CONTACT.c.person_id.in_(holders))


def select_recipients(*where: ColumnElement[bool]) -> Select[Any]:
    """Select one row per recipient among the contacts that satisfy all of `where`.

    Columns: recipient, contact_id, account, unit_id, reach. The reachable chat that was seen last
    is taken; somebody who stopped in one chat stopped in all.
    """
    contact = CONTACT.c
    who = recipient_key()
    stopped = func.max(case((contact.stopped_at.is_not(None), 1), else_=0)).over(partition_by=who)
    order = (contact.unreachable_since.is_(None).desc(), contact.seen_at.desc(), contact.id.desc())
    chats = (
        select(
            who.label("recipient"),
            contact.id.label("contact_id"),
            contact.account,
            contact.unit_id,
            case(
                (
                    contact.unreachable_since.is_not(None),
                    literal(Reachability.BLOCKED.value, String),
                ),
                (stopped == 1, literal(Reachability.STOPPED.value, String)),
                else_=literal(Reachability.REACHABLE.value, String),
            ).label("reach"),
            func.row_number().over(partition_by=who, order_by=order).label("place"),
        )
        .where(and_(True, *where))
        .subquery()
    )
    columns = (chats.c[name] for name in ("recipient", "contact_id", "account", "unit_id", "reach"))
    return select(*columns).where(chats.c.place == 1)

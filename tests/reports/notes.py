"""People with chats in the planted province, and what the clock has sent them."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from bot.core.db import Database
from bot.core.policy import POLICY
from bot.messages.history import Message
from bot.outbox.models import Delivery
from bot.people.models import Contact, Person, Role, RoleKind
from bot.people.units import get_unit

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def at(day: str, hour: int = 9, minute: int = 0) -> datetime:
    """An instant by the wall clock in Vietnam."""
    local = datetime.fromisoformat(day).replace(hour=hour, minute=minute, tzinfo=POLICY.zone)
    return local.astimezone(UTC)


def add_person(
    session: Session, name: str, unit: str, role: RoleKind, *, has_chat: bool = True
) -> int:
    """Add somebody with a role, and a chat by their name. Returns the person's id."""
    unit_id = get_unit(session, unit).id
    person = Person(name=name, unit_id=unit_id)
    session.add(person)
    session.flush()
    session.add(Role(person_id=person.id, unit_id=unit_id, kind=role))
    if has_chat:
        add_chat(session, person.id, name)
    return person.id


def add_chat(session: Session, person_id: int, address: str) -> None:
    """Link a chat to a person."""
    session.add(
        Contact(
            account="fake",
            address=address,
            person_id=person_id,
            created_at=BEGAN,
            seen_at=BEGAN,
        )
    )


async def tick(db: Database, job: Callable[..., int], now: datetime, *, policy=POLICY) -> int:  # type: ignore[no-untyped-def]
    """Let the clock's job run until nothing is due, in two processes at once; its steps."""

    async def drain() -> int:
        steps = 0
        while await db.write(job, policy=policy, now=now):
            steps += 1
        return steps

    return sum(await asyncio.gather(drain(), drain()))


async def read_sent(db: Database) -> list[tuple[str, str]]:
    """Return address and words of everything that is to be sent, in order."""

    def read(session: Session) -> list[tuple[str, str]]:
        query = (
            select(Contact.address, Message.text)
            .join(Delivery, col(Delivery.contact_id) == Contact.id)
            .join(Message, col(Message.id) == Delivery.message_id)
            .order_by(col(Delivery.id))
        )
        return [(address, text) for address, text in session.exec(query)]

    return await db.read(read)

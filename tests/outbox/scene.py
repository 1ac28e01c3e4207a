"""What the outbox's tests share: people who are owed something, and a look at what became of it."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from bot.core.db import Database
from bot.messages.content import Reply
from bot.messages.history import Message
from bot.outbox import service
from bot.outbox.models import Delivery, Priority
from bot.people.models import Contact
from bot.people.service import get_or_create_contact

ACCOUNT = "fake"


def owe(
    session: Session,
    who: str,
    *texts: str,
    now: datetime,
    priority: Priority = Priority.REPLY,
    due_at: datetime | None = None,
    key: str | None = None,
    account: str = ACCOUNT,
) -> list[int | None]:
    """Stage some words for a contact; the messages' ids."""
    contact = get_or_create_contact(session, account, who, now=now)
    how: dict[str, Any] = {"now": now, "priority": priority, "due_at": due_at, "key": key}
    return [service.stage(session, contact, Reply(text), **how) for text in texts]


def owe_many(
    session: Session,
    count: int,
    text: str,
    *,
    now: datetime,
    priority: Priority = Priority.REPLY,
    first: int = 0,
) -> None:
    """One message to each of many contacts: "chào 000" to n-000…"""
    for number in range(first, first + count):
        owe(session, f"n-{number:03}", f"{text} {number:03}", now=now, priority=priority)


def deliveries(session: Session) -> dict[str, Delivery]:
    """Each delivery by its words."""
    query = select(Message.text, Delivery).join(Delivery, col(Delivery.message_id) == Message.id)
    return {text: delivery for text, delivery in session.exec(query)}


def statuses(session: Session) -> dict[str, str]:
    """What became of each text."""
    return {text: delivery.status for text, delivery in deliveries(session).items()}


def contact_of(session: Session, who: str) -> Contact:
    """The contact with this address."""
    return session.exec(select(Contact).where(Contact.address == who)).one()


async def until(happened: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait until something is so; TimeoutError when it does not come."""
    async with asyncio.timeout(seconds):
        while not happened():  # noqa: ASYNC110  a list or a number grew: nothing to wait on
            await asyncio.sleep(0.005)


async def until_statuses(db: Database, expected: dict[str, str], seconds: float = 20.0) -> None:
    """Wait until the deliveries have these statuses."""
    found = await db.read(statuses)
    deadline = time.monotonic() + seconds
    while found != expected:
        assert time.monotonic() < deadline, f"{found} never became {expected}"
        await asyncio.sleep(0.01)
        found = await db.read(statuses)

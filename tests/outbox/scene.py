"""What the outbox's tests share: people who are owed something, and a look at what became of it."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from bot.db import Database
from bot.history import Message
from bot.messages import Reply
from bot.outbox import service
from bot.outbox.models import Delivery, Priority
from bot.people.models import Contact
from bot.people.service import meet

ACCOUNT = "fake"


def owe(
    session: Session,
    who: str,
    *texts: str,
    now: datetime,
    priority: Priority = Priority.REPLY,
    **what: Any,
) -> list[int | None]:
    """Stage some words for a contact; the messages' ids."""
    account = what.pop("account", ACCOUNT)
    contact = meet(session, account, who, now=now)
    return [
        service.stage(session, contact, Reply(text), now=now, priority=priority, **what)
        for text in texts
    ]


def owe_many(session: Session, count: int, text: str, *, now: datetime, **what: Any) -> None:
    """One message to each of many contacts."""
    for number in range(count):
        owe(session, f"n-{number:03}", text, now=now, **what)


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


async def until(happened: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait until something is so; TimeoutError when it does not come."""
    async with asyncio.timeout(seconds):
        while not happened():  # noqa: ASYNC110  a list or a number grew: nothing to wait on
            await asyncio.sleep(0.005)


async def until_statuses(db: Database, expected: dict[str, str], seconds: float = 5.0) -> None:
    """Wait until the deliveries have these statuses."""
    found: dict[str, str] = {}
    try:
        async with asyncio.timeout(seconds):
            while (found := await db.read(statuses)) != expected:
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise AssertionError(f"{found} never became {expected}") from None

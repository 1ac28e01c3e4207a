"""Saying again in its place: once it was said, the last state only, never over a refusal."""

from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.channels.fake import Fake
from bot.core.db import Database
from bot.core.errors import Rejected
from bot.messages.content import Choice, Reply
from bot.outbox import edits
from bot.outbox.dispatcher import Dispatcher
from bot.outbox.models import Delivery, DeliveryStatus, Priority
from tests.conftest import ObedientClock
from tests.outbox.scene import ACCOUNT, contact_of, owe, statuses, until, until_statuses

KEY = "board"


@pytest.fixture
async def said(db: Database, clock: ObedientClock) -> int:
    """A promise that is still to be said; its delivery."""

    def work(session: Session) -> int:
        owe(session, "can-bo", "10%", now=clock(), priority=Priority.NOTICE, key=KEY)
        return edits.find_delivery_id(session, KEY) or 0

    return await db.write(work)


async def change(db: Database, said: int, text: str, clock: ObedientClock) -> bool:
    reply = Reply(text, (Choice("Dừng", "stop"),))
    return await db.write(edits.replace_message, said, reply, now=clock())


def speaking(db: Database, channel: Fake, clock: ObedientClock) -> Dispatcher:
    return Dispatcher(db, channel, clock, holder="one")


async def test_it_is_changed_once_it_was_said(
    db: Database, clock: ObedientClock, said: int
) -> None:
    channel = Fake(name=ACCOUNT)
    assert not await change(db, said, "20%", clock)
    lane = speaking(db, channel, clock)
    await lane.start()
    try:
        await until_statuses(db, {"10%": DeliveryStatus.SENT})
        assert await change(db, said, "30%", clock)
        lane.wake()
        await until(lambda: len(channel.edited) == 1)
        await until_statuses(db, {"10%": DeliveryStatus.SENT, "30%": DeliveryStatus.SENT})
        assert await change(db, said, "40%", clock)
        lane.wake()
        await until(lambda: len(channel.edited) == 2)
    finally:
        await lane.stop()
    assert [reply.text for _, reply in channel.sent] == ["10%"]
    assert [(place, reply.text) for place, reply in channel.edited] == [
        ("fake:1", "30%"),
        ("fake:1", "40%"),
    ]


async def test_who_was_away_sees_the_last_state_only(
    db: Database, clock: ObedientClock, said: int
) -> None:
    await settled(db, said, DeliveryStatus.SENT)
    for percent in ("20%", "30%", "99%"):
        assert await change(db, said, percent, clock)
    assert await db.read(statuses) == {"10%": DeliveryStatus.SENT, "99%": DeliveryStatus.QUEUED}
    channel = Fake(name=ACCOUNT)
    lane = speaking(db, channel, clock)
    await lane.start()
    await until(lambda: bool(channel.edited))
    await lane.stop()
    assert [reply.text for _, reply in channel.edited] == ["99%"]


async def test_what_cannot_be_changed_any_more_is_let_be(
    db: Database, clock: ObedientClock, said: int
) -> None:
    channel = Fake(name=ACCOUNT)
    await settled(db, said, DeliveryStatus.SENT)
    assert await change(db, said, "20%", clock)
    channel.fail_next(Rejected("message to edit not found"))
    lane = speaking(db, channel, clock)
    await lane.start()
    await until_statuses(db, {"10%": DeliveryStatus.SENT, "20%": DeliveryStatus.FAILED})
    await lane.stop()
    assert not await change(db, said, "30%", clock)


async def test_what_changes_is_not_what_a_number_means(
    db: Database, clock: ObedientClock, said: int
) -> None:
    newer: list[dict[str, Any]] = [{"label": "Duyệt", "value": "broadcast:yes:1", "url": ""}]

    def asks(session: Session) -> None:
        contact_of(session, "can-bo").offered = newer

    await settled(db, said, DeliveryStatus.SENT)
    await db.write(asks)
    assert await change(db, said, "20%", clock)
    channel = Fake(name=ACCOUNT)
    lane = speaking(db, channel, clock)
    await lane.start()
    await until_statuses(db, {"10%": DeliveryStatus.SENT, "20%": DeliveryStatus.SENT})
    await lane.stop()
    offered = await db.read(lambda session: contact_of(session, "can-bo").offered)
    assert offered == newer


async def settled(db: Database, said: int, status: DeliveryStatus) -> None:
    def work(session: Session) -> None:
        delivery = session.exec(select(Delivery).where(col(Delivery.id) == said)).one()
        delivery.status, delivery.platform_id = status, "fake:1"

    await db.write(work)

"""Taking back: before it is said it stays here, after it is removed or excused, once."""

from typing import Any

import pytest
from sqlmodel import Session, select

from bot.channels.fake import Fake
from bot.core.db import Database
from bot.core.errors import Rejected
from bot.messages.content import Reply
from bot.outbox import recalls
from bot.outbox.claims import claim_deliveries
from bot.outbox.dispatcher import Dispatcher
from bot.outbox.models import Delivery, DeliveryStatus
from bot.outbox.reasons import RECALL_ANNOUNCED, RECALL_REMOVED
from bot.outbox.recalls import RecallOutcome
from bot.outbox.retry import LEASE
from tests.conftest import ObedientClock
from tests.outbox.scene import ACCOUNT, deliveries, owe, statuses, until_statuses

SORRY = "tin vừa rồi gửi nhầm"


class Plain:
    """A channel that removes and changes nothing."""

    def __init__(self, fake: Fake) -> None:
        self.name, self.parts, self.send, self.reachable = (
            fake.name, fake.parts, fake.send, fake.reachable,
        )  # fmt: skip


class Page(Plain):
    """A channel that only changes."""

    def __init__(self, fake: Fake) -> None:
        super().__init__(fake)
        self.edit = fake.edit


@pytest.fixture
async def said(db: Database, clock: ObedientClock) -> int:
    """A promise; its message."""
    ids = await db.write(owe, "ba-tu", "mang sổ đỏ", now=clock())
    return ids[0] or 0


def recall(session: Session, message_id: int, clock: ObedientClock) -> RecallOutcome:
    outcome = recalls.cancel_message(session, message_id, now=clock())
    if outcome is RecallOutcome.FOLLOWED:
        recalls.stage_recall(session, message_id, Reply(SORRY), now=clock())
    return outcome


async def take_back(db: Database, message_id: int, clock: ObedientClock) -> RecallOutcome:
    return await db.write(recall, message_id, clock)


async def spoken(db: Database, voice: Any, clock: ObedientClock, ends: dict[str, str]) -> None:
    """Let the lane speak until all ended so."""
    lane = Dispatcher(db, voice, clock, holder="one")
    await lane.start()
    try:
        await until_statuses(db, ends)
    finally:
        await lane.stop()


def reason(session: Session) -> str:
    return deliveries(session)[SORRY].reason


async def test_unsent_words_are_never_said(db: Database, clock: ObedientClock, said: int) -> None:
    assert await take_back(db, said, clock) is RecallOutcome.UNSENT
    assert await take_back(db, said, clock) is RecallOutcome.UNSENT
    channel = Fake(name=ACCOUNT)
    await spoken(db, channel, clock, {"mang sổ đỏ": DeliveryStatus.CANCELLED})
    assert channel.sent == []


async def test_said_words_are_removed_once(db: Database, clock: ObedientClock, said: int) -> None:
    channel = Fake(name=ACCOUNT)
    await spoken(db, channel, clock, {"mang sổ đỏ": DeliveryStatus.SENT})
    for _ in range(2):
        assert await take_back(db, said, clock) is RecallOutcome.FOLLOWED
    await spoken(
        db, channel, clock, {"mang sổ đỏ": DeliveryStatus.SENT, SORRY: DeliveryStatus.SENT}
    )
    assert channel.erased == [("ba-tu", "fake:1")] and len(channel.sent) == 1
    assert (await db.read(reason)) == RECALL_REMOVED


async def test_what_a_platform_refuses_to_remove_is_excused(
    db: Database, clock: ObedientClock, said: int
) -> None:
    channel = Fake(name=ACCOUNT)
    await spoken(db, channel, clock, {"mang sổ đỏ": DeliveryStatus.SENT})
    channel.fail_next(Rejected("message can't be deleted"))
    await take_back(db, said, clock)
    await spoken(
        db, channel, clock, {"mang sổ đỏ": DeliveryStatus.SENT, SORRY: DeliveryStatus.SENT}
    )
    assert [reply.text for _, reply in channel.sent] == ["mang sổ đỏ", SORRY]
    assert (await db.read(reason)) == RECALL_ANNOUNCED


@pytest.mark.parametrize(("kind", "sent", "edited"), [(Plain, 2, 0), (Page, 1, 1)])
async def test_where_nothing_can_be_removed_it_is_said_or_put_in_its_place(
    db: Database, clock: ObedientClock, said: int, kind: type[Plain], sent: int, edited: int
) -> None:
    channel = Fake(name=ACCOUNT)
    voice = kind(channel)
    await spoken(db, voice, clock, {"mang sổ đỏ": DeliveryStatus.SENT})
    await take_back(db, said, clock)
    await spoken(db, voice, clock, {"mang sổ đỏ": DeliveryStatus.SENT, SORRY: DeliveryStatus.SENT})
    assert (len(channel.sent), len(channel.edited), channel.erased) == (sent, edited, [])
    assert (await db.read(reason)) == RECALL_ANNOUNCED


async def test_words_in_several_messages_are_excused_not_half_removed(
    db: Database, clock: ObedientClock
) -> None:
    long = "bác mang sổ đỏ ra xã nhé. " * 20
    (said, *_) = await db.write(owe, "ba-tu", long, now=clock())
    channel = Fake(name=ACCOUNT, max_text=200)
    await spoken(db, channel, clock, {long: DeliveryStatus.SENT})
    await take_back(db, said or 0, clock)
    await spoken(db, channel, clock, {long: DeliveryStatus.SENT, SORRY: DeliveryStatus.SENT})
    assert channel.erased == [] and channel.sent[-1][1].text == SORRY


async def test_on_their_way_they_are_removed_when_they_have_arrived(
    db: Database, clock: ObedientClock, said: int
) -> None:
    """A process has them in hand, and dies: nobody knows whether they were read."""
    await db.write(claim_deliveries, ACCOUNT, "one", limit=5, now=clock())
    assert await take_back(db, said, clock) is RecallOutcome.FOLLOWED
    assert (await db.read(statuses))["mang sổ đỏ"] == DeliveryStatus.SENDING
    clock.pass_by(seconds=LEASE.total_seconds() + 1)
    channel = Fake(name=ACCOUNT)
    await spoken(
        db, channel, clock, {"mang sổ đỏ": DeliveryStatus.SENT, SORRY: DeliveryStatus.SENT}
    )
    assert channel.erased == [("ba-tu", "fake:1")]


async def test_perhaps_heard_words_are_not_said_again_but_excused(
    db: Database, clock: ObedientClock, said: int
) -> None:
    def doubt(session: Session) -> None:
        delivery = session.exec(select(Delivery)).one()
        delivery.uncertain, delivery.attempts = True, 1

    await db.write(doubt)
    assert await take_back(db, said, clock) is RecallOutcome.FOLLOWED
    channel = Fake(name=ACCOUNT)
    await spoken(
        db, channel, clock, {"mang sổ đỏ": DeliveryStatus.CANCELLED, SORRY: DeliveryStatus.SENT}
    )
    assert [reply.text for _, reply in channel.sent] == [SORRY]

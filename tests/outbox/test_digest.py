"""The day's digest: what may wait comes in one message at six, and is counted as what it was."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, select

from bot.core.clock import QuietHours
from bot.core.db import Database
from bot.core.policy import Policy
from bot.messages.content import Choice, Reply
from bot.messages.history import Message
from bot.outbox import batches, claims, digest, service
from bot.outbox.batches import BatchProgress
from bot.outbox.models import Delivery, DeliveryStatus, Priority
from bot.outbox.service import Outcome
from bot.people import recipients
from bot.people.service import get_or_create_contact
from tests.outbox.scene import ACCOUNT

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
QUIET = QuietHours(datetime.min.time().replace(hour=21), datetime.min.time().replace(hour=6))
DUES = Reply("Hạn đóng tiền nước là mai.", (Choice("Đừng nhắc", "deadline:off:a"),))
MEETING = Reply(
    "Tối mai họp thôn.", (Choice("1. Đừng nhắc", "deadline:off:b"), Choice("2. Đi", "go"))
)


def at(hour: int, day: int = 24) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=ZONE).astimezone(UTC)


def prefers(session: Session, /, who: str, now: datetime, *, daily: bool = True) -> None:
    digest.set_daily_digest(
        session, get_or_create_contact(session, ACCOUNT, who, now=now), now=now, daily=daily
    )


def owes(session: Session, /, who: str, reply: Reply, now: datetime, **how: Any) -> None:
    contact = get_or_create_contact(session, ACCOUNT, who, now=now)
    service.stage(session, contact, reply, now=now, **{"allow_digest": True, **how})


def gathers(session: Session, /, now: datetime) -> int:
    return digest.gather_due(session, policy=Policy(zone=ZONE, quiet=QUIET), now=now)


def ends(session: Session, /, now: datetime, **how: Any) -> list[Reply]:
    """What is due is sent, or comes to another end; what it was."""
    claimeds = claims.claim_deliveries(session, ACCOUNT, "one", limit=9, now=now)
    for claimed in claimeds:
        outcome: dict[str, Any] = {"status": DeliveryStatus.SENT, **how}
        carries = claimed.priority == Priority.DIGEST
        done = Outcome(
            claimed.id, claimed.contact_id, batch_id=claimed.batch_id, is_digest=carries, **outcome
        )
        service.settle_deliveries(session, [done], now=now)
    return [claimed.reply for claimed in claimeds]


async def test_what_allow_digest_comes_in_one_message_at_six(db: Database) -> None:
    await db.write(prefers, "tu", at(8))
    await db.write(owes, "tu", DUES, at(9))
    await db.write(owes, "tu", MEETING, at(10))
    await db.write(owes, "tu", Reply("Chào bác"), at(11), allow_digest=False)
    assert [reply.text for reply in await db.write(ends, at(11))] == ["Chào bác"]
    assert await db.write(gathers, at(17)) == 0
    assert await db.write(gathers, at(18)) == 1
    assert await db.write(gathers, at(18)) == 0
    [reply] = await db.write(ends, at(18))
    assert reply.text == (
        "Bác có 2 tin hôm nay.\n\nTin 1. Hạn đóng tiền nước là mai.\n\nTin 2. Tối mai họp thôn."
    )
    assert [choice.label for choice in reply.choices] == [
        "1. Đừng nhắc (tin 1)",
        "2. Đừng nhắc (tin 2)",
        "3. Đi",
    ]


async def test_a_lone_message_stays_itself(db: Database) -> None:
    await db.write(prefers, "tu", at(8))
    await db.write(owes, "tu", DUES, at(9))
    assert await db.write(gathers, at(18)) == 1
    assert [reply.text for reply in await db.write(ends, at(18))] == [DUES.text]


@pytest.mark.parametrize("how", [{"allow_digest": False}, {"send_before": at(20)}])
async def test_what_cannot_wait_comes_at_once(db: Database, how: dict[str, Any]) -> None:
    await db.write(prefers, "tu", at(8))
    await db.write(owes, "tu", DUES, at(9), **how)
    assert len(await db.write(ends, at(9))) == 1


async def test_who_prefers_none_hears_at_once_and_gets_what_was_gathered(db: Database) -> None:
    await db.write(owes, "nam", DUES, at(9))
    await db.write(prefers, "tu", at(8))
    await db.write(owes, "tu", DUES, at(9))
    assert len(await db.write(ends, at(9))) == 1
    await db.write(prefers, "tu", at(10), daily=False)
    assert len(await db.write(ends, at(10))) == 1


async def test_what_comes_after_six_waits_for_the_next_day(db: Database) -> None:
    await db.write(prefers, "tu", at(8))
    await db.write(owes, "tu", DUES, at(19))
    assert await db.write(gathers, at(20)) == 0
    assert await db.write(gathers, at(22, day=25)) == 0  # late, and people sleep
    assert await db.write(gathers, at(18, day=26)) == 1


def a_batch(session: Session, /, now: datetime) -> int:
    everybody = recipients.select_recipients()
    batch_id = batches.open_batch(session, now=now).id
    batches.stage_deliveries(session, batch_id, everybody, MEETING, now=now, allow_digest=True)
    return batch_id


@pytest.mark.parametrize(
    ("how", "counted"),
    [
        ({}, {"sent": 2}),
        ({"status": DeliveryStatus.FAILED, "reason": "too odd"}, {"failed": 2}),
        (
            {"status": DeliveryStatus.FAILED, "reason": "blocked", "unreachable": True},
            {"unreachable": 2},
        ),
    ],
)
async def test_a_batch_counts_what_became_of_the_digest(
    db: Database, how: dict[str, Any], counted: dict[str, int]
) -> None:
    await db.write(prefers, "tu", at(8))
    await db.write(owes, "nam", Reply("Chào"), at(8), allow_digest=False)
    await db.write(ends, at(8))
    batch_id = await db.write(a_batch, at(9))
    await db.write(owes, "tu", DUES, at(10))
    await db.write(ends, at(10), **how)  # who prefers none had it at once
    await db.write(gathers, at(18))
    assert (await db.read(batches.get_progress, batch_id)).pending == 1
    await db.write(ends, at(18), **how)
    progress = await db.read(batches.get_progress, batch_id)
    assert progress == BatchProgress(
        **{**dict.fromkeys(BatchProgress.__slots__, 0), "staged": 2, **counted}
    )
    left = select(Delivery.id).where(col(Delivery.settled_at).is_(None))
    assert await db.read(lambda session: session.exec(left).all()) == []


async def test_a_batch_that_is_paused_or_called_off_is_in_no_digest(db: Database) -> None:
    await db.write(prefers, "tu", at(8))
    batch_id = await db.write(a_batch, at(9))
    await db.write(owes, "tu", DUES, at(9))
    await db.write(batches.pause_batch, batch_id, now=at(10))
    assert await db.write(gathers, at(18)) == 1
    assert [reply.text for reply in await db.write(ends, at(18))] == [DUES.text]
    assert await db.write(batches.cancel_batch, batch_id, now=at(19)) == 1
    assert await db.write(gathers, at(18, day=25)) == 0


async def test_what_is_in_a_digest_is_not_called_off_twice(db: Database) -> None:
    await db.write(prefers, "tu", at(8))
    batch_id = await db.write(a_batch, at(9))
    await db.write(owes, "tu", DUES, at(9))
    await db.write(gathers, at(18))
    assert await db.write(batches.cancel_batch, batch_id, now=at(18)) == 0
    await db.write(ends, at(18))
    assert (await db.read(batches.get_progress, batch_id)).sent == 1


async def test_who_is_forgotten_has_nothing_gathered(db: Database) -> None:
    await db.write(prefers, "tu", at(8))
    for reply in (DUES, MEETING):
        await db.write(owes, "tu", reply, at(9))
    await db.write(gathers, at(18))

    def forget(session: Session) -> list[Any]:
        contact = get_or_create_contact(session, ACCOUNT, "tu", now=at(19))
        service.delete_queued(session, contact.id)
        return [*session.exec(select(Delivery.id)), *session.exec(select(Message.id).where(False))]

    assert await db.write(forget) == []

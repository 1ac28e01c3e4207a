"""Windows: free for two days, charged for a week, then shut until the person writes."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.core.db import Database
from bot.messages.content import Reply
from bot.messages.history import Message
from bot.outbox import batches, claims, digest, expiry, messaging_windows, service
from bot.outbox.messaging_windows import Window, get_window
from bot.outbox.models import Delivery, DeliveryStatus, Priority
from bot.outbox.service import Outcome
from bot.people import recipients
from bot.people.models import Contact
from bot.people.service import get_or_create_contact
from tests.conftest import ObedientClock

OA = "zalo-oa"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LIMITS = [
    (48 * HOUR - MINUTE, Window.FREE),
    (48 * HOUR, Window.FREE),
    (48 * HOUR + MINUTE, Window.PAID),
    (7 * DAY - MINUTE, Window.PAID),
    (7 * DAY, Window.PAID),
    (7 * DAY + MINUTE, Window.SHUT),
    (400 * DAY, Window.SHUT),
]


def spoke(session: Session, /, who: str, ago: timedelta | None, *, now: Any) -> Contact:
    """Somebody who last did something so long ago."""
    contact = get_or_create_contact(session, OA, who, now=now)
    contact.last_interaction_at = now - ago if ago is not None else None
    session.flush()
    return contact


def owes(
    session: Session, /, who: str, *words: str, now: Any, paid: bool = False, **how: Any
) -> None:
    contact = get_or_create_contact(session, OA, who, now=now)
    for text in words:
        service.stage(session, contact, Reply(text), now=now, priority=Priority.NOTICE, **how)
    for delivery in session.exec(select(Delivery)):
        delivery.paid = paid


def goes(session: Session, /, *, now: Any, **how: Any) -> list[str]:
    """What may go now is sent, or comes to another end."""
    claimeds = claims.claim_deliveries(session, OA, "one", limit=9, now=now)
    for claimed in claimeds:
        end: dict[str, Any] = {"status": DeliveryStatus.SENT, "batch_id": claimed.batch_id, **how}
        carries = claimed.priority == Priority.DIGEST
        done = Outcome(claimed.id, claimed.contact_id, is_digest=carries, **end)
        service.settle_deliveries(session, [done], now=now)
    return [claimed.text for claimed in claimeds]


def states(session: Session) -> dict[str, str]:
    query = select(Message.text, Delivery.status).join(
        Delivery, col(Delivery.message_id) == Message.id
    )
    return {text: status for text, status in session.exec(query)}


def writes(session: Session, /, who: str, *, now: Any) -> int:
    contact = get_or_create_contact(session, OA, who, now=now)
    messaging_windows.record_interaction(contact, None, now=now)
    return messaging_windows.release_parked(session, contact, now=now)


@pytest.mark.parametrize(("ago", "window"), LIMITS)
def test_the_limits(ago: timedelta, window: Window, clock: ObedientClock) -> None:
    assert get_window(clock() - ago, clock()) is window


def test_who_never_did_anything_is_out_of_reach(clock: ObedientClock) -> None:
    assert get_window(None, clock()) is Window.SHUT


@pytest.mark.parametrize(("ago", "window"), LIMITS)
@pytest.mark.parametrize("paid", [False, True])
async def test_what_goes_and_what_waits(
    db: Database, clock: ObedientClock, ago: timedelta, window: Window, paid: bool
) -> None:
    await db.write(spoke, "tu", ago, now=clock())
    await db.write(owes, "tu", "Mai họp thôn", now=clock(), paid=paid)
    may = window is Window.FREE or (window is Window.PAID and paid)
    assert await db.write(goes, now=clock()) == (["Mai họp thôn"] if may else [])
    assert await db.read(states) == {"Mai họp thôn": "sent" if may else "parked"}


@pytest.mark.parametrize(("ago", "window"), LIMITS)
async def test_the_database_says_the_same(
    db: Database, clock: ObedientClock, ago: timedelta, window: Window
) -> None:
    await db.write(spoke, "tu", ago, now=clock())

    def look(session: Session) -> str:
        found: str = session.execute(select(messaging_windows.window_case(clock()))).scalar_one()
        return found

    assert await db.read(look) == window


async def test_another_channel_has_no_windows(db: Database, clock: ObedientClock) -> None:
    def owed(session: Session) -> list[str]:
        contact = get_or_create_contact(session, "telegram", "tu", now=clock())
        service.stage(session, contact, Reply("Chào"), now=clock())
        return [
            claimed.text
            for claimed in claims.claim_deliveries(session, "telegram", "x", limit=9, now=clock())
        ]

    assert await db.write(owed) == ["Chào"]


async def test_what_waited_goes_as_one_message_when_they_write(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(spoke, "tu", 8 * DAY, now=clock())
    await db.write(owes, "tu", "Mai họp thôn", "Hạn thuế là 31/10", now=clock())
    assert await db.write(goes, now=clock()) == []
    assert await db.write(goes, now=clock()) == []
    clock.pass_by(days=3)
    assert await db.write(writes, "tu", now=clock()) == 2
    [one] = await db.write(goes, now=clock())
    assert "Tin 1. Mai họp thôn" in one and "Tin 2. Hạn thuế là 31/10" in one
    found = await db.read(states)
    assert (found["Mai họp thôn"], found["Hạn thuế là 31/10"]) == ("sent", "sent")
    assert await db.write(writes, "tu", now=clock()) == 0


async def test_one_that_waited_stays_itself(db: Database, clock: ObedientClock) -> None:
    await db.write(spoke, "tu", 8 * DAY, now=clock())
    await db.write(owes, "tu", "Mai họp thôn", now=clock())
    await db.write(goes, now=clock())
    await db.write(writes, "tu", now=clock())
    assert await db.write(goes, now=clock()) == ["Mai họp thôn"]


async def test_what_is_too_late_by_then_is_not_said(db: Database, clock: ObedientClock) -> None:
    await db.write(spoke, "tu", 8 * DAY, now=clock())
    await db.write(owes, "tu", "Mai họp thôn", now=clock(), send_before=clock() + DAY)
    await db.write(goes, now=clock())
    clock.pass_by(days=2)
    assert await db.write(expiry.expire_late, now=clock()) == 1
    assert await db.write(writes, "tu", now=clock()) == 0
    assert await db.read(states) == {"Mai họp thôn": "failed"}


async def test_the_platform_s_word_stands_above_our_count(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(spoke, "tu", HOUR, now=clock())
    await db.write(owes, "tu", "Mai họp thôn", now=clock())
    assert await db.write(goes, now=clock(), status=DeliveryStatus.PARKED) == ["Mai họp thôn"]
    assert await db.read(states) == {"Mai họp thôn": "parked"}
    assert await db.write(goes, now=clock()) == []
    await db.write(writes, "tu", now=clock())
    assert await db.write(goes, now=clock()) == ["Mai họp thôn"]


async def test_whoever_wrote_while_zalo_refused_need_not_write_again(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(spoke, "tu", timedelta(seconds=10), now=clock())
    await db.write(owes, "tu", "Mai họp thôn", now=clock())
    await db.write(goes, now=clock(), status=DeliveryStatus.PARKED)
    clock.pass_by(minutes=1)
    assert await db.write(goes, now=clock()) == ["Mai họp thôn"]


async def test_messages_heard_late_do_not_close_a_window(clock: ObedientClock) -> None:
    contact = Contact(account=OA, address="tu", created_at=clock(), seen_at=clock())
    for moment in (clock() - HOUR, clock() - 3 * DAY, clock() + DAY):
        messaging_windows.record_interaction(contact, moment, now=clock())
    assert contact.last_interaction_at == clock()


async def test_an_announcement_counts_who_must_write_and_ends_without_them(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(spoke, "tu", 8 * DAY, now=clock())
    await db.write(spoke, "nam", HOUR, now=clock())

    def stage(session: Session) -> int:
        batch = batches.open_batch(session, now=clock())
        everybody = recipients.select_recipients()
        batches.stage_deliveries(session, batch.id, everybody, Reply("Họp thôn"), now=clock())
        return batch.id

    batch_id = await db.write(stage)
    assert await db.write(goes, now=clock()) == ["Họp thôn"]
    progress = await db.read(lambda session: batches.get_progress(session, batch_id))
    assert (progress.staged, progress.sent, progress.pending, progress.parked) == (2, 1, 1, 1)
    await db.write(writes, "tu", now=clock())
    assert await db.write(goes, now=clock()) == ["Họp thôn"]
    progress = await db.read(lambda session: batches.get_progress(session, batch_id))
    assert (progress.sent, progress.pending, progress.parked) == (2, 0, 0)


async def test_called_off_is_called_off_also_for_who_must_write(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(spoke, "tu", 8 * DAY, now=clock())

    def stage(session: Session) -> int:
        batch = batches.open_batch(session, now=clock())
        everybody = recipients.select_recipients()
        batches.stage_deliveries(session, batch.id, everybody, Reply("Họp thôn"), now=clock())
        return batch.id

    batch_id = await db.write(stage)
    await db.write(goes, now=clock())
    assert await db.write(batches.cancel_batch, batch_id, now=clock()) == 1
    assert await db.write(writes, "tu", now=clock()) == 0


async def test_a_digest_that_must_wait_takes_what_it_carries_along(
    db: Database, clock: ObedientClock
) -> None:
    """It was parked; what is merged with others later still ends with it."""
    await db.write(spoke, "tu", 8 * DAY, now=clock())

    def gather(session: Session) -> None:
        who = get_or_create_contact(session, OA, "tu", now=clock())
        who.digest = True
        for text in ("Họp thôn", "Hạn thuế"):
            service.stage(session, who, Reply(text), now=clock(), allow_digest=True)
        ids = [delivery.id for delivery in session.exec(select(Delivery))]
        digest.queue_gathered(session, who, ids, now=clock())

    await db.write(gather)
    assert await db.write(goes, now=clock()) == []
    await db.write(owes, "tu", "Lớp dời sang tối mai", now=clock())
    assert await db.write(goes, now=clock()) == []
    await db.write(writes, "tu", now=clock())
    said = await db.write(goes, now=clock()) + await db.write(goes, now=clock())
    assert len(said) == 2 and "Lớp dời sang tối mai" in said
    found = await db.read(states)
    assert {found["Họp thôn"], found["Hạn thuế"]} == {"sent"}

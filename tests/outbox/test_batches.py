"""One message to many: each recipient once, counted exactly, paused and called off."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, func, select

from bot.core.db import Database
from bot.messages.content import Choice, Reply
from bot.messages.history import Message
from bot.outbox import batches, claims, expiry, service
from bot.outbox.batches import BatchProgress
from bot.outbox.models import Batch, Delivery, DeliveryStatus
from bot.outbox.retry import LEASE
from bot.outbox.service import Outcome
from bot.people import recipients
from bot.people.models import Contact, Person
from bot.people.service import get_or_create_contact
from bot.privacy import consent
from tests.conftest import ObedientClock
from tests.outbox.scene import ACCOUNT, contact_of, owe

WORDS = Reply("Mai cúp nước từ 8 giờ", (Choice("Tôi biết rồi", "b:known"), Choice("Menu", "menu")))
START = BatchProgress(0, 0, 0, 0, 0, 0, 0)


def crowd(session: Session, count: int, clock: ObedientClock, account: str = ACCOUNT) -> None:
    """So many contacts: n-000…"""
    for number in range(count):
        get_or_create_contact(session, account, f"n-{number:03}", now=clock())


def begin(session: Session, clock: ObedientClock) -> int:
    return batches.open_batch(session, now=clock()).id


def stage(session: Session, /, batch_id: int, clock: ObedientClock, **how: Any) -> int:
    everybody = recipients.select_recipients()
    return batches.stage_deliveries(session, batch_id, everybody, WORDS, now=clock(), **how)


def tell_all(session: Session, count: int, clock: ObedientClock) -> int:
    crowd(session, count, clock)
    batch_id = begin(session, clock)
    assert stage(session, batch_id, clock) == count
    return batch_id


def one_end(session: Session, /, clock: ObedientClock, **how: Any) -> Outcome:
    """Claim one delivery and settle it so."""
    [claimed] = claims.claim_deliveries(session, ACCOUNT, "one", limit=1, now=clock())
    how = {"status": DeliveryStatus.SENT, **how}
    outcome = Outcome(claimed.id, claimed.contact_id, batch_id=claimed.batch_id, **how)
    service.settle_deliveries(session, [outcome], now=clock())
    return outcome


async def test_everybody_gets_one_however_often_it_is_staged(
    db: Database, clock: ObedientClock
) -> None:
    batch_id = await db.write(tell_all, 30, clock)
    assert await db.write(stage, batch_id, clock) == 0
    await db.write(crowd, 35, clock)
    assert await db.write(stage, batch_id, clock) == 5
    assert await db.read(batches.get_progress, batch_id) == replace(START, staged=35)
    messages = select(func.count(col(Message.id)))
    assert await db.read(lambda session: session.exec(messages).one()) == 1


async def test_two_that_stage_at_once_stage_each_recipient_once(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(crowd, 200, clock)
    batch_id = await db.write(begin, clock)
    counts = await asyncio.gather(*(db.write(stage, batch_id, clock) for _ in range(4)))
    assert sorted(counts) == [0, 0, 0, 200]
    assert (await db.read(batches.get_progress, batch_id)).staged == 200


async def test_the_words_come_numbered_and_are_kept_once_an_account(
    db: Database, clock: ObedientClock
) -> None:
    def told(session: Session) -> list[str]:
        crowd(session, 2, clock)
        crowd(session, 2, clock, account="webchat")
        batch_id = begin(session, clock)
        words = {ACCOUNT: WORDS, "webchat": Reply("Xem trên trang")}
        batches.stage_deliveries(
            session, batch_id, recipients.select_recipients(), words, now=clock()
        )
        claimed = claims.claim_deliveries(session, ACCOUNT, "one", limit=9, now=clock())
        claimed += claims.claim_deliveries(session, "webchat", "one", limit=9, now=clock())
        assert len({one.message_id for one in claimed}) == 2
        return [choice.label for one in claimed for choice in one.reply.choices]

    assert await db.write(told) == ["1. Tôi biết rồi", "2. Menu"] * 2


async def test_every_end_is_counted_once_and_pending_is_the_rest(
    db: Database, clock: ObedientClock
) -> None:
    batch_id = await db.write(tell_all, 9, clock)
    sent = await db.write(one_end, clock)
    await db.write(service.settle_deliveries, [sent], now=clock())  # heard again
    await db.write(one_end, clock, status=DeliveryStatus.FAILED, reason="too odd")
    await db.write(one_end, clock, status=DeliveryStatus.FAILED, reason="blocked", unreachable=True)
    await db.write(
        one_end,
        clock,
        status=DeliveryStatus.QUEUED,
        uncertain=True,
        due_at=clock() + timedelta(hours=1),
    )
    progress = await db.read(batches.get_progress, batch_id)
    assert progress == replace(START, staged=9, sent=1, failed=1, unreachable=1, uncertain=1)
    assert progress.pending == 6


async def test_a_success_heard_after_it_was_given_up_is_a_success(
    db: Database, clock: ObedientClock
) -> None:
    batch_id = await db.write(tell_all, 1, clock)
    failed = await db.write(one_end, clock, status=DeliveryStatus.FAILED, reason="no answer")
    late = replace(failed, status=DeliveryStatus.SENT, reason="")
    await db.write(service.settle_deliveries, [late], now=clock())
    assert await db.read(batches.get_progress, batch_id) == replace(START, staged=1, sent=1)


async def test_who_blocks_us_is_counted_in_every_batch_that_waits_for_them(
    db: Database, clock: ObedientClock
) -> None:
    first = await db.write(tell_all, 1, clock)
    second = await db.write(begin, clock)
    await db.write(stage, second, clock)
    await db.write(one_end, clock, status=DeliveryStatus.FAILED, reason="blocked", unreachable=True)
    for batch_id in (first, second):
        progress = await db.read(batches.get_progress, batch_id)
        assert (progress.unreachable, progress.pending) == (1, 0)


async def test_who_is_forgotten_is_no_longer_waited_for(db: Database, clock: ObedientClock) -> None:
    batch_id = await db.write(tell_all, 3, clock)
    await db.write(
        lambda session: consent.erase_contact(session, contact_of(session, "n-001"), now=clock())
    )
    progress = await db.read(batches.get_progress, batch_id)
    assert (progress.cancelled, progress.pending) == (1, 2)


async def test_called_off_nothing_more_goes_out(db: Database, clock: ObedientClock) -> None:
    batch_id = await db.write(tell_all, 9, clock)
    await db.write(one_end, clock)
    [held] = await db.write(claims.claim_deliveries, ACCOUNT, "one", limit=1, now=clock())
    assert await db.write(batches.cancel_batch, batch_id, now=clock()) == 7
    assert await db.write(claims.claim_deliveries, ACCOUNT, "one", limit=9, now=clock()) == []
    await db.write(crowd, 12, clock)
    assert await db.write(stage, batch_id, clock) == 0
    on_its_way = Outcome(held.id, held.contact_id, DeliveryStatus.SENT, batch_id=batch_id)
    await db.write(service.settle_deliveries, [on_its_way], now=clock())
    progress = await db.read(batches.get_progress, batch_id)
    assert progress == replace(START, staged=9, sent=2, cancelled=7)
    assert progress.pending == 0


async def test_paused_it_waits_and_then_goes_on(db: Database, clock: ObedientClock) -> None:
    batch_id = await db.write(tell_all, 3, clock)
    await db.write(batches.pause_batch, batch_id, now=clock())
    await db.write(crowd, 5, clock)
    assert await db.write(stage, batch_id, clock) == 2
    assert await db.write(claims.claim_deliveries, ACCOUNT, "one", limit=9, now=clock()) == []
    await db.write(batches.resume_batch, batch_id, now=clock())
    assert len(await db.write(claims.claim_deliveries, ACCOUNT, "one", limit=9, now=clock())) == 5


async def test_what_is_called_off_stays_so(db: Database, clock: ObedientClock) -> None:
    batch_id = await db.write(tell_all, 2, clock)
    await db.write(batches.pause_batch, batch_id, now=clock())
    await db.write(batches.cancel_batch, batch_id, now=clock())
    await db.write(batches.resume_batch, batch_id, now=clock())
    assert await db.write(claims.claim_deliveries, ACCOUNT, "one", limit=9, now=clock()) == []


async def test_too_late_is_never_sent(db: Database, clock: ObedientClock) -> None:
    await db.write(crowd, 4, clock)
    batch_id = await db.write(begin, clock)
    await db.write(stage, batch_id, clock, send_before=clock() + timedelta(minutes=5))
    clock.pass_by(minutes=4)
    assert await db.write(expiry.expire_late, now=clock()) == 0
    await db.write(one_end, clock)
    clock.pass_by(minutes=1)
    assert await db.write(claims.claim_deliveries, ACCOUNT, "one", limit=9, now=clock()) == []
    assert await db.write(expiry.expire_late, now=clock()) == 3
    assert await db.read(batches.get_progress, batch_id) == replace(
        START, staged=4, sent=1, expired=3
    )


async def test_what_a_dead_process_held_is_uncertain(db: Database, clock: ObedientClock) -> None:
    batch_id = await db.write(tell_all, 5, clock)
    await db.write(claims.claim_deliveries, ACCOUNT, "dead", limit=2, now=clock())
    clock.pass_by(seconds=LEASE.total_seconds() + 1)
    await db.write(claims.claim_deliveries, ACCOUNT, "alive", limit=5, now=clock())
    doubtful = await db.read(
        lambda session: [
            delivery.claimed_by for delivery in session.exec(select(Delivery)) if delivery.uncertain
        ]
    )
    assert doubtful == ["alive", "alive"]
    assert (await db.read(batches.get_progress, batch_id)).uncertain == 2


async def test_a_sent_notices_buttons_are_what_a_number_presses(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(tell_all, 2, clock)
    offered = ({"label": "1. Tôi biết rồi", "value": "b:known"},)
    sent = await db.write(one_end, clock, offered=offered)
    contacts = await db.read(lambda session: session.exec(select(Contact)).all())
    assert {contact.id: tuple(contact.offered) for contact in contacts} == {
        contact.id: offered if contact.id == sent.contact_id else () for contact in contacts
    }


# Recipients


@pytest.mark.parametrize("where", ["new", "old"])
async def test_a_person_with_two_chats_hears_it_in_the_one_seen_last(
    db: Database, clock: ObedientClock, where: str
) -> None:
    def told(session: Session) -> list[tuple[str, str, str]]:
        person = Person(name="Bà Tư")
        session.add(person)
        session.flush()
        for address in ("old", "new"):
            get_or_create_contact(session, ACCOUNT, address, now=clock()).person_id = person.id
            clock.pass_by(hours=1)
        get_or_create_contact(session, ACCOUNT, "other", now=clock())
        if where == "old":
            contact_of(session, "new").unreachable_since = clock()
        session.flush()
        rows = session.execute(recipients.select_recipients()).all()
        names = {contact.id: contact.address for contact in session.exec(select(Contact))}
        return sorted((row.recipient[0], names[row.contact_id], row.reach) for row in rows)

    assert await db.write(told) == [("c", "other", ""), ("p", where, "")]


async def test_who_stopped_in_one_chat_stopped_in_all_and_is_named(
    db: Database, clock: ObedientClock
) -> None:
    def told(session: Session) -> list[tuple[str, str]]:
        person = Person(name="Bà Tư")
        session.add(person)
        session.flush()
        for address in ("old", "new"):
            get_or_create_contact(session, ACCOUNT, address, now=clock()).person_id = person.id
        contact_of(session, "old").stopped_at = clock()
        get_or_create_contact(session, ACCOUNT, "gone", now=clock()).unreachable_since = clock()
        session.flush()
        rows = session.execute(recipients.select_recipients()).all()
        return sorted((row.recipient[0], row.reach) for row in rows)

    assert await db.write(told) == [("c", "blocked"), ("p", "stopped")]


async def test_only_those_asked_for(db: Database, clock: ObedientClock) -> None:
    await db.write(crowd, 3, clock)
    await db.write(owe, "khac", account="webchat", now=clock())
    rows = await db.read(
        lambda session: session.execute(
            recipients.select_recipients(recipients.CONTACT.c.account == "webchat")
        ).all()
    )
    assert [row.account for row in rows] == ["webchat"]


async def test_a_batch_knows_nobody_it_was_not_given(db: Database, clock: ObedientClock) -> None:
    await db.write(tell_all, 2, clock)
    await db.write(owe, "n-000", "riêng", now=clock())
    loose = select(func.count(col(Delivery.id))).where(col(Delivery.batch_id).is_(None))
    assert await db.read(lambda session: session.exec(loose).one()) == 1
    assert len(await db.read(lambda session: session.exec(select(Batch)).all())) == 1

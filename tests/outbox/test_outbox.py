"""The outbox's verbs: what is promised is claimed once, in order, and its end is written down."""

import asyncio
import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, func, select

from bot.core.db import Database
from bot.messages.content import Choice, Reply
from bot.messages.history import Message
from bot.outbox import claims, expiry, sender_lease, service
from bot.outbox.claims import CLOCK_SET_BACK, ClaimedDelivery
from bot.outbox.expiry import MAX_QUEUED_AGE
from bot.outbox.models import Delivery, DeliveryStatus, Lane, Priority
from bot.outbox.reasons import REASON_BLOCKED
from bot.outbox.retry import LEASE
from bot.outbox.sender_lease import LEASE_DURATION
from bot.outbox.service import Outcome
from bot.people.service import get_or_create_contact, mark_unreachable
from bot.reactions import open_database
from tests.conftest import ObedientClock
from tests.outbox.scene import ACCOUNT, contact_of, deliveries, owe, owe_many, statuses


async def claim(
    db: Database, clock: ObedientClock, limit: int = 10, **what: Any
) -> list[ClaimedDelivery]:
    what = {"now": clock(), **what}
    return await db.write(claims.claim_deliveries, ACCOUNT, "one", limit=limit, **what)


def texts(claimed: list[ClaimedDelivery]) -> list[str]:
    return [one.reply.text for one in claimed]


def ended(claimed: ClaimedDelivery, status: DeliveryStatus, **how: Any) -> Outcome:
    return Outcome(claimed.id, claimed.contact_id, status, **how)


# Staging


async def test_what_is_staged_is_due_at_once_and_whole(db: Database, clock: ObedientClock) -> None:
    reply = Reply(
        "Mời bà chọn", (Choice("Về menu", "menu"), Choice("Trang xã", url="https://x.vn"))
    )

    def promise(session: Session) -> int | None:
        contact = get_or_create_contact(session, ACCOUNT, "ba-tu", now=clock())
        return service.stage(session, contact, reply, now=clock())

    message_id = await db.write(promise)
    [claimed] = await claim(db, clock)
    assert (claimed.message_id, claimed.address, claimed.reply) == (message_id, "ba-tu", reply)
    assert (claimed.attempts, claimed.parts_sent, claimed.priority) == (1, 0, Priority.REPLY)


async def test_the_same_promise_made_twice_is_one_delivery(
    db: Database, clock: ObedientClock
) -> None:
    first = await db.write(owe, "ba-tu", "lớp lúc 7 giờ", now=clock(), key="class:1:ba-tu")
    again = await db.write(owe, "ba-tu", "lớp lúc 7 giờ", now=clock(), key="class:1:ba-tu")
    other = await db.write(owe, "ba-tu", "lớp lúc 8 giờ", now=clock(), key="class:2:ba-tu")
    assert [bool(ids[0]) for ids in (first, again, other)] == [True, False, True]
    assert sorted(await db.read(statuses)) == ["lớp lúc 7 giờ", "lớp lúc 8 giờ"]
    count = select(func.count(col(Message.id)))
    assert await db.read(lambda session: session.exec(count).one()) == 2


async def test_two_who_make_the_same_promise_at_once_make_one(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(owe, "ba-tu", now=clock())
    made = await asyncio.gather(
        *(db.write(owe, "ba-tu", "một lần", now=clock(), key="once") for _ in range(8))
    )
    assert sum(ids[0] is not None for ids in made) == 1


async def test_nothing_is_promised_to_who_blocked_us(db: Database, clock: ObedientClock) -> None:
    await db.write(owe, "ba-tu", now=clock())
    await db.write(mark_unreachable, 1, now=clock())
    assert await db.write(owe, "ba-tu", "có ai không?", now=clock()) == [None]
    assert await db.read(statuses) == {}


# Claiming


async def test_replies_go_before_notices_before_bulk_oldest_first(
    db: Database, clock: ObedientClock
) -> None:
    for number, priority in enumerate(
        (Priority.BULK, Priority.NOTICE, Priority.REPLY, Priority.REPLY, Priority.BULK)
    ):
        clock.pass_by(seconds=1)
        await db.write(
            owe, f"n-{number}", f"{priority.name} {number}", now=clock(), priority=priority
        )
    assert texts(await claim(db, clock)) == ["REPLY 2", "REPLY 3", "NOTICE 1", "BULK 0", "BULK 4"]


async def test_a_claim_takes_no_more_than_asked(db: Database, clock: ObedientClock) -> None:
    await db.write(owe_many, 5, "chào", now=clock())
    assert [len(await claim(db, clock, limit)) for limit in (2, 2, 2, 2)] == [2, 2, 1, 0]


async def test_each_contact_hears_one_thing_at_a_time(db: Database, clock: ObedientClock) -> None:
    await db.write(owe, "ba-tu", "một", "hai", now=clock())
    await db.write(owe, "ong-nam", "ba", now=clock())
    first = await claim(db, clock)
    assert texts(first) == ["một", "ba"]
    assert await claim(db, clock) == []
    await db.write(service.settle_deliveries, [ended(first[0], DeliveryStatus.SENT)], now=clock())
    assert texts(await claim(db, clock)) == ["hai"]


async def test_one_persons_long_queue_does_not_hide_the_others(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(owe, "ba-tu", *(f"{n:02}" for n in range(50)), now=clock())
    await db.write(owe, "ong-nam", "chào", now=clock())
    first = await claim(db, clock, 2)
    second = await claim(db, clock, 2)
    assert texts(first) + texts(second) == ["00", "chào"]


async def test_busy_contacts_and_other_addresses_are_passed_over(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(owe_many, 4, "chào", now=clock())
    contact = await db.read(contact_of, "n-000")
    some = await claim(db, clock, busy_contact_ids=(contact.id,), addresses=("n-000", "n-002"))
    assert [claimed.address for claimed in some] == ["n-002"]
    assert await claim(db, clock, addresses=()) == []


async def test_other_accounts_are_not_ours(db: Database, clock: ObedientClock) -> None:
    await db.write(owe, "ba-tu", "chào", now=clock(), account="another")
    assert await claim(db, clock) == []


async def test_what_is_due_later_waits(db: Database, clock: ObedientClock) -> None:
    later = clock() + timedelta(minutes=30)
    await db.write(owe, "ba-tu", "nhắc lịch", now=clock(), due_at=later)
    assert await claim(db, clock) == []
    clock.pass_by(minutes=30)
    assert texts(await claim(db, clock)) == ["nhắc lịch"]


async def test_a_clock_that_is_set_back_delays_nothing(db: Database, clock: ObedientClock) -> None:
    await db.write(owe, "ba-tu", "chào", now=clock())
    clock.pass_by(seconds=-90)
    assert timedelta(seconds=90) < CLOCK_SET_BACK
    assert texts(await claim(db, clock)) == ["chào"]


async def test_what_is_due_later_still_waits_when_the_clock_is_set_back(
    db: Database, clock: ObedientClock
) -> None:
    soon = clock() + timedelta(seconds=30)
    await db.write(owe, "ba-tu", "nhắc lịch", now=clock(), due_at=soon)
    clock.pass_by(seconds=-90)
    assert await claim(db, clock) == []


async def test_what_a_dead_process_held_is_claimed_again_after_its_lease(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(owe, "ba-tu", "một", "hai", now=clock())
    await claim(db, clock)
    clock.now += LEASE
    assert await claim(db, clock) == []
    clock.pass_by(seconds=1)
    [again] = await claim(db, clock)
    assert (again.reply.text, again.attempts) == ("một", 2)


async def test_a_long_message_keeps_its_lease_and_its_place(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(owe, "ba-tu", "dài", now=clock())
    [claimed] = await claim(db, clock)
    clock.now += LEASE
    await db.write(service.record_parts, claimed.id, 3, now=clock())
    clock.pass_by(seconds=1)
    assert await claim(db, clock) == []
    clock.now += LEASE
    [again] = await claim(db, clock)
    assert again.parts_sent == 3


async def test_a_message_that_waits_for_another_try_is_not_overtaken(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(owe, "ba-tu", "một", "hai", now=clock())
    [claimed] = await claim(db, clock)
    soon = clock() + timedelta(seconds=8)
    await db.write(
        service.settle_deliveries, [ended(claimed, DeliveryStatus.QUEUED, due_at=soon)], now=clock()
    )
    assert await claim(db, clock) == []
    clock.pass_by(seconds=8)
    assert texts(await claim(db, clock)) == ["một"]


async def test_a_message_that_waits_because_the_platform_said_so_is_not_overtaken(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(owe, "ba-tu", "một", "hai", now=clock())
    [claimed] = await claim(db, clock)
    soon = clock() + timedelta(seconds=35)
    outcome = ended(claimed, DeliveryStatus.QUEUED, due_at=soon, refunds_attempt=True)
    await db.write(service.settle_deliveries, [outcome], now=clock())
    assert await claim(db, clock) == []


async def test_nobody_claims_the_same_thing_twice(database_url: str, clock: ObedientClock) -> None:
    db = open_database(database_url)
    for who in range(6):
        await db.write(owe, f"n-{who}", *(f"{who}.{n}" for n in range(6)), now=clock())
    several = [db, open_database(database_url)]
    for _ in range(12):
        taken = await asyncio.gather(
            *(claim(database, clock, 4) for database in several for _ in range(3))
        )
        claimed = [one for some in taken for one in some]
        assert max(Counter(one.contact_id for one in claimed).values(), default=1) == 1
        await db.write(
            service.settle_deliveries,
            [ended(one, DeliveryStatus.SENT) for one in claimed],
            now=clock(),
        )
    assert set((await db.read(statuses)).values()) == {DeliveryStatus.SENT}
    attempts = select(func.max(Delivery.attempts))
    assert await db.read(lambda session: session.exec(attempts).one()) == 1
    for database in several:
        database.close()


async def test_a_claim_walks_the_index_however_long_the_queue(
    sqlite_url: str, clock: ObedientClock
) -> None:
    db = open_database(sqlite_url)

    def plan(session: Session) -> str:
        compiled = claims._select_due("sqlite", False).compile(session.get_bind())
        nothing = tuple(None for _ in compiled.positiontup or ())
        explain = f"EXPLAIN QUERY PLAN {compiled}"
        rows = session.connection().exec_driver_sql(explain, nothing).fetchall()
        return "\n".join(str(row[3]) for row in rows)

    steps = await db.read(plan)
    assert "ix_delivery_lane (account=? AND status=? AND priority=? AND due_at<?)" in steps
    assert "TEMP B-TREE" not in steps
    assert not re.search(r"SCAN (?!CONSTANT|\(|anon_|json_each)", steps), "a whole table is read"
    db.close()


# Settling


@pytest.mark.parametrize(
    ("how", "becomes"),
    [
        (
            {"status": DeliveryStatus.SENT, "platform_id": "7:41"},
            {"status": "sent", "platform_id": "7:41", "ended": True},
        ),
        (
            {"status": DeliveryStatus.FAILED, "reason": "message is too long"},
            {"status": "failed", "reason": "message is too long", "ended": True},
        ),
        (
            {"status": DeliveryStatus.QUEUED, "reason": "bad gateway", "parts_sent": 2},
            {"status": "queued", "reason": "bad gateway", "attempts": 3, "parts_sent": 2},
        ),
        (
            {"status": DeliveryStatus.QUEUED, "refunds_attempt": True},
            {"status": "queued", "attempts": 2},
        ),
        ({"status": DeliveryStatus.SENT, "platform_id": "9" * 500}, {"platform_id": "9" * 200}),
        ({"status": DeliveryStatus.FAILED, "reason": "x\x00\ud800" * 500}, {"status": "failed"}),
    ],
)
async def test_every_end_is_written_down(
    db: Database, clock: ObedientClock, how: dict[str, Any], becomes: dict[str, Any]
) -> None:
    await db.write(owe, "ba-tu", "chào", now=clock())
    for _ in range(3):
        [claimed] = await claim(db, clock)
        clock.pass_by(minutes=2)
    await db.write(
        service.settle_deliveries, [Outcome(claimed.id, claimed.contact_id, **how)], now=clock()
    )
    delivery = (await db.read(deliveries))["chào"]
    found = {**delivery.model_dump(), "ended": delivery.settled_at == clock()}
    assert {name: found[name] for name in becomes} == becomes
    assert delivery.claimed_until is None


async def test_a_refund_leaves_the_first_attempt(db: Database, clock: ObedientClock) -> None:
    await db.write(owe, "ba-tu", "chào", now=clock())
    [claimed] = await claim(db, clock)
    await db.write(
        service.settle_deliveries,
        [ended(claimed, DeliveryStatus.QUEUED, refunds_attempt=True)],
        now=clock(),
    )
    assert (await db.read(deliveries))["chào"].attempts == 1


async def test_who_cannot_be_reached_is_marked_and_owed_nothing_more(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(owe, "ba-tu", "một", "hai", "ba", now=clock())
    await db.write(owe, "ong-nam", "bốn", now=clock())
    claimed, other = await claim(db, clock)
    outcome = ended(claimed, DeliveryStatus.FAILED, reason=REASON_BLOCKED, unreachable=True)
    await db.write(
        service.settle_deliveries, [outcome, ended(other, DeliveryStatus.SENT)], now=clock()
    )
    assert await db.read(statuses) == {
        "một": "failed",
        "hai": "failed",
        "ba": "failed",
        "bốn": "sent",
    }
    assert (await db.read(contact_of, "ba-tu")).unreachable_since == clock()
    assert (await db.read(contact_of, "ong-nam")).unreachable_since is None


@pytest.mark.parametrize("late", [DeliveryStatus.QUEUED, DeliveryStatus.FAILED])
async def test_a_failure_heard_late_undoes_no_success(
    db: Database, clock: ObedientClock, late: DeliveryStatus
) -> None:
    await db.write(owe, "ba-tu", "chào", now=clock())
    [slow] = await claim(db, clock)
    clock.pass_by(minutes=5)
    [quick] = await claim(db, clock)
    await db.write(service.settle_deliveries, [ended(quick, DeliveryStatus.SENT)], now=clock())
    await db.write(service.settle_deliveries, [ended(slow, late, due_at=clock())], now=clock())
    assert await db.read(statuses) == {"chào": "sent"}


async def test_dropping_touches_only_what_waits_for_that_contact(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(owe, "ba-tu", "một", "hai", now=clock())
    await db.write(owe, "ong-nam", "ba", "bốn", now=clock())
    contact = await db.read(contact_of, "ba-tu")
    await claim(db, clock)
    await db.write(service.fail_queued, contact.id, now=clock())
    assert await db.read(statuses) == {
        "một": "sending",
        "hai": "failed",
        "ba": "sending",
        "bốn": "queued",
    }


async def test_what_waited_a_month_is_let_go(db: Database, clock: ObedientClock) -> None:
    old = clock() - MAX_QUEUED_AGE - timedelta(hours=1)
    await db.write(owe, "ba-tu", "cũ", now=old)
    await db.write(owe, "ong-nam", "mới", now=clock())
    await db.write(owe, "lan", "đặt từ lâu cho ngày mai", now=old, due_at=clock() + timedelta(1))
    assert await db.write(expiry.expire_due, now=clock()) == 1
    assert (await db.read(deliveries))["cũ"].reason == "expired"
    assert await db.read(statuses) == {
        "cũ": "failed",
        "mới": "queued",
        "đặt từ lâu cho ngày mai": "queued",
    }


# Lanes: who speaks


async def hold(db: Database, holder: str, clock: ObedientClock) -> bool:
    return await db.write(sender_lease.acquire_lease, ACCOUNT, holder, now=clock()) is not None


async def test_one_speaks_at_a_time(db: Database, clock: ObedientClock) -> None:
    assert await hold(db, "one", clock)
    assert not await hold(db, "two", clock)
    clock.pass_by(seconds=10)
    assert await hold(db, "one", clock)
    clock.pass_by(seconds=10)
    assert not await hold(db, "two", clock)
    clock.now += LEASE_DURATION
    assert await hold(db, "two", clock)
    assert not await hold(db, "one", clock)


async def test_of_many_who_want_to_speak_at_once_one_may(
    db: Database, clock: ObedientClock
) -> None:
    may = await asyncio.gather(*(hold(db, f"h-{number}", clock) for number in range(8)))
    assert sum(may) == 1


async def test_who_lets_go_makes_room_at_once(db: Database, clock: ObedientClock) -> None:
    await hold(db, "one", clock)
    await db.write(sender_lease.release_lease, ACCOUNT, "two")
    assert not await hold(db, "two", clock)
    await db.write(sender_lease.release_lease, ACCOUNT, "one")
    assert await hold(db, "two", clock)


async def test_a_pause_is_remembered_and_only_grows(db: Database, clock: ObedientClock) -> None:
    await hold(db, "one", clock)
    for seconds in (35, 10):
        until = clock() + timedelta(seconds=seconds)
        await db.write(sender_lease.pause_account, ACCOUNT, until)
    lane = await db.read(lambda session: session.get_one(Lane, ACCOUNT))
    assert lane.paused_until == clock() + timedelta(seconds=35)


async def test_after_a_crash_the_only_process_speaks_at_once(
    db: Database, clock: ObedientClock
) -> None:
    await hold(db, "dead", clock)
    await db.write(owe, "ba-tu", "một", now=clock())
    await db.write(owe, "ong-nam", "hai", now=clock())
    first, _ = await claim(db, clock)
    await db.write(service.settle_deliveries, [ended(first, DeliveryStatus.SENT)], now=clock())
    await db.write(sender_lease.release_all, ["fake"])
    assert await hold(db, "alive", clock)
    assert texts(await claim(db, clock)) == ["hai"]


async def test_words_that_cannot_be_read_do_not_stop_the_others(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(owe_many, 3, "chào", now=clock())

    def spoil(session: Session) -> None:
        spoilt = {"choices": [{"colour": "red"}]}
        session.execute(update(Message).where(col(Message.id) == 1).values(payload=spoilt))

    await db.write(spoil)
    assert len(await claim(db, clock)) == 3

"""The dispatcher: everyone hears things in order, at the platform's pace, whatever goes wrong."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import event, update
from sqlmodel import Session, col

from bot.channels.fake import Fake
from bot.core.clock import Clock, utc_now
from bot.core.db import Database, OperationalError
from bot.core.errors import DeliveryError, Rejected, TryLater, Unreachable
from bot.messages.content import Reply
from bot.messages.history import Message
from bot.outbox import claims, sender_lease, service
from bot.outbox.dispatcher import MIN_IN_FLIGHT, Dispatcher
from bot.outbox.models import Lane, Priority
from bot.outbox.sender_lease import LEASE_DURATION
from bot.reactions import open_database
from tests.conftest import ObedientClock
from tests.outbox.scene import (
    ACCOUNT,
    contact_of,
    deliveries,
    owe,
    owe_many,
    statuses,
    until,
    until_statuses,
)


class Slow(Fake):
    """A channel that notes when each part went and to whom, and takes its time."""

    def __init__(self, *, latency: float = 0.0, max_text: int = 4096) -> None:
        super().__init__(name=ACCOUNT, max_text=max_text)
        self.times: list[float] = []
        self.keys: list[str] = []
        self.latency = latency
        self.sending = 0
        self.most_sending = 0
        self.before: Callable[[str, Reply], None] = lambda _address, _reply: None

    async def send(self, address: str, reply: Reply, *, key: str = "") -> str:
        self.sending += 1
        self.most_sending = max(self.most_sending, self.sending)
        self.times.append(time.monotonic())
        self.keys.append(key)
        try:
            self.before(address, reply)
            await asyncio.sleep(self.latency)
            return await super().send(address, reply, key=key)
        finally:
            self.sending -= 1

    def said(self) -> list[str]:
        return [reply.text for _, reply in self.sent]

    def said_to(self, who: str) -> list[str]:
        return [reply.text for address, reply in self.sent if address == who]


class Page(Slow):
    """A channel whose people come and go."""

    def __init__(self, *present: str) -> None:
        super().__init__()
        self.present = set(present)

    def reachable(self) -> Any:
        return frozenset(self.present)


@asynccontextmanager
async def speaking(
    db: Database, voice: Slow, clock: Clock, *, holder: str = "one", **pace: Any
) -> AsyncIterator[Dispatcher]:
    dispatcher = Dispatcher(db, voice, clock, holder=holder, **pace)
    await dispatcher.start()
    try:
        yield dispatcher
    finally:
        await dispatcher.stop()


async def test_each_contact_hears_everything_in_order(db: Database, clock: ObedientClock) -> None:
    for who in ("ba-tu", "ong-nam", "lan"):
        await db.write(owe, who, *(f"{who} {n}" for n in range(5)), now=clock())
    voice = Slow(latency=0.002)
    async with speaking(db, voice, clock):
        await until(lambda: len(voice.sent) == 15)
    for who in ("ba-tu", "ong-nam", "lan"):
        assert voice.said_to(who) == [f"{who} {n}" for n in range(5)]
    assert set((await db.read(statuses)).values()) == {"sent"}
    assert voice.most_sending > 1


async def test_a_wake_is_faster_than_a_look(db: Database, clock: ObedientClock) -> None:
    voice = Slow()
    async with speaking(db, voice, clock) as dispatcher:
        await asyncio.sleep(0.05)
        began = time.monotonic()
        for number in range(5):
            await db.write(owe, "ba-tu", f"lời {number}", now=clock())
            dispatcher.wake()
            await until(lambda wanted=number + 1: len(voice.sent) == wanted)  # type: ignore[misc]
        assert time.monotonic() - began < 1.0


async def test_what_another_process_staged_is_found_without_a_wake(
    db: Database, clock: ObedientClock
) -> None:
    voice = Slow()
    async with speaking(db, voice, clock):
        await asyncio.sleep(0.05)
        await db.write(owe, "ba-tu", "chào", now=clock())
        await until(lambda: voice.said() == ["chào"], 2)


# What the platform answers


async def test_a_platform_that_says_wait_is_obeyed_by_the_whole_account(db: Database) -> None:
    await db.write(owe_many, 30, "tin", now=utc_now(), priority=Priority.BULK)
    voice = Slow(latency=0.005)
    voice.fail_next(TryLater("Too Many Requests", retry_after=0.6))
    async with speaking(db, voice, utc_now, rate=200):
        await until(lambda: len(voice.sent) == 30)
    gaps = [later - earlier for earlier, later in pairwise(voice.times)]
    assert max(gaps) >= 0.5
    # Those on their way when the platform said so may still go out; nothing is begun after it.
    assert gaps.index(max(gaps)) < MIN_IN_FLIGHT - 1
    assert {delivery.attempts for delivery in (await db.read(deliveries)).values()} <= {1, 2}


async def test_a_pause_is_remembered_by_the_next_process(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(owe_many, 5, "tin", now=clock())
    first, second = Slow(), Slow()
    first.fail_next(*[TryLater("Too Many Requests", retry_after=35.0)] * MIN_IN_FLIGHT)
    async with speaking(db, first, clock, rate=50), asyncio.timeout(10):
        lane: Lane | None = None
        while lane is None or lane.paused_until is None:
            await asyncio.sleep(0.02)
            lane = await db.read(lambda session: session.get(Lane, ACCOUNT))
    await until_statuses(db, {f"tin {n:03}": "queued" for n in range(5)})
    assert lane and lane.paused_until
    assert 30 < (lane.paused_until - clock()).total_seconds() <= 35
    assert len(first.times) == 1
    clock.pass_by(seconds=20)
    async with speaking(db, second, clock, holder="two"):
        await asyncio.sleep(0.3)
        assert second.times == []


async def test_a_pause_holds_up_no_other_account(db: Database, clock: ObedientClock) -> None:
    paused, free = Slow(), Slow()
    free.name = "another"
    paused.fail_next(TryLater("Too Many Requests", retry_after=35.0))
    await db.write(owe, "ba-tu", "một", now=clock())
    await db.write(owe, "ba-tu", "hai", now=clock(), account="another")
    async with speaking(db, paused, clock), speaking(db, free, clock):
        await until(lambda: free.said() == ["hai"])
        assert paused.said() == []


async def test_network_errors_are_tried_again_later_and_later(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(owe, "ba-tu", "một", "hai", now=clock())
    voice = Slow()
    voice.fail_next(*[TryLater("bad gateway")] * 3)
    waits = []
    async with speaking(db, voice, clock) as dispatcher:
        for attempt in range(1, 4):
            await until(lambda wanted=attempt: len(voice.times) == wanted)  # type: ignore[misc]
            await until_statuses(db, {"một": "queued", "hai": "queued"})
            delivery = (await db.read(deliveries))["một"]
            assert (delivery.reason, delivery.attempts) == ("bad gateway", attempt)
            waits.append((delivery.due_at - clock()).total_seconds())
            clock.now = delivery.due_at
            dispatcher.wake()
        await until_statuses(db, {"một": "sent", "hai": "sent"})
    assert voice.said() == ["một", "hai"]
    assert [1.4 < waits[0] < 2.6, 2.9 < waits[1] < 5.1, 5.9 < waits[2] < 10.1] == [True] * 3


async def test_who_blocked_us_is_marked_and_the_others_still_hear(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(owe, "n-000", "một", "hai", "ba", now=clock())
    await db.write(owe_many, 20, "tin", now=clock(), first=1)
    voice = Slow()

    def refuse(address: str, _reply: Reply) -> None:
        if address == "n-000":
            raise Unreachable("Forbidden: bot was blocked by the user")

    voice.before = refuse
    async with speaking(db, voice, clock):
        await until(lambda: len(voice.sent) == 20)
        await until_statuses(
            db,
            {"một": "failed", "hai": "failed", "ba": "failed"}
            | {f"tin {n:03}": "sent" for n in range(1, 21)},
        )
    assert len(voice.times) == 21
    assert (await db.read(contact_of, "n-000")).unreachable_since == clock()
    assert {(await db.read(deliveries))[text].reason for text in ("một", "hai", "ba")} == {
        "blocked"
    }


async def test_what_is_refused_keeps_its_reason(db: Database, clock: ObedientClock) -> None:
    await db.write(owe, "ba-tu", "một", "hai", now=clock())
    voice = Slow()
    voice.fail_next(Rejected("Bad Request: message text is empty"))
    async with speaking(db, voice, clock):
        await until_statuses(db, {"một": "failed", "hai": "sent"})
    assert (await db.read(deliveries))["một"].reason == "Bad Request: message text is empty"
    assert (await db.read(contact_of, "ba-tu")).unreachable_since is None


async def test_a_bug_in_the_channel_stops_only_that_message(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(owe, "ba-tu", "gây lỗi", now=clock())
    await db.write(owe, "ong-nam", "tốt", now=clock())
    voice = Slow()

    def break_down(_address: str, reply: Reply) -> None:
        if reply.text == "gây lỗi":
            raise KeyError("a bug")

    voice.before = break_down
    async with speaking(db, voice, clock):
        await until_statuses(db, {"gây lỗi": "queued", "tốt": "sent"})
    assert (await db.read(deliveries))["gây lỗi"].reason == "internal error"


async def test_words_nobody_can_read_stop_only_that_message(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(owe_many, 3, "tin", now=clock())

    def spoil(session: Session) -> None:
        spoilt = {"choices": [{"colour": "red"}]}
        session.execute(update(Message).where(col(Message.id) == 1).values(payload=spoilt))

    await db.write(spoil)
    voice = Slow()
    async with speaking(db, voice, clock):
        await until_statuses(db, {"tin 000": "queued", "tin 001": "sent", "tin 002": "sent"})


async def test_an_odd_answer_of_the_platform_is_settled_all_the_same(
    db: Database, clock: ObedientClock
) -> None:
    class Odd(Slow):
        async def send(self, address: str, reply: Reply, *, key: str = "") -> str:
            await super().send(address, reply, key=key)
            return "\x00\ud800" + "9" * 1000

    await db.write(owe_many, 2 * MIN_IN_FLIGHT, "tin", now=clock())
    voice = Odd()
    async with speaking(db, voice, clock):
        await until_statuses(db, {f"tin {n:03}": "sent" for n in range(2 * MIN_IN_FLIGHT)})


# Long words


async def test_a_long_text_arrives_in_parts_in_order(db: Database, clock: ObedientClock) -> None:
    text = "\n\n".join(f"Đoạn {n}. " + "chữ " * 10 for n in range(5))
    await db.write(owe, "ba-tu", text, "sau cùng", now=clock())
    voice = Slow(max_text=60)
    async with speaking(db, voice, clock):
        await until(lambda: voice.said()[-1:] == ["sau cùng"])
    assert len(voice.sent) == 6
    assert voice.keys == ["1.1", "1.2", "1.3", "1.4", "1.5", "2.1"]
    assert "".join("".join(voice.said()[:5]).split()) == "".join(text.split())


async def test_after_a_crash_only_the_rest_of_a_long_text_is_sent(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(owe, "ba-tu", "phần một\n\nphần hai\n\nphần ba", now=clock())
    # A process that died after the first part: claimed, part noted, never settled.
    [claimed] = await db.write(claims.claim_deliveries, ACCOUNT, "dead", limit=1, now=clock())
    await db.write(service.record_parts, claimed.id, 1, now=clock())
    clock.pass_by(minutes=2)
    voice = Slow(max_text=10)
    async with speaking(db, voice, clock):
        await until_statuses(db, {claimed.reply.text: "sent"})
    assert voice.said() == ["phần hai", "phần ba"]


async def test_parts_that_arrived_are_not_repeated_when_a_later_one_fails(
    db: Database, clock: ObedientClock
) -> None:
    text = "phần một\n\nphần hai\n\nphần ba"
    await db.write(owe, "ba-tu", text, now=clock())
    voice = Slow(max_text=10)
    faults: list[DeliveryError] = [TryLater("bad gateway")]

    def fail(_address: str, reply: Reply) -> None:
        if reply.text == "phần hai" and faults:
            raise faults.pop()

    voice.before = fail
    async with speaking(db, voice, clock) as dispatcher:
        await until(lambda: not faults)
        await until_statuses(db, {text: "queued"})
        clock.pass_by(seconds=5)
        dispatcher.wake()
        await until_statuses(db, {text: "sent"})
    assert voice.said() == ["phần một", "phần hai", "phần ba"]


# Pace


async def test_two_messages_to_one_person_are_spaced_and_others_do_not_wait(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(owe, "ba-tu", "một", "hai", "ba", now=clock())
    await db.write(owe_many, 3 * MIN_IN_FLIGHT, "tin", now=clock())
    voice = Slow()
    async with speaking(db, voice, clock, per_chat=0.3):
        await until(lambda: len(voice.sent) == 3 + 3 * MIN_IN_FLIGHT)
    at = [when for when, (who, _) in zip(voice.times, voice.sent, strict=True) if who == "ba-tu"]
    assert min(at[1] - at[0], at[2] - at[1]) >= 0.29
    others = [
        when for when, (who, _) in zip(voice.times, voice.sent, strict=True) if who != "ba-tu"
    ]
    # A rest of one person is no place taken: three rounds of rests would last 0.9 s.
    assert others[-1] - others[0] < 0.6


async def test_parts_of_a_long_text_are_spaced_too(db: Database, clock: ObedientClock) -> None:
    await db.write(owe, "ba-tu", "phần một\n\nphần hai", now=clock())
    voice = Slow(max_text=10)
    async with speaking(db, voice, clock, per_chat=0.2):
        await until(lambda: len(voice.sent) == 2)
    assert voice.times[1] - voice.times[0] >= 0.19


async def test_the_account_never_speaks_faster_than_its_rate(
    db: Database, clock: ObedientClock
) -> None:
    count, rate = 40, 80
    await db.write(owe_many, count, "tin", now=clock())
    voice = Slow()
    async with speaking(db, voice, clock, rate=rate):
        await until(lambda: len(voice.sent) == count)
    assert voice.times[-1] - voice.times[0] >= (count - 1) / rate * 0.98
    for first in range(count - 10):
        assert voice.times[first + 10] - voice.times[first] >= 10 / rate * 0.7


async def test_a_reply_overtakes_a_long_queue_of_announcements(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(owe_many, 300, "tin", now=clock(), priority=Priority.BULK)
    voice = Slow()
    async with speaking(db, voice, clock, rate=100) as dispatcher:
        await until(lambda: len(voice.sent) >= 20)
        before = len(voice.sent)
        await db.write(owe, "ba-tu", "trả lời", now=clock())
        dispatcher.wake()
        await until(lambda: "trả lời" in voice.said())
        overtaken_by = voice.said().index("trả lời") - before
    assert overtaken_by <= 2 * MIN_IN_FLIGHT


# Starting, stopping, taking over


async def test_stopping_finishes_what_is_on_its_way_and_keeps_the_rest(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(owe_many, 40, "tin", now=clock())
    voice = Slow(latency=0.1)
    async with speaking(db, voice, clock, rate=100):
        await until(lambda: len(voice.sent) >= 5)
    found = list((await db.read(statuses)).values())
    assert found.count("sent") == len(voice.sent)
    assert found.count("sending") == 0
    assert found.count("queued") == 40 - len(voice.sent) > 0
    again = Slow()
    async with speaking(db, again, clock, holder="two"):
        await until(lambda: len(voice.sent) + len(again.sent) == 40)
    assert sorted(voice.said() + again.said()) == [f"tin {n:03}" for n in range(40)]


async def test_stopping_with_nothing_to_do_is_quick(db: Database, clock: ObedientClock) -> None:
    began = time.monotonic()
    async with speaking(db, Slow(), clock):
        pass
    assert time.monotonic() - began < 0.5


async def test_a_second_process_speaks_only_when_the_first_lets_go(
    db: Database, clock: ObedientClock
) -> None:
    first, second = Slow(), Slow()
    async with speaking(db, second, clock, holder="two"):
        pass
    async with speaking(db, first, clock, holder="one") as dispatcher:
        await db.write(owe, "ba-tu", "một", now=clock())
        dispatcher.wake()
        await until(lambda: first.said() == ["một"])
        async with speaking(db, second, clock, holder="two"):
            await db.write(owe, "ba-tu", "hai", now=clock())
            await until_statuses(db, {"một": "sent", "hai": "sent"})
            assert (first.said(), second.said()) == (["một", "hai"], [])
            await dispatcher.stop()
            await db.write(owe, "ba-tu", "ba", now=clock())
            await until(lambda: second.said() == ["ba"])


async def test_a_second_process_takes_over_when_the_firsts_lease_ends(
    db: Database, clock: ObedientClock
) -> None:
    # One that died without a word: it holds the lane and one delivery.
    await db.write(owe, "ba-tu", "một", "hai", now=clock())
    await db.write(sender_lease.acquire_lease, ACCOUNT, "dead", now=clock())
    await db.write(claims.claim_deliveries, ACCOUNT, "dead", limit=1, now=clock())
    voice = Slow()
    async with speaking(db, voice, clock) as dispatcher:
        await asyncio.sleep(0.1)
        assert voice.said() == []
        clock.now += LEASE_DURATION
        clock.pass_by(seconds=90)
        dispatcher.wake()
        await until(lambda: voice.said() == ["một", "hai"])


# Database trouble


def break_database(db: Database, times: int, wanted: str) -> list[str]:
    """The next statements that contain `wanted` fail as if the database were away."""
    broken: list[str] = []

    def fail(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if wanted in statement and len(broken) < times:
            broken.append(statement)
            raise OperationalError(statement, {}, ConnectionError("away"))

    event.listen(db.engine, "before_cursor_execute", fail)
    return broken


async def test_a_database_away_while_settling_is_waited_out(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(owe, "ba-tu", "một", "hai", now=clock())
    broken = break_database(db, 2, "settled_at=")
    voice = Slow()
    async with speaking(db, voice, clock):
        await until_statuses(db, {"một": "sent", "hai": "sent"}, 8)
    assert len(broken) == 2
    assert voice.said() == ["một", "hai"]


async def test_a_database_away_while_claiming_is_waited_out(
    db: Database, clock: ObedientClock, caplog: pytest.LogCaptureFixture
) -> None:
    await db.write(owe, "ba-tu", "một", now=clock())
    broken = break_database(db, 1, "claimed_by=")
    voice = Slow()
    with caplog.at_level(logging.WARNING):
        async with speaking(db, voice, clock):
            await until_statuses(db, {"một": "sent"})
    assert len(broken) == 1
    assert "database trouble: away" in caplog.text


async def test_a_database_away_between_parts_repeats_none(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(owe, "ba-tu", "phần một\n\nphần hai", now=clock())
    broken = break_database(db, 1, "SET parts_sent=")
    voice = Slow(max_text=10)
    async with speaking(db, voice, clock):
        await until_statuses(db, {"phần một\n\nphần hai": "sent"})
    assert len(broken) == 1
    assert voice.said() == ["phần một", "phần hai"]


async def test_a_bug_while_settling_does_not_silence_the_account(
    db: Database, clock: ObedientClock
) -> None:
    faults = ["one"]

    def fail(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "settled_at=" in statement and faults:
            faults.pop()
            raise LookupError("a bug")

    event.listen(db.engine, "before_cursor_execute", fail)
    await db.write(owe_many, 3 * MIN_IN_FLIGHT, "tin", now=clock())
    voice = Slow()
    async with speaking(db, voice, clock):
        await until(lambda: len(voice.sent) == 3 * MIN_IN_FLIGHT)
        # Not written down: when its lease ends it is sent again, which beats a silence.
        clock.pass_by(minutes=2)
        await until_statuses(db, {f"tin {n:03}": "sent" for n in range(3 * MIN_IN_FLIGHT)})


async def test_stopping_does_not_wait_for_a_database_that_stays_away(
    database_url: str, clock: ObedientClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.outbox.dispatcher.GIVE_UP_STOPPING", 0.5)
    db = open_database(database_url)
    await db.write(owe, "ba-tu", "một", now=clock())
    break_database(db, 1000, "settled_at=")
    voice = Slow()
    began = time.monotonic()
    async with speaking(db, voice, clock):
        await until(lambda: voice.said() == ["một"])
    assert time.monotonic() - began < 2
    assert await db.read(statuses) == {"một": "sending"}
    db.close()


# People who come and go


async def test_who_is_not_there_is_waited_for(db: Database, clock: ObedientClock) -> None:
    await db.write(owe, "ba-tu", "một", now=clock())
    await db.write(owe, "ong-nam", "hai", now=clock())
    page = Page("ong-nam")
    async with speaking(db, page, clock, shared=True):
        await until_statuses(db, {"một": "queued", "hai": "sent"})
    await db.write(owe, "ong-nam", "ba", now=clock())
    page = Page()
    async with speaking(db, page, clock, shared=True) as dispatcher:
        await asyncio.sleep(0.05)
        page.present = {"ba-tu"}
        dispatcher.wake()
        await until_statuses(db, {"một": "sent", "hai": "sent", "ba": "queued"})


async def test_every_process_speaks_to_those_on_its_own_pages(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(owe, "ba-tu", "một", "hai", now=clock())
    await db.write(owe, "ong-nam", "ba", "bốn", now=clock())
    here, there = Page("ba-tu"), Page("ong-nam")
    async with (
        speaking(db, here, clock, shared=True),
        speaking(db, there, clock, holder="two", shared=True),
    ):
        await until_statuses(db, dict.fromkeys(("một", "hai", "ba", "bốn"), "sent"))
    assert (here.said(), there.said()) == (["một", "hai"], ["ba", "bốn"])


async def test_one_person_with_pages_in_two_processes_hears_each_thing_once_in_order(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(owe, "ba-tu", *(f"{n:02}" for n in range(20)), now=clock())
    pages = [Page("ba-tu"), Page("ba-tu")]
    heard: list[str] = []
    for page in pages:
        page.before = lambda _address, reply: heard.append(reply.text)
    async with (
        speaking(db, pages[0], clock, shared=True),
        speaking(db, pages[1], clock, holder="two", shared=True),
    ):
        await until_statuses(db, {f"{n:02}": "sent" for n in range(20)})
    assert heard == [f"{n:02}" for n in range(20)]


class DeadLines(Slow):
    """Whoever is called dead-… answers only when let go."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = asyncio.Event()

    async def send(self, address: str, reply: Reply, *, key: str = "") -> str:
        if address.startswith("dead-"):
            await self.let_go.wait()
        return await super().send(address, reply, key=key)


async def test_dead_lines_hold_up_nobody_while_there_is_room(
    db: Database, clock: ObedientClock
) -> None:
    """Twelve lines do not answer; the thirteenth person hears, as twenty may be on their way."""
    for number in range(MIN_IN_FLIGHT + 2):
        await db.write(owe, f"dead-{number}", "tin", now=clock())
    await db.write(owe, "ba-tu", "chào bà", now=clock())
    voice = DeadLines()
    async with speaking(db, voice, clock, max_in_flight=20):
        await until(lambda: voice.said() == ["chào bà"])
        voice.let_go.set()

"""What waits for more words is answered exactly once: late, twice asked, by two processes."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from bot import texts
from bot.core.db import Database
from bot.core.errors import UserError
from bot.faq.knowledge_base import KnowledgeBase
from bot.handlers.routes import routes
from bot.inbox.fragments import HOLD_TIME, MEMO_DUE, Debouncer, hold_message, is_full, list_due
from bot.inbox.receive import Inbox
from bot.inbox.routing import Answer, Route, Turn, anything
from bot.messages.content import Event, Incoming
from bot.messages.history import Message
from bot.messages.route_names import RouteName
from bot.outbox.models import Delivery
from bot.people.models import Contact
from bot.reactions import open_database
from tests.conftest import ObedientClock

Table = Sequence[Route]


def silent(_account: str) -> None:
    """Nobody sends in these tests."""


def held_by(answered: Callable[[Turn], Answer]) -> Table:
    """A house in which every word waits, and what is due is answered so."""

    def wait(turn: Turn) -> None:
        hold_message(turn.contact, turn.message, now=turn.now)

    return (
        Route("test.wait", lambda turn: MEMO_DUE not in turn.memo, wait),
        Route("test.answer", anything, answered),
    )


def said_to(session: Session) -> list[str]:
    query = select(Message.text).join(Delivery, col(Delivery.message_id) == Message.id)
    return list(session.exec(query.order_by(col(Delivery.id))))


def waiting(session: Session) -> list[datetime | None]:
    return list(session.exec(select(Contact.held_until)))


@pytest.fixture
def whole(shelf: KnowledgeBase) -> Table:
    return routes(shelf, intents=shelf.intents)


async def say(db: Database, table: Table, clock: ObedientClock, who: str, *words: str) -> None:
    inbox = Inbox(db, lambda: table, clock, silent)
    for number, text in enumerate(words):
        await inbox.receive(Incoming("fake", who, f"{who}:{clock.now}:{number}", text))


async def test_it_is_answered_once_however_often_the_clock_looks(
    db: Database, clock: ObedientClock, whole: Table
) -> None:
    await say(db, whole, clock, "tu", "/start", "quên mật khẩu", "vneid")
    before = await db.read(said_to)
    look = Debouncer(db, lambda: whole, clock, silent)
    await look.answer_due()
    assert await db.read(said_to) == before, "not before its time"
    clock.pass_by(seconds=HOLD_TIME.total_seconds())
    for _ in range(3):
        await look.answer_due()
    after = await db.read(said_to)
    assert len(after) == len(before) + 1 and "VNeID" in after[-1]
    assert await db.read(waiting) == [None]


async def test_a_process_that_was_away_for_an_hour_still_answers_the_whole(
    db: Database, clock: ObedientClock, whole: Table
) -> None:
    await say(db, whole, clock, "tu", "/start", "quên mật khẩu", "vneid")
    clock.pass_by(hours=1)
    await Debouncer(db, lambda: whole, clock, silent).answer_due()
    assert "mật khẩu VNeID" in (await db.read(said_to))[-1]


async def test_two_processes_answer_each_chat_once(
    database_url: str, clock: ObedientClock, whole: Table
) -> None:
    people = [f"nguoi-{number}" for number in range(12)]
    first, second = open_database(database_url), open_database(database_url)
    try:
        for who in people:
            await say(first, whole, clock, who, "/start", "cháu ơi")
        before = len(await first.read(said_to))
        clock.pass_by(seconds=HOLD_TIME.total_seconds())
        looks = [Debouncer(database, lambda: whole, clock, silent) for database in (first, second)]
        await asyncio.gather(*(look.answer_due() for look in (*looks, *looks)))
        assert len(await first.read(said_to)) == before + len(people)
        assert await first.read(list_due, now=clock()) == []
    finally:
        first.close()
        second.close()


async def test_words_that_come_at_the_very_moment_are_answered_once_with_the_others(
    db: Database, clock: ObedientClock, whole: Table
) -> None:
    await say(db, whole, clock, "tu", "/start", "quên mật khẩu")
    before = len(await db.read(said_to))
    clock.pass_by(seconds=HOLD_TIME.total_seconds())
    look = Debouncer(db, lambda: whole, clock, silent)
    await asyncio.gather(look.answer_due(), say(db, whole, clock, "tu", "quên mật khẩu vneid"))
    clock.pass_by(seconds=HOLD_TIME.total_seconds())
    await look.answer_due()
    answers = (await db.read(said_to))[before:]
    assert 1 <= len(answers) <= 2 and "mật khẩu VNeID" in answers[-1]
    assert await db.read(waiting) == [None]


async def test_a_mistake_is_told_and_a_bug_apologised_for_once(
    db: Database, clock: ObedientClock
) -> None:
    def refuse(_turn: Turn) -> Answer:
        raise UserError("Không được ạ.")

    def break_down(_turn: Turn) -> Answer:
        raise ZeroDivisionError

    for handler, words in ((refuse, "Không được ạ."), (break_down, texts.APOLOGY)):
        table = held_by(handler)
        await say(db, table, clock, "tu", handler.__name__)
        clock.pass_by(seconds=HOLD_TIME.total_seconds())
        look = Debouncer(db, lambda table=table: table, clock, silent)  # type: ignore[misc]
        await look.answer_due()
        await look.answer_due()
        assert (await db.read(said_to))[-1] == words
        assert await db.read(waiting) == [None]
    assert len(await db.read(said_to)) == 2


async def test_who_left_meanwhile_is_not_spoken_to(
    db: Database, clock: ObedientClock, whole: Table
) -> None:
    await say(db, whole, clock, "tu", "/start", "cháu ơi")
    gone = Incoming("fake", "tu", "gone", event=Event.BLOCKED)
    await Inbox(db, lambda: whole, clock, silent).receive(gone)
    before = await db.read(said_to)
    clock.pass_by(seconds=HOLD_TIME.total_seconds())
    await Debouncer(db, lambda: whole, clock, silent).answer_due()
    assert await db.read(said_to) == before and await db.read(waiting) == [None]


async def test_the_account_is_woken_when_there_is_something_to_send(
    db: Database, clock: ObedientClock, whole: Table
) -> None:
    await say(db, whole, clock, "tu", "/start", "cháu ơi")
    clock.pass_by(seconds=HOLD_TIME.total_seconds())
    woken: list[str] = []
    look = Debouncer(db, lambda: whole, clock, woken.append)
    await look.answer_due()
    await look.answer_due()
    assert woken == ["fake"]


def pieces(now: datetime, *seconds: int, text: str = "ờ") -> Iterator[Message]:
    for number, ago in enumerate(seconds):
        yield Message(
            id=number,
            account="fake",
            direction="in",
            text=text,
            route=RouteName.HELD,
            said_at=now - timedelta(seconds=ago),
        )


@pytest.mark.parametrize(
    ("ago", "text", "full"),
    [
        ((2,), "ờ", False),
        ((6, 4, 2), "ờ", False),
        ((15, 2), "ờ", True),  # so long nobody waits, pause or not
        ((7, 6, 5, 4, 3, 2, 1, 0), "ờ", True),
        ((7, 6, 5, 4, 3, 2, 1, 0), "", False),  # photos of an album
        ((), "ờ", False),
    ],
)
def test_who_never_pauses_does_not_wait_for_ever(
    clock: ObedientClock, ago: tuple[int, ...], text: str, full: bool
) -> None:
    assert is_full(list(pieces(clock(), *ago, text=text)), now=clock()) is full

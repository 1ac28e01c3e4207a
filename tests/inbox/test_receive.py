"""The inbox: whatever comes, once or five times, is noted once and answered once."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import text as sql
from sqlmodel import Session, col, select

from bot import texts
from bot.core.db import Database, OperationalError
from bot.core.errors import UserError
from bot.inbox.receive import LONGEST_TEXT, Inbox
from bot.inbox.routing import Handler, Route, Turn, anything
from bot.messages.content import Attachment, AttachmentKind, Choice, Event, Incoming, Reply
from bot.messages.history import Message
from bot.outbox.models import Delivery, DeliveryStatus
from bot.outbox.service import stage
from bot.people.models import Contact
from bot.people.units import Unit
from bot.reactions import open_database
from tests.conftest import ObedientClock
from tests.postgres import Server


class Room:
    """An inbox with one handler, and what came of it."""

    def __init__(self, db: Database, clock: ObedientClock, handler: Handler) -> None:
        self.db = db
        self.clock = clock
        self.turns: list[Turn] = []
        self.woken: list[str] = []
        self._handler = handler
        self.inbox = Inbox(
            db, lambda: (Route("test.all", anything, self._handle),), clock, self.woken.append
        )
        self._numbers = 0

    def _handle(self, turn: Turn) -> Any:
        self.turns.append(turn)
        return self._handler(turn)

    async def hears(self, words: str = "", *, who: str = "ba-tu", **what: Any) -> None:
        self._numbers += 1
        message_id = what.pop("message_id", f"m-{self._numbers}")
        await self.inbox.receive(Incoming("fake", who, message_id, words, **what))

    async def later(self, seconds: float = 10) -> None:
        self.clock.pass_by(seconds=seconds)

    async def answers(self) -> list[str]:
        return await self.db.read(owed)

    async def noted(self) -> list[str]:
        return await self.db.read(heard)


def owed(session: Session) -> list[str]:
    query = select(Message.text).join(Delivery, col(Delivery.message_id) == Message.id)
    return list(session.exec(query.order_by(col(Delivery.id))))


def heard(session: Session) -> list[str]:
    query = select(Message.text).where(Message.direction == "in").order_by(col(Message.id))
    return list(session.exec(query))


def echo(turn: Turn) -> Reply:
    return Reply(f"{turn.text}{turn.choice and f' [{turn.choice}]'}")


def unit_codes(session: Session) -> Sequence[str]:
    return session.exec(select(Unit.code)).all()


def a_contact(session: Session, address: str = "ba-tu") -> Contact:
    return session.exec(select(Contact).where(Contact.address == address)).one()


@pytest.fixture
def room(db: Database, clock: ObedientClock) -> Callable[[Handler], Room]:
    return lambda handler: Room(db, clock, handler)


Rooms = Callable[[Handler], Room]


# Once


async def test_one_message_delivered_five_times_is_answered_once(room: Rooms) -> None:
    here = room(echo)
    for _ in range(5):
        await here.hears("xin chào", message_id="same")
        await here.later()
    assert await here.answers() == ["xin chào"]
    assert await here.noted() == ["xin chào"]


async def test_one_message_delivered_five_times_at_once_is_answered_once(room: Rooms) -> None:
    here = room(echo)
    await asyncio.gather(*(here.hears("xin chào", message_id="same") for _ in range(5)))
    assert await here.answers() == ["xin chào"]


async def test_the_same_words_within_seconds_are_answered_once_but_noted(room: Rooms) -> None:
    here = room(echo)
    await here.hears("làm căn cước")
    await here.later(2)
    await here.hears("làm căn cước")
    await here.later(3)
    await here.hears("làm căn cước")
    assert await here.answers() == ["làm căn cước", "làm căn cước"]
    assert len(await here.noted()) == 3


async def test_the_same_digit_is_a_new_press_each_time(room: Rooms) -> None:
    here = room(echo)
    await here.hears("1")
    await here.hears("1")
    assert await here.answers() == ["1", "1"]


async def test_new_people_who_write_at_once_are_all_answered(room: Rooms) -> None:
    here = room(echo)
    await asyncio.gather(*(here.hears("xin chào", who=f"n-{n}") for n in range(30)))
    assert await here.answers() == ["xin chào"] * 30


async def test_first_messages_of_one_person_at_once_are_all_answered(room: Rooms) -> None:
    here = room(echo)
    await asyncio.gather(*(here.hears(f"lời {n}") for n in range(8)))
    assert sorted(await here.answers()) == [f"lời {n}" for n in range(8)]


async def test_the_lane_is_woken_for_each_message(room: Rooms) -> None:
    here = room(echo)
    await here.hears("xin chào")
    assert here.woken == ["fake"]


async def test_a_handler_may_say_nothing_or_several_things(room: Rooms) -> None:
    answers: list[Any] = [None, (Reply("một"), Reply("hai"))]
    here = room(lambda _turn: answers.pop(0))
    await here.hears("a")
    await here.hears("b")
    assert await here.answers() == ["một", "hai"]


# What goes wrong


def add_unit_then(error: Exception) -> Handler:
    def handler(turn: Turn) -> None:
        turn.session.add(Unit(code="half-done", name="", kind="commune"))
        turn.session.flush()
        raise error

    return handler


async def test_a_persons_mistake_is_answered_and_undone(room: Rooms) -> None:
    here = room(add_unit_then(UserError("Lớp đã đủ người.")))
    await here.hears("đăng ký")
    assert await here.answers() == ["Lớp đã đủ người."]
    assert await here.noted() == ["đăng ký"]
    assert await here.db.read(unit_codes) == []


async def test_after_a_persons_mistake_the_way_out_is_a_button(room: Rooms) -> None:
    here = room(add_unit_then(UserError("Lớp đã đủ người.")))
    await here.hears("đăng ký")
    contact = await here.db.read(a_contact)
    assert [one["value"] for one in contact.offered] == ["menu", "person"]


@pytest.mark.parametrize("error", [LookupError("a bug"), AssertionError(), RuntimeError("x")])
async def test_a_bug_costs_one_apology_and_nothing_else(room: Rooms, error: Exception) -> None:
    here = room(add_unit_then(error))
    for _ in range(3):
        await here.hears("đăng ký", message_id="same")
    assert await here.answers() == [texts.APOLOGY]
    assert await here.noted() == ["đăng ký"]
    assert await here.db.read(unit_codes) == []
    assert len(here.turns) == 1


async def test_a_bug_that_breaks_a_promise_of_the_database_is_not_tried_for_ever(
    room: Rooms,
) -> None:
    def handler(turn: Turn) -> None:
        for _ in range(2):
            turn.session.add(Unit(code="twice", name="", kind="commune"))
        turn.session.flush()

    here = room(handler)
    await here.hears("đăng ký")
    assert await here.answers() == [texts.APOLOGY]


async def test_a_bug_seen_only_at_commit_is_a_bug_too(room: Rooms) -> None:
    def handler(turn: Turn) -> Reply:
        turn.session.add(Unit(code="no kind", name="", kind=None))  # type: ignore[arg-type]
        return Reply("never said")

    here = room(handler)
    await here.hears("đăng ký")
    assert await here.answers() == [texts.APOLOGY]


async def test_a_bug_is_logged_without_the_words(
    room: Rooms, caplog: pytest.LogCaptureFixture
) -> None:
    def handler(turn: Turn) -> None:
        turn.session.add(Unit(code=turn.text[:40], name=turn.text, kind=None))  # type: ignore[arg-type]

    here = room(handler)
    with caplog.at_level(logging.ERROR):
        await here.hears("con trâu của bà Tư")
    assert "a handler broke" in caplog.text
    assert "trâu" not in caplog.text


async def test_after_a_bug_the_conversation_goes_on(room: Rooms) -> None:
    replies: list[Any] = [LookupError("a bug"), Reply("lại đây rồi")]

    def handler(_turn: Turn) -> Any:
        reply = replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply

    here = room(handler)
    await here.hears("một")
    await here.hears("hai")
    assert await here.answers() == [texts.APOLOGY, "lại đây rồi"]


async def test_a_database_that_is_away_is_told_to_the_channel_and_then_made_good(
    room: Rooms,
) -> None:
    faults = [OperationalError("select 1", {}, ConnectionError("gone"))]

    def handler(turn: Turn) -> Reply:
        turn.session.add(Unit(code=f"u-{len(faults)}", name="", kind="commune"))
        turn.session.flush()
        if faults:
            raise faults.pop()
        return echo(turn)

    here = room(handler)
    with pytest.raises(OperationalError):
        await here.hears("xin chào", message_id="same")
    assert (await here.noted(), await here.answers(), here.woken) == ([], [], [])
    await here.hears("xin chào", message_id="same")
    assert await here.answers() == ["xin chào"]
    assert await here.db.read(unit_codes) == ["u-0"]


@pytest.fixture
def postgres_url(postgres: Server) -> Iterator[str]:
    """Where several processes work together."""
    yield postgres.create("shared", "template")
    postgres.drop("shared")


async def test_postgresql_that_breaks_off_in_the_middle_loses_nothing(
    postgres_url: str, clock: ObedientClock
) -> None:
    db = open_database(postgres_url)
    faults = ["cut"]

    def handler(turn: Turn) -> Reply:
        if faults:
            faults.pop()
            turn.session.execute(sql("select pg_terminate_backend(pg_backend_pid())"))
        return echo(turn)

    here = Room(db, clock, handler)
    with pytest.raises(OperationalError):
        await here.hears("xin chào", message_id="same")
    await here.hears("xin chào", message_id="same")
    assert await here.answers() == ["xin chào"]
    db.close()


@pytest.mark.parametrize(
    "odd",
    [
        {"choice": "x" * 500},
        {"choice": "menu\x00"},
        {"choice": "\ud800"},
        {"start": "u-\x00\ud800"},
        {"start": "x" * 5000},
        {"name": "Bà \x00Tư\ud800"},
        {"message_id": "m" * 500},
        {"message_id": "m\x00\ud800"},
        {"reply_to": "\x00\ud800"},
        {"attachments": (Attachment(AttachmentKind.PHOTO, ref="\x00\ud800", name="a\x00"),)},
    ],
    ids=lambda odd: next(iter(odd)),
)
async def test_no_message_is_so_odd_that_it_comes_back_for_ever(
    room: Rooms, odd: dict[str, Any]
) -> None:
    def handler(turn: Turn) -> Reply:
        turn.contact.name = turn.name
        turn.session.exec(select(Unit).where(Unit.code == turn.start)).first()
        return Reply("ạ")

    here = room(handler)
    await here.hears("xin chào", **odd)
    await here.hears("xin chào", **{"message_id": "m-1", **odd})
    assert await here.answers() == ["ạ"]


async def test_even_what_cannot_be_noted_is_confirmed(
    room: Rooms, caplog: pytest.LogCaptureFixture
) -> None:
    # A channel without its manners: the address fits no column. One message is lost, not the lane.
    here = room(echo)
    await here.hears("xin chào", who="x\x00" * 500)
    await here.hears("xin chào")
    assert "xin chào" in await here.answers()


# People who go and come back


async def test_who_blocked_us_is_owed_nothing(room: Rooms) -> None:
    here = room(echo)
    await here.hears("xin chào")
    await here.hears(event=Event.BLOCKED)
    contact = await here.db.read(a_contact)
    assert contact.unreachable_since == here.clock()
    [delivery] = await here.db.read(lambda session: session.exec(select(Delivery)).all())
    assert (delivery.status, delivery.reason) == (DeliveryStatus.FAILED, "blocked")
    assert len(here.turns) == 1


@pytest.mark.parametrize(
    "back", [{"words": "tôi đây"}, {"event": Event.RETURNED}, {"choice": "menu"}]
)
async def test_who_comes_back_is_reachable_again(room: Rooms, back: dict[str, Any]) -> None:
    here = room(echo)
    await here.hears(event=Event.BLOCKED)
    await here.hears(**back)
    assert (await here.db.read(a_contact)).unreachable_since is None
    assert len(await here.answers()) == (0 if "event" in back else 1)


async def test_who_comes_back_into_a_bug_hears_the_apology(room: Rooms) -> None:
    here = room(add_unit_then(LookupError("a bug")))
    await here.hears(event=Event.BLOCKED)
    await here.hears("tôi đây")
    assert await here.answers() == [texts.APOLOGY]


# Numbers press buttons

THREE = (
    Choice("Căn cước", "topic:cc"),
    Choice("Trang xã", url="https://x.vn"),
    Choice("Gặp người", "person"),
)


@pytest.mark.parametrize(
    ("said", "pressed"),
    [
        ("1", "topic:cc"),
        ("2", "person"),
        ("số 2", "person"),
        ("so 2", "person"),
        ("Bấm 2", "person"),
        ("chọn 1", "topic:cc"),
        ("2.", "person"),
        ("02", "person"),
        ("gap nguoi", "person"),
        ("Gặp người!", "person"),
        ("2. Gặp người", "person"),
        ("0", ""),
        ("3", ""),
        ("99", ""),
        ("1000000000000000000000", ""),
        ("Trang xã", ""),
        ("1 2", ""),
        ("thôn 2", ""),
        ("²", ""),
        ("", ""),
    ],
)
async def test_a_number_or_the_label_presses_the_button(
    sqlite_url: str, clock: ObedientClock, said: str, pressed: str
) -> None:
    db = open_database(sqlite_url)
    here = Room(db, clock, lambda _turn: Reply("Mời bà chọn", THREE))
    await here.hears("menu")
    await here.hears(said)
    assert here.turns[-1].choice == pressed
    db.close()


async def test_what_is_numbered_is_what_is_pressed(room: Rooms) -> None:
    here = room(lambda _turn: Reply("Mời bà chọn", THREE))
    await here.hears("menu")
    [message] = await here.db.read(
        lambda session: session.exec(select(Message).where(Message.direction == "out")).all()
    )
    labels = [choice.label for choice in Reply.from_json(message.text, message.payload).choices]
    assert labels == ["1. Căn cước", "Trang xã", "2. Gặp người"]


async def test_buttons_of_an_older_answer_are_not_pressed_by_a_number(room: Rooms) -> None:
    replies = [Reply("chọn", THREE), Reply("xong"), Reply("?")]
    here = room(lambda _turn: replies.pop(0))
    await here.hears("menu")
    await here.hears("2")
    await here.hears("2")
    assert [turn.choice for turn in here.turns] == ["", "person", ""]


async def test_a_pressed_button_is_not_read_as_words(room: Rooms) -> None:
    here = room(lambda _turn: Reply("chọn", THREE))
    await here.hears("menu")
    await here.hears("2", choice="topic:cc")
    assert here.turns[-1].choice == "topic:cc"


# Secrets and noise


async def test_a_secret_is_covered_before_anyone_sees_it(room: Rooms) -> None:
    here = room(echo)
    await here.hears("mã OTP là 482913 ạ")
    assert here.turns[0].text == "mã OTP là ••• ạ"
    assert here.turns[0].masked
    assert await here.noted() == ["mã OTP là ••• ạ"]
    assert await here.answers() == [texts.SECRET_COVERED, "mã OTP là ••• ạ"]


async def test_a_long_message_is_cut_but_answered(room: Rooms) -> None:
    here = room(lambda turn: Reply(str(len(turn.text))))
    await here.hears("ằ" * 10_000)
    assert await here.answers() == [str(LONGEST_TEXT)]
    assert [len(text) for text in await here.noted()] == [LONGEST_TEXT]


async def test_a_secret_at_the_cut_does_not_slip_through(room: Rooms) -> None:
    here = room(lambda _turn: Reply("ạ"))
    await here.hears("a" * (LONGEST_TEXT - 8) + " 001085012345 cuối")
    [kept] = await here.noted()
    assert "0010" not in kept[-10:]
    assert (await here.answers())[0] == texts.SECRET_COVERED


async def test_a_message_full_of_numbers_is_answered_like_any(room: Rooms) -> None:
    """How long it takes is measured in `test_mask`, by the processor's time: here a database on a
    busy machine took two seconds for nothing."""
    here = room(lambda _turn: Reply("ạ"))
    await here.hears("1234, " * 1600)
    assert (await here.answers())[-1] == "ạ"


async def test_letters_no_database_takes_are_dropped(room: Rooms) -> None:
    here = room(echo)
    await here.hears("con\x00 trâu\ud800 \u202elạc\u0000")
    [kept] = await here.noted()
    assert "\x00" not in kept
    assert kept.startswith("con trâu")
    assert len(await here.answers()) == 1


# Two processes


async def test_two_processes_answer_one_message_once(
    postgres_url: str, clock: ObedientClock
) -> None:
    both = [open_database(postgres_url) for _ in range(2)]
    rooms = [Room(db, clock, echo) for db in both]
    for number in range(10):
        clock.pass_by(minutes=1)
        await asyncio.gather(
            *(
                room.hears(f"lời {number}", who=f"n-{number}", message_id=str(number))
                for room in rooms
            )
        )
    assert await rooms[0].answers() == [f"lời {number}" for number in range(10)]
    for db in both:
        db.close()


async def test_two_processes_answer_one_person_in_turn(
    postgres_url: str, clock: ObedientClock
) -> None:
    both = [open_database(postgres_url) for _ in range(2)]

    def count_up(turn: Turn) -> Reply:
        turn.contact.name = str(int(turn.contact.name or 0) + 1)
        return Reply(turn.contact.name)

    rooms = [Room(db, clock, count_up) for db in both]
    await asyncio.gather(
        *(
            room.hears(f"lời {place}.{number}", message_id=f"{place}.{number}")
            for place, room in enumerate(rooms)
            for number in range(10)
        )
    )
    assert sorted(map(int, await rooms[0].answers())) == list(range(1, 21))
    for db in both:
        db.close()


async def test_two_people_who_answer_each_other_do_not_wait_for_each_other(
    postgres_url: str, clock: ObedientClock
) -> None:
    db = open_database(postgres_url)

    def tell(other: str) -> Handler:
        def handler(turn: Turn) -> Reply:
            turn.session.execute(sql("select pg_sleep(0.3)"))
            stage(turn.session, a_contact(turn.session, other), Reply("nhắn"), now=turn.now)
            return Reply("ạ")

        return handler

    here, there = Room(db, clock, tell("lan")), Room(db, clock, tell("ba-tu"))
    meeting = Room(db, clock, echo)
    await meeting.hears("a", who="ba-tu")
    await meeting.hears("a", who="lan", message_id="other")
    async with asyncio.timeout(2):
        await asyncio.gather(
            here.hears("hỏi", who="ba-tu", message_id="x"),
            there.hears("đáp", who="lan", message_id="y"),
        )
    assert sorted(await here.answers()) == ["a", "a", "nhắn", "nhắn", "ạ", "ạ"]
    db.close()

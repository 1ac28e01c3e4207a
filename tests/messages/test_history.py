"""History: what was said is written down once, and what is only a repetition is seen."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from bot.core.db import Database
from bot.messages import history
from bot.messages.content import Attachment, AttachmentKind, Choice, Event, Incoming, Reply
from bot.messages.history import REPEAT_WINDOW, Message
from bot.people.service import get_or_create_contact
from tests.conftest import ObedientClock

PHOTO = Attachment(AttachmentKind.PHOTO, ref="a-photo")
OTHER_PHOTO = Attachment(AttachmentKind.PHOTO, ref="another")


async def hear(
    db: Database, clock: ObedientClock, number: int, address: str = "ba-tu", **what: Any
) -> Message | None:
    """One message comes in; None when it was known."""
    incoming = Incoming("fake", address, f"m-{number}", **what)

    def note(session: Session) -> Message | None:
        contact = get_or_create_contact(session, "fake", address, now=clock())
        return history.store_incoming(session, contact.id, incoming, incoming.text, now=clock())

    return await db.write(note)


async def test_a_message_is_noted_once_however_often_it_comes(
    db: Database, clock: ObedientClock
) -> None:
    noted = [await hear(db, clock, 1, text="xin chào") for _ in range(5)]
    assert [message is not None for message in noted] == [True, False, False, False, False]


async def test_what_was_noted_can_be_read(db: Database, clock: ObedientClock) -> None:
    await hear(db, clock, 1, text="ảnh đây", attachments=(PHOTO,), start="u-th-3", reply_to="9")
    [message] = await db.read(history.list_conversation, 1)
    assert (message.text, message.direction, message.event) == ("ảnh đây", "in", "message")
    assert message.said_at == clock()
    assert message.payload == {
        "attachments": [{"kind": "photo", "ref": "a-photo"}],
        "start": "u-th-3",
        "reply_to": "9",
    }


@pytest.mark.parametrize(
    ("first", "second", "repeated"),
    [
        ({"text": "làm căn cước"}, {"text": "làm căn cước"}, True),
        ({"text": "làm căn cước"}, {"text": "làm hộ chiếu"}, False),
        ({"choice": "menu"}, {"choice": "menu"}, True),
        ({"choice": "menu"}, {"choice": "person"}, False),
        ({"text": "1"}, {"text": "1"}, False),
        ({"text": " 12 "}, {"text": " 12 "}, False),
        ({"text": "thôn 1"}, {"text": "thôn 1"}, True),
        ({"attachments": (PHOTO,)}, {"attachments": (PHOTO,)}, True),
        ({"attachments": (PHOTO,)}, {"attachments": (OTHER_PHOTO,)}, False),
        ({"event": Event.BLOCKED}, {"event": Event.RETURNED}, False),
        ({"text": "xin chào"}, {"text": "xin chào", "address": "ong-nam"}, False),
    ],
)
async def test_the_same_again_within_seconds_is_a_repetition(
    db: Database,
    clock: ObedientClock,
    first: dict[str, Any],
    second: dict[str, Any],
    repeated: bool,
) -> None:
    before = await hear(db, clock, 1, **first)
    clock.pass_by(seconds=1)
    after = await hear(db, clock, 2, **second)
    assert before is not None
    assert after is not None
    assert (before.repeated, after.repeated) == (False, repeated)


@pytest.mark.parametrize(
    ("later", "repeated"),
    [
        (timedelta(seconds=2), True),
        (REPEAT_WINDOW, False),
        (timedelta(minutes=5), False),
        (timedelta(seconds=-2), True),  # the machine's clock was set back
        (timedelta(seconds=-90), False),
    ],
)
async def test_a_repetition_comes_within_three_seconds(
    db: Database, clock: ObedientClock, later: timedelta, repeated: bool
) -> None:
    await hear(db, clock, 1, text="xin chào")
    clock.now += later
    again = await hear(db, clock, 2, text="xin chào")
    assert again is not None
    assert again.repeated is repeated


async def test_our_answer_in_between_does_not_hide_a_repetition(
    db: Database, clock: ObedientClock
) -> None:
    await hear(db, clock, 1, text="xin chào")
    await db.write(history.store_outgoing, "fake", Reply("Chào bà"), contact_id=1, now=clock())
    again = await hear(db, clock, 2, text="xin chào")
    assert again is not None
    assert again.repeated


async def test_a_conversation_is_listed_from_where_one_left_off(
    db: Database, clock: ObedientClock
) -> None:
    for number in range(5):
        await hear(db, clock, number, text=f"lời {number}")
    await hear(db, clock, 9, text="người khác", address="ong-nam")
    reply = Reply("Mời bà chọn", (Choice("Về menu", "menu"),))
    await db.write(history.store_outgoing, "fake", reply, contact_id=1, now=clock())
    all_of_it = await db.read(history.list_conversation, 1)
    assert [message.text for message in all_of_it][-2:] == ["lời 4", "Mời bà chọn"]
    assert Reply.from_json(all_of_it[-1].text, all_of_it[-1].payload) == reply
    rest = await db.read(history.list_conversation, 1, after=all_of_it[2].id, limit=2)
    assert [message.text for message in rest] == ["lời 3", "lời 4"]
    assert await db.read(history.count_messages, 1) == 6

"""Reactions on Telegram: asked for by name, read as a verdict on one message, said once."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.telegram.parse import ALLOWED_UPDATES, parse_update
from bot.messages.content import Event, Incoming
from tests.channels.contract import Ear, serving
from tests.channels.telegram_rig import BA_TU, a_channel, by_webhook
from tests.pretend.telegram import PretendTelegram

PLACE = f"{BA_TU}:41"


def a_change(before: Any, after: Any, **fields: Any) -> dict[str, Any]:
    """An update as the Bot API sends it (MessageReactionUpdated)."""
    person = {"id": BA_TU, "is_bot": False, "first_name": "Bà", "last_name": "Tư"}
    change = {
        "chat": {"id": BA_TU, "first_name": "Bà", "type": "private"},
        "message_id": 41,
        "user": person,
        "date": 1767225600,
        "old_reaction": before,
        "new_reaction": after,
        **fields,
    }
    return {"update_id": 500000130, "message_reaction": change}


def emoji(*given: str) -> list[dict[str, str]]:
    """A set of reactions."""
    return [{"type": "emoji", "emoji": one} for one in given]


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ((), ("👍",), "good"),
        ((), ("❤",), "good"),
        ((), ("❤️",), "good"),
        ((), ("👌",), "good"),
        ((), ("👎",), "bad"),
        (("👎",), ("👍",), "good"),
        (("👍",), ("👎",), "bad"),
        (("🤔",), ("🤔", "👍"), "good"),
    ],
)
def test_what_was_added_is_a_verdict(
    before: tuple[str, ...], after: tuple[str, ...], verdict: str
) -> None:
    assert parse_update(a_change(emoji(*before), emoji(*after)), "telegram") == Incoming(
        "telegram",
        str(BA_TU),
        f"react:{PLACE}:{verdict}",
        choice=f"react:{verdict}",
        name="Bà Tư",
        sent_at=datetime(2026, 1, 1, tzinfo=UTC),
        reply_to=PLACE,
        event=Event.REACTED,
    )


@pytest.mark.parametrize(
    "update",
    [
        a_change(emoji("👍"), []),
        a_change(emoji("👍"), emoji("👍")),
        a_change(emoji("👍", "🎉"), emoji("👍")),
        a_change([], emoji("🤔")),
        a_change([], [{"type": "custom_emoji", "custom_emoji_id": "5"}]),
        a_change([], [{"type": "paid"}]),
        a_change(None, None),
        a_change("👍", {"emoji": "👍"}),
        a_change([], [None, 7, {"type": "emoji"}, {"type": "emoji", "emoji": 3}]),
        a_change([], emoji("👍"), chat={"id": -100, "type": "group"}),
        a_change([], emoji("👍"), message_id=None),
        a_change([], emoji("👍"), user=None, actor_chat={"id": -5, "type": "channel"}),
        {"update_id": 1, "message_reaction": []},
        {"update_id": 1, "message_reaction_count": {"chat": {"id": 7, "type": "private"}}},
    ],
)
def test_what_was_taken_back_or_says_nothing_is_silence(update: dict[str, Any]) -> None:
    assert parse_update(update, "telegram") is None


@pytest.fixture
async def telegram() -> AsyncIterator[PretendTelegram]:
    """A Telegram that bà Tư is on."""
    async with PretendTelegram() as telegram:
        telegram.know(BA_TU)
        yield telegram


async def test_they_are_polled_for_by_name(telegram: PretendTelegram) -> None:
    ear = Ear()
    async with serving(a_channel(telegram), ear):
        await telegram.until(lambda: bool(telegram.asked_for))
        telegram.react(BA_TU, 41, "👍")
        telegram.react(BA_TU, 41, before=("👍",))
        telegram.say(BA_TU, "xin chào")
        heard = await ear.hears(2)
    assert "message_reaction" in telegram.asked_for
    assert [(incoming.choice, incoming.reply_to, incoming.text) for incoming in heard] == [
        ("react:good", PLACE, ""),
        ("", "", "xin chào"),
    ]


async def test_a_webhook_is_told_of_them_too(telegram: PretendTelegram) -> None:
    ear = Ear()
    async with by_webhook(telegram, ear):
        assert telegram.webhook["allowed_updates"] == list(ALLOWED_UPDATES)
        telegram.react(BA_TU, 41, "👎")
        (heard,) = await ear.hears(1)
    assert (heard.event, heard.choice) == (Event.REACTED, "react:bad")

"""How the Telegram channel listens: nothing lost, nothing confirmed too early, no stranger."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.channels.telegram.channel import SECRET_HEADER, Telegram
from bot.channels.telegram.updates import MAX_BODY, next_offset
from bot.core.errors import SettingsError
from bot.messages.content import Choice, Event, Reply
from tests.channels.contract import Ear, serving
from tests.channels.telegram_rig import BA_TU, COMMANDS, SECRET, a_channel, by_webhook
from tests.pretend.telegram import PretendTelegram
from tests.pretend.telegram_rules import Fault, bad_gateway, dropped, refused, too_many


@pytest.fixture
async def telegram() -> AsyncIterator[PretendTelegram]:
    async with PretendTelegram() as telegram:
        telegram.know(BA_TU)
        yield telegram


@pytest.fixture
def ear() -> Ear:
    return Ear()


# Listening by polling


async def test_polling_removes_the_webhook_and_offers_commands(telegram: PretendTelegram) -> None:
    telegram.webhook = {"url": "https://old.example", "secret_token": ""}
    telegram.fail_next(dropped(), method="deleteWebhook", times=2)
    async with serving(a_channel(telegram, commands=COMMANDS), Ear()):
        await telegram.until(lambda: bool(telegram.commands) and not telegram.webhook)
    assert telegram.commands[0] == {"command": "lop", "description": "Xem lịch học"}


async def test_nothing_is_confirmed_before_all_is_stored(
    telegram: PretendTelegram, ear: Ear
) -> None:
    ear.refusals = 1
    for chat in (1, 2, 3):
        telegram.say(chat, "xin chào")
    async with serving(a_channel(telegram, first_pause=0.2), ear):
        await ear.until(lambda: ear.refused == 1 and len(ear.heard) == 2)
        assert telegram.waiting() == 3
        await ear.hears(5)
        await telegram.until_heard()
    assert {incoming.address for incoming in ear.heard} == {"1", "2", "3"}


async def test_polling_survives_whatever_telegram_answers(
    telegram: PretendTelegram, ear: Ear
) -> None:
    for fault in (bad_gateway(), dropped(), too_many(1), Fault(html=200), refused(409, "Conflict")):
        telegram.fail_next(fault, method="getUpdates")
    telegram.say(BA_TU, "còn nghe không?")
    async with serving(a_channel(telegram), ear):
        await ear.hears(1)
        await telegram.until_heard()


async def test_odd_updates_are_confirmed_and_passed_over(
    telegram: PretendTelegram, ear: Ear
) -> None:
    telegram.update("message", {"from": {"id": 1}, "chat": "?", "photo": 7})
    telegram.update("message", {"from": {"id": 1}, "date": "?"})
    telegram.say(BA_TU, "xin chào")
    async with serving(a_channel(telegram), ear):
        await ear.hears(1)
        await telegram.until_heard()


async def test_update_ids_may_start_anew(telegram: PretendTelegram, ear: Ear) -> None:
    async with serving(a_channel(telegram), ear):
        update = telegram.say(BA_TU, "một")
        await ear.hears(1)
        telegram.repeat({**update, "update_id": 3})
        await ear.hears(2)
        await telegram.until_heard()


@pytest.mark.parametrize(
    ("updates", "offset"),
    [([], 5), ([{"update_id": 9}], 10), ([{"update_id": 9}, {"update_id": 2}, "odd"], 3)],
)
def test_next_offset(updates: list[Any], offset: int) -> None:
    assert next_offset(updates, 5) == offset


async def test_pressed_button_stops_spinning(telegram: PretendTelegram, ear: Ear) -> None:
    channel = a_channel(telegram)
    async with serving(channel, ear):
        await channel.send(str(BA_TU), Reply("Chọn:", (Choice("Menu", "menu"),)))
        telegram.tap(BA_TU, "menu")
        await telegram.until(lambda: len(telegram.answered) == 1)
        telegram.queries_too_old = True
        telegram.tap(BA_TU, "menu")
        await ear.hears(2)
        await telegram.until_heard()
    assert len(telegram.answered) == 1


async def test_blocking_and_coming_back(telegram: PretendTelegram, ear: Ear) -> None:
    telegram.block(BA_TU)
    telegram.unblock(BA_TU)
    async with serving(a_channel(telegram), ear):
        heard = await ear.hears(2)
    assert [incoming.event for incoming in heard] == [Event.BLOCKED, Event.RETURNED]


async def test_stops_at_once_while_telegram_is_silent(telegram: PretendTelegram) -> None:
    loop = asyncio.get_running_loop()
    async with serving(a_channel(telegram), Ear()):
        await telegram.until(lambda: any(method == "getupdates" for method, _ in telegram.calls))
        began = loop.time()
    assert loop.time() - began < 1


async def test_starts_and_stops_without_a_network() -> None:
    channel = Telegram(token="1:a", api_url="http://127.0.0.1:9", first_pause=0.01)
    async with serving(channel, Ear()):
        await asyncio.sleep(0.05)


# Listening by webhook


async def test_webhook_is_set_with_all_it_needs(telegram: PretendTelegram, ear: Ear) -> None:
    telegram.fail_next(bad_gateway(), method="setWebhook", times=2)
    async with by_webhook(telegram, ear):
        pass
    assert telegram.webhook["secret_token"] == SECRET
    assert telegram.webhook["allowed_updates"] == [
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
        "message_reaction",
    ]
    assert telegram.webhook["max_connections"] == 40


def an_update() -> dict[str, Any]:
    chat = {"id": BA_TU, "type": "private"}
    return {"update_id": 1, "message": {"message_id": 2, "chat": chat, "text": "xin chào"}}


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"json": an_update()}, 200),
        ({"json": {"update_id": 1, "poll": {}}}, 200),
        ({"json": an_update(), "headers": {SECRET_HEADER: ""}}, 401),
        ({"json": an_update(), "headers": {SECRET_HEADER: "wrong"}}, 401),
        ({"json": an_update(), "headers": {SECRET_HEADER: "đúng"}}, 401),
        ({"data": b"not json"}, 400),
        ({"data": b"\xff\xfe"}, 400),
        ({"data": b"[" * 100_000}, 400),
        ({"data": b""}, 400),
        ({"json": [an_update()]}, 400),
        ({"json": {"message": {}}}, 400),
        ({"data": b" " * (MAX_BODY + 1)}, 413),
    ],
)
async def test_webhook_answers(
    telegram: PretendTelegram, ear: Ear, request_: dict[str, Any], status: int
) -> None:
    async with by_webhook(telegram, ear) as (_, url), aiohttp.ClientSession() as client:
        options = {"headers": {SECRET_HEADER: SECRET}, **request_}
        async with client.post(url, **options) as answer:
            assert answer.status == status
    stored = status == 200 and "message" in request_["json"]
    assert len(ear.heard) == stored


async def test_webhook_body_without_a_length_is_measured(
    telegram: PretendTelegram, ear: Ear
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * (MAX_BODY // 10)

    async with by_webhook(telegram, ear) as (_, url), aiohttp.ClientSession() as client:
        headers = {SECRET_HEADER: SECRET}
        async with client.post(url, data=endless(), headers=headers) as answer:
            assert answer.status == 413


async def test_webhook_hears_each_repetition(telegram: PretendTelegram, ear: Ear) -> None:
    async with by_webhook(telegram, ear):
        telegram.repeat(telegram.say(BA_TU, "xin chào"), 2)
        heard = await ear.hears(3)
    assert len({incoming.message_id for incoming in heard}) == 1, (
        "the inbox tells them apart by this"
    )


async def test_webhook_is_not_confirmed_while_the_database_is_away(
    telegram: PretendTelegram, ear: Ear, caplog: pytest.LogCaptureFixture
) -> None:
    ear.refusals = 1
    async with by_webhook(telegram, ear):
        telegram.say(BA_TU, "bí mật của bà")
        await ear.hears(1)
        await telegram.until_heard()
    assert telegram.webhook_answers == [503, 200]
    assert "bí mật" not in caplog.text


def test_webhook_needs_a_secret() -> None:
    with pytest.raises(SettingsError):
        Telegram(token="1:a", mode="webhook", public_url="https://to-so.example")

"""Several Official Accounts and bots behind one address: each call reaches its own, or nobody."""

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.channels.telegram.channel import Telegram
from bot.channels.zalo_oa.channel import ZaloOA
from tests.channels.contract import Ear
from tests.pretend.zalo_oa_rules import APP_ID, OA_SECRET, mac

FIRST, SECOND, STRANGER = "388613280878808645", "100000000000000002", "100000000000000003"


class NoTokens:
    async def token(self) -> str:
        return ""

    async def another(self, _refused: str) -> str:
        return ""


def an_account(name: str, oa_id: str, **more: Any) -> ZaloOA:
    given: dict[str, Any] = {"ids": (APP_ID, oa_id), "keys": (OA_SECRET,), "tokens": NoTokens()}
    path = f"/webhooks/{name.replace(':', '/')}"
    return ZaloOA(api_url="http://127.0.0.1", name=name, path=path, **{**given, **more})


@asynccontextmanager
async def serving(*channels: Any) -> AsyncIterator[tuple[str, list[Ear]]]:
    app, ears = web.Application(), [Ear() for _ in channels]
    for channel, ear in zip(channels, ears, strict=True):
        channel.attach(app, ear.receive)
    runner = web.AppRunner(app, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}", ears
    finally:
        await runner.cleanup()


def an_event(oa_id: str, *, key: str = OA_SECRET) -> tuple[bytes, dict[str, str]]:
    body = {
        "app_id": APP_ID,
        "event_name": "user_send_text",
        "sender": {"id": "246845883529197922"},
        "recipient": {"id": oa_id} if oa_id else {},
        "message": {"msg_id": "1", "text": "xin chào"},
        "timestamp": str(int(time.time() * 1000)),
    }
    raw = json.dumps(body).encode()
    return raw, {"X-ZEvent-Signature": mac(raw, str(body["timestamp"]), key=key)}


async def post(url: str, raw: bytes, headers: dict[str, str]) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=raw, headers=headers) as answer,
    ):
        return answer.status


@pytest.mark.parametrize(
    ("path", "oa_id", "heard"),
    [
        ("zalo-oa", FIRST, [1, 0]),
        ("zalo-oa", SECOND, [0, 1]),  # an app has one webhook for all its accounts
        ("zalo-oa/b", FIRST, [1, 0]),
        ("zalo-oa/b", SECOND, [0, 1]),
        ("zalo-oa", STRANGER, [0, 0]),
        ("zalo-oa/b", "", [0, 0]),
    ],
)
async def test_an_event_reaches_the_account_it_names(
    path: str, oa_id: str, heard: list[int]
) -> None:
    first, second = an_account("zalo-oa", FIRST), an_account("zalo-oa:b", SECOND)
    first.siblings, second.siblings = [second], [first]
    first.verifier.has_siblings = second.verifier.has_siblings = True
    async with serving(first, second) as (url, ears):
        assert await post(f"{url}/webhooks/{path}", *an_event(oa_id)) == 200
        assert [len(ear.heard) for ear in ears] == heard
        if 1 in heard:
            said = ears[heard.index(1)].heard[0]
            assert said.account == (first, second)[heard.index(1)].name


async def test_the_signature_of_another_app_opens_nothing() -> None:
    first, second = an_account("zalo-oa", FIRST), an_account("zalo-oa:b", SECOND, keys=("other",))
    async with serving(first, second) as (url, ears):
        for path in ("zalo-oa", "zalo-oa/b"):
            await post(f"{url}/webhooks/{path}", *an_event(SECOND))  # signed with the first's key
        await post(f"{url}/webhooks/zalo-oa/b", *an_event(SECOND, key="other"))
        assert [len(ear.heard) for ear in ears] == [0, 1]


async def test_a_bot_s_secret_opens_its_own_path_only() -> None:
    how = {"mode": "webhook", "public_url": "https://to-so.example"}
    bots = [
        Telegram(
            token=f"{number}:invented",
            api_url="http://127.0.0.1:9",
            name=f"telegram:{name}",
            path=f"/webhooks/telegram/{name}",
            webhook_secret=f"secret-{name}",
            **how,  # type: ignore[arg-type]
        )
        for number, name in enumerate("ab", 1)
    ]
    who = {"id": 7, "is_bot": False, "first_name": "Tư"}
    message = {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}, "from": who}
    raw = json.dumps({"update_id": 1, "message": {**message, "text": "xin chào"}}).encode()
    async with serving(*bots) as (url, ears):
        for path, secret, status in (("a", "b", 401), ("b", "a", 401), ("b", "b", 200)):
            headers = {"X-Telegram-Bot-Api-Secret-Token": f"secret-{secret}"}
            assert await post(f"{url}/webhooks/telegram/{path}", raw, headers) == status
        assert [len(ear.heard) for ear in ears] == [0, 1]
        assert ears[1].heard[0].account == "telegram:b"

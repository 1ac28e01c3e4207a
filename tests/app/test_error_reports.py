"""What a Sentry-compatible server is told: places and types, never words, names or tokens."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.app.error_reports import Destination, report_errors
from bot.core.errors import SettingsError
from bot.core.settings import Settings, load_settings
from bot.core.trace import tracing

CANARIES = ("Nguyễn Thị Canary", "0912345678", "123456789:AAHinventedInventedInvented", "con trâu")


class Server:
    """A server of reports."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.keys: list[str] = []
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        self.bodies.append(await request.read())
        self.keys.append(request.headers["X-Sentry-Auth"])
        return web.json_response({"id": "1"})

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body.splitlines()[2]) for body in self.bodies]


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    taken = Server()
    app = web.Application()
    app.router.add_post("/api/42/envelope/", taken.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    taken.url = f"127.0.0.1:{runner.addresses[0][1]}"
    yield taken
    await runner.cleanup()


@asynccontextmanager
async def reporting(dsn: str) -> AsyncIterator[None]:
    settings = Settings(_env_file=None, error_dsn=SecretStr(dsn))  # type: ignore[call-arg]
    running = asynccontextmanager(report_errors)(settings)
    async with running:
        yield
        await asyncio.sleep(0)


def break_with(words: str) -> None:
    secret = words  # a local variable that a full report would show
    raise ValueError(f"cannot read {secret!r}")


async def test_where_and_what_kind_are_told_and_not_a_word(server: Server) -> None:
    log = logging.getLogger("bot.inbox.receive")
    async with reporting(f"http://key1@{server.url}/42"):
        for words in CANARIES:
            try:
                break_with(words)
            except ValueError:
                with tracing("a1-b2"):
                    extra = {"action": "handler_failed", "account": "telegram", "text": words}
                    log.exception("inbox: %s broke", words, extra=extra)
            logging.getLogger("asyncio").error(f"Task failed: {words}")
        log.warning("not an error")
    assert server.events and all("sentry_key=key1" in key for key in server.keys)
    told = b"\n".join(server.bodies).decode()
    decoded = json.dumps([event for event in server.events], ensure_ascii=False)
    for words in (*CANARIES, "Canary", "trâu"):
        assert words not in told and words not in decoded
    event = next(event for event in server.events if "exception" in event)
    (raised,) = event["exception"]["values"]
    assert raised["type"] == "ValueError" and "value" not in raised
    assert raised["stacktrace"]["frames"][-1]["function"] == "break_with"
    assert raised["stacktrace"]["frames"][-1]["filename"] == "tests/app/test_error_reports.py"
    assert event["message"] == "inbox: %s broke"
    assert event["tags"] == {
        "logger": "bot.inbox.receive", "trace": "a1-b2", "action": "handler_failed",
        "account": "telegram",
    }  # fmt: skip


async def test_one_place_floods_nobody(server: Server) -> None:
    async with reporting(f"http://key1@{server.url}/42"):
        for _ in range(200):
            logging.getLogger("bot.x").error("it broke")
    assert 1 <= len(server.bodies) <= 3


async def test_a_server_that_is_away_disturbs_nothing() -> None:
    async with reporting("http://key1@127.0.0.1:1/42"):
        logging.getLogger("bot.x").error("it broke")


async def test_off_without_a_setting() -> None:
    before = list(logging.getLogger().handlers)
    async with reporting(""):
        assert logging.getLogger().handlers == before


def test_a_dsn_is_taken_apart_and_a_wrong_one_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    found = Destination.from_dsn("https://k@o1.example.org:8443/path/7")
    assert found == Destination("https://o1.example.org:8443/path/api/7/envelope/", "k")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_ERROR_DSN", "https://secretkey@host")
    with pytest.raises(SettingsError, match="BOT_ERROR_DSN") as caught:
        load_settings()
    assert "secretkey" not in str(caught.value)

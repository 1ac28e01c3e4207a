"""The socket: half-open requests of strangers cost nobody an answer, and the server says no more
than its name."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from bot.channels import server_socket
from bot.channels.request_sources import RequestSources
from bot.channels.server_socket import Listener, add_request_limits
from bot.core import rate_limits


async def echo(request: web.Request) -> web.Response:
    return web.Response(text=await request.text() or "xin chào")


async def broken(_request: web.Request) -> web.Response:
    raise RuntimeError("a bug")


@asynccontextmanager
async def listener() -> AsyncIterator[int]:
    app = web.Application(client_max_size=100_000)
    add_request_limits(app, RequestSources())
    app.router.add_route("*", "/", echo)
    app.router.add_get("/broken", broken)
    runner = web.AppRunner(app, keepalive_timeout=5, shutdown_timeout=1)
    await runner.setup()
    door = Listener(runner)
    try:
        yield await door.start("127.0.0.1", 0)
    finally:
        await door.stop()
        await runner.cleanup()


HALF_HEAD = b"GET / HTTP/1.1\r\nHost: a\r\n"
HALF_BODY = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nx"


async def open_many(port: int, words: bytes, count: int) -> list[asyncio.StreamWriter]:
    lines = []
    for _ in range(count):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(words)
        lines.append(writer)
    return lines


@pytest.mark.parametrize("words", [b"", HALF_HEAD, HALF_BODY], ids=["silent", "head", "body"])
async def test_a_thousand_half_open_requests_stop_nobody(
    words: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with listener() as port, aiohttp.ClientSession() as client:
        lines = await open_many(port, words, 1_100)
        for _ in range(3):
            async with asyncio.timeout(5), client.get(f"http://127.0.0.1:{port}/") as answer:
                assert (answer.status, await answer.text()) == (200, "xin chào")
        for line in lines:
            line.close()
    assert len(caplog.records) < 50


async def test_the_oldest_who_say_nothing_go_and_who_asked_stays() -> None:
    async with listener() as port, aiohttp.ClientSession() as client:
        async with client.get(f"http://127.0.0.1:{port}/") as answer:
            await answer.read()
        reader, first = await asyncio.open_connection("127.0.0.1", port)
        first.write(HALF_HEAD)
        lines = await open_many(port, HALF_HEAD, rate_limits.MAX_IDLE_CONNECTIONS + 5)
        async with asyncio.timeout(5):
            with pytest.raises(ConnectionError):
                if await reader.read(1) == b"":
                    raise ConnectionError("let go")
        async with client.get(f"http://127.0.0.1:{port}/") as answer:
            assert answer.status == 200  # on the line it had before
        lines[-1].write(b"\r\n")
        for line in (first, *lines):
            line.close()


async def test_who_is_silent_for_too_long_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_socket, "HEAD_WITHIN", 0.2)
    monkeypatch.setattr(server_socket, "SWEEP_EVERY", 0.1)
    async with listener() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HALF_HEAD)
        async with asyncio.timeout(5):
            with pytest.raises(ConnectionError):
                if await reader.read(1) == b"":
                    raise ConnectionError("let go")
        writer.close()


async def test_a_body_that_does_not_come_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_socket, "BODY_WITHIN", 0.2)
    async with listener() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HALF_BODY)
        async with asyncio.timeout(5):
            assert b" 408 " in await reader.readline()
        writer.close()


async def test_too_many_bodies_of_one_network_are_asked_to_wait() -> None:
    async with listener() as port, aiohttp.ClientSession() as client:
        lines = await open_many(port, HALF_BODY, rate_limits.OPEN_BODIES_PER_CLIENT)
        url = f"http://127.0.0.1:{port}/"
        async with client.post(url, data="a", headers={"Connection": "close"}) as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
        headers = {"X-Forwarded-For": "203.0.113.9"}
        async with client.post(url, data="chào", headers=headers) as answer:
            assert (answer.status, await answer.text()) == (200, "chào")
        for line in lines:
            line.close()


@pytest.mark.parametrize(
    "words",
    [
        b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /broken HTTP/1.1\r\nHost: a\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
    ],
)
async def test_the_server_tells_no_versions(words: bytes) -> None:
    async with listener() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(words)
        async with asyncio.timeout(5):
            answer = await reader.readuntil(b"\r\n\r\n")
        writer.close()
    assert b"\r\nServer: to-so\r\n" in answer
    assert b"aiohttp" not in answer and b"Python" not in answer

"""What a monitor asks, and who may ask it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from pytest_aiohttp import AiohttpClient

from bot.core.db import Database
from bot.core.settings import Settings
from bot.core.upgrade import upgrade_database
from bot.reactions import open_database
from bot.web.health import add_health_routes


def an_app(db: Database, **settings: Any) -> web.Application:
    app = web.Application()
    add_health_routes(app, db, Settings(_env_file=None, **settings))  # type: ignore[call-arg]
    return app


@pytest.fixture
def blank(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path}/blank.db")
    yield database
    database.close()


async def test_a_migrated_database_is_ready(db: Database, aiohttp_client: AiohttpClient) -> None:
    client = await aiohttp_client(an_app(db))
    for path in ("/healthz", "/readyz"):
        answer = await client.get(path)
        assert (answer.status, await answer.json()) == (200, {"status": "ok"})


async def test_a_database_of_another_shape_is_not_ready(
    blank: Database, aiohttp_client: AiohttpClient
) -> None:
    client = await aiohttp_client(an_app(blank))
    answer = await client.get("/readyz")
    assert (answer.status, await answer.json()) == (503, {"status": "database needs an upgrade"})
    assert (await client.get("/healthz")).status == 200
    upgrade_database(blank)
    assert (await client.get("/readyz")).status == 200


async def test_a_database_that_is_away_is_not_ready(aiohttp_client: AiohttpClient) -> None:
    away = open_database("postgresql://nobody@127.0.0.1:1/none")
    client = await aiohttp_client(an_app(away))
    answer = await client.get("/readyz")
    assert (answer.status, await answer.json()) == (503, {"status": "no database"})
    assert (await client.get("/healthz")).status == 200
    away.close()


@pytest.mark.parametrize(
    ("token", "headers", "status"),
    [
        ("", {}, 200),
        ("", {"X-Forwarded-For": "203.0.113.7"}, 404),
        ("", {"X-Real-IP": "203.0.113.7"}, 404),
        ("", {"Forwarded": "for=203.0.113.7"}, 404),
        ("", {"Via": "1.1 proxy"}, 404),
        ("a-token", {}, 404),
        ("a-token", {"Authorization": "Bearer wrong"}, 404),
        ("a-token", {"Authorization": "Bearer a-token"}, 200),
        ("a-token", {"Authorization": "Bearer a-token", "X-Forwarded-For": "203.0.113.7"}, 200),
    ],
)
async def test_who_may_see_the_metrics(
    blank: Database,
    aiohttp_client: AiohttpClient,
    token: str,
    headers: dict[str, str],
    status: int,
) -> None:
    client = await aiohttp_client(an_app(blank, metrics_token=token))
    answer = await client.get("/metrics", headers=headers)
    assert answer.status == status
    assert ("python_info" in await answer.text()) is (status == 200)


async def test_a_token_of_odd_bytes_is_only_wrong(
    blank: Database, aiohttp_client: AiohttpClient
) -> None:
    client = await aiohttp_client(an_app(blank, metrics_token="a-token"))
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    writer.write(
        b"GET /metrics HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \xff\xfe\r\n"
        b"Connection: close\r\n\r\n"
    )
    assert (await reader.readline()).split()[1] == b"404"
    writer.close()
    await writer.wait_closed()

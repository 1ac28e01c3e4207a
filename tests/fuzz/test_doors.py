"""What anybody may send over HTTP: an answer or a refusal; no 500, no handler that breaks."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot import app as house
from bot.app.channels import make_channels
from bot.console import OPEN, list_routes
from bot.core import metrics
from bot.core.clock import utc_now
from bot.core.settings import Settings
from bot.faq.knowledge_base import KnowledgeBase
from bot.people.models import RoleKind
from bot.reactions import open_database
from tests.console.rows import fill_path, make_rows
from tests.console.scene import ConsoleScene, Visitor
from tests.fuzz.values import NIGHTLY, PIECES, cases, json_object, json_value, line, spoil
from tests.journeys.bot import Bot, knowledge_only
from tests.pretend.telegram import PretendTelegram
from tests.pretend.zalo_bot import TOKEN, PretendZaloBot
from tests.pretend.zalo_oa import PretendZalo
from tests.pretend.zalo_oa_rules import APP_ID, APP_SECRET, OA_ID, OA_SECRET, mac

FINE = {200, 400, 403, 413, 415, 422}
PERSON = {"id": 7, "is_bot": False, "first_name": "Tư"}
CHAT = {"id": 7, "type": "private", "first_name": "Tư"}
TELEGRAM: tuple[Any, ...] = (
    {"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": CHAT, "from": PERSON,
     "text": "chào", "entities": [{"type": "text_link", "offset": 0, "length": 2, "url": "https://a"}]}},
    {"update_id": 2, "message": {"message_id": 2, "date": 1, "chat": CHAT, "from": PERSON,
     "photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}], "caption": "x"}},
    {"update_id": 3, "callback_query": {"id": "4", "from": PERSON, "data": "menu",
     "message": {"message_id": 5, "date": 1, "chat": CHAT}}},
    {"update_id": 4, "edited_message": {"message_id": 1, "date": 1, "edit_date": 2, "chat": CHAT,
     "from": PERSON, "text": "sửa"}},
    {"update_id": 5, "message_reaction": {"chat": CHAT, "message_id": 1, "user": PERSON, "date": 1,
     "old_reaction": [], "new_reaction": [{"type": "emoji", "emoji": "👍"}]}},
)  # fmt: skip
ZALO: tuple[Any, ...] = (
    {"app_id": APP_ID, "event_name": "user_send_text", "sender": {"id": "7"},
     "recipient": {"id": OA_ID}, "message": {"msg_id": "1", "text": "chào"}, "timestamp": "1"},
    {"app_id": APP_ID, "event_name": "user_send_image", "sender": {"id": "7"},
     "recipient": {"id": OA_ID}, "timestamp": "1", "message": {"msg_id": "2", "attachments": [
         {"type": "image", "payload": {"url": "https://a.zdn.vn/x", "thumbnail": "y"}}]}},
    {"app_id": APP_ID, "event_name": "follow", "follower": {"id": "7"}, "oa_id": OA_ID,
     "timestamp": "1"},
)  # fmt: skip
ZALO_BOT: tuple[Any, ...] = (
    {"event_name": "message.text.received", "message": {
        "from": {"id": "7", "display_name": "Tư", "is_bot": False}, "date": 1, "text": "chào",
        "chat": {"id": "7", "chat_type": "PRIVATE"}, "message_id": "1"}},
)  # fmt: skip


def bodies(right: tuple[Any, ...]) -> st.SearchStrategy[bytes]:
    """What is nearly right, any JSON, any bytes."""
    by = st.one_of(line, json_value)
    nearly = st.builds(spoil, st.sampled_from(right), st.integers(0, 12), by)
    parsed = st.one_of(nearly, nearly, nearly, json_object, json_value)
    return st.one_of(parsed.map(lambda one: json.dumps(one).encode()), st.binary(max_size=60))


@dataclass
class Doors:
    """The running application, and what opens its webhooks."""

    url: str
    app: web.Application
    headers: dict[str, dict[str, str]] = field(default_factory=dict)


@asynccontextmanager
async def opened(url: str, shelf: KnowledgeBase, files: Path) -> AsyncIterator[Doors]:
    """The real application with the real channels, beside platforms of our own."""
    async with PretendTelegram() as telegram, PretendZalo() as zalo, PretendZaloBot() as zalo_bot:
        given: dict[str, Any] = dict(
            _env_file=None, public_url="http://127.0.0.1:1", secret_key="k" * 40,
            telegram_token=telegram.token, telegram_api_url=telegram.url, telegram_mode="webhook",
            telegram_webhook_secret="s" * 20, zalo_app_id=APP_ID, zalo_app_secret=APP_SECRET,
            zalo_oa_id=OA_ID, zalo_oa_secret=OA_SECRET, zalo_api_url=zalo.url,
            zalo_oauth_url=zalo.url, zalo_access_token=zalo.grant.access,
            zalo_refresh_token=zalo.grant.refresh, zalo_bot_token=TOKEN,
            zalo_bot_api_url=zalo_bot.url, zalo_bot_secret="z" * 20,
        )  # fmt: skip
        settings = Settings(**given)
        db = open_database(url)
        app = house.build_app(
            settings, db, copy(shelf), make_channels(settings, db), clock=utc_now, files=files,
            start_scheduler=knowledge_only,
        )  # fmt: skip
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        doors = Doors(f"http://127.0.0.1:{runner.addresses[0][1]}", app)
        doors.headers["/webhooks/telegram"] = {"X-Telegram-Bot-Api-Secret-Token": "s" * 20}
        doors.headers["/webhooks/zalo-bot"] = {"X-Bot-Api-Secret-Token": "z" * 20}
        doors.headers["/webhooks/zalo-oa"] = {}
        try:
            yield doors
        finally:
            await runner.cleanup()
            await asyncio.to_thread(db.close)


def sign(path: str, body: bytes) -> dict[str, str]:
    """The signature of Zalo's body, right whatever it says; it stands over the time in the body."""
    if path != "/webhooks/zalo-oa":
        return {}
    try:
        at = json.loads(body)["timestamp"]
    except (ValueError, KeyError, TypeError):
        at = ""
    return {"X-ZEvent-Signature": mac(body, str(at))}


def broken_handlers() -> float:
    """How many handlers broke so far, of all accounts."""
    return sum(
        sample.value
        for family in metrics.FAILED_HANDLERS.collect()
        for sample in family.samples
        if sample.name.endswith("_total")
    )


DOORS = {"/webhooks/telegram": TELEGRAM, "/webhooks/zalo-oa": ZALO, "/webhooks/zalo-bot": ZALO_BOT}


@pytest.mark.parametrize(("path", "right"), DOORS.items(), ids=DOORS.keys())
def test_a_webhook_takes_anything(
    path: str, right: tuple[Any, ...], demo_url: str, shelf: KnowledgeBase, tmp_path: Path
) -> None:
    with asyncio.Runner() as runner:
        house_of = opened(demo_url, shelf, tmp_path / "files")
        doors = runner.run(house_of.__aenter__())
        known = {resource.canonical for resource in doors.app.router.resources()}
        assert {one for one in known if one.startswith("/webhooks/")} == set(DOORS)
        before = broken_handlers()

        async def post(body: bytes) -> int:
            headers = doors.headers[path] | sign(path, body)
            headers["Content-Type"] = "application/json"
            sending = aiohttp.request("POST", doors.url + path, data=body, headers=headers)
            async with sending as answer:
                return answer.status

        @cases(fast=20, nightly=1200)
        @given(bodies(right))
        def feed(body: bytes) -> None:
            assert runner.run(post(body)) in FINE

        try:
            assert runner.run(post(json.dumps(right[0]).encode())) == 200
            feed()
            assert broken_handlers() == before
        finally:
            runner.run(house_of.__aexit__(None, None, None))


@pytest.fixture
async def console(bot: Bot) -> AsyncIterator[ConsoleScene]:
    """The console behind a port."""
    async with ConsoleScene.open(bot) as scene:
        yield scene


# The end of the session; and what a stranger may send, which test_sign_in tries.
LEFT_OUT = {"sign_in.out"} | OPEN
FORMS = [route for route in list_routes() if route.method == "POST" and route.name not in LEFT_OUT]
ROUNDS = 6 if NIGHTLY else 1


def names_of(page: str) -> Iterator[str]:
    """The names of the fields of a page's forms."""
    for piece in page.split(' name="')[1:]:
        yield piece.partition('"')[0]


async def test_a_form_of_the_console_takes_anything(console: ConsoleScene) -> None:
    """Every deed, with fields of its own pages that hold what no page would send."""
    rows = await make_rows(console)
    officer = await console.sign_in(RoleKind.OFFICER)
    names: set[str] = set()
    for route in list_routes():
        if route.method == "GET" and "{" not in route.path and route.name != "tickets.live":
            names |= set(names_of((await officer.get(route.path)).text))
    names -= {"form_key"}
    assert len(names) > 40
    wrong: dict[str, int] = {}
    for number in range(ROUNDS):
        for place, route in enumerate(FORMS):
            fields = odd_fields(sorted(names), seed=1000 * number + place)
            status = await posted(officer, fill_path(route.path, rows), fields)
            if status >= 500:
                wrong[route.name] = status
    assert wrong == {}


async def posted(visitor: Visitor, path: str, fields: dict[str, str]) -> int:
    return (await visitor.post(path, fields)).status


def odd_fields(names: list[str], *, seed: int) -> dict[str, str]:
    """A third of all fields, each with something odd; the same for the same seed."""
    random = Random(seed)
    chosen = random.sample(names, len(names) // 3)
    texts = [piece.encode("utf-8", "replace").decode() for piece in PIECES]
    return {name: " ".join(random.choices(texts, k=random.randint(1, 3))) for name in chosen}

"""A Zalo Bot platform of our own, as far as its documents and its real answers are known.

`ok` decides and not the HTTP status; `getUpdates` hands out one update, forgets it, and answers
`ok: false, 408` when there is none; webhook bodies come flat (as seen) or wrapped (as documented);
a person must have written first; 2000 characters; photos by https address only.
"""

import asyncio
from collections import deque
from itertools import count
from typing import Any, Self

import aiohttp
from aiohttp import web

from tests.pictures import a_picture

TOKEN = "1234567:invented-token"
MAX_TEXT = 2000
PHOTO = a_picture("orange", size=(640, 480))
Json = dict[str, Any]


class PretendZaloBot:
    """The platform and the people on it."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Json]] = []  # method, fields
        self.calls: list[str] = []
        self.webhook: Json = {}
        self.answers: list[int] = []  # statuses our webhook answered
        self.faults: deque[Json | str] = deque()  # answers, "hang up" or "html", for the next sends
        self.people: set[str] = set()
        self.wrapped = False
        self.url = ""
        self._waiting: deque[Json] = deque()
        self._posting: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()
        self._ids = count(1)
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/media/{name}", self._media)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._posting:
            task.cancel()
        await asyncio.gather(*self._posting, return_exceptions=True)
        if self._runner:
            await self._runner.cleanup()

    # People

    def says(self, who: str, event: str = "message.text.received", **message: Any) -> None:
        """Somebody writes to the bot in a private chat."""
        self.people.add(who)
        body: Json = {
            "event_name": event,
            "message": {
                "from": {"id": who, "display_name": "Bà Tư", "is_bot": False},
                "chat": {"id": who, "chat_type": "PRIVATE"},
                "message_id": f"{next(self._ids):020x}",
                "date": 1_764_120_000_000,
                **message,
            },
        }
        if self.webhook.get("url"):
            task = asyncio.create_task(self._post(body))
            self._posting.add(task)
            task.add_done_callback(self._posting.discard)
        else:
            self._waiting.append(body)

    async def _post(self, body: Json) -> None:
        """Delivered in order, and again until it is taken (the real one promises neither)."""
        sent = {"ok": True, "result": body} if self.wrapped else body
        headers = {"X-Bot-Api-Secret-Token": str(self.webhook.get("secret_token", ""))}
        async with self._turn, aiohttp.ClientSession() as session:
            while True:
                async with session.post(self.webhook["url"], json=sent, headers=headers) as answer:
                    self.answers.append(answer.status)
                    if answer.status == 200:
                        return
                await asyncio.sleep(0.02)

    async def until_heard(self) -> None:
        """Wait until nothing is left to deliver."""
        async with asyncio.timeout(10):
            while self._waiting or self._posting:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    def texts(self) -> list[str]:
        """What people got, in order."""
        return [str(one.get("text") or one.get("caption") or "") for _, one in self.sent]

    # The platform

    async def _media(self, request: web.Request) -> web.Response:
        if request.match_info["name"] == "gone":
            raise web.HTTPNotFound
        return web.Response(body=PHOTO)

    async def _call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.calls.append(method)
        if request.match_info["token"] != TOKEN:
            return _refused(401, "unauthorized")
        fields: Json = await request.json()
        match method:
            case "getUpdates":
                return await self._next()
            case "setWebhook":
                self.webhook = {**fields}
                return _fine({"url": fields["url"], "updated_at": 1})
            case "deleteWebhook":
                self.webhook = {}
                return _fine({"url": "", "updated_at": 1})
            case "getWebhookInfo":
                return _fine({"url": self.webhook.get("url", ""), "updated_at": 1})
            case "getMe":
                return _fine({"id": "1", "account_name": "Bot Xã Mẫu", "account_type": "BASIC"})
            case "sendMessage" | "sendPhoto" | "sendVoice":
                return self._send(request, method, fields)
        return _refused(404, "method not found")

    async def _next(self) -> web.Response:
        if self.webhook.get("url"):
            return _refused(400, "a webhook is set")
        for _ in range(20):
            if self._waiting:
                return _fine(self._waiting.popleft())
            await asyncio.sleep(0.01)
        return _refused(408, "no update")

    def _send(self, request: web.Request, method: str, fields: Json) -> web.Response:
        fault = self.faults.popleft() if self.faults else None
        if fault == "hang up":
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        if fault == "html":
            return web.Response(text="<html>nginx</html>", content_type="text/html")
        if isinstance(fault, dict):
            return web.json_response(fault)
        if fields.get("chat_id") not in self.people:
            return _refused(404, "chat not found")
        words = str(fields.get("text") or fields.get("caption") or "")
        photo = str(fields.get("photo") or fields.get("voice_url") or "")
        if len(words) > MAX_TEXT or not (words or photo):
            return _refused(400, "text is empty or too long")
        if method != "sendMessage" and not photo.startswith("https://"):
            return _refused(400, "photo must be an address")
        self.sent.append((method, fields))
        return _fine({"message_id": f"{next(self._ids):020x}", "date": 1})


def _fine(result: Json) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _refused(code: int, words: str) -> web.Response:
    return web.json_response({"ok": False, "error_code": code, "description": words})

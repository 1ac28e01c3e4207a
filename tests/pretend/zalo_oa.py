"""A Zalo of our own: OAuth, Official Account API, uploads, media and the webhook's sender, with a
clock that a test turns. Rules: `zalo_oa_rules`."""

import asyncio
import json
import time
from collections import deque
from collections.abc import Callable
from itertools import count
from typing import Any, Self

import aiohttp
from aiohttp import web

from tests.pictures import a_picture
from tests.pretend.zalo_oa_rules import (
    A_MINUTE,
    APP_ID,
    FILE_LIMIT,
    IMAGE_LIMIT,
    OA_ID,
    Grant,
    Json,
    Refused,
    User,
    check_message,
    check_window,
    mac,
)

PHOTO = a_picture("orange", size=(640, 480))
VOICE = b"OggS a voice"
LADDER = (0.02,) * 5  # the real one: 30 s, 5 min, 15 min, 30 min, 1 h (§2.1)
NO_ANSWER = 2.0  # seconds (§2.1)


class PretendZalo:
    """The platform, one account on it, and the people who use it."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock  # seconds since 1970
        self.grant = Grant()
        self.users: dict[str, User] = {}
        self.sent: list[tuple[str, Json]] = []  # user, message
        self.templates: dict[str, set[str]] = {}  # approved: id → its parameters
        self.by_template: list[tuple[str, Json]] = []
        self.uploads: dict[str, float] = {}
        self.uploaded: list[tuple[str, str, int]] = []  # kind, name, bytes
        self.oa_id = OA_ID  # whose tokens these are
        self.faults: deque[str | int] = deque()  # "html", "hang up" or a code, for the next sends
        self.refuses_all = 0  # a rung of the ladder that is missing: its code
        self.drop_after_rotation = 0  # so many renewals are answered by silence
        self.buttons, self.linked, self.money, self.charged = True, False, 0, 0
        self.webhook = ""
        self.echo = True  # our own messages come back as oa_send_text (§2.3)
        self.first, self.ascii = APP_ID, False
        self.answers: list[int] = []
        self.slowest = 0.0  # seconds until our webhook answered
        self.disabled = False
        self.url = ""
        self._minute, self._calls = 0, 0
        self._ids = count(1)
        self._posting: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=50_000_000)
        app.router.add_post("/v4/oa/access_token", self._token)
        app.router.add_get("/media/{name}", self._media)
        app.router.add_route("*", "/{path:v[23].*}", self._call)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._session = aiohttp.ClientSession()
        self.grant.issue(self.clock())
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._posting:
            task.cancel()
        await asyncio.gather(*self._posting, return_exceptions=True)
        assert self._session is not None and self._runner is not None
        await self._session.close()
        await self._runner.cleanup()

    # People

    def user(self, who: str) -> User:
        """Somebody on Zalo."""
        return self.users.setdefault(who, User(who))

    def says(self, who: str, text: str = "", *, event: str = "user_send_text", **more: Any) -> str:
        """Somebody writes to the account; the message's id."""
        self.user(who).last = self.clock()
        message: Json = {"msg_id": f"{next(self._ids):024x}", **more}
        if text:
            message["text"] = text
        body = {"sender": {"id": who}, "recipient": {"id": OA_ID}, "message": message}
        self.event({**body, "user_id_by_app": f"app-{who}", "event_name": event})
        return str(message["msg_id"])

    def sends(self, who: str, kind: str, payload: Json, text: str = "") -> None:
        """Somebody sends something that is not words."""
        attachments = [{"type": kind, "payload": payload}]
        self.says(who, text, event=f"user_send_{kind}", attachments=attachments)

    def follows(self, who: str) -> None:
        """Somebody follows the account."""
        self.user(who).last, self.user(who).blocked = self.clock(), False
        self._follower("follow", who)

    def unfollows(self, who: str) -> None:
        """Somebody leaves."""
        self.user(who).blocked = True
        self._follower("unfollow", who)

    def _follower(self, event: str, who: str) -> None:
        self.event({"oa_id": OA_ID, "follower": {"id": who}, "event_name": event})

    def officer_writes(self, who: str, text: str) -> None:
        """A human answers on Zalo's own console (§2.3: `admin_id`)."""
        message = {"text": text, "msg_id": f"{next(self._ids):024x}"}
        sender = {"id": OA_ID, "admin_id": "99"}
        body = {"sender": sender, "recipient": {"id": who}, "message": message}
        self.event({**body, "event_name": "oa_send_text"})

    def texts(self, who: str = "") -> list[str]:
        """What somebody, or everybody, was told, in order."""
        return [str(one.get("text", "")) for user, one in self.sent if who in ("", user)]

    # The webhook

    def event(self, body: Json) -> None:
        """Deliver an event, signed, in order, along the ladder (§2.1)."""
        whole = {"app_id": APP_ID, **body, "timestamp": str(int(self.clock() * 1000))}
        raw = json.dumps(whole, ensure_ascii=self.ascii, separators=(",", ":")).encode()
        self.deliver(raw, mac(raw, whole["timestamp"], first=self.first))

    def deliver(self, raw: bytes, signature: str, *, times: int = 1) -> None:
        """Exactly these bytes, so many times."""
        if not self.webhook:
            return
        for _ in range(times):
            task = asyncio.create_task(self._post(raw, signature))
            self._posting.add(task)
            task.add_done_callback(self._posting.discard)

    async def _post(self, raw: bytes, signature: str) -> None:
        async with self._turn:
            for number, wait in enumerate((*LADDER, 0.0)):
                if await self._posted(
                    raw, {"X-ZEvent-Signature": signature, "num_retry": f"{number}"}
                ):
                    return
                await asyncio.sleep(wait)
            self.disabled = True  # until a human enables it again (§2.1)

    async def _posted(self, raw: bytes, headers: dict[str, str]) -> bool:
        assert self._session is not None
        began = time.perf_counter()
        limit = aiohttp.ClientTimeout(total=NO_ANSWER)
        try:
            async with self._session.post(
                self.webhook, data=raw, headers=headers, timeout=limit
            ) as answer:
                await answer.read()
                self.answers.append(answer.status)
                self.slowest = max(self.slowest, time.perf_counter() - began)
                return answer.status == 200
        except (TimeoutError, aiohttp.ClientError):
            self.answers.append(0)
            return False

    async def until_heard(self) -> None:
        """Wait until nothing is left to deliver."""
        async with asyncio.timeout(20):
            while self._posting:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    # The platform

    async def _token(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        answer = self.grant.answer(form, request.headers.get("secret_key", ""), self.clock())
        await asyncio.sleep(0.05)
        if self.drop_after_rotation and "access_token" in answer:
            self.drop_after_rotation -= 1
            return _hang_up(request)
        return web.json_response(answer)

    async def _media(self, request: web.Request) -> web.Response:
        if request.match_info["name"] == "gone":
            raise web.HTTPNotFound
        return web.Response(body=VOICE if request.path.endswith(".ogg") else PHOTO)

    async def _call(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        fault = self.faults.popleft() if self.faults and "message" in path else ""
        if fault == "hang up":
            return _hang_up(request)
        if fault == "html":
            return web.Response(status=502, text="<html>nginx</html>", content_type="text/html")
        try:
            self.grant.check(request.headers, self.clock())
            self._count_call()
            if code := fault if isinstance(fault, int) else self.refuses_all:
                raise Refused(code, "as told")
            data = await self._answer(request, path)
        except Refused as refused:
            return web.json_response({"error": refused.code, "message": refused.words})
        return web.json_response({"data": data, "error": 0, "message": "Success"})

    def _count_call(self) -> None:
        minute = int(self.clock() // 60)
        self._calls = self._calls + 1 if minute == self._minute else 1
        self._minute = minute
        if self._calls > A_MINUTE:
            raise Refused(-32, "Your application reached limit call api")

    async def _answer(self, request: web.Request, path: str) -> Json:
        match path:
            case "v3.0/oa/message/cs":
                return self._send(await request.json())
            case "v3.0/oa/message/template":
                return self._send_template(await request.json())
            case "v2.0/oa/upload/image" | "v2.0/oa/upload/file" | "v2.0/oa/upload/gif":
                return await self._upload(request, path.rpartition("/")[2])
            case "v2.0/oa/getoa":
                return {
                    "oaid": self.oa_id,
                    "name": "UBND xã Mẫu",
                    "is_verified": True,
                    "oa_type": 4,
                    "package_name": "Tiêu chuẩn",
                    "linked_ZCA": "zca" if self.linked else "",
                }
            case "v2.0/oa/message" | "v3.0/oa/message/transaction" | "v3.0/oa/message/promotion":
                raise Refused(-240, "This API was closed")
        raise Refused(-201, "path is invalid!")

    def _send(self, body: Json) -> Json:
        who, message, now = str(body["recipient"]["user_id"]), body["message"], self.clock()
        check_message(message, self.uploads, now, buttons=self.buttons)
        if who not in self.users:
            raise Refused(-213, "User has not followed OA")
        if check_window(self.users[who], now, linked=self.linked, money=self.money):
            self.money, self.charged = self.money - 1, self.charged + 1
        self.sent.append((who, message))
        message_id = f"{next(self._ids):024x}"
        if self.echo:
            shown = {"text": message.get("text", ""), "msg_id": message_id}
            self.event(
                {
                    "sender": {"id": OA_ID},
                    "recipient": {"id": who},
                    "message": shown,
                    "event_name": "oa_send_text",
                }
            )
        return {"message_id": message_id, "user_id": who}

    def _send_template(self, body: Json) -> Json:
        """An approved template by UID: no window (§1.5)."""
        if body["template_id"] not in self.templates:
            raise Refused(-131, "Template is not approved")
        missing = self.templates[body["template_id"]] - set(body["template_data"])
        if missing:
            raise Refused(-1122, "Template data is missing a parameter")
        self.by_template.append((body["user_id"], body["template_data"]))
        return {"message_id": f"{next(self._ids):024x}", "user_id": body["user_id"]}

    async def _upload(self, request: web.Request, kind: str) -> Json:
        field = (await request.post()).get("file")
        if not isinstance(field, web.FileField):
            raise Refused(-201, "file is invalid!")
        content = field.file.read()
        images = (b"\xff\xd8\xff", b"\x89PNG")
        fits = len(content) <= (IMAGE_LIMIT if kind == "image" else FILE_LIMIT)
        if not fits or (kind == "image" and not content.startswith(images)):
            raise Refused(-210, "file is over the limit")
        handle = f"upload-{next(self._ids)}"
        self.uploads[handle] = self.clock()
        self.uploaded.append((kind, field.filename, len(content)))
        return {"token" if kind == "file" else "attachment_id": handle}


def _hang_up(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.close()
    return web.Response()

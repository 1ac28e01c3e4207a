"""A Telegram of our own: a local server that speaks the Bot API, strict where the real one is.

    async with PretendTelegram() as telegram:
        telegram.say(7, "xin chào")             # a person writes; delivered by polling or webhook
        await telegram.until_sent(1)            # the bot answered
        telegram.sent[0].text
        telegram.tap(7, "menu")                 # a button under one of the bot's messages
        telegram.fail_next(too_many(3))         # the next message meets a 429

Give the bot `telegram.url` and `telegram.token`. Updates stay until they are confirmed, are
repeated when they are not, and may be repeated on purpose.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable
from typing import Any, Self

import aiohttp
from aiohttp import web

from tests.pretend import telegram_rules as policy
from tests.pretend.telegram_api import BotApi, Sent
from tests.pretend.telegram_rules import ApiError, Fault, Json, Limits

_PAGE = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


class PretendTelegram(BotApi):
    """The platform and the people on it.

    `limits` makes it answer 429 as the real one does; `latency` is the seconds each answer takes.
    """

    def __init__(
        self,
        *,
        token: str = "12345:AAHinventedInventedInventedInvented",
        limits: Limits | None = None,
        latency: float = 0.0,
        webhook_retry: float = 0.05,
    ) -> None:
        super().__init__(self._enqueue, token=token, limits=limits)
        self.latency = latency
        self.calls: list[tuple[str, Json]] = []  # every call: method in lower case, arguments
        self.webhook_answers: list[int] = []  # statuses our webhook answered
        self.asked_for: list[str] = []  # kinds of updates that are polled for, once that is said
        self.url = ""
        self._given: set[int] = set()  # `id()` of those a poll has seen
        self._faults: dict[str, list[Fault]] = defaultdict(list)
        self._poll = 0
        self._changed = asyncio.Event()
        self._closing = False
        self._webhook_retry = webhook_retry
        self._posting: set[asyncio.Task[None]] = set()
        self._in_order: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    # Life

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=50 * 1024**2)
        app.router.add_route("*", r"/bot{token:[^/]+}/{method}", self._call)
        app.router.add_get(r"/file/bot{token:[^/]+}/{path:.+}", self._download)
        self._runner = web.AppRunner(app, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._client = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closing = True
        self._change()
        for task in self._posting:
            task.cancel()
        await asyncio.gather(*self._posting, return_exceptions=True)
        await self._client.close()
        await self._runner.cleanup()

    # What a test says and asks

    def fail_next(self, fault: Fault, *, method: str = "sendMessage", times: int = 1) -> None:
        """The next `times` calls of `method` go wrong, after those already waiting."""
        self._faults[method.lower()] += [fault] * times

    def heal(self) -> None:
        """Forget the faults that did not happen yet."""
        self._faults.clear()

    def texts_to(self, chat: int) -> list[str]:
        """What this person was sent, in order."""
        return [one.text for one in self.sent if one.chat == chat]

    async def until_sent(self, number: int, seconds: float = 10.0) -> list[Sent]:
        """Wait until the bot has sent that many messages in all."""
        await self.until(lambda: len(self.sent) >= number, seconds)
        return self.sent

    async def until_heard(self, seconds: float = 10.0) -> None:
        """Wait until the bot has confirmed every update."""
        await self.until(lambda: not self.waiting(), seconds)

    async def until(self, happened: Callable[[], bool], seconds: float = 10.0) -> None:
        """Wait until something has happened here; TimeoutError when it does not."""
        async with asyncio.timeout(seconds):
            while not happened():
                await self._changed.wait()

    # Delivering updates

    def _enqueue(self, update: Json) -> None:
        wanted = self.webhook.get("allowed_updates") or self.asked_for
        if wanted and not any(kind in update for kind in wanted):
            return
        if not wanted and "message_reaction" in update:
            return  # told only to who asks for it by name
        self.updates.append(dict(update))
        if self.webhook:
            self._post_waiting()
        self._change()

    def on_webhook(self) -> None:
        """What waited is posted as soon as there is an address."""
        self._post_waiting()

    def waiting(self) -> int:
        """Those being posted are not confirmed either."""
        return len(self.updates) + len(self._posting)

    def _change(self) -> None:
        """Wake everyone who waits for something to happen."""
        self._changed.set()
        self._changed = asyncio.Event()

    def _post_waiting(self) -> None:
        waiting, self.updates = self.updates, []
        for update in waiting:
            task = asyncio.create_task(self._post(update))
            self._posting.add(task)
            task.add_done_callback(self._posted)

    def _posted(self, task: asyncio.Task[None]) -> None:
        self._posting.discard(task)
        self._change()

    async def _post(self, update: Json) -> None:
        """Post until a 2xx; the later updates of the same person wait."""
        async with self._in_order[_chat_of(update)]:
            while self.webhook:
                if await self._post_once(update):
                    return
                await asyncio.sleep(self._webhook_retry)

    async def _post_once(self, update: Json) -> bool:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook["secret_token"]}
        try:
            async with self._client.post(
                self.webhook["url"], json=update, headers=headers
            ) as answer:
                status = answer.status
        except aiohttp.ClientError:
            status = 0
        self.webhook_answers.append(status)
        return 200 <= status < 300

    async def _get_updates(self, arguments: Json) -> list[Json]:
        if self.webhook:
            raise ApiError(409, "Conflict: can't use getUpdates method while webhook is active")
        self.asked_for = policy.structured(arguments.get("allowed_updates")) or self.asked_for
        self._poll += 1
        mine = self._poll
        self._confirm(int(arguments.get("offset", 0)))
        try:
            async with asyncio.timeout(float(arguments.get("timeout", 0))):
                while not self.updates and mine == self._poll and not self._closing:
                    await self._changed.wait()
        except TimeoutError:
            return []
        if mine != self._poll:
            raise ApiError(409, "Conflict: terminated by other getUpdates request")
        batch = self.updates[: int(arguments.get("limit", 100))]
        self._given |= {id(update) for update in batch}
        return batch

    def _confirm(self, offset: int) -> None:
        """Forget what was given and lies before the offset; a repeated old one is given first."""
        self.updates = [
            update
            for update in self.updates
            if id(update) not in self._given or update["update_id"] >= offset
        ]
        self._given &= {id(update) for update in self.updates}
        self._change()

    # The Bot API

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"].lower()
        arguments = await _arguments(request)
        self.calls.append((method, arguments))
        fault = self._faults[method].pop(0) if self._faults[method] else Fault()
        await asyncio.sleep(self.latency + fault.delay)
        broken = fault.drop or fault.html or fault.error
        if broken and not fault.after:
            return _broken(request, fault)
        answer = await self._answer(request.match_info["token"], method, arguments)
        self._change()
        return _broken(request, fault) if broken else answer

    async def _answer(self, token: str, method: str, arguments: Json) -> web.Response:
        try:
            if token != self.token:
                raise ApiError(401, "Unauthorized")
            if method == "getupdates":
                result: Any = await self._get_updates(arguments)
            else:
                result = self.call(method, arguments)
        except ApiError as error:
            return web.json_response(error.as_json(), status=error.status)
        return web.json_response({"ok": True, "result": result})

    async def _download(self, request: web.Request) -> web.Response:
        file_id = request.match_info["path"].rpartition("/")[2]
        if request.match_info["token"] != self.token or file_id not in self.files:
            raise web.HTTPNotFound
        return web.Response(body=self.files[file_id][1])


def _chat_of(update: Json) -> int:
    """Whose update it is: those of one person are delivered in order."""
    value = next(value for key, value in update.items() if key != "update_id")
    return int(value["from"]["id"]) if "from" in value else 0


def _broken(request: web.Request, fault: Fault) -> web.Response:
    if fault.error:
        return web.json_response(fault.error.as_json(), status=fault.error.status)
    if fault.html:
        return web.Response(text=_PAGE, status=fault.html, content_type="text/html")
    if request.transport:
        request.transport.abort()
    return web.Response()


async def _arguments(request: web.Request) -> Json:
    """Arguments come in the address, as a form, with files, or as JSON; all are equal."""
    arguments: Json = dict(request.query)
    if request.content_type == "application/json":
        body = await request.read()
        return {**arguments, **(json.loads(body) if body else {})}
    for name, value in (await request.post()).items():
        arguments[name] = value.file.read() if isinstance(value, web.FileField) else value
    return arguments

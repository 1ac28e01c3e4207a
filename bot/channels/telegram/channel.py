"""Telegram channel: receives by polling or webhook, sends through python-telegram-bot's Bot.

Polls itself: PTB's Updater acknowledges updates before they are handled, and a crash would lose
them; here the offset moves only after every message of a batch was received (ADR-0005).
"""

import asyncio
import hmac
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Literal

import telegram.error as tg
from aiohttp import web
from telegram import BotCommand

from bot.channels.account_report import AccountReport
from bot.channels.base import Receive
from bot.channels.file_store import FILES_FOLDER, FileStore
from bot.channels.splitting import split_reply, utf16_units
from bot.channels.telegram.parse import ALLOWED_UPDATES, get_query_id, parse_update
from bot.channels.telegram.request import AiohttpRequest, LeanBot
from bot.channels.telegram.send import (
    MAX_CAPTION,
    MAX_TEXT,
    can_hold_caption,
    delete_message,
    edit_text,
    fetch_file,
    format_sent_id,
    redact_tokens,
    send_part,
    translate_error,
    translating_errors,
)
from bot.channels.telegram.updates import next_offset, read_update
from bot.core import metrics
from bot.core.errors import SettingsError, TryLater
from bot.messages.content import Incoming, Reply

log = logging.getLogger(__name__)

WEBHOOK_PATH = "/webhooks/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"

_MAX_CONNECTIONS = 40  # webhook calls at once
_POLL_MARGIN = 10.0  # seconds an answer may be late beyond the long poll
_MAX_RETRY_DELAY = 60.0
_ANSWER_DRAIN_TIMEOUT = 2.0  # seconds left to stop the buttons spinning when we close


class Telegram:
    """One Telegram bot as a channel."""

    def __init__(
        self,
        *,
        token: str,
        api_url: str = "https://api.telegram.org",
        mode: Literal["polling", "webhook"] = "polling",
        webhook_secret: str = "",
        public_url: str = "",
        commands: Sequence[tuple[str, str]] = (),
        name: str = "telegram",
        path: str = WEBHOOK_PATH,
        poll_seconds: int = 30,
        first_pause: float = 1.0,
    ) -> None:
        if mode == "webhook" and not (webhook_secret and public_url):
            raise SettingsError("Telegram's webhook needs a secret and a public URL")
        self.name = name
        self._mode = mode
        self._secret = webhook_secret.encode()
        self._path, self._webhook_url = path, public_url.rstrip("/") + path
        self._commands = [BotCommand(*command) for command in commands]
        self._poll_seconds = poll_seconds
        self._first_pause = first_pause
        self.files = FileStore(FILES_FOLDER)
        self._holders = 0
        self._link = ""
        self._answer_tasks: set[asyncio.Task[None]] = set()
        # PTB 22 warns at every 429 unless the coming type of `retry_after` is chosen, like this.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        # At DEBUG PTB writes the token and people's words.
        logging.getLogger("telegram").setLevel(logging.WARNING)
        self._requests = (AiohttpRequest(), AiohttpRequest())
        base = api_url.rstrip("/")
        self._bot = LeanBot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._requests[0],
            get_updates_request=self._requests[1],
        )

    # Listening

    def attach(self, app: web.Application, receive: Receive) -> None:
        """Poll while the application runs, or add the webhook's route and register it."""

        async def listen(_: web.Application) -> AsyncIterator[None]:
            async with self._connected():
                task = asyncio.create_task(self._listen(receive), name=f"{self.name} listens")
                yield
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                await self._finish_answers()

        if self._mode == "webhook":
            app.router.add_post(self._path, self._webhook(receive), name=f"{self.name}-webhook")
        app.cleanup_ctx.append(listen)

    async def _listen(self, receive: Receive) -> None:
        await self._retry_forever("point updates here", self._configure_webhook)
        if self._mode == "webhook":
            await self._retry_forever("offer commands", self._set_commands)
            return
        async with asyncio.TaskGroup() as both:
            both.create_task(self._retry_forever("offer commands", self._set_commands))
            both.create_task(self._poll(receive))

    async def _configure_webhook(self) -> None:
        if self._mode == "polling":
            await self._bot.delete_webhook()
            return
        await self._bot.set_webhook(
            self._webhook_url,
            secret_token=self._secret.decode(),
            allowed_updates=ALLOWED_UPDATES,
            max_connections=_MAX_CONNECTIONS,
        )

    async def _set_commands(self) -> None:
        if self._commands:
            await self._bot.set_my_commands(self._commands)

    async def _poll(self, receive: Receive) -> None:
        offset = 0

        async def next_batch() -> None:
            nonlocal offset
            updates = await self._bot.call_method(
                "getUpdates",
                seconds=self._poll_seconds + _POLL_MARGIN,
                offset=offset,
                timeout=self._poll_seconds,
                allowed_updates=ALLOWED_UPDATES,
            )
            if not isinstance(updates, list):
                raise tg.TelegramError("the answer is not Telegram's")
            await self._receive_all(updates, receive)
            offset = next_offset(updates, offset)

        while True:
            await self._retry_forever("poll", next_batch)

    async def _receive_all(self, updates: list[Any], receive: Receive) -> None:
        """Receive a batch: chats concurrently, each chat in order. Raises if one failed."""
        chats: dict[str, list[tuple[Incoming, str]]] = {}
        for update in updates:
            if incoming := parse_update(update, self.name):
                chats.setdefault(incoming.address, []).append((incoming, get_query_id(update)))
            else:
                self._answer_query_later(get_query_id(update))

        async def receive_chat(messages: list[tuple[Incoming, str]]) -> None:
            for incoming, query in messages:
                await receive(incoming)
                self._answer_query_later(query)

        results = await asyncio.gather(
            *(receive_chat(messages) for messages in chats.values()), return_exceptions=True
        )
        for result in results:
            if isinstance(result, BaseException):
                raise result

    def _webhook(self, receive: Receive) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def webhook(request: web.Request) -> web.Response:
            secret = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
            if not hmac.compare_digest(secret, self._secret):
                raise web.HTTPUnauthorized
            update = await read_update(request)
            if incoming := parse_update(update, self.name):
                try:
                    await receive(incoming)
                except Exception:
                    # Not stored: Telegram must send it again.
                    log.exception("telegram: not received", extra={"action": "receive_failed"})
                    raise web.HTTPServiceUnavailable from None
            self._answer_query_later(get_query_id(update))
            return web.Response()

        return webhook

    def _answer_query_later(self, callback_id: str) -> None:
        """Acknowledge the button press to Telegram in a background task."""
        if callback_id:
            task = asyncio.create_task(self._answer_query(callback_id))
            self._answer_tasks.add(task)
            task.add_done_callback(self._answer_tasks.discard)

    async def _answer_query(self, callback_id: str) -> None:
        try:
            await self._bot.answer_callback_query(callback_id)
        except (tg.TelegramError, KeyError) as error:
            log.debug("telegram: a press was not answered: %s", type(error).__name__)

    async def _finish_answers(self) -> None:
        if self._answer_tasks:
            _, late = await asyncio.wait(self._answer_tasks, timeout=_ANSWER_DRAIN_TIMEOUT)
            for task in late:
                task.cancel()

    async def _retry_forever(self, purpose: str, action: Callable[[], Awaitable[None]]) -> None:
        """Run `action` until it succeeds; network, Telegram or database may be down for hours."""
        failures = 0
        while True:
            try:
                await action()
                metrics.note_exchange(self.name, went_well=True)
                return
            except tg.TelegramError as error:
                problem = translate_error(error)
                log.warning(
                    "telegram: could not %s: %s",
                    purpose,
                    problem,
                    extra={"action": "telegram_failed", "account": self.name},
                )
                wait = problem.retry_after if isinstance(problem, TryLater) else None
            except Exception:
                log.exception(
                    "telegram: could not %s",
                    purpose,
                    extra={"action": "telegram_failed", "account": self.name},
                )
                wait = None
            metrics.note_exchange(self.name, went_well=False)
            failures += 1
            await asyncio.sleep(wait or self._retry_delay(failures))

    def _retry_delay(self, failures: int) -> float:
        return float(min(self._first_pause * 2 ** min(failures - 1, 10), _MAX_RETRY_DELAY))

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[None]:
        """Keep the HTTP sessions open; the last user closes them."""
        self._holders += 1
        try:
            for request in self._requests:
                await request.initialize()
            yield
        finally:
            self._holders -= 1
            if not self._holders:
                for request in self._requests:
                    await request.shutdown()

    # Speaking

    def parts(self, reply: Reply) -> tuple[Reply, ...]:
        """Split `reply`: 4096 UTF-16 units per message, 1024 per caption."""
        captioned = bool(reply.attachments) and can_hold_caption(reply.attachments[0])
        caption = MAX_CAPTION if captioned else 0
        return split_reply(reply, MAX_TEXT, max_caption=caption, measure=utf16_units)

    async def send(self, address: str, reply: Reply, *, key: str = "") -> str:
        """Send one part; return its id in the form that `parse_update` uses."""
        with translating_errors():
            return format_sent_id(await send_part(self._bot, address, reply, self.files))

    async def edit(self, address: str, message_id: str, reply: Reply, *, key: str = "") -> str:
        """Replace the text of the message `message_id`."""
        with translating_errors():
            return format_sent_id(await edit_text(self._bot, address, message_id, reply))

    async def erase(self, address: str, message_id: str) -> None:
        """Delete the message `message_id`; already deleted is no error."""
        with translating_errors():
            await delete_message(self._bot, address, message_id)

    async def fetch(self, ref: str) -> bytes:
        """Return a file by Telegram's id; at most 20 MB."""
        with translating_errors():
            return await fetch_file(self._bot, ref)

    def reachable(self) -> frozenset[str] | None:
        """Return None: Telegram stores messages, everyone can be reached."""
        return None

    async def find_link(self) -> str:
        """Return the address that opens the chat, asked for once. Raises DeliveryError."""
        if not self._link:
            with translating_errors():
                async with self._connected():
                    me = await self._bot.call_method("getMe")
            name = me.get("username") if isinstance(me, dict) else None
            if not name:
                raise TryLater("the answer is not Telegram's")
            self._link = f"https://t.me/{name}"
        return self._link

    async def check(self) -> AccountReport:
        """Return who we are and how updates come, for the operator. Raises DeliveryError."""
        with translating_errors():
            async with self._connected():
                me = await self._bot.call_method("getMe")
                webhook = await self._bot.call_method("getWebhookInfo")
        if not (isinstance(me, dict) and isinstance(webhook, dict)):
            raise TryLater("the answer is not Telegram's")
        failed_at = webhook.get("last_error_date")
        return AccountReport(
            f"@{me.get('username')}",
            registered=redact_tokens(str(webhook.get("url") or "")),
            expected=self._webhook_url if self._mode == "webhook" else "",
            waiting=int(webhook.get("pending_update_count") or 0),
            last_error=redact_tokens(str(webhook.get("last_error_message") or "")),
            last_error_at=datetime.fromtimestamp(failed_at, UTC) if failed_at else None,
        )

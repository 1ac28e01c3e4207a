"""Zalo Bot channel (made in Zalo's "Bot Manager"): text only, a small quota, for a pilot.

The platform has no buttons, no update ids and no outgoing files. `getUpdates` returns each update
once: it is kept in memory until it is stored, but a crash in between loses it, so a commune
receives by webhook. The token is part of every URL: URLs are never logged.
"""

import asyncio
import hmac
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from bot.channels import file_links
from bot.channels.account_report import AccountReport
from bot.channels.base import Receive
from bot.channels.downloads import PublicResolver, download_file
from bot.channels.splitting import append_buttons, split_reply
from bot.channels.zalo_bot.parse import parse_update
from bot.core import metrics
from bot.core.errors import DeliveryError, Rejected, SettingsError, TryLater, Unreachable
from bot.messages.content import Attachment, AttachmentKind, Reply

log = logging.getLogger(__name__)

WEBHOOK_PATH = "/webhooks/zalo-bot"
SECRET_HEADER = "X-Bot-Api-Secret-Token"
MAX_TEXT = 2000  # characters of one message, and of a photo's caption
MAX_BODY = 1_000_000  # bytes of a webhook call
POLL_SECONDS = 30
REFUSED_WAIT = (
    60.0  # seconds, when the quota or the token is refused: no `retry_after` is documented
)


class ZaloBot:
    """Receives by webhook or polling, sends text."""

    def __init__(
        self,
        *,
        token: str,
        api_url: str,
        secret: str = "",
        public_url: str = "",
        name: str = "zalo-bot",
        path: str = WEBHOOK_PATH,
        media_hosts: tuple[str, ...] = (),
        first_pause: float = 2.0,
    ) -> None:
        if public_url.startswith("https://") and not 8 <= len(secret) <= 256:
            raise SettingsError("BOT_ZALO_BOT_SECRET: Zalo wants 8 to 256 characters")
        self.name = name
        self._base = f"{api_url.rstrip('/')}/bot{token}"
        self._secret = secret.encode()
        self._public_url = public_url
        self._path = path
        self._webhook_url = public_url + path if public_url.startswith("https://") else ""
        self._media_hosts = media_hosts
        self._allowed_hosts = (
            urlsplit(api_url).hostname or "",
        )  # where the API is, it may be fetched
        self._first_pause = first_pause
        self._session: aiohttp.ClientSession | None = None

    # Listening

    def attach(self, app: web.Application, receive: Receive) -> None:
        """Add the webhook's route and register it, or poll while the application runs."""

        async def listen(_app: web.Application) -> AsyncIterator[None]:
            task = asyncio.create_task(self._listen(receive), name=f"{self.name} listens")
            yield
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            if self._session is not None:
                await self._session.close()

        app.router.add_post(self._path, self._webhook(receive), name=f"{self.name}-webhook")
        app.cleanup_ctx.append(listen)

    async def _listen(self, receive: Receive) -> None:
        if self._webhook_url:
            where = {"url": self._webhook_url, "secret_token": self._secret.decode()}
            await self._retry_forever(lambda: self._call("setWebhook", **where))
            return
        await self._retry_forever(lambda: self._call("deleteWebhook"))
        while True:
            await self._retry_forever(lambda: self._poll_once(receive))

    async def _poll_once(self, receive: Receive) -> None:
        answer = await self._request(
            "getUpdates", seconds=POLL_SECONDS + 10, timeout=str(POLL_SECONDS)
        )
        if answer.get("error_code") == 408:
            return  # nobody said anything
        incoming = parse_update(_unwrap_result(answer), self.name)
        if incoming is not None:
            # It is not handed out again: here it stays until it is stored.
            await self._retry_forever(lambda: receive(incoming))

    def _webhook(self, receive: Receive) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def webhook(request: web.Request) -> web.Response:
            secret = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
            if not self._secret or not hmac.compare_digest(secret, self._secret):
                raise web.HTTPUnauthorized
            if (request.content_length or 0) > MAX_BODY:
                raise web.HTTPRequestEntityTooLarge(MAX_BODY, request.content_length or 0)
            body = await request.read()
            incoming = (
                parse_update(_parse_json(body), self.name) if body.strip() else None
            )  # a probe is empty
            if incoming is not None:
                try:
                    await receive(incoming)
                except Exception:
                    # Not stored: Zalo must not hear 200; whether it tries again is not documented.
                    log.exception("zalo bot: not received", extra={"action": "receive_failed"})
                    raise web.HTTPServiceUnavailable from None
            return web.Response()

        return webhook

    async def _retry_forever(self, action: Callable[[], Awaitable[object]]) -> None:
        pause = self._first_pause
        while True:
            try:
                await action()
                metrics.note_exchange(self.name, went_well=True)
                return
            except DeliveryError as error:
                log.warning("zalo bot: %s", error, extra={"action": "zalo_bot_failed"})
            except Exception:
                log.exception("zalo bot: cannot listen", extra={"action": "zalo_bot_failed"})
            metrics.note_exchange(self.name, went_well=False)
            await asyncio.sleep(pause)
            pause = min(2 * pause, REFUSED_WAIT)

    # Speaking

    def parts(self, reply: Reply) -> tuple[Reply, ...]:
        """Split into texts of 2000 characters; the buttons are numbered lines at the end."""
        text = append_buttons(reply)
        sendable = self._filter_sendable(reply.attachments)
        unsent = [attachment for attachment in reply.attachments if attachment not in sendable]
        text = f"{text}\n\n{file_links.describe_unsent(unsent, self._public_url)}".strip()
        caption = (
            0
            if any(attachment.kind is AttachmentKind.VOICE for attachment in sendable)
            else MAX_TEXT
        )
        pieces = split_reply(Reply(text, attachments=sendable), MAX_TEXT, max_caption=caption)
        if not reply.choices:
            return pieces
        return (*pieces[:-1], replace(pieces[-1], choices=reply.choices))

    def _filter_sendable(self, attachments: tuple[Attachment, ...]) -> tuple[Attachment, ...]:
        """Return the photos and voices that are on Zalo's hosts; nothing else can be sent here."""
        return tuple(
            attachment
            for attachment in attachments
            if attachment.kind in (AttachmentKind.PHOTO, AttachmentKind.VOICE)
            and attachment.ref.startswith("https://")
        )

    async def send(self, address: str, reply: Reply, *, key: str = "") -> str:
        """Send one part; return Zalo's message id."""
        if reply.attachments and reply.attachments[0].kind is AttachmentKind.VOICE:
            voice = reply.attachments[0].ref
            result = await self._call("sendVoice", chat_id=address, voice_url=voice)
        elif reply.attachments:
            photo = {"photo": reply.attachments[0].ref, "caption": reply.text}
            result = await self._call("sendPhoto", chat_id=address, **photo)
        else:
            result = await self._call("sendMessage", chat_id=address, text=reply.text)
        message_id = result.get("message_id") if isinstance(result, dict) else None
        if not isinstance(message_id, str | int):
            raise TryLater("the answer is not Zalo's", uncertain=True)
        return str(message_id)

    async def fetch(self, ref: str) -> bytes:
        """Return a photo or voice by the URL Zalo gave; only from Zalo's own hosts."""
        return await download_file(self._get_session(), ref, self._media_hosts)

    def reachable(self) -> frozenset[str] | None:
        """Return None: Zalo stores messages for everyone who wrote before."""
        return None

    async def check(self) -> AccountReport:
        """Return who we are and how messages come. Raises DeliveryError."""
        try:
            account = await self._call("getMe")
            webhook = {} if not self._webhook_url else await self._call("getWebhookInfo")
        finally:
            if self._session is not None:
                await self._session.close()
        return AccountReport(
            str(account.get("account_name")),
            registered=str(webhook.get("url") or ""),
            expected=self._webhook_url,
        )

    # The way out

    def _get_session(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(resolver=PublicResolver(self._allowed_hosts)),
                timeout=aiohttp.ClientTimeout(total=30),
            )
        return self._session

    async def _call(self, method: str, **fields: Any) -> Any:
        return _unwrap_result(await self._request(method, **fields))

    async def _request(self, method: str, *, seconds: float = 30, **fields: Any) -> dict[str, Any]:
        """Return Zalo's answer, also if it is an error. Raises TryLater if there is none.

        No error message contains the token.
        """
        limit = aiohttp.ClientTimeout(total=seconds)
        try:
            async with self._get_session().post(
                f"{self._base}/{method}", json=fields, timeout=limit, allow_redirects=False
            ) as response:
                return _parse_json(await response.read())
        except TimeoutError:
            raise TryLater("no answer in time", uncertain=True) from None
        except aiohttp.ClientConnectorError as error:
            raise TryLater(f"no answer: {type(error).__name__}") from None
        except (aiohttp.ClientError, OSError) as error:
            raise TryLater(f"no answer: {type(error).__name__}", uncertain=True) from None


def _parse_json(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _unwrap_result(answer: dict[str, Any]) -> Any:
    """Return the result of an answer, or raise our error; `ok` decides, not the HTTP status."""
    if answer.get("ok") is True:
        return answer.get("result") or {}
    code, description = answer.get("error_code"), str(answer.get("description") or "")[:200]
    match code:
        case 400:
            raise Rejected(f"400 {description}")
        case 404:
            raise Unreachable(f"404 {description}")
        case 401 | 429:
            raise TryLater(f"{code} {description}", retry_after=REFUSED_WAIT)
        case int():
            raise TryLater(f"{code} {description}")
    raise TryLater("the answer is not Zalo's", uncertain=True)

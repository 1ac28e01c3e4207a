"""One WebSocket connection: frames are received in order and then confirmed.

One task reads frames and another receives them: a page confirms our messages even while its own
messages wait for the database.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import WSCloseCode, WSMsgType

from bot.channels.base import Receive
from bot.channels.webchat.connections import PageConnection, PageConnections
from bot.channels.webchat.frames import (
    AckFrame,
    Frame,
    HelloFrame,
    MalformedError,
    MessageFrame,
    parse_frame,
)
from bot.channels.webchat.rate_limit import RateLimit
from bot.channels.webchat.uploads import UploadStore
from bot.channels.webchat.visitor_tokens import VisitorTokens
from bot.core import rate_limits
from bot.messages.content import Incoming

log = logging.getLogger(__name__)

MAX_FRAMES, FRAMES_SECONDS = 20, 10.0  # at most so many frames in so many seconds
START = "/start"

_MAX_QUEUED = 2 * MAX_FRAMES  # frames read and not yet received
_DRAIN_TIMEOUT = 0.5  # seconds to receive what was said just before the line closed


@dataclass(frozen=True)
class ChatContext:
    """Dependencies and shared limits of all conversations; one per channel."""

    account: str
    tokens: VisitorTokens
    connections: PageConnections
    upload_store: UploadStore
    receive: Receive
    notify_arrival: Callable[[], None]
    messages: rate_limits.RateLimiter = field(
        default_factory=lambda: rate_limits.RateLimiter(rate_limits.MESSAGES)
    )
    newcomers: rate_limits.RateLimiter = field(
        default_factory=lambda: rate_limits.RateLimiter(rate_limits.NEWCOMERS)
    )


class Conversation:
    """The conversation with one page."""

    def __init__(self, context: ChatContext, connection: PageConnection) -> None:
        self._context = context
        self._connection = connection
        self._meter = RateLimit(MAX_FRAMES, FRAMES_SECONDS)
        self._said_hello = False
        self._frames: asyncio.Queue[HelloFrame | MessageFrame | None] = asyncio.Queue(
            _MAX_QUEUED + 1
        )

    async def run(self) -> None:
        """Receive until the connection closes, or must be closed."""
        receiving = asyncio.create_task(self._receive_all())
        try:
            code = await self._listen()
            if code:
                await self._connection.close(code)
        finally:
            self._context.connections.remove(self._connection)
            self._frames.put_nowait(None)
            await asyncio.wait((receiving,), timeout=_DRAIN_TIMEOUT)
            receiving.cancel()

    async def _listen(self) -> int:
        """Read frames; return the close code, 0 if the page closed."""
        async for message in self._connection.socket:
            if message.type is WSMsgType.BINARY:
                return WSCloseCode.UNSUPPORTED_DATA
            if message.type is not WSMsgType.TEXT:
                return 0  # broken or too large: aiohttp has closed it and said why
            try:
                frame = parse_frame(message.data)
            except MalformedError:
                return WSCloseCode.INVALID_TEXT
            if not self._accept_frame(frame):
                return WSCloseCode.POLICY_VIOLATION
        return 0

    def _accept_frame(self, frame: Frame | None) -> bool:
        """Queue the frame; False if the page is over its limits."""
        if isinstance(frame, AckFrame) and self._connection.confirm(frame.id):
            return True
        first_hello = isinstance(frame, HelloFrame) and not self._said_hello
        self._said_hello = self._said_hello or first_hello
        if not first_hello and not self._meter.allows():
            return False
        if isinstance(frame, HelloFrame | MessageFrame):
            if self._frames.qsize() >= _MAX_QUEUED:
                return False
            self._frames.put_nowait(frame)
        return True

    async def _receive_all(self) -> None:
        while frame := await self._frames.get():
            if isinstance(frame, HelloFrame):
                await self._greet(frame)
            elif self._connection.address:
                await self._receive_message(frame)

    async def _greet(self, hello: HelloFrame) -> None:
        """Identify the page. A new visitor, or one who came by a village's link, starts anew.

        The start message is stored before the page gets its token: a page without one asks again,
        and nobody stays ungreeted. A second hello on a connection is only a liveness check.
        """
        token, address = self._connection.token, self._connection.address
        known = address or self._context.tokens.find_address(hello.token)
        if not known and not self._context.newcomers.try_acquire(network=self._connection.network):
            await self._connection.close(WSCloseCode.TRY_AGAIN_LATER)
            return
        if not address:
            token = hello.token if known else self._context.tokens.issue()
            address = token.partition(".")[0]
        if (not known or hello.unit) and not await self._store_message(
            _make_start_message(hello), address
        ):
            await self._connection.send_frame("again", id="hello")
            return
        await self._connection.send_frame("hello", token=token)
        if not self._connection.address:
            self._connection.token, self._connection.address = token, address
            self._context.connections.register(self._connection)
            self._context.notify_arrival()

    async def _receive_message(self, frame: MessageFrame) -> None:
        stored = await self._store_message(frame, self._connection.address)
        await self._connection.send_frame("heard" if stored else "again", id=frame.id)

    async def _store_message(self, frame: MessageFrame, address: str) -> bool:
        """Store the message; False if the page must send it again."""
        if code := self._find_limit_code(address):
            await self._connection.close(code)
            return False
        try:
            await self._context.receive(await self._build_incoming(frame, address))
        except Exception:
            log.exception(
                "webchat: not received",
                extra={"action": "receive_failed", "account": self._context.account},
            )
            return False
        return True

    def _find_limit_code(self, address: str) -> int:
        """Return the close code if the person, their network or all are over the limit; else 0."""
        meter, network = self._context.messages, self._connection.network
        if meter.try_acquire(contact=address, network=network):
            return 0
        total_has_room = meter.has_capacity(network=network)
        return WSCloseCode.POLICY_VIOLATION if total_has_room else WSCloseCode.TRY_AGAIN_LATER

    async def _build_incoming(self, frame: MessageFrame, address: str) -> Incoming:
        name = frame.photo or frame.voice
        upload = await self._context.upload_store.find_attachment(name, address) if name else None
        return Incoming(
            account=self._context.account,
            address=address,
            message_id=f"{address}:{frame.id}",
            text=frame.text,
            choice=frame.choice,
            start=frame.start,
            attachments=tuple(attachment for attachment in (upload, frame.place) if attachment),
            network=self._connection.network,
        )


def _make_start_message(hello: HelloFrame) -> MessageFrame:
    """Return the start message of a visit, with the deep link it came by."""
    unit = f"u-{hello.unit}" if hello.unit else ""
    return MessageFrame(id=hello.id or f"start:{unit}", text=START, start=unit)

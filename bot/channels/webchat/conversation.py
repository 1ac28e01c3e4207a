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
from bot.channels.webchat.flood import Meter
from bot.channels.webchat.frames import Frame, Got, Hello, MalformedError, Said, read
from bot.channels.webchat.identity import Identity
from bot.channels.webchat.lines import Line, Lines
from bot.channels.webchat.photos import Photos
from bot.core import budgets
from bot.messages.content import Incoming

log = logging.getLogger(__name__)

FRAMES, FRAMES_IN = 20, 10.0  # at most so many frames in so many seconds
START = "/start"

_WAITING = 2 * FRAMES  # frames read and not yet received
_LAST_WORDS = 0.5  # seconds to receive what was said just before the line closed


@dataclass(frozen=True)
class House:
    """Dependencies and shared limits of all conversations; one per channel."""

    account: str
    identity: Identity
    lines: Lines
    photos: Photos
    receive: Receive
    arrived: Callable[[], None]
    messages: budgets.Meter = field(default_factory=lambda: budgets.Meter(budgets.MESSAGES))
    newcomers: budgets.Meter = field(default_factory=lambda: budgets.Meter(budgets.NEWCOMERS))


class Conversation:
    """The conversation with one page."""

    def __init__(self, house: House, line: Line) -> None:
        self._house = house
        self._line = line
        self._meter = Meter(FRAMES, FRAMES_IN)
        self._said_hello = False
        self._frames: asyncio.Queue[Hello | Said | None] = asyncio.Queue(_WAITING + 1)

    async def hold(self) -> None:
        """Receive until the connection closes, or must be closed."""
        receiving = asyncio.create_task(self._receive_all())
        try:
            code = await self._listen()
            if code:
                await self._line.close(code)
        finally:
            self._house.lines.remove(self._line)
            self._frames.put_nowait(None)
            await asyncio.wait((receiving,), timeout=_LAST_WORDS)
            receiving.cancel()

    async def _listen(self) -> int:
        """Read frames; return the close code, 0 if the page closed."""
        async for message in self._line.socket:
            if message.type is WSMsgType.BINARY:
                return WSCloseCode.UNSUPPORTED_DATA
            if message.type is not WSMsgType.TEXT:
                return 0  # broken or too large: aiohttp has closed it and said why
            try:
                frame = read(message.data)
            except MalformedError:
                return WSCloseCode.INVALID_TEXT
            if not self._may_go_on(frame):
                return WSCloseCode.POLICY_VIOLATION
        return 0

    def _may_go_on(self, frame: Frame | None) -> bool:
        """Queue the frame; False if the page is over its limits."""
        if isinstance(frame, Got) and self._line.confirm(frame.id):
            return True
        first_hello = isinstance(frame, Hello) and not self._said_hello
        self._said_hello = self._said_hello or first_hello
        if not first_hello and not self._meter.allows():
            return False
        if isinstance(frame, Hello | Said):
            if self._frames.qsize() >= _WAITING:
                return False
            self._frames.put_nowait(frame)
        return True

    async def _receive_all(self) -> None:
        while frame := await self._frames.get():
            if isinstance(frame, Hello):
                await self._greet(frame)
            elif self._line.address:
                await self._take(frame)

    async def _greet(self, hello: Hello) -> None:
        """Identify the page. A new visitor, or one who came by a village's link, starts anew.

        The start message is stored before the page gets its token: a page without one asks again,
        and nobody stays ungreeted. A second hello on a connection is only a liveness check.
        """
        token, address = self._line.token, self._line.address
        known = address or self._house.identity.address_in(hello.token)
        if not known and not self._house.newcomers.allows(network=self._line.network):
            await self._line.close(WSCloseCode.TRY_AGAIN_LATER)
            return
        if not address:
            token = hello.token if known else self._house.identity.issue()
            address = token.partition(".")[0]
        if (not known or hello.unit) and not await self._received(_start(hello), address):
            await self._line.tell("again", id="hello")
            return
        await self._line.tell("hello", token=token)
        if not self._line.address:
            self._line.token, self._line.address = token, address
            self._house.lines.introduce(self._line)
            self._house.arrived()

    async def _take(self, said: Said) -> None:
        stored = await self._received(said, self._line.address)
        await self._line.tell("heard" if stored else "again", id=said.id)

    async def _received(self, said: Said, address: str) -> bool:
        """Store the message; False if the page must send it again."""
        if code := self._too_much(address):
            await self._line.close(code)
            return False
        try:
            await self._house.receive(await self._incoming(said, address))
        except Exception:
            log.exception(
                "webchat: not received",
                extra={"action": "receive_failed", "account": self._house.account},
            )
            return False
        return True

    def _too_much(self, address: str) -> int:
        """Return the close code if the person, their network or all are over the limit; else 0."""
        meter, network = self._house.messages, self._line.network
        if meter.allows(contact=address, network=network):
            return 0
        alone = meter.has_room(network=network)
        return WSCloseCode.POLICY_VIOLATION if alone else WSCloseCode.TRY_AGAIN_LATER

    async def _incoming(self, said: Said, address: str) -> Incoming:
        name = said.photo or said.voice
        upload = await self._house.photos.describe(name, address) if name else None
        return Incoming(
            account=self._house.account,
            address=address,
            message_id=f"{address}:{said.id}",
            text=said.text,
            choice=said.choice,
            start=said.start,
            attachments=tuple(one for one in (upload, said.place) if one),
            network=self._line.network,
        )


def _start(hello: Hello) -> Said:
    """Return the start message of a visit, with the deep link it came by."""
    unit = f"u-{hello.unit}" if hello.unit else ""
    return Said(id=hello.id or f"start:{unit}", text=START, start=unit)

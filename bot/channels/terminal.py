"""Terminal channel: the same bot for one person at a keyboard, or for lines piped in."""

import asyncio
import sys
import uuid
from collections.abc import AsyncIterator
from typing import TextIO

from aiohttp import web

from bot.channels import reading
from bot.channels.base import Receive
from bot.core.errors import Rejected
from bot.messages.content import Incoming, Reply

UNNAMED = "ban-phim"
QUIET = 0.25  # seconds without a word after which an answer is taken as whole
PATIENCE = 10.0  # seconds to wait for the first word of an answer


class Terminal:
    """One person at a terminal."""

    def __init__(
        self,
        *,
        person: str,
        start: str = "",
        reads: TextIO = sys.stdin,
        writes: TextIO = sys.stdout,
        name: str = "terminal",
    ) -> None:
        self.name = name
        self.finished = asyncio.Event()
        self._person = reading.name(person, reading.LONGEST_ADDRESS) or UNNAMED
        self._start = start
        self._reads = reads
        self._writes = writes
        self._spoken = asyncio.Event()

    def attach(self, app: web.Application, receive: Receive) -> None:
        """Read lines while the application runs; `finished` is set at the end of input."""

        async def reading(_app: web.Application) -> AsyncIterator[None]:
            task = asyncio.create_task(self._read(receive))
            yield
            task.cancel()

        app.cleanup_ctx.append(reading)

    async def _read(self, receive: Receive) -> None:
        if self._start:
            await self._hear(receive, self._said("/start", self._start))
        while line := await asyncio.to_thread(self._reads.readline):
            if line.strip():
                await self._hear(receive, self._said(line.strip()))
        self.finished.set()

    def _said(self, text: str, start: str = "") -> Incoming:
        return Incoming(
            account=self.name,
            address=self._person,
            message_id=uuid.uuid4().hex,
            text=text,
            start=start,
            name=self._person,
        )

    async def _hear(self, receive: Receive, incoming: Incoming) -> None:
        """Pass a line to the bot and wait until its replies are printed."""
        self._spoken.clear()
        await receive(incoming)
        wait = PATIENCE
        while True:
            try:
                await asyncio.wait_for(self._spoken.wait(), wait)
            except TimeoutError:
                return
            self._spoken.clear()
            wait = QUIET

    def parts(self, reply: Reply) -> tuple[Reply, ...]:
        """Return the reply unsplit: a terminal takes any length."""
        return (reply,)

    async def send(self, address: str, reply: Reply, *, key: str = "") -> str:
        """Print the reply, its buttons as a list."""
        lines = [reply.text, *(f"  [{one.label}] {one.url}".rstrip() for one in reply.choices)]
        print("\n".join(lines), end="\n\n", file=self._writes, flush=True)
        self._spoken.set()
        return uuid.uuid4().hex

    async def fetch(self, ref: str) -> bytes:
        """Raise Rejected: a terminal has no attachments."""
        raise Rejected(f"a terminal has no {ref!r}")

    def reachable(self) -> frozenset[str]:
        """Return the address of the person at the terminal."""
        return frozenset({self._person})

"""Terminal channel: the same bot for one person at a keyboard, or for lines piped in."""

import asyncio
import sys
import uuid
from collections.abc import AsyncIterator
from typing import TextIO

from aiohttp import web

from bot.channels import json_values
from bot.channels.base import Receive
from bot.core.errors import Rejected
from bot.messages.content import Incoming, Reply

UNNAMED = "ban-phim"
QUIET_SECONDS = 0.25  # seconds without a word after which an answer is taken as whole
REPLY_TIMEOUT = 10.0  # seconds to wait for the first word of an answer


class Terminal:
    """One person at a terminal."""

    def __init__(
        self,
        *,
        person: str,
        start: str = "",
        input_stream: TextIO = sys.stdin,
        output_stream: TextIO = sys.stdout,
        name: str = "terminal",
    ) -> None:
        self.name = name
        self.finished = asyncio.Event()
        self._person = json_values.as_name(person, json_values.LONGEST_ADDRESS) or UNNAMED
        self._start = start
        self._input_stream = input_stream
        self._output_stream = output_stream
        self._reply_printed = asyncio.Event()

    def attach(self, app: web.Application, receive: Receive) -> None:
        """Read lines while the application runs; `finished` is set at the end of input."""

        async def run_reader(_app: web.Application) -> AsyncIterator[None]:
            task = asyncio.create_task(self._read_lines(receive))
            yield
            task.cancel()

        app.cleanup_ctx.append(run_reader)

    async def _read_lines(self, receive: Receive) -> None:
        if self._start:
            await self._receive_and_wait(receive, self._make_incoming("/start", self._start))
        while line := await asyncio.to_thread(self._input_stream.readline):
            if line.strip():
                await self._receive_and_wait(receive, self._make_incoming(line.strip()))
        self.finished.set()

    def _make_incoming(self, text: str, start: str = "") -> Incoming:
        return Incoming(
            account=self.name,
            address=self._person,
            message_id=uuid.uuid4().hex,
            text=text,
            start=start,
            name=self._person,
        )

    async def _receive_and_wait(self, receive: Receive, incoming: Incoming) -> None:
        """Pass a line to the bot and wait until its replies are printed."""
        self._reply_printed.clear()
        await receive(incoming)
        wait = REPLY_TIMEOUT
        while True:
            try:
                await asyncio.wait_for(self._reply_printed.wait(), wait)
            except TimeoutError:
                return
            self._reply_printed.clear()
            wait = QUIET_SECONDS

    def parts(self, reply: Reply) -> tuple[Reply, ...]:
        """Return the reply unsplit: a terminal takes any length."""
        return (reply,)

    async def send(self, address: str, reply: Reply, *, key: str = "") -> str:
        """Print the reply, its buttons as a list."""
        lines = [
            reply.text,
            *(f"  [{choice.label}] {choice.url}".rstrip() for choice in reply.choices),
        ]
        print("\n".join(lines), end="\n\n", file=self._output_stream, flush=True)
        self._reply_printed.set()
        return uuid.uuid4().hex

    async def fetch(self, ref: str) -> bytes:
        """Raise Rejected: a terminal has no attachments."""
        raise Rejected(f"a terminal has no {ref!r}")

    def reachable(self) -> frozenset[str]:
        """Return the address of the person at the terminal."""
        return frozenset({self._person})

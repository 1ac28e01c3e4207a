"""Streams of events (SSE) that tell a page that something has changed, and nothing else.

What has changed is fetched by the page through the guard: a stream carries no words. Few are open
at a time, each for minutes only, and all end at once when the application stops.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

from aiohttp import ClientConnectionResetError, web

from bot import texts
from bot.console.context import ConsoleRequest
from bot.core.errors import UserError

STEP = 2.0  # seconds between two looks
LIFETIME = 240.0  # seconds; the browser opens the next one by itself
MOST_PER_SESSION = 4
Look = Callable[[], Awaitable[object]]


class LiveStreams:
    """The streams that are open in this process, by session."""

    def __init__(self) -> None:
        self._open: Counter[int] = Counter()
        self._closing = asyncio.Event()

    async def close(self, _app: web.Application) -> None:
        """End all streams; a hook of the application's shutdown."""
        self._closing.set()

    async def run(self, request: ConsoleRequest, look: Look) -> web.StreamResponse:
        """Send "changed" whenever `look` returns something else than before.

        Raises UserError when the session has too many open: the page then asks now and then.
        """
        session_id = request.user.session_id
        if self._open[session_id] >= MOST_PER_SESSION:
            raise UserError(texts.CONSOLE_BUSY)
        self._open[session_id] += 1
        try:
            return await self._stream(request, look)
        finally:
            self._open[session_id] -= 1

    async def _stream(self, request: ConsoleRequest, look: Look) -> web.StreamResponse:
        seen = await look()
        response = web.StreamResponse(
            headers={
                "Content-Type": "text/event-stream",
                "Cache-Control": "no-store",
                "X-Accel-Buffering": "no",  # a proxy must not hold it back
            }
        )
        await response.prepare(request.http)
        try:
            await response.write(b"retry: 3000\n\n")
            for _ in range(round(LIFETIME / STEP)):
                if await self._wait():
                    break
                current = await look()
                await response.write(b": \n\n" if current == seen else b"event: changed\ndata:\n\n")
                seen = current
        except ClientConnectionResetError:
            return response  # the page was left
        return response

    async def _wait(self) -> bool:
        """Wait for the next look. Returns whether the application stops."""
        try:
            async with asyncio.timeout(STEP):
                await self._closing.wait()
        except TimeoutError:
            return False
        return True


LIVE: web.AppKey[LiveStreams] = web.AppKey("live", LiveStreams)

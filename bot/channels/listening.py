"""The listening socket: limits on connections and requests that stay open without sending.

aiohttp waits an hour for a request that never comes, and asyncio logs each connection it cannot
accept: 1,100 half-open requests stopped the service and wrote 203 MB. Here the oldest silent
connections are dropped when there are many, and every silent one after a few seconds.
"""

import asyncio
import logging
import resource
import socket
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web, web_response

from bot.channels.networks import Sources
from bot.core import budgets

log = logging.getLogger(__name__)

HEAD_WITHIN = 20.0  # seconds to say what is wanted; a phone in a poor network needs some
BODY_WITHIN = 30.0  # seconds for the body of a request
IDLE_WITHIN = 180.0  # seconds between two requests; longer than a proxy keeps a line
MOST_FILES = 65_536
KEPT_FREE = 200  # files and sockets of our own
BACKLOG = 1024
SWEEP_EVERY = 1.0
OWN_BODIES = ("/chat/photo",)  # reads its body itself, with limits of its own

# Errors are answered before any handler is asked, so the name is changed where it is written.
setattr(web_response, "SERVER_SOFTWARE", "to-so")  # noqa: B010  not exported to typed code

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Lines:
    """All open connections, and those without a request yet, oldest first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._all: set[asyncio.BaseTransport] = set()
        self._unheard: dict[asyncio.BaseTransport, float] = {}

    def opened(self, line: asyncio.BaseTransport) -> None:
        """Register a new connection; drops the oldest silent ones if there are too many."""
        self._all.add(line)
        self._unheard[line] = time.monotonic()
        if len(self._unheard) > budgets.UNHEARD:
            self.make_room(1)
        if len(self._all) > self._most:
            self.make_room(budgets.UNHEARD // 10)

    def heard(self, line: asyncio.BaseTransport | None) -> None:
        """Mark the connection as having sent a request: its own limits apply from now on."""
        if line is not None:
            self._unheard.pop(line, None)

    def make_room(self, count: int) -> None:
        """Drop the `count` oldest silent connections."""
        for line in list(self._unheard)[:count]:
            self._let_go(line)

    def sweep(self) -> None:
        """Forget closed connections and drop those that were silent for too long."""
        self._all = {line for line in self._all if not line.is_closing()}
        late = time.monotonic() - HEAD_WITHIN
        for line, since in list(self._unheard.items()):
            if since < late or line.is_closing():
                self._let_go(line)

    def _let_go(self, line: asyncio.BaseTransport) -> None:
        self._unheard.pop(line, None)
        self._all.discard(line)
        if isinstance(line, asyncio.Transport):
            line.abort()


LINES = web.AppKey("lines", Lines)


class Listener:
    """Accepts connections for an application that is set up."""

    def __init__(self, runner: web.AppRunner) -> None:
        assert runner.server is not None, "the application is not set up"
        self._server = runner.server
        self._lines = runner.app[LINES]
        self._tasks: list[asyncio.Task[None]] = []
        self._sockets: list[socket.socket] = []

    async def start(self, host: str, port: int) -> int:
        """Start listening; return the port. Raises OSError if it cannot be bound."""
        loop = asyncio.get_running_loop()
        known = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        try:
            for family, kind, protocol, _, place in dict.fromkeys(known):
                self._sockets.append(_listening(family, kind, protocol, place))
        except OSError:
            await self.stop()
            raise
        self._tasks = [asyncio.create_task(self._accept(door)) for door in self._sockets]
        self._tasks.append(asyncio.create_task(self._sweep()))
        return int(self._sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Stop accepting; open connections stay."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for door in self._sockets:
            door.close()

    async def _accept(self, door: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                line, _ = await loop.sock_accept(door)
            except OSError as error:
                log.warning("listening: %s", error.strerror, extra={"action": "accept_failed"})
                self._lines.make_room(budgets.UNHEARD // 2)
                await asyncio.sleep(0.1)
                continue
            try:
                transport, _ = await loop.connect_accepted_socket(self._server, line)
            except OSError:
                line.close()  # gone before it was greeted
                continue
            self._lines.opened(transport)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_EVERY)
            self._lines.sweep()


def _listening(family: int, kind: int, protocol: int, place: tuple[Any, ...]) -> socket.socket:
    door = socket.socket(family, kind, protocol)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        door.setblocking(False)
        door.bind(place)
        door.listen(BACKLOG)
    except OSError:
        door.close()
        raise
    return door


def guard(app: web.Application, sources: Sources) -> None:
    """Give the application its connection table, and every request a limit on its body."""
    lines = app[LINES] = Lines(_most_lines())
    open_bodies: Counter[str] = Counter()

    @web.middleware
    async def limited(request: web.Request, handler: Handler) -> web.StreamResponse:
        lines.heard(request.transport)
        if request.can_read_body and request.path not in OWN_BODIES:
            await _read_body(request, sources.of(request), open_bodies)
        return await handler(request)

    app.middlewares.append(limited)


async def _read_body(request: web.Request, source: str, open_bodies: Counter[str]) -> None:
    """Read the body before the handler runs, so that a slow one holds no other resource."""
    full = open_bodies.total() >= budgets.OPEN_BODIES
    if full or open_bodies[source] >= budgets.OPEN_BODIES_OF_ONE:
        raise web.HTTPServiceUnavailable(headers={"Retry-After": "5"})
    open_bodies[source] += 1
    try:
        async with asyncio.timeout(BODY_WITHIN):
            await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except ConnectionError:
        # Left before the end: nobody hears this answer, and no traceback tells of it.
        raise web.HTTPBadRequest from None
    finally:
        open_bodies[source] -= 1
        if not open_bodies[source]:
            del open_bodies[source]


def _most_lines() -> int:
    """Raise the limit of open files if possible; return how many connections fit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return max(soft - KEPT_FREE, budgets.UNHEARD)

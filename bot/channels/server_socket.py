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

from bot.channels.request_sources import RequestSources
from bot.core import rate_limits

log = logging.getLogger(__name__)

HEAD_WITHIN = 20.0  # seconds to say what is wanted; a phone in a poor network needs some
BODY_WITHIN = 30.0  # seconds for the body of a request
IDLE_WITHIN = 180.0  # seconds between two requests; longer than a proxy keeps a line
MAX_OPEN_FILES = 65_536
RESERVED_FILES = 200  # files and sockets of our own
BACKLOG = 1024
SWEEP_EVERY = 1.0
SELF_READ_PATHS = ("/chat/photo",)  # reads its body itself, with limits of its own
UPLOADS = "/console/"  # so do forms with files, once it is known who sends them

# Errors are answered before any handler is asked, so the name is changed where it is written.
setattr(web_response, "SERVER_SOFTWARE", "to-so")  # noqa: B010  not exported to typed code

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Connections:
    """All open connections, and those without a request yet, oldest first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._all: set[asyncio.BaseTransport] = set()
        self._silent: dict[asyncio.BaseTransport, float] = {}

    def add(self, transport: asyncio.BaseTransport) -> None:
        """Register a new connection; drops the oldest silent ones if there are too many."""
        self._all.add(transport)
        self._silent[transport] = time.monotonic()
        if len(self._silent) > rate_limits.MAX_IDLE_CONNECTIONS:
            self.drop_oldest_silent(1)
        if len(self._all) > self._limit:
            self.drop_oldest_silent(rate_limits.MAX_IDLE_CONNECTIONS // 10)

    def mark_active(self, transport: asyncio.BaseTransport | None) -> None:
        """Mark the connection as having sent a request: its own limits apply from now on."""
        if transport is not None:
            self._silent.pop(transport, None)

    def drop_oldest_silent(self, count: int) -> None:
        """Drop the `count` oldest silent connections."""
        for transport in list(self._silent)[:count]:
            self._abort(transport)

    def sweep(self) -> None:
        """Forget closed connections and drop those that were silent for too long."""
        self._all = {transport for transport in self._all if not transport.is_closing()}
        late = time.monotonic() - HEAD_WITHIN
        for transport, since in list(self._silent.items()):
            if since < late or transport.is_closing():
                self._abort(transport)

    def _abort(self, transport: asyncio.BaseTransport) -> None:
        self._silent.pop(transport, None)
        self._all.discard(transport)
        if isinstance(transport, asyncio.Transport):
            transport.abort()


CONNECTIONS = web.AppKey("lines", Connections)


class Listener:
    """Accepts connections for an application that is set up."""

    def __init__(self, runner: web.AppRunner) -> None:
        assert runner.server is not None, "the application is not set up"
        self._server = runner.server
        self._connections = runner.app[CONNECTIONS]
        self._tasks: list[asyncio.Task[None]] = []
        self._sockets: list[socket.socket] = []

    async def start(self, host: str, port: int) -> int:
        """Start listening; return the port. Raises OSError if it cannot be bound."""
        loop = asyncio.get_running_loop()
        addresses = await loop.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        try:
            for family, kind, protocol, _, address in dict.fromkeys(addresses):
                self._sockets.append(_open_socket(family, kind, protocol, address))
        except OSError:
            await self.stop()
            raise
        self._tasks = [
            asyncio.create_task(self._accept(listening_socket))
            for listening_socket in self._sockets
        ]
        self._tasks.append(asyncio.create_task(self._sweep()))
        return int(self._sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Stop accepting; open connections stay."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for listening_socket in self._sockets:
            listening_socket.close()

    async def _accept(self, listening_socket: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                client, _ = await loop.sock_accept(listening_socket)
            except OSError as error:
                log.warning("listening: %s", error.strerror, extra={"action": "accept_failed"})
                self._connections.drop_oldest_silent(rate_limits.MAX_IDLE_CONNECTIONS // 2)
                await asyncio.sleep(0.1)
                continue
            try:
                transport, _ = await loop.connect_accepted_socket(self._server, client)
            except OSError:
                client.close()  # gone before it was greeted
                continue
            self._connections.add(transport)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_EVERY)
            self._connections.sweep()


def _open_socket(family: int, kind: int, protocol: int, address: tuple[Any, ...]) -> socket.socket:
    listening_socket = socket.socket(family, kind, protocol)
    try:
        listening_socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listening_socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listening_socket.setblocking(False)
        listening_socket.bind(address)
        listening_socket.listen(BACKLOG)
    except OSError:
        listening_socket.close()
        raise
    return listening_socket


def add_request_limits(app: web.Application, sources: RequestSources) -> None:
    """Give the application its connection table, and every request a limit on its body."""
    connections = app[CONNECTIONS] = Connections(_compute_connection_limit())
    open_bodies: Counter[str] = Counter()

    @web.middleware
    async def limit_request(request: web.Request, handler: Handler) -> web.StreamResponse:
        connections.mark_active(request.transport)
        if request.can_read_body and not _reads_itself(request):
            await _read_body(request, sources.find_network(request), open_bodies)
        return await handler(request)

    app.middlewares.append(limit_request)


def _reads_itself(request: web.Request) -> bool:
    has_files = request.content_type == "multipart/form-data"
    return request.path in SELF_READ_PATHS or (has_files and request.path.startswith(UPLOADS))


async def _read_body(request: web.Request, source: str, open_bodies: Counter[str]) -> None:
    """Read the body before the handler runs, so that a slow one holds no other resource."""
    full = open_bodies.total() >= rate_limits.OPEN_BODIES
    if full or open_bodies[source] >= rate_limits.OPEN_BODIES_PER_CLIENT:
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


def _compute_connection_limit() -> int:
    """Raise the limit of open files if possible; return how many connections fit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted_limit = MAX_OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, MAX_OPEN_FILES)
    if soft < wanted_limit:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted_limit, hard))
        soft = wanted_limit
    return max(soft - RESERVED_FILES, rate_limits.MAX_IDLE_CONNECTIONS)

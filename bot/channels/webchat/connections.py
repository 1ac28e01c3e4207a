"""Open WebSocket connections, by address of the visitor."""

import asyncio
import json
from contextlib import suppress
from typing import Any

from aiohttp import web


class PageConnection:
    """One open WebSocket. `address` is empty until the page has said hello."""

    def __init__(self, socket: web.WebSocketResponse, network: str = "") -> None:
        self.socket = socket
        self.network = network
        self.address = ""
        self.token = ""
        self.is_closed = False
        self._unconfirmed: dict[str, asyncio.Future[bool]] = {}

    async def send_frame(self, kind: str, **values: Any) -> None:
        """Send a frame that needs no confirmation; a broken connection is no error."""
        with suppress(ConnectionError):
            await self.socket.send_str(_to_json({"type": kind, **values}))

    async def deliver(self, frame: dict[str, Any], patience: float) -> bool:
        """Send a message; return whether the page confirmed it within the timeout."""
        if self.is_closed:
            return False
        confirmation = self._unconfirmed.setdefault(
            frame["id"], asyncio.get_running_loop().create_future()
        )
        try:
            async with asyncio.timeout(patience):
                await self.socket.send_str(_to_json(frame))
                await asyncio.wait((confirmation,))
                return confirmation.result()
        except (TimeoutError, ConnectionError):
            return False
        finally:
            self._unconfirmed.pop(frame["id"], None)

    def confirm(self, message_id: str) -> bool:
        """Record the page's confirmation; False if no message waited for it."""
        confirmation = self._unconfirmed.get(message_id)
        if confirmation is None:
            return False
        if not confirmation.done():
            confirmation.set_result(True)
        return True

    def cancel_pending(self) -> None:
        """Mark the connection closed and fail all confirmations it waits for."""
        self.is_closed = True
        for confirmation in self._unconfirmed.values():
            if not confirmation.done():
                confirmation.set_result(False)

    async def close(self, code: int) -> None:
        """Close the connection with a code, once; the page knows what each code means."""
        self.cancel_pending()
        with suppress(ConnectionError, asyncio.TimeoutError):
            await self.socket.close(code=code)


class PageConnections:
    """All connections, by address once they have one."""

    def __init__(self) -> None:
        self._open: set[PageConnection] = set()
        self._by_address: dict[str, set[PageConnection]] = {}

    def add(self, connection: PageConnection) -> None:
        """Add a connection that has no address yet."""
        self._open.add(connection)

    def register(self, connection: PageConnection) -> None:
        """Register a connection under its address: it can be sent to now."""
        if not connection.is_closed:
            self._by_address.setdefault(connection.address, set()).add(connection)

    def remove(self, connection: PageConnection) -> None:
        """Remove a dead or closed connection."""
        connection.cancel_pending()
        self._open.discard(connection)
        if connections := self._by_address.get(connection.address):
            connections.discard(connection)
            if not connections:
                del self._by_address[connection.address]

    def list_for(self, address: str) -> tuple[PageConnection, ...]:
        """Return the connections of one visitor: every tab and window."""
        return tuple(self._by_address.get(address, ()))

    def addresses(self) -> frozenset[str]:
        """Return the addresses of all visitors who can be sent to now."""
        return frozenset(self._by_address)

    async def close_all(self, code: int) -> None:
        """Close all connections concurrently."""
        await asyncio.gather(*(connection.close(code) for connection in tuple(self._open)))


def _to_json(frame: dict[str, Any]) -> str:
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))

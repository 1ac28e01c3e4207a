"""Open WebSocket connections, by address of the visitor."""

import asyncio
import json
from contextlib import suppress
from typing import Any

from aiohttp import web


class Line:
    """One open WebSocket. `address` is empty until the page has said hello."""

    def __init__(self, socket: web.WebSocketResponse, network: str = "") -> None:
        self.socket = socket
        self.network = network
        self.address = ""
        self.token = ""
        self.gone = False
        self._unconfirmed: dict[str, asyncio.Future[bool]] = {}

    async def tell(self, kind: str, **values: Any) -> None:
        """Send a frame that needs no confirmation; a broken connection is no error."""
        with suppress(ConnectionError):
            await self.socket.send_str(_text({"type": kind, **values}))

    async def deliver(self, frame: dict[str, Any], patience: float) -> bool:
        """Send a message; return whether the page confirmed it within the timeout."""
        if self.gone:
            return False
        heard = self._unconfirmed.setdefault(
            frame["id"], asyncio.get_running_loop().create_future()
        )
        try:
            async with asyncio.timeout(patience):
                await self.socket.send_str(_text(frame))
                await asyncio.wait((heard,))
                return heard.result()
        except (TimeoutError, ConnectionError):
            return False
        finally:
            self._unconfirmed.pop(frame["id"], None)

    def confirm(self, message_id: str) -> bool:
        """Record the page's confirmation; False if no message waited for it."""
        heard = self._unconfirmed.get(message_id)
        if heard is None:
            return False
        if not heard.done():
            heard.set_result(True)
        return True

    def hang_up(self) -> None:
        """Mark the connection closed and fail all confirmations it waits for."""
        self.gone = True
        for heard in self._unconfirmed.values():
            if not heard.done():
                heard.set_result(False)

    async def close(self, code: int) -> None:
        """Close the connection with a code, once; the page knows what each code means."""
        self.hang_up()
        with suppress(ConnectionError, asyncio.TimeoutError):
            await self.socket.close(code=code)


class Lines:
    """All connections, by address once they have one."""

    def __init__(self) -> None:
        self._open: set[Line] = set()
        self._by_address: dict[str, set[Line]] = {}

    def add(self, line: Line) -> None:
        """Add a connection that has no address yet."""
        self._open.add(line)

    def introduce(self, line: Line) -> None:
        """Register a connection under its address: it can be sent to now."""
        if not line.gone:
            self._by_address.setdefault(line.address, set()).add(line)

    def remove(self, line: Line) -> None:
        """Remove a dead or closed connection."""
        line.hang_up()
        self._open.discard(line)
        if here := self._by_address.get(line.address):
            here.discard(line)
            if not here:
                del self._by_address[line.address]

    def at(self, address: str) -> tuple[Line, ...]:
        """Return the connections of one visitor: every tab and window."""
        return tuple(self._by_address.get(address, ()))

    def addresses(self) -> frozenset[str]:
        """Return the addresses of all visitors who can be sent to now."""
        return frozenset(self._by_address)

    async def close_all(self, code: int) -> None:
        """Close all connections concurrently."""
        await asyncio.gather(*(line.close(code) for line in tuple(self._open)))


def _text(frame: dict[str, Any]) -> str:
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))

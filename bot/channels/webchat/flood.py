"""How much one visitor may do, and where a visitor comes from."""

import ipaddress
import time
from collections import Counter, deque

from aiohttp import web


class Meter:
    """At most `limit` things in any `seconds`."""

    def __init__(self, limit: int, seconds: float) -> None:
        self._seconds = seconds
        self._times: deque[float] = deque(maxlen=limit)

    def allows(self) -> bool:
        """Count one more; False when it is one too many (and then it is not counted)."""
        now = time.monotonic()
        full = len(self._times) == self._times.maxlen
        if full and now - self._times[0] < self._seconds:
            return False
        self._times.append(now)
        return True


class Tally:
    """About `limit` things a key in `seconds`; all counts begin anew together, to stay few."""

    def __init__(self, limit: int, seconds: float) -> None:
        self._limit = limit
        self._seconds = seconds
        self._began = 0.0
        self._counts: Counter[str] = Counter()

    def allows(self, key: str) -> bool:
        """Count one more for this key; False when it is one too many."""
        now = time.monotonic()
        if now - self._began >= self._seconds:
            self._began = now
            self._counts.clear()
        self._counts[key] += 1
        return self._counts[key] <= self._limit


def source_of(request: web.Request) -> str:
    """The visitor's network: an IPv4 address, or the /64 an IPv6 line is given.

    A neighbour (loopback, private network) is our proxy, and its last word on where the request
    came from is believed; anybody else's is not.
    """
    peer = _address(request.remote or "")
    if peer is not None and (peer.is_loopback or peer.is_private):
        told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        peer = _address(told) or peer
    if isinstance(peer, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((peer, 64), strict=False))
    return str(peer)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None

"""The network a request comes from, behind trusted proxies."""

import ipaddress
from collections.abc import Sequence
from typing import Self

from aiohttp import web

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
PROXIES = "127.0.0.1/32,::1/128"  # a proxy on the same machine


def read_networks(written: str) -> tuple[Network, ...]:
    """Parse "10.0.0.5, 172.16.0.0/12". Raises ValueError if one is no address."""
    parts = [part.strip() for part in written.split(",")]
    return tuple(ipaddress.ip_network(part) for part in parts if part)


class Sources:
    """Finds the network of a request: an IPv4 address, or the /64 of an IPv6 address.

    `X-Forwarded-For` is believed only from the proxies the operator named, each about the hop
    before it.
    """

    def __init__(self, proxies: Sequence[Network] = read_networks(PROXIES)) -> None:
        self._proxies = tuple(proxies)

    @classmethod
    def named(cls, proxies: str) -> Self:
        """Create it with the proxies of the settings."""
        return cls(read_networks(proxies))

    def of(self, request: web.Request) -> str:
        """Return the network the request came from."""
        place = _address(request.remote or "")
        told = request.headers.getall("X-Forwarded-For", [])
        hops = [hop.strip() for line in told for hop in line.split(",")]
        while place is not None and self._is_proxy(place) and hops:
            place = _address(hops.pop()) or place
        if isinstance(place, ipaddress.IPv6Address):
            return str(ipaddress.ip_network((place, 64), strict=False))
        return str(place)

    def _is_proxy(self, place: Address) -> bool:
        return any(place in network for network in self._proxies)


def _address(text: str) -> Address | None:
    try:
        read = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    # An IPv4 caller of a socket that takes both.
    mapped = read.ipv4_mapped if isinstance(read, ipaddress.IPv6Address) else None
    return mapped or read

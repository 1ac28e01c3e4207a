"""The network a request comes from, behind trusted proxies."""

import ipaddress
from collections.abc import Sequence
from typing import Self

from aiohttp import web

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
DEFAULT_PROXIES = "127.0.0.1/32,::1/128"  # a proxy on the same machine


def parse_networks(text: str) -> tuple[Network, ...]:
    """Parse "10.0.0.5, 172.16.0.0/12". Raises ValueError if one is no address."""
    parts = [part.strip() for part in text.split(",")]
    return tuple(ipaddress.ip_network(part) for part in parts if part)


class RequestSources:
    """Finds the network of a request: an IPv4 address, or the /64 of an IPv6 address.

    `X-Forwarded-For` is believed only from the proxies the operator named, each about the hop
    before it.
    """

    def __init__(self, proxies: Sequence[Network] = parse_networks(DEFAULT_PROXIES)) -> None:
        self._proxies = tuple(proxies)

    @classmethod
    def from_setting(cls, proxies: str) -> Self:
        """Create it with the proxies of the settings."""
        return cls(parse_networks(proxies))

    def find_network(self, request: web.Request) -> str:
        """Return the network the request came from."""
        address = _parse_address(request.remote or "")
        forwarded = request.headers.getall("X-Forwarded-For", [])
        hops = [hop.strip() for header in forwarded for hop in header.split(",")]
        while address is not None and self._is_proxy(address) and hops:
            address = _parse_address(hops.pop()) or address
        if isinstance(address, ipaddress.IPv6Address):
            return str(ipaddress.ip_network((address, 64), strict=False))
        return str(address)

    def _is_proxy(self, address: Address) -> bool:
        return any(address in network for network in self._proxies)


def _parse_address(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    # An IPv4 caller of a socket that takes both.
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address

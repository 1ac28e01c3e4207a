"""Downloads of files from a platform's own hosts, with a size limit (SSRF-safe)."""

import ipaddress
import re
import socket
from collections.abc import Sequence
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from bot.core.errors import Rejected, TryLater

MAX_BYTES = 20_000_000  # bytes of one file
CHUNK_BYTES = 65_536
_HOST_NAME = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*", re.ASCII)


class PublicResolver(AbstractResolver):
    """Resolver that refuses names with private addresses; `allowed_hosts` are exempt."""

    def __init__(self, allowed_hosts: Sequence[str] = ()) -> None:
        self._resolver = ThreadedResolver()
        self._allowed_hosts = frozenset(allowed_hosts)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the public addresses of a name. Raises OSError if it has none."""
        resolved = await self._resolver.resolve(host, port, family)
        public = [
            result
            for result in resolved
            if host in self._allowed_hosts or _is_public(result["host"])
        ]
        if not public:
            raise OSError("this name leads into our own network")
        return public

    async def close(self) -> None:
        """Close the underlying resolver."""
        await self._resolver.close()


# IPv6 addresses that stand for an IPv4 one, and how many bits of it are behind them: NAT64 (also
# with a prefix of one's own), and what IPv4 callers and old tunnels look like.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_TUNNELS = tuple(
    ipaddress.ip_network(net) for net in ("2002::/16", "2001::/32", "64:ff9b:1::/48", "::/96")
)


def _is_public(address: str) -> bool:
    """Return whether the address is public; an embedded IPv4 address is judged itself."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if any(ip in tunnel for tunnel in _TUNNELS):
            return False
        if ip in _NAT64:
            ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        elif ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
    return ip.is_global and not ip.is_multicast


def check_host(ref: str, allowed_hosts: Sequence[str]) -> None:
    """Raise Rejected unless the address is on one of these hosts or a subdomain."""
    try:
        parts = urlsplit(ref)
        host = parts.hostname or ""
    except ValueError:
        raise Rejected("this is no address") from None
    # "[::1%25.zalo.me]" ends like a name of the platform, and leads to this machine.
    is_allowed = _HOST_NAME.fullmatch(host) and any(
        host == allowed or host.endswith(f".{allowed}") for allowed in allowed_hosts
    )
    if parts.username is not None or "\\" in ref:
        is_allowed = False
    if parts.scheme not in ("https", "http") or not is_allowed:
        raise Rejected("this file does not lie with the platform")


async def download_file(
    session: aiohttp.ClientSession, ref: str, allowed_hosts: Sequence[str]
) -> bytes:
    """Return the content at `ref`. Raises Rejected if it can never be had, TryLater otherwise."""
    check_host(ref, allowed_hosts)
    try:
        async with session.get(ref, allow_redirects=False) as response:
            if response.status >= 500:
                raise TryLater(f"no answer: HTTP {response.status}")
            if response.status != 200:
                raise Rejected(f"the file is gone ({response.status})")
            data = bytearray()
            async for chunk in response.content.iter_chunked(CHUNK_BYTES):
                data += chunk
                if len(data) > MAX_BYTES:
                    raise Rejected("the file is too large")
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        raise TryLater(f"no answer: {type(error).__name__}") from None
    return bytes(data)

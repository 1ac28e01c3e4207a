"""The chat page and its static files: read once, compressed once, versioned by content hash.

A file requested by its hash is cached for a year; requested by name it is revalidated each time.
The page allows nothing inline and nothing from other hosts, and may be framed anywhere: that is how
the button of widget.js works.
"""

import gzip
import hashlib
import html
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

log = logging.getLogger(__name__)

# The name of the place of a village's link ("" without one), shown at the top of the page.
PlaceOf = Callable[[str], Awaitable[str]]

_STATIC = Path(__file__).parent / "static"
_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
_FILES = ("chat.css", "chat.js", "voice.js", "icon.svg")
_HOST = re.compile(r"[\w.\-]+(:\d+)?|\[[0-9a-f:.]+\](:\d+)?", re.ASCII | re.IGNORECASE)
_YEAR = "public, max-age=31536000, immutable"
_COMPARE = "no-cache"
_HOUR = "public, max-age=3600"


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file with its compressed body and its content hash."""

    body: bytes
    compressed: bytes
    mime: str
    tag: str

    @classmethod
    def from_bytes(cls, body: bytes, mime: str) -> "Asset":
        """Compress and hash the body."""
        tag = hashlib.sha256(body).hexdigest()[:16]
        return cls(body, gzip.compress(body, 9, mtime=0), mime, tag)


class Pages:
    """Serves the page, its style, scripts and icon, and the widget for other sites."""

    def __init__(self, public_url: str, place_of: PlaceOf | None) -> None:
        self.public_host = urlsplit(public_url).netloc
        self._place_of = place_of
        self._assets = {
            path.name: Asset.from_bytes(path.read_bytes(), _TYPES[path.suffix])
            for path in sorted(_STATIC.iterdir())
            if path.suffix in _TYPES
        }
        page = self.get_text("page.html")
        before, self._place, after = re.split(r"<!--place-->(.*?)<!--/place-->", page)
        self._around = (before, after)

    def attach(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/", self.serve_page)
        for name in _FILES:
            app.router.add_get(f"/static/{name}", self.serve_static)
        app.router.add_get("/widget.js", self.serve_widget)

    def get_text(self, name: str) -> str:
        """Return the text of a page, with the content hash added to the URLs of our files."""
        page = self._assets[name].body.decode()
        for file in _FILES:
            page = page.replace(f"/static/{file}", f"/static/{file}?v={self._assets[file].tag}")
        return page

    async def serve_page(self, request: web.Request) -> web.Response:
        """Serve the chat page."""
        place = html.escape(await self._find_place_name(request.query.get("u", ""))) or self._place
        body = place.join(self._around).encode()
        headers = {
            "Cache-Control": _COMPARE,
            "Content-Security-Policy": self._build_csp(request),
            "Permissions-Policy": "camera=(self), geolocation=(), microphone=(self)",
        }
        return _respond(request, Asset.from_bytes(body, "text/html"), headers)

    async def serve_static(self, request: web.Request) -> web.Response:
        """Serve a static file of the page."""
        asset = self._assets[request.path.rpartition("/")[2]]
        fixed = request.query.get("v") == asset.tag
        return _respond(request, asset, {"Cache-Control": _YEAR if fixed else _COMPARE})

    async def serve_widget(self, request: web.Request) -> web.Response:
        """Serve the widget script; any site may load it."""
        headers = {"Cache-Control": _HOUR, "Cross-Origin-Resource-Policy": "cross-origin"}
        return _respond(request, self._assets["widget.js"], headers)

    def is_same_site(self, request: web.Request) -> bool:
        """Return whether our own page opens the socket; only browsers send an origin."""
        origin = request.headers.get("Origin")
        if origin is None:
            return True
        host = urlsplit(origin).netloc.lower()
        return bool(host) and host in {request.host.lower(), self.public_host.lower()}

    async def _find_place_name(self, unit: str) -> str:
        if self._place_of is None:
            return ""
        try:
            return await self._place_of(unit[:60])
        except Exception:
            log.exception("webchat: no name for the page", extra={"action": "place_failed"})
            return ""

    def _build_csp(self, request: web.Request) -> str:
        # Older browsers do not count a socket to our own host as 'self'.
        hosts = {host for host in (request.host, self.public_host) if _HOST.fullmatch(host)}
        sockets = " ".join(f"ws://{host} wss://{host}" for host in sorted(hosts))
        return (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
            " media-src 'self' blob:;"  # blob: one's own voice, heard before it is sent
            f" connect-src 'self' {sockets}; base-uri 'none'; form-action 'none';"
            " frame-ancestors *; require-trusted-types-for 'script'"
        )


def _respond(request: web.Request, asset: Asset, headers: dict[str, str]) -> web.Response:
    """Return the file, or 304 if the browser has it already."""
    headers = {
        "ETag": f'"{asset.tag}"',
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        **headers,
    }
    if any(tag.value == asset.tag for tag in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    body = asset.body
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        body, headers["Content-Encoding"] = asset.compressed, "gzip"
    return web.Response(body=body, content_type=asset.mime, charset="utf-8", headers=headers)

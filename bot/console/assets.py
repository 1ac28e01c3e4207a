"""Static files of the console: read once, compressed once, addressed by their content's hash."""

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

STATIC = Path(__file__).parent / "static"
_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_TEXT = (".css", ".js", ".svg")
_YEAR = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file with its compressed body (None when it is compressed already)."""

    body: bytes
    compressed: bytes | None
    mime: str
    tag: str


class Assets:
    """All files under `static/`, by their path there."""

    def __init__(self) -> None:
        self._assets = {
            path.relative_to(STATIC).as_posix(): _load(path)
            for path in sorted(STATIC.rglob("*"))
            if path.suffix in _TYPES
        }
        # Styles name the fonts beside them: their addresses must change with the fonts.
        for name, asset in self._assets.items():
            if name.endswith(".css"):
                self._assets[name] = self._resolve(asset)

    def url(self, name: str) -> str:
        """Return the address of a file; it changes with the file."""
        return f"/console/static/{self._assets[name].tag}/{name}"

    def serve(self, request: web.Request) -> web.Response:
        """Serve a file. An address of another version is not found."""
        asset = self._assets.get(request.match_info["name"])
        if asset is None or asset.tag != request.match_info["tag"]:
            raise web.HTTPNotFound
        headers = {"Cache-Control": _YEAR, "Vary": "Accept-Encoding"}
        body = asset.body
        if asset.compressed and "gzip" in request.headers.get("Accept-Encoding", ""):
            body, headers["Content-Encoding"] = asset.compressed, "gzip"
        return web.Response(body=body, content_type=asset.mime, headers=headers)

    def _resolve(self, asset: Asset) -> Asset:
        text = asset.body.decode()
        for name in self._assets:
            if name.endswith((".woff2", ".svg")):
                text = text.replace(f'url("{name}")', f'url("{self.url(name)}")')
        return _make(text.encode(), asset.mime, packs=True)


def _load(path: Path) -> Asset:
    return _make(path.read_bytes(), _TYPES[path.suffix], packs=path.suffix in _TEXT)


def _make(body: bytes, mime: str, *, packs: bool) -> Asset:
    tag = hashlib.sha256(body).hexdigest()[:16]
    return Asset(body, gzip.compress(body, 9, mtime=0) if packs else None, mime, tag)

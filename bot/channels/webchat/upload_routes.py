"""Routes for photos and voice notes: upload and download.

Errors are codes; the page shows a sentence for each (chat.js, voice.js).
"""

import asyncio

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from bot.channels import pictures, voice_notes
from bot.channels.pictures import NotAPictureError, TooManyPixelsError
from bot.channels.request_sources import RequestSources
from bot.channels.voice_notes import NotAVoiceError
from bot.channels.webchat.uploads import MAX_UPLOAD, UploadStore, get_mime
from bot.channels.webchat.visitor_tokens import VisitorTokens
from bot.core import rate_limits
from bot.core.rate_limits import RateLimiter

_MAX_CONCURRENT = 40  # photos on their way together, 5 MB each at the most
_UPLOAD_TIME = 120.0  # seconds a photo may take to arrive

# How aiohttp says that a form is broken, or breaks off.
_MALFORMED = (
    ValueError,
    AssertionError,
    ConnectionError,
    HttpProcessingError,
    web.RequestPayloadError,
)

_SEALED = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, max-age=31536000, immutable",
}


class UploadRoutes:
    """POST stores a photo or voice from who has a token; GET serves it to who knows its name."""

    def __init__(
        self, upload_store: UploadStore, tokens: VisitorTokens, sources: RequestSources
    ) -> None:
        self._upload_store = upload_store
        self._tokens = tokens
        self._sources = sources
        self._uploads = RateLimiter(rate_limits.PHOTOS)
        self._megapixels = RateLimiter(rate_limits.MEGAPIXELS)
        self._in_progress = 0  # photos on their way, in memory

    async def receive_upload(self, request: web.Request) -> web.Response:
        """Store the file in a multipart form; answer {"ref": name} or {"error": code}."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not (owner := self._tokens.find_address(token)):
            return _refusal(401, "token")
        network = self._sources.find_network(request)
        if self._in_progress >= _MAX_CONCURRENT or not self._uploads.try_acquire(
            contact=owner, network=network
        ):
            return _refusal(429, "too_many")
        self._in_progress += 1
        try:
            return await self._store_upload(request, owner, network)
        finally:
            self._in_progress -= 1

    async def _store_upload(self, request: web.Request, owner: str, network: str) -> web.Response:
        try:
            async with asyncio.timeout(_UPLOAD_TIME):
                data = await _read_file(request)
        except TimeoutError:
            return _refusal(408, "too_slow")
        except _MALFORMED:
            return _refusal(400, "form")
        if data is None:
            return _refusal(413, "too_large")
        try:
            voice = voice_notes.looks_like_voice(data)
            cost = 0 if voice else pictures.count_pixels(data) / 1_000_000
            if not self._megapixels.try_acquire(contact=owner, network=network, cost=cost):
                return _refusal(429, "too_many")
            return web.json_response({"ref": await self._upload_store.save(data, owner)})
        except TooManyPixelsError:
            return _refusal(413, "too_large")
        except NotAPictureError:
            return _refusal(415, "not_a_photo")
        except NotAVoiceError:
            return _refusal(415, "not_a_voice")

    async def serve_upload(self, request: web.Request) -> web.StreamResponse:
        """Serve the file."""
        name = request.match_info["name"]
        path = await asyncio.to_thread(self._upload_store.find_path, name)
        if path is None:
            raise web.HTTPNotFound
        return web.FileResponse(path, headers={**_SEALED, "Content-Type": get_mime(name)})


async def _read_file(request: web.Request) -> bytes | None:
    """Return the first file of the form; None if it is over our own limit."""
    if (request.content_length or 0) > MAX_UPLOAD + 10_000:
        return None
    if not request.content_type.startswith("multipart/"):
        raise ValueError("no form")
    form = await request.multipart()
    while part := await form.next():
        if isinstance(part, BodyPartReader) and part.filename is not None:
            data = bytearray()
            while chunk := await part.read_chunk(65_536):
                data += chunk
                if len(data) > MAX_UPLOAD:
                    return None
            return bytes(data)
    return b""


def _refusal(status: int, code: str) -> web.Response:
    return web.json_response({"error": code}, status=status)

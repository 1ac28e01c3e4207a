"""Routes for photos and voice notes: upload and download.

Errors are codes; the page shows a sentence for each (chat.js, voice.js).
"""

import asyncio

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from bot.channels import pictures, voices
from bot.channels.networks import Sources
from bot.channels.pictures import NotAPictureError, TooManyPixelsError
from bot.channels.voices import NotAVoiceError
from bot.channels.webchat.identity import Identity
from bot.channels.webchat.photos import MAX_PHOTO, Photos, mime_of
from bot.core import budgets
from bot.core.budgets import Meter

_AT_ONCE = 40  # photos on their way together, 5 MB each at the most
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


class UploadDoors:
    """POST stores a photo or voice from who has a token; GET serves it to who knows its name."""

    def __init__(self, photos: Photos, identity: Identity, sources: Sources) -> None:
        self._photos = photos
        self._identity = identity
        self._sources = sources
        self._uploads = Meter(budgets.PHOTOS)
        self._megapixels = Meter(budgets.MEGAPIXELS)
        self._coming = 0  # photos on their way, in memory

    async def take(self, request: web.Request) -> web.Response:
        """Store the file in a multipart form; answer {"ref": name} or {"error": code}."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not (owner := self._identity.address_in(token)):
            return _refusal(401, "token")
        network = self._sources.of(request)
        if self._coming >= _AT_ONCE or not self._uploads.allows(contact=owner, network=network):
            return _refusal(429, "too_many")
        self._coming += 1
        try:
            return await self._taken(request, owner, network)
        finally:
            self._coming -= 1

    async def _taken(self, request: web.Request, owner: str, network: str) -> web.Response:
        try:
            async with asyncio.timeout(_UPLOAD_TIME):
                data = await _photo_in(request)
        except TimeoutError:
            return _refusal(408, "too_slow")
        except _MALFORMED:
            return _refusal(400, "form")
        if data is None:
            return _refusal(413, "too_large")
        try:
            voice = voices.looks_like_voice(data)
            cost = 0 if voice else pictures.count_pixels(data) / 1_000_000
            if not self._megapixels.allows(contact=owner, network=network, cost=cost):
                return _refusal(429, "too_many")
            return web.json_response({"ref": await self._photos.keep(data, owner)})
        except TooManyPixelsError:
            return _refusal(413, "too_large")
        except NotAPictureError:
            return _refusal(415, "not_a_photo")
        except NotAVoiceError:
            return _refusal(415, "not_a_voice")

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Serve the file."""
        name = request.match_info["name"]
        path = await asyncio.to_thread(self._photos.path, name)
        if path is None:
            raise web.HTTPNotFound
        return web.FileResponse(path, headers={**_SEALED, "Content-Type": mime_of(name)})


async def _photo_in(request: web.Request) -> bytes | None:
    """Return the first file of the form; None if it is over our own limit."""
    if (request.content_length or 0) > MAX_PHOTO + 10_000:
        return None
    if not request.content_type.startswith("multipart/"):
        raise ValueError("no form")
    form = await request.multipart()
    while part := await form.next():
        if isinstance(part, BodyPartReader) and part.filename is not None:
            data = bytearray()
            while chunk := await part.read_chunk(65_536):
                data += chunk
                if len(data) > MAX_PHOTO:
                    return None
            return bytes(data)
    return b""


def _refusal(status: int, code: str) -> web.Response:
    return web.json_response({"error": code}, status=status)

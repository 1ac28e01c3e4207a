"""The doors of photos: one in, one out.

Refusals are codes; the page says each of them in a sentence (chat.js).
"""

import asyncio

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from bot.channels.pictures import NotAPictureError, TooManyPixelsError
from bot.channels.webchat.flood import Tally, source_of
from bot.channels.webchat.identity import Identity
from bot.channels.webchat.photos import MAX_PHOTO, Photos, mime_of

_UPLOADS, _UPLOADS_IN = 30, 600.0  # photos from one network in so many seconds
_UPLOAD_TIME = 120.0  # seconds a photo may take to arrive

# How aiohttp says that a form is broken, or breaks off.
_MALFORMED = (ValueError, AssertionError, HttpProcessingError, web.RequestPayloadError)

_SEALED = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, max-age=31536000, immutable",
}


class PhotoDoors:
    """POST takes a photo from who has a token; GET shows it to who knows its random name."""

    def __init__(self, photos: Photos, identity: Identity) -> None:
        self._photos = photos
        self._identity = identity
        self._tally = Tally(_UPLOADS, _UPLOADS_IN)

    async def take(self, request: web.Request) -> web.Response:
        """Store the photo in a multipart form: {"ref": name}, or {"error": code}."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not (owner := self._identity.address_in(token)):
            return _refusal(401, "token")
        if not self._tally.allows(source_of(request)):
            return _refusal(429, "too_many")
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
            return web.json_response({"ref": await self._photos.keep(data, owner)})
        except TooManyPixelsError:
            return _refusal(413, "too_large")
        except NotAPictureError:
            return _refusal(415, "not_a_photo")

    async def show(self, request: web.Request) -> web.StreamResponse:
        """The photo itself."""
        name = request.match_info["name"]
        path = await asyncio.to_thread(self._photos.path, name)
        if path is None:
            raise web.HTTPNotFound
        return web.FileResponse(path, headers={**_SEALED, "Content-Type": mime_of(name)})


async def _photo_in(request: web.Request) -> bytes | None:
    """The first file of the form, read with our own limit; None when it is over the limit."""
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

"""A page that shows one file, for attachments another platform could not send.

It has no script, and nothing of the conversation but the file its link names.
"""

import asyncio
import html

from aiohttp import web

from bot import texts
from bot.channels.elsewhere import PATH
from bot.channels.webchat.photos import Photos

_KINDS = {
    "jpg": "photo",
    "png": "photo",
    "webp": "photo",
    "ogg": "voice",
    "mp3": "voice",
    "m4a": "voice",
    "mp4": "video",
}
_SHOWN = {
    "photo": '<img src="{address}" alt="{label}">',
    "voice": '<audio class="player" controls preload="metadata" src="{address}"'
    ' aria-label="{label}"></audio>',
    "video": '<video class="player" controls preload="metadata" src="{address}"'
    ' aria-label="{label}"></video>',
    "document": "",
}
_FETCHED = '<p><a class="choice" href="{address}" download>{words}</a></p>'
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self';"
    " media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


class FilePage:
    """Serves the page of a file to who knows its name."""

    def __init__(self, template: str, photos: Photos) -> None:
        self._template = template
        self._photos = photos

    def attach(self, app: web.Application) -> None:
        """Add the route."""
        app.router.add_get(f"{PATH}{{name}}", self.show)

    async def show(self, request: web.Request) -> web.Response:
        """Serve the page; without the file it says that it is gone."""
        name = request.match_info["name"]
        kind = _KINDS.get(name.rpartition(".")[2], "document")
        if await asyncio.to_thread(self._photos.path, name) is None:
            return self._answer(404, texts.FILE_GONE, "")
        words = texts.FILE_PAGE[kind]
        gaps = {"address": f"/chat/photo/{html.escape(name)}", "label": html.escape(words)}
        thing = _SHOWN[kind].format(**gaps) + _FETCHED.format(**gaps, words=texts.FILE_FETCH)
        return self._answer(200, words, thing)

    def _answer(self, status: int, words: str, thing: str) -> web.Response:
        page = self._template.replace("<!--words-->", html.escape(words))
        page = page.replace("<!--thing-->", thing)
        return web.Response(text=page, status=status, content_type="text/html", headers=_HEADERS)

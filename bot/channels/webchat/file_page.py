"""A page that shows one file, for attachments another platform could not send.

It has no script, and nothing of the conversation but the file its link names.
"""

import asyncio
import html

from aiohttp import web

from bot import texts
from bot.channels.file_links import FILE_PATH
from bot.channels.webchat.uploads import UploadStore

_KINDS = {
    "jpg": "photo",
    "png": "photo",
    "webp": "photo",
    "ogg": "voice",
    "mp3": "voice",
    "m4a": "voice",
    "mp4": "video",
}
_MEDIA_HTML = {
    "photo": '<img src="{address}" alt="{label}">',
    "voice": '<audio class="player" controls preload="metadata" src="{address}"'
    ' aria-label="{label}"></audio>',
    "video": '<video class="player" controls preload="metadata" src="{address}"'
    ' aria-label="{label}"></video>',
    "document": "",
}
_DOWNLOAD_HTML = '<p><a class="choice" href="{address}" download>{words}</a></p>'
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

    def __init__(self, template: str, upload_store: UploadStore) -> None:
        self._template = template
        self._upload_store = upload_store

    def attach(self, app: web.Application) -> None:
        """Add the route."""
        app.router.add_get(f"{FILE_PATH}{{name}}", self.serve)

    async def serve(self, request: web.Request) -> web.Response:
        """Serve the page; without the file it says that it is gone."""
        name = request.match_info["name"]
        kind = _KINDS.get(name.rpartition(".")[2], "document")
        if await asyncio.to_thread(self._upload_store.find_path, name) is None:
            return self._respond(404, texts.FILE_GONE, "")
        heading = texts.FILE_PAGE[kind]
        fields = {"address": f"/chat/photo/{html.escape(name)}", "label": html.escape(heading)}
        content = _MEDIA_HTML[kind].format(**fields) + _DOWNLOAD_HTML.format(
            **fields, words=texts.FILE_FETCH
        )
        return self._respond(200, heading, content)

    def _respond(self, status: int, heading: str, content: str) -> web.Response:
        page = self._template.replace("<!--words-->", html.escape(heading))
        page = page.replace("<!--thing-->", content)
        return web.Response(text=page, status=status, content_type="text/html", headers=_HEADERS)

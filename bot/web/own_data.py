"""`/du-lieu-cua-toi/<token>`: a person fetches the copy of their data, once, within an hour.

Looking at the page uses nothing up: chat applications look at links by themselves. Only pressing
the button does. An unknown, a used and an old link are the same page.
"""

import asyncio
from functools import partial
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlmodel import Session

from bot import texts
from bot.channels.request_sources import RequestSources
from bot.core.clock import Clock
from bot.core.db import Database
from bot.core.policy import Policy
from bot.core.rate_limits import RateLimiter
from bot.privacy import data_copies
from bot.usecases import own_data_files
from bot.usecases.own_data_files import CopyWriter

PATH = r"/du-lieu-cua-toi/{token:[A-Za-z0-9_-]{32}}"
FOLDER = Path(__file__).parent / "pages"
STYLE = "/muc-phuc-vu/service_levels.css"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self';"
        " frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}


class OwnDataPages:
    """Serves the page of a link, and the archive once."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        policy: Policy,
        tries: RateLimiter,
        sources: RequestSources,
    ) -> None:
        self._db = db
        self._clock = clock
        self._policy = policy
        self._tries = tries
        self._sources = sources
        env = Environment(
            loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined
        )
        self._page = env.get_template("own_data.html")

    def attach(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get(PATH, self.show)
        app.router.add_post(PATH, self.fetch)

    async def show(self, request: web.Request) -> web.Response:
        """Show what the link is for, with the button that fetches."""
        self._check_tries(request)
        token = request.match_info["token"]
        if not await self._db.read(data_copies.has_link, token, now=self._clock()):
            return self._refuse(request)
        return self._render(texts.COPY_PAGE_WORDS, has_button=True)

    async def fetch(self, request: web.Request) -> web.Response:
        """Return the archive and use the link up."""
        self._check_tries(request)
        token = request.match_info["token"]
        writers = await self._db.write(self._use_link, token)
        if writers is None:
            return self._refuse(request)
        body = await asyncio.to_thread(own_data_files.write_archive, writers)
        disposition = f'attachment; filename="{texts.COPY_ARCHIVE_NAME}"'
        headers = HEADERS | {"Content-Disposition": disposition}
        return web.Response(body=body, content_type="application/zip", headers=headers)

    def _use_link(self, session: Session, token: str) -> "dict[str, CopyWriter] | None":
        now = self._clock()
        contact = data_copies.use_link(session, token, now=now)
        if contact is None:
            return None
        make = partial(own_data_files.make_writers, session, contact)
        return dict(make(now=now, zone=self._policy.zone))

    def _check_tries(self, request: web.Request) -> None:
        if not self._tries.has_capacity(network=self._sources.find_network(request)):
            raise web.HTTPTooManyRequests(text=texts.TRIES_ENOUGH)

    def _refuse(self, request: web.Request) -> web.Response:
        self._tries.record_use(network=self._sources.find_network(request))
        return self._render(texts.COPY_PAGE_GONE, has_button=False, status=404)

    def _render(self, words: str, *, has_button: bool, status: int = 200) -> web.Response:
        text = self._page.render(
            title=texts.COPY_PAGE_TITLE,
            words=words,
            button=texts.COPY_PAGE_BUTTON if has_button else "",
            style=STYLE,
        )
        return web.Response(text=text, status=status, content_type="text/html", headers=HEADERS)

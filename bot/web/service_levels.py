"""`/muc-phuc-vu/<unit code>`: how well a commune served last month, for all, where it chose so.

No sign-in, no cookie, no script, nothing about a person. A page is rendered once in five minutes
and day; an unknown commune and one that shows nothing are the same 404.
"""

import re
from datetime import date, datetime, timedelta
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot import texts
from bot.core.clock import Clock
from bot.core.db import Database
from bot.core.policy import Policy
from bot.reports.service_levels import FEWEST_CASES, ServiceLevels, load_public_levels
from bot.usecases.letterheads import lower_unit_name

PATH = "/muc-phuc-vu"
FOLDER = Path(__file__).parent / "pages"
STYLE = "service_levels.css"
FRESH_FOR = timedelta(minutes=5)
MOST_KEPT = 500  # pages; a province has about 130 communes
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_NUMBER = re.compile(r"\+?\d(?:[ .-]?\d){2,14}", re.ASCII)
CACHED = {"Cache-Control": f"public, max-age={int(FRESH_FOR.total_seconds())}"}


def find_number(phone: str) -> str:
    """Return the first number in an office's words, as a phone dials it; "" without one. Pure.

    >>> find_number("0236 3123 456 (giờ hành chính)")
    '02363123456'
    """
    match = _NUMBER.search(phone)
    return re.sub(r"[^\d+]", "", match[0]) if match else ""


class ServiceLevelPages:
    """Serves the pages, and keeps for minutes those of communes that show them."""

    def __init__(self, db: Database, clock: Clock, policy: Policy) -> None:
        self._db = db
        self._clock = clock
        self._policy = policy
        self._env = Environment(
            loader=FileSystemLoader(FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._style = (FOLDER / STYLE).read_bytes()
        self._kept: dict[str, tuple[datetime, date, str]] = {}

    def attach(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get(f"{PATH}/{STYLE}", self.serve_style)
        app.router.add_get(rf"{PATH}/{{code:[A-Za-z0-9_-]{{1,40}}}}", self.serve_page)

    async def serve_style(self, _request: web.Request) -> web.Response:
        """Serve the style of the page."""
        return web.Response(
            body=self._style, content_type="text/css", charset="utf-8", headers=HEADERS | CACHED
        )

    async def serve_page(self, request: web.Request) -> web.Response:
        """Serve a commune's page, or the 404 that says nothing about which communes there are."""
        code, now = request.match_info["code"].lower(), self._clock()
        page = await self._find_page(code, now)
        if page is None:
            text = self._env.get_template("not_found.html").render(style=f"{PATH}/{STYLE}")
            headers = HEADERS | {"Cache-Control": "no-store"}
            return web.Response(text=text, status=404, content_type="text/html", headers=headers)
        return web.Response(text=page, content_type="text/html", headers=HEADERS | CACHED)

    async def _find_page(self, code: str, now: datetime) -> str | None:
        """Return the page of the code, from what is kept if that is fresh and of today."""
        today = self._policy.today(now)
        if kept := self._kept.get(code):
            rendered_at, day, page = kept
            if day == today and timedelta() <= now - rendered_at < FRESH_FOR:
                return page
        levels = await self._db.read(load_public_levels, code, today=today)
        self._kept.pop(code, None)
        if levels is None:
            return None
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        page = self._render(levels)
        self._kept[code] = now, today, page
        return page

    def _render(self, levels: ServiceLevels) -> str:
        facts = levels.facts
        phone = facts.get("centre_phone") or facts.get("commune_phone", "")
        return self._env.get_template("service_levels.html").render(
            levels=levels,
            place=lower_unit_name(levels.unit_name),
            style=f"{PATH}/{STYLE}",
            bot_name=texts.BOT_NAME,
            fewest=FEWEST_CASES,
            phone=phone,
            dialled=find_number(phone),
            address=facts.get("centre_address") or facts.get("commune_address", ""),
            hours=facts.get("centre_hours", ""),
        )

"""`/certificates/<code>`: whether a printed sheet is genuine, for whoever scans its code."""

from zoneinfo import ZoneInfo

from aiohttp import web

from bot import texts
from bot.db import Database
from bot.reminders import skills


def add_certificates(app: web.Application, db: Database, zone: ZoneInfo) -> None:
    """Serve the sentence."""

    async def show(request: web.Request) -> web.Response:
        found = await db.read(skills.describe, request.match_info["code"], zone)
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        status = 404 if found is None else 200
        text = found or texts.CERTIFICATE_UNKNOWN
        return web.Response(text=text, status=status, charset="utf-8", headers=headers)

    app.router.add_get(r"/certificates/{code:[A-Za-z0-9]{8}}", show)

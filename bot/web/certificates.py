"""`/certificates/<code>`: verify a printed certificate by the code on it."""

from zoneinfo import ZoneInfo

from aiohttp import web

from bot import texts
from bot.channels.networks import Sources
from bot.classes import skills
from bot.core.budgets import Meter
from bot.core.db import Database


def add_certificates(
    app: web.Application, db: Database, zone: ZoneInfo, tries: Meter, sources: Sources
) -> None:
    """Add the verification route. Wrong codes are counted in `tries`."""

    async def show(request: web.Request) -> web.Response:
        network = sources.of(request)
        if not tries.has_room(network=network):
            return web.Response(text=texts.TRIES_ENOUGH, status=429, charset="utf-8")
        found = await db.read(skills.describe, request.match_info["code"], zone)
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        if found is None:
            tries.count(network=network)
        status = 404 if found is None else 200
        text = found or texts.CERTIFICATE_UNKNOWN
        return web.Response(text=text, status=status, charset="utf-8", headers=headers)

    app.router.add_get(r"/certificates/{code:[A-Za-z0-9]{8}}", show)

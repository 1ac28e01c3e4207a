"""`/certificates/<code>`: verify a printed certificate by the code on it."""

from aiohttp import web

from bot import texts
from bot.channels.request_sources import RequestSources
from bot.classes import skills
from bot.core.db import Database
from bot.core.policy import Policy
from bot.core.rate_limits import RateLimiter


def add_certificate_routes(
    app: web.Application, db: Database, policy: Policy, tries: RateLimiter, sources: RequestSources
) -> None:
    """Add the verification route. Wrong codes are counted in `tries`."""

    async def serve_certificate(request: web.Request) -> web.Response:
        network = sources.find_network(request)
        if not tries.has_capacity(network=network):
            return web.Response(text=texts.TRIES_ENOUGH, status=429, charset="utf-8")
        description = await db.read(skills.describe_certificate, request.match_info["code"], policy)
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        if description is None:
            tries.record_use(network=network)
        status = 404 if description is None else 200
        text = description or texts.CERTIFICATE_UNKNOWN
        return web.Response(text=text, status=status, charset="utf-8", headers=headers)

    app.router.add_get(r"/certificates/{code:[A-Za-z0-9]{8}}", serve_certificate)

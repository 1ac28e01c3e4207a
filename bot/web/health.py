"""Endpoints for monitoring: /healthz (liveness), /readyz (database), /metrics (Prometheus)."""

import hmac
import ipaddress

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlmodel import Session, text

from bot.core.db import Database, OperationalError
from bot.core.settings import Settings
from bot.core.upgrade import current_revision, newest_revision

PROXY_HEADERS = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")  # what a proxy adds


def add_health_routes(app: web.Application, db: Database, settings: Settings) -> None:
    """Add the three routes."""
    needed = newest_revision()

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def readyz(_request: web.Request) -> web.Response:
        try:
            revision = await db.read(_read_revision)
        except OperationalError:
            return web.json_response({"status": "no database"}, status=503)
        ready = revision == needed
        status = "ok" if ready else "database needs an upgrade"
        return web.json_response({"status": status}, status=200 if ready else 503)

    async def metrics(request: web.Request) -> web.Response:
        if not _may_read_metrics(request, settings.metrics_token.get_secret_value()):
            raise web.HTTPNotFound
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", metrics)


def _read_revision(session: Session) -> str | None:
    session.execute(text("select 1"))
    return current_revision(session.connection())


def _may_read_metrics(request: web.Request, token: str) -> bool:
    """Allow a request from this machine without a proxy in between, or one with the token."""
    if token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), token.encode())
    forwarded = any(name in request.headers for name in PROXY_HEADERS)
    return not forwarded and ipaddress.ip_address(request.remote or "::").is_loopback

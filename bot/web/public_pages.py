"""The public endpoints in one place: health, calendars, certificates, service levels, own data."""

from aiohttp import web

from bot.channels.request_sources import RequestSources
from bot.core.clock import Clock
from bot.core.db import Database
from bot.core.policy import policy_from
from bot.core.rate_limits import RateLimiter
from bot.core.settings import Settings
from bot.web.calendars import add_calendar_routes
from bot.web.certificates import add_certificate_routes
from bot.web.health import add_health_routes
from bot.web.own_data import OwnDataPages
from bot.web.service_levels import ServiceLevelPages


def add_public_pages(
    app: web.Application,
    settings: Settings,
    db: Database,
    clock: Clock,
    tries: RateLimiter,
    sources: RequestSources,
) -> None:
    """Add the routes. `tries` counts the wrong codes of certificates."""
    policy = policy_from(settings)
    add_health_routes(app, db, settings)
    add_calendar_routes(app, db, clock)
    add_certificate_routes(app, db, policy, tries, sources)
    ServiceLevelPages(db, clock, policy).attach(app)
    OwnDataPages(db, clock, policy, tries, sources).attach(app)

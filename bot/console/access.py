"""The guard in front of every page: who is signed in, may they, and did our own page send it.

Deny by default: a route whose name is not in `OPEN` needs a session and one of its roles. What
somebody may not see does not exist for them (404), in the same words for all.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web

from bot import texts
from bot.console import sent_once
from bot.console.context import ConsoleRequest, FormSentTwice, Services
from bot.console.rendering import Renderer
from bot.console.routes import ConsoleRoute, NavItem
from bot.core.db import OperationalError
from bot.core.errors import NotAllowed, NotFound, UserError
from bot.people import sign_in
from bot.people.sign_in import SignedIn

log = logging.getLogger(__name__)

COOKIE, SECURE_COOKIE = "toso-console", "__Host-toso-console"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " font-src 'self'; media-src 'self'; connect-src 'self'; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def cookie_name(services: Services) -> str:
    """Return the cookie's name: bound to https and this host wherever https is used."""
    return SECURE_COOKIE if services.is_https else COOKIE


def set_session_cookie(response: web.Response, services: Services, token: str) -> None:
    """Give the browser its session."""
    response.set_cookie(
        cookie_name(services),
        token,
        max_age=int(sign_in.SESSION_LIMIT.total_seconds()),
        path="/",
        httponly=True,
        samesite="Lax",
        secure=services.is_https,
    )


@dataclass(frozen=True, slots=True)
class Guard:
    """Makes aiohttp handlers of the console's routes."""

    services: Services
    renderer: Renderer
    nav: tuple[NavItem, ...]
    open_routes: frozenset[str]

    def wrap(self, route: ConsoleRoute) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """Return the handler that checks who comes before it lets the page answer."""

        async def handle(http: web.Request) -> web.StreamResponse:
            now = self.services.clock()
            signed_in = await self._find_signed_in(http)
            nav = self._list_nav(signed_in)
            request = ConsoleRequest(
                http, self.services, self.renderer, route.name, nav, signed_in, now=now
            )
            response = await self._answer(request, route)
            if not response.prepared:
                for name, value in HEADERS.items():
                    response.headers.setdefault(name, value)
            return response

        return handle

    async def _answer(self, request: ConsoleRequest, route: ConsoleRoute) -> web.StreamResponse:
        try:
            if request.http.method == "POST" and not is_from_here(request.http):
                raise NotAllowed(texts.CONSOLE_FOREIGN)
            if route.name not in self.open_routes:
                if request.signed_in is None:
                    return request.redirect("sign_in.help")
                if request.signed_in.roles.isdisjoint(route.roles):
                    raise NotFound(texts.CONSOLE_NO_PAGE)
                await self._record_seen(request)
                if request.http.method == "POST":
                    return await self._do_once(request, route)
            return await route.handler(request)
        except UserError as error:
            return _explain(request, error)
        except web.HTTPException:
            raise
        except OperationalError:
            log.exception("console: no database", extra={"action": "console_failed"})
            return _apologise(request, texts.CONSOLE_NO_DATABASE, status=503)
        except Exception:
            log.exception("console: %s failed", route.name, extra={"action": "console_failed"})
            return _apologise(request, texts.CONSOLE_FAULT, status=500)

    async def _do_once(self, request: ConsoleRequest, route: ConsoleRoute) -> web.StreamResponse:
        """Have the deed of a form done, unless the same form was sent before."""
        await request.form()
        response: web.StreamResponse | None = None
        while response is None:
            if (earlier := await sent_once.find_earlier_answer(request)) is not None:
                return earlier
            try:
                response = await route.handler(request)
            except FormSentTwice:
                continue  # the other press is done by now: its answer is this one's
            finally:
                await sent_once.settle(request, response)
        return response

    async def _find_signed_in(self, http: web.Request) -> SignedIn | None:
        token = http.cookies.get(cookie_name(self.services), "")
        if not token:
            return None
        db, now = self.services.db, self.services.clock()
        return await db.read(sign_in.find_signed_in, token, now=now)

    async def _record_seen(self, request: ConsoleRequest) -> None:
        if request.user.needs_seen:
            await self.services.db.write(
                sign_in.record_seen, request.user.session_id, now=request.now
            )

    def _list_nav(self, signed_in: SignedIn | None) -> tuple[NavItem, ...]:
        roles = signed_in.roles if signed_in else frozenset()
        return tuple(item for item in self.nav if not roles.isdisjoint(item.roles))


def is_from_here(http: web.Request) -> bool:
    """Whether a form was sent by a page of ours.

    Browsers since 2023 say so by Sec-Fetch-Site; older ones by Origin, or Referer at the least.
    """
    if site := http.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    sent_from = http.headers.get("Origin") or http.headers.get("Referer") or ""
    return urlsplit(sent_from).netloc.lower() == http.host.lower()


def _apologise(request: ConsoleRequest, sentence: str, *, status: int) -> web.Response:
    """Return the page for a fault of ours."""
    return request.render("refusal.html", status=status, sentence=sentence, back="")


def _explain(request: ConsoleRequest, error: UserError) -> web.Response:
    """Return the page that says what was refused and what to do."""
    match error:
        case NotFound():
            status = 404
        case NotAllowed():
            status = 403
        case _:
            status = 400
    back = request.http.headers.get("Referer", "")
    is_ours = urlsplit(back).netloc.lower() == request.http.host.lower()
    return request.render(
        "refusal.html",
        status=status,
        sentence=str(error),
        back=urlsplit(back).path if is_ours else "",
    )

"""What a page of the console works with: the services, and one request of somebody signed in."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.broadcasts.preview import SendingPolicy
from bot.channels.base import Channel
from bot.channels.file_store import FileStore
from bot.channels.request_sources import RequestSources
from bot.console.forms import FormData, Sending, digest_form, read_form
from bot.console.rendering import Renderer
from bot.core.clock import Clock
from bot.core.db import Database
from bot.core.errors import NotAllowed, NotFound
from bot.core.policy import Policy
from bot.core.settings import Settings
from bot.faq.knowledge_base import KnowledgeBase
from bot.inbox.media import MediaStore
from bot.outreach.setups import SetUps
from bot.people import sent_forms
from bot.people.actor import Actor
from bot.people.sign_in import ConsoleRole, SignedIn
from bot.reports.indicators.definitions import IndicatorSets
from bot.tickets.help_kinds import HelpKinds

P = ParamSpec("P")
T = TypeVar("T")

FLASH_COOKIE = "toso-flash"
FLASH_SECONDS = 60

PDF = "application/pdf"  # the type of most downloads


@dataclass(frozen=True, slots=True)
class Services:
    """What the pages need from the application."""

    settings: Settings
    db: Database
    clock: Clock
    policy: Policy
    knowledge_base: KnowledgeBase
    sending_policy: SendingPolicy
    files: FileStore
    media_store: MediaStore
    channels: tuple[Channel, ...]
    sources: RequestSources
    wake: Callable[[str], None]  # the dispatcher of an account, after something was enqueued
    indicator_sets: IndicatorSets
    setups: SetUps
    help_kinds: HelpKinds

    @property
    def is_https(self) -> bool:
        """Whether officers reach the console by https, so that its cookie can insist on it."""
        return self.settings.public_url.startswith("https://")

    def wake_all(self) -> None:
        """Have every dispatcher look for new deliveries."""
        for channel in self.channels:
            self.wake(channel.name)


class FormSentTwice(Exception):
    """The same form is being sent a second time."""


@dataclass(frozen=True, slots=True)
class ConsoleRequest:
    """One request of a page: who asks, and how to answer."""

    http: web.Request
    services: Services
    renderer: Renderer
    route: str  # the name of the route
    nav: tuple[Any, ...] = ()
    signed_in: SignedIn | None = None
    sending: Sending = field(default_factory=Sending)
    now: datetime = field(kw_only=True)

    @property
    def user(self) -> SignedIn:
        """Who is signed in; only for pages that are not open to strangers."""
        if self.signed_in is None:
            raise NotAllowed(texts.CONSOLE_NOT_FOR_YOU)
        return self.signed_in

    @property
    def actor(self) -> Actor:
        """The actor of every verb and query of this request."""
        return self.user.actor

    @property
    def policy(self) -> Policy:
        """The operator's policy: time zone, quiet hours, patience."""
        return self.services.policy

    @property
    def today(self) -> date:
        """The local date."""
        return self.policy.today(self.now)

    @property
    def query(self) -> Mapping[str, str]:
        """The query of the address."""
        return self.http.query

    @property
    def is_fragment(self) -> bool:
        """Whether htmx asks for a part of the page only."""
        return self.http.headers.get("HX-Request") == "true"

    def has(self, *roles: ConsoleRole) -> bool:
        """Whether the person has one of these roles here."""
        return not self.user.roles.isdisjoint(roles)

    def id(self, name: str = "id") -> int:
        """Return a row's number from the address. Raises NotFound for one no row can have."""
        written = self.http.match_info[name]
        if not written.isdecimal() or len(written) > 15:
            raise NotFound(texts.CONSOLE_NO_PAGE)
        return int(written)

    async def read(
        self, fn: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a query."""
        return await self.services.db.read(fn, *args, **kwargs)

    async def write(
        self, fn: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a verb and what follows from it, then have what it enqueued sent.

        The first verb of a form claims the form in the same transaction. Raises FormSentTwice.
        """
        sending = self.sending

        def run(session: Session) -> T:
            is_new = bool(sending.digest) and not sending.is_claimed
            if is_new and not sent_forms.claim_form(session, sending.digest, now=self.now):
                raise FormSentTwice
            return fn(session, *args, **kwargs)

        result = await self.services.db.write(run)
        sending.is_claimed = bool(sending.digest)
        self.services.wake_all()
        return result

    async def form(self) -> FormData:
        """Return the form that was sent. Raises UserError when it is too large or broken."""
        sending = self.sending
        if sending.form is None:
            sending.form = await read_form(self.http)
            if self.signed_in is not None:
                path, session_id = self.http.path, self.signed_in.session_id
                sending.digest = digest_form(sending.form, path, session_id)
        return sending.form

    def url(self, route: str, /, **values: object) -> str:
        """Return the address of a route; values that are not in its path go into the query."""
        return self.renderer.url(route, **values)

    def render(self, template: str, /, *, status: int = 200, **values: object) -> web.Response:
        """Return the page of a template."""
        body = self.renderer.render(
            template, {**values, "request": self, "flash": self._read_flash()}
        )
        response = web.Response(text=body, content_type="text/html", status=status)
        if FLASH_COOKIE in self.http.cookies:
            response.del_cookie(FLASH_COOKIE, path="/console")
        return response

    def redirect(self, route: str, /, *, flash: str = "", **values: object) -> web.Response:
        """Return a redirect to a page, which shows `flash` once."""
        return self.redirect_to(self.url(route, **values), flash=flash)

    def redirect_to(self, address: str, *, flash: str = "") -> web.Response:
        """Return a redirect to an address of the console."""
        response = web.Response(status=303, headers={"Location": address})
        if flash:
            packed = base64.urlsafe_b64encode(json.dumps(flash).encode()).decode()
            response.set_cookie(
                FLASH_COOKIE,
                packed,
                max_age=FLASH_SECONDS,
                path="/console",
                httponly=True,
                samesite="Lax",
                secure=self.services.is_https,
            )
        return response

    def download(self, content: bytes, name: str, mime: str) -> web.Response:
        """Return a file to keep; `name` is our own, never one that came from outside."""
        return web.Response(
            body=content,
            content_type=mime,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def _read_flash(self) -> str:
        packed = self.http.cookies.get(FLASH_COOKIE, "")
        try:
            flash = json.loads(base64.urlsafe_b64decode(packed.encode()))
        except ValueError:
            return ""
        return flash if isinstance(flash, str) else ""

"""The scene of the console's tests: the whole application over HTTP, and people who sign in.

No browser: `Visitor` is a cookie jar that follows no redirect. Tests in Chromium sign in by the
same links.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self

from aiohttp import ClientResponse, ClientSession, CookieJar, FormData, web
from sqlmodel import Session, col, select

from bot.core.db import Database
from bot.people import sign_in
from bot.people.actor import OPERATOR
from bot.people.models import Person, Role, RoleKind
from bot.people.units import Unit
from tests.journeys.bot import Bot


@dataclass
class Answer:
    """What came back: status, headers and text."""

    status: int
    headers: Mapping[str, str]
    text: str
    body: bytes

    @property
    def location(self) -> str:
        """Where a redirect leads."""
        return self.headers.get("Location", "")


@dataclass
class Visitor:
    """A browser without a screen."""

    http: ClientSession
    base: str

    async def get(self, path: str, **headers: str) -> Answer:
        """Open a page."""
        url = self.base + path
        async with self.http.get(url, allow_redirects=False, headers=headers) as got:
            return await _answer(got)

    async def post(
        self, path: str, data: Mapping[str, Any] | FormData | None = None, **headers: str
    ) -> Answer:
        """Send a form as our own page would."""
        headers.setdefault("Origin", self.base)
        async with self.http.post(
            self.base + path, data=data or {}, allow_redirects=False, headers=headers
        ) as got:
            return await _answer(got)

    async def follow(self, answer: Answer) -> Answer:
        """Go where a redirect leads."""
        return await self.get(answer.location)


async def _answer(got: ClientResponse) -> Answer:
    body = await got.read()
    binary = ("application", "audio", "font", "image", "video")
    text = "" if got.content_type.startswith(binary) else body.decode()
    return Answer(got.status, dict(got.headers), text, body)


class ConsoleScene:
    """The whole bot with the demo communes, its pages behind a real port.

    `bot` is the same as in journeys: what officers do here is read in residents' chats.
    """

    def __init__(self, bot: Bot, base: str) -> None:
        self.bot, self.base = bot, base
        self._visitors: list[ClientSession] = []

    @property
    def db(self) -> Database:
        """The database of the scene."""
        return self.bot.db

    @classmethod
    @asynccontextmanager
    async def open(cls, bot: Bot) -> AsyncIterator[Self]:
        """Listen on a free port until the block is left; the clock's jobs do not run."""
        site = web.TCPSite(bot.runner, "127.0.0.1", 0)
        await site.start()
        port = bot.runner.addresses[0][1]
        scene = cls(bot, f"http://127.0.0.1:{port}")
        try:
            yield scene
        finally:
            for visitor in scene._visitors:
                await visitor.close()

    def pass_by(self, **duration: float) -> None:
        """Let time go by without the clock's jobs."""
        self.bot.clock.pass_by(**duration)  # type: ignore[attr-defined]

    async def latest(self, address: str) -> str:
        """Return the last words sent to a chat once everything due was sent."""
        await self.bot.quiet()
        return [reply.text for to, reply in self.bot.channel.sent if to == address][-1]

    def stranger(self) -> Visitor:
        """Return somebody who is not signed in."""
        http = ClientSession(cookie_jar=CookieJar(unsafe=True))
        self._visitors.append(http)
        return Visitor(http, self.base)

    async def sign_in(self, role: RoleKind | None, unit: str = "an-phu") -> Visitor:
        """Sign somebody in who has the role in the unit; None is the operator."""
        visitor = self.stranger()
        path = await self.make_link(role, unit)
        answer = await visitor.post(path)
        assert answer.status == 303, answer.text
        return visitor

    async def make_link(self, role: RoleKind | None, unit: str = "an-phu") -> str:
        """Return the path of a one-time link."""

        def issue(session: Session) -> str:
            person_id = _find_person_id(session, role, unit) if role else None
            return sign_in.issue_sign_in_link(
                session, person_id, actor=OPERATOR, now=self.bot.clock()
            )

        return f"/console/in/{await self.db.write(issue)}"


def _find_person_id(session: Session, role: RoleKind, unit: str) -> int:
    query = (
        select(Person.id)
        .join(Role, col(Role.person_id) == Person.id)
        .join(Unit, col(Unit.id) == Role.unit_id)
        .where(Role.kind == role, Unit.code == unit)
        .order_by(col(Person.id))
    )
    person_id = session.exec(query).first()
    assert person_id is not None, f"nobody is {role} of {unit}"
    return person_id

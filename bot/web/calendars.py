"""`/classes/<id>.ics`: a class as an iCalendar file. Its content is public."""

from aiohttp import web
from sqlmodel import Session

from bot.classes.ics import MIME, calendar_file
from bot.classes.models import ClassSession
from bot.core.clock import Clock
from bot.core.db import Database


def add_calendars(app: web.Application, db: Database, clock: Clock) -> None:
    """Add the route that serves the calendar files."""

    def read(session: Session, number: int) -> str | None:
        one = session.get(ClassSession, number)
        return calendar_file(one, now=clock()) if one else None

    async def show(request: web.Request) -> web.Response:
        body = await db.read(read, int(request.match_info["id"]))
        if body is None:
            raise web.HTTPNotFound
        headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
        return web.Response(text=body, content_type=MIME, charset="utf-8", headers=headers)

    app.router.add_get(r"/classes/{id:\d{1,9}}.ics", show)

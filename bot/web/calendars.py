"""`/classes/<id>.ics`: a class as an iCalendar file. Its content is public."""

from aiohttp import web
from sqlmodel import Session

from bot.classes.ics import MIME, render_calendar
from bot.classes.models import ClassSession
from bot.core.clock import Clock
from bot.core.db import Database


def add_calendar_routes(app: web.Application, db: Database, clock: Clock) -> None:
    """Add the route that serves the calendar files."""

    def read_calendar(session: Session, number: int) -> str | None:
        class_session = session.get(ClassSession, number)
        return render_calendar(class_session, now=clock()) if class_session else None

    async def serve_calendar(request: web.Request) -> web.Response:
        body = await db.read(read_calendar, int(request.match_info["id"]))
        if body is None:
            raise web.HTTPNotFound
        headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
        return web.Response(text=body, content_type=MIME, charset="utf-8", headers=headers)

    app.router.add_get(r"/classes/{id:\d{1,9}}.ics", serve_calendar)

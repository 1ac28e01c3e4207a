"""The calendar file of a class, over HTTP."""

from datetime import timedelta

from aiohttp import web
from pytest_aiohttp.plugin import AiohttpClient
from sqlmodel import Session

from bot.classes import service
from bot.classes.plans import ClassPlan
from bot.core.db import Database
from bot.core.policy import POLICY
from bot.people.actor import OPERATOR
from bot.people.units import get_unit
from bot.web.calendars import add_calendar_routes
from tests.conftest import ObedientClock
from tests.reminders.scene import a_commune


async def test_a_class_is_served_and_what_is_none_is_not(
    db: Database, clock: ObedientClock, aiohttp_client: AiohttpClient
) -> None:
    def work(session: Session) -> int:
        a_commune(session)
        plan = ClassPlan("VNeID", "Nhà văn hóa", clock.now + timedelta(days=1))
        return service.open_or_update_class(
            session, get_unit(session, "v1"), plan, actor=OPERATOR, now=clock.now, policy=POLICY
        )[0].id

    number = await db.write(work)
    app = web.Application()
    add_calendar_routes(app, db, clock)
    client = await aiohttp_client(app)
    answer = await client.get(f"/classes/{number}.ics")
    assert (answer.status, answer.content_type) == (200, "text/calendar")
    assert "LOCATION:Nhà văn hóa" in await answer.text()
    for path in ("/classes/99.ics", "/classes/x.ics", "/classes/9999999999.ics"):
        assert (await client.get(path)).status == 404

"""The classes that a figure of the reports counts: a page at a time, with the sums of all."""

from datetime import datetime

from aiohttp import web

from bot import texts
from bot.classes import overview
from bot.classes.overview import MAX_HELD, HeldPage
from bot.console.context import ConsoleRequest
from bot.console.pages.class_table import make_class_table
from bot.console.periods import PERIOD_FIELDS, describe_days, read_days
from bot.console.rendering import format_number
from bot.console.tables import export_table, wants_export

COUNTED = "held"  # as the figure of the reports is called in an address


def read_counted(request: ConsoleRequest) -> tuple[datetime, datetime] | None:
    """Return the period whose classes a figure of the reports counts, or None."""
    is_asked = request.query.get("counted") == COUNTED
    return read_days(request.query, request.policy.zone) if is_asked else None


async def show_held(
    request: ConsoleRequest, period: tuple[datetime, datetime], unit_id: int | None
) -> web.Response:
    """List the classes by their start; as a file all of them."""
    after = request.query.get("after", "")
    page = await request.read(
        overview.list_held,
        actor=request.actor,
        since=period[0],
        until=period[1],
        now=request.now,
        unit_id=unit_id,
        after=int(after) if after.isdecimal() and len(after) <= 15 else None,
        limit=None if wants_export(request) else MAX_HELD,
    )
    kept = {name: request.query[name] for name in PERIOD_FIELDS}
    kept |= {"unit": str(unit_id)} if unit_id is not None else {}
    following = request.url("classes.list", after=page.next_id, **kept) if page.next_id else ""
    table = make_class_table(request, page.lines, next_address=following, sorts=False)
    title = _describe_held(request, page)
    if wants_export(request):
        return export_table(request, table, title=title, name="lop-hoc-da-mo")
    return request.render(
        "classes/held.html",
        title=title,
        table=table,
        first_page=request.url("classes.list", **kept) if after else "",
    )


def _describe_held(request: ConsoleRequest, page: HeldPage) -> str:
    """Say how many classes were held in the period, and how many people came."""
    return texts.CLASSES_COUNTED.format(
        count=format_number(page.count),
        people=format_number(page.people),
        period=describe_days(request.query["since"], request.query["until"]),
    )

"""Whom an announcement did not reach: a list for the teams that go and tell them."""

from datetime import date

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.broadcasts import reviewing
from bot.console.context import ConsoleRequest
from bot.console.tables import Column, export_table, make_table, wants_export
from bot.documents.office_files import write_pdf
from bot.documents.office_form import OfficeDocument
from bot.people.actor import Actor
from bot.usecases.office_lists import make_unreached_list

SHOWN = 200  # rows of one page
PDF = "application/pdf"


async def show_unreached(request: ConsoleRequest) -> web.Response:
    """List who did not get it and why, of one village or all the person's."""
    village = request.query.get("village", "")
    found = await request.read(reviewing.load_unreached, request.id(), village, actor=request.actor)
    columns = (
        Column("unit", texts.HEAD_VILLAGE),
        Column("who", texts.HEAD_NAME),
        Column("reason", texts.HEAD_REASON),
    )
    rows = [
        {
            "unit": person.unit,
            "who": person.name or texts.LEFT_UNNAMED.format(number=person.number),
            "reason": texts.LEFT_WHY[person.reason],
        }
        for person in found.people
    ]
    if wants_export(request):
        table = make_table(request, columns, rows, empty="")
        title = texts.UNREACHED_SUMMARY.format(number=request.id())
        return export_table(request, table, title=title, name=f"chua-nhan-{request.id()}")
    return request.render(
        "broadcasts/unreached.html",
        broadcast=found.broadcast,
        villages=[(unit.code, unit.name) for unit in found.villages],
        village=village,
        total=len(rows),
        hidden=max(len(rows) - SHOWN, 0),
        table=make_table(request, columns, rows[:SHOWN], empty=texts.UNREACHED_NOBODY),
    )


async def download_unreached(request: ConsoleRequest) -> web.Response:
    """Give the list as a document to print."""
    document = await request.read(
        load_document,
        request.id(),
        request.query.get("village", ""),
        actor=request.actor,
        on=request.today,
    )
    return request.download(write_pdf(document), f"chua-nhan-{request.id()}.pdf", PDF)


def load_document(
    session: Session, number: int, village: str, *, actor: Actor, on: date
) -> OfficeDocument:
    """Return the list as a document. Raises NotFound."""
    unit = reviewing.get_unreached_unit(session, number, village, actor=actor)
    return make_unreached_list(session, number, actor=actor, on=on, unit=unit)

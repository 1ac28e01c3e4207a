"""The sheet of a period: as a page, and as the official document that is signed and sent."""

import asyncio
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.pages.report_addresses import Addresses, list_topic_titles
from bot.console.pages.report_frame import Frame, Place, load_place, make_frame
from bot.console.tables import XLSX
from bot.core.errors import NotFound
from bot.documents.office_files import DOCUMENT_WRITERS
from bot.reports import queries
from bot.reports.files import ReportFile, load_report_file, write_report_file
from bot.reports.office_report import OfficeReport, load_office_report, make_report_document
from bot.reports.queries import TopicFigures
from bot.reports.sheets import Sheet, SheetLine, load_sheet
from bot.reports.wording import describe_difference, format_value

DOCUMENT_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
TABLE_TYPES = {"xlsx": XLSX, "csv": "text/csv"}


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of the sheet in words; `address` of its rows, "" where no page shows them."""

    label: str
    current: str
    previous: str
    change: str
    year_before: str
    change_of_year: str
    address: str


async def show_sheet(request: ConsoleRequest) -> web.Response:
    """Show the sheet, or give it as a file: `?file=docx`, `pdf`, `xlsx` or `csv`."""
    frame = make_frame(request)
    kind = request.query.get("file", "")
    if kind in DOCUMENT_TYPES:
        return await _send_document(frame, kind)
    if kind in TABLE_TYPES:
        return await _send_tables(frame, kind)

    def read(session: Session) -> tuple[Place, Sheet]:
        place = load_place(session, frame.wanted, actor=request.actor)
        return place, load_sheet(session, frame.compared, actor=request.actor, unit=place.unit)

    place, sheet = await request.read(read)
    addresses = frame.make_addresses(place.unit)
    return request.render(
        "reports/sheet.html",
        **frame.make_head(place),
        previous=frame.compared.previous,
        year_before=sheet.year_before,
        gaps=_tell_gaps(sheet),
        files=[
            (frame.addresses.show(file=key), label) for key, label in texts.REPORT_FILES.items()
        ],
        lines=[_make_line(addresses, line) for line in sheet.lines],
    )


def _tell_gaps(sheet: Sheet) -> list[str]:
    if sheet.counting_since is None:
        return [texts.SHEET_UNKNOWN_SINCE]
    since = texts.SHEET_SINCE.format(since=sheet.counting_since)
    return [since] if sheet.partly_counted else []


def _make_line(addresses: Addresses, line: SheetLine) -> ShownLine:
    column = line.column
    return ShownLine(
        texts.SHEET_HEADINGS[column.key],
        format_value(column, line.current),
        format_value(column, line.previous),
        describe_difference(column, line.current, line.whole_previous),
        format_value(column, line.year_before),
        describe_difference(column, line.current, line.whole_year_before),
        addresses.link_rows(column, None) if line.current else "",
    )


async def _send_document(frame: Frame, kind: str) -> web.Response:
    request = frame.request

    def read(session: Session) -> OfficeReport:
        unit = queries.get_report_unit(session, frame.wanted.unit, actor=request.actor)
        if unit is None:
            raise NotFound(texts.CONSOLE_NO_PAGE)
        return load_office_report(
            session,
            frame.compared,
            actor=request.actor,
            unit=unit,
            policy=request.policy,
            now=request.now,
        )

    document = make_report_document(await request.read(read), on=request.today)
    content = await asyncio.to_thread(DOCUMENT_WRITERS[kind], document)
    return request.download(content, f"{_name_file(frame)}.{kind}", DOCUMENT_TYPES[kind])


async def _send_tables(frame: Frame, kind: str) -> web.Response:
    request = frame.request

    def read(session: Session) -> tuple[ReportFile, list[TopicFigures]]:
        unit = queries.get_report_unit(session, frame.wanted.unit, actor=request.actor)
        given: dict[str, Any] = {"actor": request.actor, "unit": unit}
        topics = queries.list_topics(
            session, frame.period, previous=frame.compared.previous, **given
        )
        return load_report_file(session, frame.compared, **given), topics

    loaded, topics = await request.read(read)
    unit = loaded.report.unit
    titles = list_topic_titles(request, unit.path if unit else request.actor.scope)
    kinds = request.services.help_kinds
    content = await asyncio.to_thread(
        write_report_file, loaded, topics, titles, kinds, as_csv=kind == "csv"
    )
    return request.download(content, f"{_name_file(frame)}.{kind}", TABLE_TYPES[kind])


def _name_file(frame: Frame) -> str:
    return texts.REPORT_FILE.format(first=frame.period.first, last=frame.period.last)

"""The figures: one period for the whole page, by subject, by village and by week or month.

Every address can be kept: `period` is a preset or empty with `since` and `until`; `unit` is whose
figures they are (another commune's is not found); `page` is the subject.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.pages import report_charts
from bot.console.pages.report_addresses import (
    OVERVIEW,
    Addresses,
    Wanted,
    list_more_pages,
    list_topic_titles,
    read_wanted,
)
from bot.console.tables import XLSX, wants_export
from bot.people.actor import Actor
from bot.people.units import Unit, is_within, list_ancestor_ids
from bot.reports import queries, workbook
from bot.reports.columns import get_column
from bot.reports.help_figures import list_help_lines, make_help_table
from bot.reports.periods import (
    Preset,
)
from bot.reports.queries import Report, TopicFigures
from bot.reports.sections import SECTIONS

TILES = ("questions", "answered_share", "median_response", "attended")
TOPICS = 15  # of the page; the file has more


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the page shows: the report, topics, and the units from the person's own down."""

    report: Report
    topics: Sequence[TopicFigures]
    path: str
    line: Sequence[tuple[str, str]]  # code and name
    top_kind: str  # of the person's own unit; "" of everything


def load_figures(session: Session, wanted: Wanted, *, actor: Actor, with_topics: bool) -> Loaded:
    """Read the figures. Raises NotFound for a unit that is not the actor's."""
    unit = queries.get_report_unit(session, wanted.unit, actor=actor)
    period, previous = wanted.compared.period, wanted.compared.previous
    report = queries.load_report(session, period, actor=actor, unit=unit, previous=previous)
    topics = (
        queries.list_topics(session, period, actor=actor, unit=unit, previous=previous)
        if with_topics
        else []
    )
    above = [session.get_one(Unit, step) for step in list_ancestor_ids(unit)] if unit else []
    own = [one for one in above if is_within(one.path, actor.scope)]
    line = [(one.code, one.name) for one in own]
    top_kind = own[0].kind if own else ""
    return Loaded(report, topics, unit.path if unit else actor.scope, line, top_kind)


async def show_reports(request: ConsoleRequest) -> web.Response:
    """Show the figures of a period, or give them as a file."""
    wanted = read_wanted(request.query, request.today)
    as_csv = request.query.get("csv") == "1"
    as_file = wants_export(request) or as_csv
    loaded = await request.read(
        load_figures,
        wanted,
        actor=request.actor,
        with_topics=as_file or wanted.page == "questions",
    )
    titles = list_topic_titles(request, loaded.path)
    if as_file:
        return _send_file(request, loaded, titles, as_csv=as_csv)
    addresses = Addresses(request, wanted, loaded.report.unit)
    return request.render(
        "reports/show.html",
        status=400 if wanted.errors else 200,
        wanted=wanted,
        report=loaded.report,
        is_empty=not loaded.report.total.counts and not loaded.report.previous.counts,
        line=[(addresses.show(unit=code), name) for code, name in loaded.line],
        place=report_charts.name_places(loaded.report),
        presets=[
            (addresses.show_preset(key), label, key == wanted.preset)
            for key, label in texts.REPORT_PRESETS.items()
        ],
        pages=[
            (addresses.show(page=key), label, None, key == wanted.page)
            for key, label in texts.REPORT_PAGES.items()
        ]
        + [(addresses.go("reports.help"), texts.HELP_PAGE, None, False)],
        year_address=addresses.show_preset(Preset.THIS_YEAR),
        files=(addresses.show(xlsx="1"), addresses.show(csv="1")),
        more=list_more_pages(request, addresses, loaded.top_kind),
        **_make_content(request, wanted, loaded, titles, addresses),
    )


def _make_content(
    request: ConsoleRequest,
    wanted: Wanted,
    loaded: Loaded,
    titles: Mapping[str, str],
    addresses: Addresses,
) -> dict[str, Any]:
    """Return what stands under the tabs."""
    report = loaded.report
    if wanted.page == OVERVIEW:
        page_of = {column.key: key for key, sec in SECTIONS.items() for column in sec.columns}
        return {
            "tiles": [
                (
                    report_charts.format_figure(column, report.total),
                    report_charts.name_figure(column),
                    addresses.show(page=page_of[column.key]),
                    report_charts.describe_change(column, report),
                )
                for column in map(get_column, TILES)
            ],
            "sections": [
                (
                    texts.REPORT_PAGES[key],
                    addresses.show(page=key),
                    report_charts.make_lines(section, report, addresses.link_rows),
                )
                for key, section in SECTIONS.items()
            ],
        }
    view = report_charts.make_section_view(
        request,
        SECTIONS[wanted.page],
        report,
        link=addresses.link_rows,
        link_unit=addresses.show_unit,
    )
    topics = [(titles.get(one.topic_id, one.topic_id), one) for one in loaded.topics[:TOPICS]]
    return {"view": view, "topics": topics}


def _send_file(
    request: ConsoleRequest, loaded: Loaded, titles: Mapping[str, str], *, as_csv: bool
) -> web.Response:
    report = loaded.report
    kinds = request.services.help_kinds
    lines = list_help_lines(report, kinds, ())
    tables = [*workbook.make_tables(report, loaded.topics, titles), make_help_table(report, lines)]
    name = texts.REPORT_FILE.format(first=report.period.first, last=report.period.last)
    if as_csv:
        return request.download(workbook.write_report_csv(tables[0]), f"{name}.csv", "text/csv")
    content = workbook.write_report_workbook(report, tables)
    return request.download(content, f"{name}.xlsx", XLSX)

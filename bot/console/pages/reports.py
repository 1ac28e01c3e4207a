"""The figures: one period for the whole page, by subject, by village and by week or month.

Every address can be kept: `period` is a preset or empty with `since` and `until`; `unit` is whose
figures they are (another commune's is not found); `page` is the subject.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.forms import FormErrors
from bot.console.pages import report_charts
from bot.console.routes import OFFICERS, TEAM
from bot.console.tables import XLSX, wants_export
from bot.people.actor import Actor
from bot.people.units import Unit, UnitKind, is_within, list_ancestor_ids
from bot.reports import queries, workbook
from bot.reports.columns import FigureColumn, get_column
from bot.reports.periods import (
    ComparedPeriod,
    Period,
    Preset,
    compare_period,
    resolve_preset,
)
from bot.reports.queries import Report, TopicFigures, UnitFigures
from bot.reports.sections import SECTIONS

MAX_YEARS = 3
OVERVIEW = "all"
TILES = ("questions", "answered_share", "median_response", "attended")
TOPICS = 15  # of the page; the file has more
# The pages that show what a figure counts, and who may open them; a page that does not exist is no
# link.
ROWS_OF = {
    **dict.fromkeys(("ticket_opened", "ticket_taken"), ("tickets.list", "", TEAM)),
    "ticket_resolved": ("tickets.list", "done", TEAM),
    "missed": ("answers.misses", "", OFFICERS),
    **dict.fromkeys(("class_held", "enrolled", "attended"), ("classes.list", "", TEAM)),
    **dict.fromkeys(("broadcast", "addressed", "delivered"), ("broadcasts", "", OFFICERS)),
    "ballot": ("polls", "", OFFICERS),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks for."""

    compared: ComparedPeriod
    preset: str  # "" for days of one's own
    page: str
    unit: str
    since: str = ""  # as typed
    until: str = ""
    errors: FormErrors = field(default_factory=FormErrors)


def read_wanted(query: Mapping[str, str], today: date) -> Wanted:
    """Return what is asked for; days that are wrong are told, and this month shown meanwhile."""
    page = query.get("page", OVERVIEW)
    page = page if page in texts.REPORT_PAGES else OVERVIEW
    unit = query.get("unit", "")[:40]
    since, until = (query.get(name, "").strip()[:20] for name in ("since", "until"))
    written = query.get("period", "")
    if not (since or until) or written in set(Preset):
        preset = Preset(written) if written in set(Preset) else Preset.THIS_MONTH
        compared = resolve_preset(preset, today)
        days = compared.period
        shown = days.first.isoformat(), days.last.isoformat()
        return Wanted(compared, preset, page, unit, *shown)
    errors = FormErrors()
    period = _read_period(since, until, today, errors)
    if period is None:
        compared = resolve_preset(Preset.THIS_MONTH, today)
        return Wanted(compared, Preset.THIS_MONTH, page, unit, since, until, errors)
    return Wanted(compare_period(period), "", page, unit, since, until)


def _read_period(since: str, until: str, today: date, errors: FormErrors) -> Period | None:
    """Return the days that were typed; without the last one until today."""
    days = {
        name: _read_day(written, today)
        for name, written in (("since", since), ("until", until or today.isoformat()))
    }
    for name, day in days.items():
        if day is None:
            errors.add(name, texts.REPORT_NO_DAY)
    first, last = days["since"], days["until"]
    if first is None or last is None:
        return None
    if first > last:
        errors.add("until", texts.REPORT_DAYS_ORDER)
    elif last - first > timedelta(days=366 * MAX_YEARS):
        errors.add("since", texts.REPORT_LONG_PERIOD.format(years=MAX_YEARS))
    return None if errors else Period(first, last)


def _read_day(written: str, today: date) -> date | None:
    """Return a day as a date field or a hand writes it, within a hundred years, or None."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = datetime.strptime(written, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
        return day if abs(day.year - today.year) < 100 else None
    return None


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


class Addresses:
    """The addresses of a page of figures: what is chosen stays chosen."""

    def __init__(
        self, request: ConsoleRequest, wanted: Wanted, route: str = "reports.show"
    ) -> None:
        self._request, self._wanted, self._route = request, wanted, route
        days = {} if wanted.preset else {"since": wanted.since, "until": wanted.until}
        self._kept: dict[str, str] = {
            "period": wanted.preset,
            **days,
            "unit": wanted.unit,
            "page": "" if wanted.page == OVERVIEW else wanted.page,
        }

    def show(self, **changed: str) -> str:
        """Return the address of the page with something else chosen."""
        return self._request.url(self._route, **(self._kept | changed))

    def go(self, route: str) -> str:
        """Return the address of another page of figures, of the same unit and days."""
        return self._request.url(route, **{**self._kept, "page": ""})

    def show_preset(self, preset: str) -> str:
        """Return the address of another period."""
        return self.show(period=preset, since="", until="")

    def show_unit(self, row: UnitFigures) -> str:
        """Return the address of the figures of a unit below."""
        return self.show(unit=row.unit.code)

    def link_rows(self, column: FigureColumn, row: UnitFigures | None) -> str:
        """Return the address of the rows that a figure counts, or ""."""
        route, tab, roles = ROWS_OF.get(column.key, ("", "", OFFICERS))
        if not self._request.renderer.has_route(route) or not self._request.has(*roles):
            return ""
        period = self._wanted.compared.period
        unit_id = row.unit.id if row is not None and not row.is_rest else None
        return self._request.url(
            route,
            tab=tab,
            village=unit_id,
            since=period.first,
            until=period.last,
            days=(self._request.today - period.first).days + 1,
        )


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
    addresses = Addresses(request, wanted)
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
        ],
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


MORE_PAGES = {
    "reports.sheet": tuple(UnitKind),
    "reports.radar": (UnitKind.PROVINCE, UnitKind.COMMUNE),
    "reports.steps": tuple(UnitKind),
    "reports.needs": tuple(UnitKind),
    "reports.helpers": tuple(UnitKind),
    "reports.communes": (UnitKind.PROVINCE,),
    "reports.service": (UnitKind.COMMUNE,),
}
"""The other pages of figures, and the kinds of unit whose people they say something."""
OFFICERS_PAGES = ("reports.service",)


def list_more_pages(
    request: ConsoleRequest, addresses: Addresses, top_kind: str
) -> list[tuple[str, str, bool]]:
    """Return address, label and whether it is the current one of the other pages of figures."""
    return [
        (addresses.go(route), texts.REPORT_MORE_PAGES[route], route == request.route)
        for route, kinds in MORE_PAGES.items()
        if (top_kind in kinds or not top_kind)
        and (route not in OFFICERS_PAGES or request.has(*OFFICERS))
    ]


def list_topic_titles(request: ConsoleRequest, path: str) -> dict[str, str]:
    """Return what the topics are called there."""
    topics = request.services.knowledge_base.for_unit_path(path).knowledge.topics
    return {topic_id: topic.title for topic_id, topic in topics.items()}


def _send_file(
    request: ConsoleRequest, loaded: Loaded, titles: Mapping[str, str], *, as_csv: bool
) -> web.Response:
    report = loaded.report
    tables = workbook.make_tables(report, loaded.topics, titles)
    name = texts.REPORT_FILE.format(first=report.period.first, last=report.period.last)
    if as_csv:
        return request.download(workbook.write_report_csv(tables[0]), f"{name}.csv", "text/csv")
    content = workbook.write_report_workbook(report, tables)
    return request.download(content, f"{name}.xlsx", XLSX)

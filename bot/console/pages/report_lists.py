"""The other lists of a period: stuck steps, unmet needs, who helped, communes side by side."""

from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.pages.report_addresses import list_topic_titles
from bot.console.pages.report_frame import Frame, Place, load_place, make_frame
from bot.console.routes import OFFICERS
from bot.console.tables import Column, Kind, Row, Table, export_table, make_table, wants_export
from bot.reports import queries
from bot.reports.heat import HeatList, HeatRow, load_heat
from bot.reports.league import League, LeagueMeasure, LeagueRow, load_league
from bot.reports.league_wording import format_places, format_rate
from bot.reports.needs import NEEDS, has_needs, list_needs
from bot.reports.queries import Report
from bot.reports.recognition import Recognition, load_recognition


async def show_steps(request: ConsoleRequest) -> web.Response:
    """Show the steps at which residents got stuck."""
    frame = make_frame(request)

    def read(session: Session) -> tuple[Place, HeatList]:
        place = load_place(session, frame.wanted, actor=request.actor)
        return place, load_heat(session, frame.period, actor=request.actor, unit=place.unit)

    place, heat = await request.read(read)
    path = place.unit.path if place.unit else request.actor.scope
    table = _make_steps_table(request, heat, list_topic_titles(request, path))
    return _show(frame, place, "steps", table)


def _make_steps_table(request: ConsoleRequest, heat: HeatList, titles: dict[str, str]) -> Table:
    heads = texts.REPORT_STEP_COLUMNS
    may_edit = request.has(*OFFICERS) and request.renderer.has_route("answers.topic")

    def link(row: Row) -> str:
        known = may_edit and row["topic_id"] in titles
        return request.url("answers.topic", topic=row["topic_id"]) if known else ""

    columns = [
        Column("topic", heads["topic"], link=link),
        *(Column(key, heads[key], Kind.NUMBER) for key in ("step", "shown", "stuck", "share")),
        *([Column("places", texts.REPORT_STUCK_PLACES)] if heat.places else []),
    ]
    names = {place.id: place.name for place in heat.places} | {0: texts.REPORT_ELSEWHERE}
    rows = [
        _make_step_row(row, titles) | {"places": _describe_places(row, names)} for row in heat.rows
    ]
    return make_table(request, columns, rows, empty=texts.REPORT_STEPS_EMPTY, sorts=False)


def _make_step_row(row: HeatRow, titles: dict[str, str]) -> dict[str, Any]:
    share = row.share
    return {
        "topic": titles.get(row.topic_id, row.topic_id),
        "topic_id": row.topic_id,
        "step": row.step,
        "shown": row.shown,
        "stuck": row.stuck,
        "share": texts.REPORT_NO_FIGURE if share is None else round(100 * share),
    }


def _describe_places(row: HeatRow, names: dict[int, str]) -> str:
    """Return where most got stuck: "Thôn Đông 12, Thôn 2 7"; the others are not told."""
    known = [(place, count) for place, count in row.by_place.items() if count]
    known.sort(key=lambda pair: -pair[1])
    told = [texts.REPORT_STUCK_PLACE.format(place=names[at], count=count) for at, count in known]
    if None in row.by_place.values():
        told.append(texts.REPORT_STUCK_REST if told else texts.REPORT_HIDDEN)
    return ", ".join(told)


def _hide(count: int | None) -> int | str:
    return texts.REPORT_HIDDEN if count is None else count


def _show(frame: Frame, place: Place, page: str, table: Table, **values: Any) -> web.Response:
    """Render a page of one table, or give the table as a file."""
    request = frame.request
    if wants_export(request):
        title = texts.REPORT_MORE_PAGES[request.route]
        return export_table(request, table, title=title, name=f"bao-cao-{page}")
    head = frame.make_head(place)
    return request.render(f"reports/{page}.html", **head, table=table, **values)


async def show_needs(request: ConsoleRequest) -> web.Response:
    """Show what was not met, by place."""
    frame = make_frame(request)

    def read(session: Session) -> tuple[Place, Report]:
        place = load_place(session, frame.wanted, actor=request.actor)
        given: dict[str, Any] = {"actor": request.actor, "unit": place.unit}
        previous = frame.compared.previous
        return place, queries.load_report(session, frame.period, previous=previous, **given)

    place, report = await request.read(read)
    needs = list_needs(report)
    columns = [
        Column("unit", texts.REPORT_UNIT),
        *(Column(name, texts.REPORT_SHORT_HEADINGS[name], Kind.NUMBER) for name in NEEDS),
    ]
    rows = [
        {
            "unit": texts.REPORT_NO_VILLAGE.format(unit=row.unit.name)
            if row.is_rest
            else row.unit.name,
            **{name: _hide(count) for name, count in row.counts.items()},
        }
        for row in needs
    ]
    shown = rows if has_needs(needs) else []
    table = make_table(request, columns, shown, empty=texts.REPORT_NEEDS_EMPTY, sorts=False)
    misses = request.url("answers.misses") if request.has(*OFFICERS) else ""
    return _show(frame, place, "needs", table, misses_address=misses)


async def show_helpers(request: ConsoleRequest) -> web.Response:
    """Show who helped, without ranks; from above the commune how many."""
    frame = make_frame(request)

    def read(session: Session) -> tuple[Place, Recognition]:
        place = load_place(session, frame.wanted, actor=request.actor)
        return place, load_recognition(session, frame.period, actor=request.actor, unit=place.unit)

    place, known = await request.read(read)
    columns = [Column(key, head) for key, head in texts.REPORT_HELPERS_COLUMNS.items()]
    rows = [
        {
            "name": helper.name,
            "village": helper.village,
            "milestone": texts.REPORT_MILESTONES[helper.milestone],
        }
        for helper in known.named
    ]
    table = make_table(request, columns, rows, empty=texts.REPORT_HELPERS_EMPTY, sorts=False)
    return _show(frame, place, "helpers", table, known=known)


async def show_communes(request: ConsoleRequest) -> web.Response:
    """Show the communes side by side, in the order of one measure."""
    frame = make_frame(request)
    written = request.query.get("by", "")
    known = written in set(LeagueMeasure)
    by = LeagueMeasure(written) if known else LeagueMeasure.ASSISTED

    def read(session: Session) -> tuple[Place, League]:
        place = load_place(session, frame.wanted, actor=request.actor)
        given: dict[str, Any] = {"actor": request.actor, "unit": place.unit}
        return place, load_league(session, frame.period, by=by, **given)

    place, league = await request.read(read)
    return _show(
        frame,
        place,
        "communes",
        _make_communes_table(frame, league),
        measures=[
            (frame.addresses.show(by=measure), label, None, measure == by)
            for measure, label in texts.LEAGUE_MEASURES.items()
        ],
        silent=[(row.unit.name, _describe_missing_base(row)) for row in league.silent],
        without_base=[
            (row.unit.name, _describe_missing_base(row))
            for row in league.rows
            if row.villages_without_base
        ],
    )


def _describe_missing_base(row: LeagueRow) -> str:
    if not row.villages_without_base:
        return ""
    return texts.REPORT_BASES_MISSING.format(count=row.villages_without_base, all=row.villages)


def _make_communes_table(frame: Frame, league: League) -> Table:
    heads = texts.REPORT_COMMUNE_COLUMNS
    columns = [
        Column("place", heads["place"]),
        Column("unit", heads["unit"], link=lambda row: str(row["address"])),
        Column("size", heads["size"]),
        Column("households", heads["households"], Kind.NUMBER),
        *(Column(measure, label) for measure, label in texts.LEAGUE_MEASURES.items()),
    ]
    rows = [
        {
            "place": format_places(row.rates[league.by]),
            "unit": row.unit.name,
            "address": frame.request.url("reports.show", unit=row.unit.code),
            "size": texts.LEAGUE_SIZES[row.size],
            "households": row.households,
            **{measure: format_rate(measure, rate) for measure, rate in row.rates.items()},
        }
        for row in league.rows
    ]
    return make_table(frame.request, columns, rows, empty=texts.REPORT_ROWS_EMPTY, sorts=False)

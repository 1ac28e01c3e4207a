"""The radar of a commune's villages: who lies behind, why, and the page where it can be mended."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.pages.report_frame import Frame, Place, load_place, make_frame
from bot.console.routes import TEAM
from bot.console.tables import Column, Kind, Row, Table, export_table, make_table, wants_export
from bot.people.units import Unit, UnitKind, list_subtree
from bot.reports.bases import BaseSource, HouseholdBase
from bot.reports.office_report import describe_weakness
from bot.reports.radar import Radar, RadarVillage, VillageRate, load_radar
from bot.reports.radar_causes import Cause
from bot.reports.village_households import RADAR_MEASURES, Measure

# The page where a cause can be mended, and how it names the village.
ACTION_ROUTES = {
    Cause.NO_MEMBER: ("teams.unit", "id"),
    Cause.NO_CHAT: ("teams.unit", "id"),
    Cause.NOT_ON_DUTY: ("teams.duty", "id"),
    Cause.FEW_LINKED: ("teams.unit", "id"),
    Cause.FEW_VISITED: ("people.households", "unit"),
    Cause.NO_CLASS: ("classes.new", "unit"),
}


@dataclass(frozen=True, slots=True)
class WeakCard:
    """A village that lies behind, in words: each cause, what to do, and where."""

    name: str
    weakness: str
    causes: Sequence[tuple[str, str, str, str]]


async def show_radar(request: ConsoleRequest) -> web.Response:
    """Show the radar of the commune; of a province its communes to choose from."""
    frame = make_frame(request)

    def read(session: Session) -> tuple[Place, Radar | None, list[Unit]]:
        place = load_place(session, frame.wanted, actor=request.actor)
        commune = place.find_commune()
        if commune is None:
            return place, None, _list_communes(session, place)
        given: dict[str, Any] = {"policy": request.policy, "now": request.now}
        radar = load_radar(session, commune, frame.period, actor=request.actor, **given)
        return place, radar, []

    place, radar, communes = await request.read(read)
    table = make_radar_table(frame, radar)
    if wants_export(request):
        title = texts.REPORT_MORE_PAGES[request.route]
        return export_table(request, table, title=title, name="thon-can-quan-tam")
    return request.render(
        "reports/radar.html",
        **frame.make_head(place),
        communes=[(frame.addresses.show(unit=unit.code), unit.name) for unit in communes],
        weak=[_make_card(frame, radar, village) for village in radar.weak] if radar else [],
        households=radar.households if radar else 0,
        table=table,
    )


def _list_communes(session: Session, place: Place) -> list[Unit]:
    if place.unit is None:
        return []
    units = list_subtree(session, place.unit)
    return [unit for unit in units if unit.kind == UnitKind.COMMUNE]


def _make_card(frame: Frame, radar: Radar, village: RadarVillage) -> WeakCard:
    causes = [
        (*texts.RADAR_CAUSES[cause], *_link(frame, cause, village)) for cause in village.causes
    ]
    return WeakCard(
        village.unit.name,
        _begin(describe_weakness(radar, village)),
        causes or [(*texts.RADAR_NO_CAUSE, "", "")],
    )


def _begin(sentence: str) -> str:
    return f"{sentence[:1].upper()}{sentence[1:]}"


def _link(frame: Frame, cause: Cause, village: RadarVillage) -> tuple[str, str]:
    """Return address and words of the page where a cause can be mended; "" for who may not."""
    route, key = ACTION_ROUTES.get(cause, ("", ""))
    request = frame.request
    if not request.renderer.has_route(route) or not request.has(*TEAM):
        return "", ""
    return request.url(route, **{key: village.unit.id}), texts.REPORT_CAUSE_ACTIONS[cause]


def make_radar_table(frame: Frame, radar: Radar | None) -> Table:
    """Return the table of all villages: the base of each, and each rate with its interval."""
    heads = texts.REPORT_RADAR_COLUMNS
    columns = [
        Column("village", heads["village"], link=lambda row: str(row["address"])),
        Column("state", heads["state"], tag=lambda row: "bad" if row["state"] else ""),
        Column("households", heads["households"], Kind.NUMBER),
        Column("source", heads["source"]),
    ]
    for measure in RADAR_MEASURES:
        name = texts.RADAR_MEASURES[measure]
        if wants_export(frame.request):
            columns += [
                Column(measure, f"{name} (%)", Kind.NUMBER),
                Column(f"{measure}-range", texts.REPORT_RANGE.format(name=name)),
            ]
        else:
            columns.append(Column(f"{measure}-words", name))
    rows: list[Row] = [_make_row(frame, village) for village in radar.villages] if radar else []
    if radar is not None and rows:
        rows.append(_make_total(radar))
    return make_table(frame.request, columns, rows, empty=texts.REPORT_ROWS_EMPTY, sorts=False)


def _make_row(frame: Frame, village: RadarVillage) -> dict[str, Any]:
    row: dict[str, Any] = {
        "village": village.unit.name,
        "address": frame.request.url("reports.show", unit=village.unit.code),
        "households": village.base.households,
        "source": describe_base(village.base, is_too_small=village.is_base_too_small),
        "state": texts.REPORT_WEAK if village.weak_in else "",
    }
    for measure in RADAR_MEASURES:
        row |= _make_cells(measure, village.rates.get(measure))
    return row


def _make_cells(measure: Measure, rate: VillageRate | None) -> dict[str, Any]:
    """Return the rate in per cent and its interval; "giữ kín" for few, nothing without a base."""
    if rate is None or rate.share is None or rate.interval is None:
        words = texts.REPORT_NO_FIGURE if rate is None else texts.REPORT_HIDDEN
        return {measure: words, f"{measure}-range": "", f"{measure}-words": words}
    interval = texts.REPORT_RANGE_VALUE.format(
        low=round(100 * rate.interval.low), high=round(100 * rate.interval.high)
    )
    percent = round(100 * rate.share)
    words = f"{percent}% ({interval})"
    return {measure: percent, f"{measure}-range": interval, f"{measure}-words": words}


def _make_total(radar: Radar) -> dict[str, Any]:
    shares: dict[str, object] = {}
    for measure, share in radar.shares.items():
        percent = texts.REPORT_NO_FIGURE if share is None else round(100 * share)
        shares |= {
            measure: percent,
            f"{measure}-words": percent if share is None else f"{percent}%",
        }
    return {
        "village": texts.REPORT_WHOLE_COMMUNE,
        "address": "",
        "state": "",
        "households": radar.households or None,
        "source": "",
        **shares,
    }


def describe_base(base: HouseholdBase, *, is_too_small: bool = False) -> str:
    """Return where a number of households comes from, with its day."""
    if is_too_small:
        return texts.RADAR_BASE_TOO_SMALL
    is_undated = base.source is BaseSource.OFFICE and base.day is None
    words = texts.RADAR_BASES["office-undated" if is_undated else base.source]
    return words.format(day=base.day)

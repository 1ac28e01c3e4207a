"""Connectivity: the villages beside each other, and a village with its households as a grid."""

from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.forms import FormData, FormErrors
from bot.console.pages.outreach_form import list_tabs, read_day
from bot.console.pages.people import read_number
from bot.console.routes import TEAM
from bot.console.tables import Column, Kind, export_table, make_table, wants_export
from bot.core.errors import NotFound, UserError
from bot.outreach import census, census_rows
from bot.outreach.census import ConnectivityValues, VillageConnectivity
from bot.outreach.census_rows import CensusPage, CensusReport
from bot.outreach.models import Connectivity, Signal
from bot.outreach.sheets import GridFaults
from bot.people import unit_choice
from bot.people.units import Unit, UnitKind

PAGE = 25  # households of a page
_KEYS = (
    *("unit", "signal", "fibre", "hall", "asked", "with_fibre"),
    *("with_phone", "without_phone", "weak", "on"),
)
_KINDS = (*(Kind.TEXT,) * 4, *(Kind.NUMBER,) * 5, Kind.DAY)


async def show_villages(request: ConsoleRequest) -> web.Response:
    """Show what connects each village."""
    villages = await request.read(census.list_connectivity, actor=request.actor)
    may_edit = request.has(*TEAM)
    columns = [
        Column(
            key,
            label,
            kind,
            link=(lambda row: request.url("outreach.census_village", id=row["id"]))
            if key == "unit" and may_edit
            else None,
        )
        for key, label, kind in zip(_KEYS, texts.CENSUS_COLUMNS, _KINDS, strict=True)
    ]
    rows = [_make_row(village) for village in villages]
    table = make_table(request, columns, rows, empty=texts.OUTREACH_VILLAGES_EMPTY)
    if wants_export(request):
        return export_table(request, table, title=texts.CENSUS_TITLE, name="ha-tang")
    return request.render(
        "outreach/census.html", tabs=list_tabs(request), table=table, may_edit=may_edit
    )


def _make_row(village: VillageConnectivity) -> dict[str, Any]:
    entry = village.own
    weak = village.signals[Signal.WEAK] + village.signals[Signal.NONE]
    return {
        "id": village.unit.id,
        "unit": village.unit.name,
        "signal": texts.CONNECTIVITY_SIGNALS.get(entry.signal, "") if entry else "",
        "fibre": _say(entry.fibre) if entry else "",
        "hall": _say(entry.hall_wifi) if entry else "",
        "asked": village.households,
        "with_fibre": village.fibre,
        "with_phone": village.with_smartphone,
        "without_phone": village.without_smartphone,
        "weak": weak,
        "on": village.latest_on,
    }


def _say(value: bool | None) -> str:
    return "" if value is None else texts.CENSUS_YES_NO[value]


async def show_village(request: ConsoleRequest) -> web.Response:
    """Show a village's own entry and a page of its households."""
    return await _render(request, None, FormErrors(), {})


def _load(
    session: Session, request: ConsoleRequest, after_id: int | None
) -> tuple[Unit, Connectivity | None, CensusPage]:
    unit = unit_choice.get_choice(session, request.id(), actor=request.actor)
    if unit.kind != UnitKind.VILLAGE:
        raise NotFound(texts.OUTREACH_NEEDS_VILLAGE)
    page = census_rows.list_page(session, unit, after_id=after_id, limit=PAGE)
    return unit, census.find_current(session, unit.id), page


async def _render(
    request: ConsoleRequest, form: FormData | None, errors: FormErrors, faults: Mapping[int, str]
) -> web.Response:
    after_id = form.number("after") if form else read_number(request.query.get("after", ""))
    unit, entry, page = await request.read(_load, request, after_id)
    written = form or FormData({"noted_on": [request.today.isoformat()]})
    return request.render(
        "outreach/census_village.html",
        status=400 if errors or faults else 200,
        tabs=list_tabs(request),
        unit=unit,
        page=page,
        form=written,
        values=_make_values(entry, page.rows, form),
        after=after_id or "",
        errors=errors,
        faults=faults,
        labels={household.id: household.label for household, _ in page.rows},
        signals=[("", "–"), *texts.CONNECTIVITY_SIGNALS.items()],
        yes_no=[("", "–"), ("1", texts.CENSUS_YES_NO[True]), ("0", texts.CENSUS_YES_NO[False])],
    )


def _make_values(
    entry: Connectivity | None,
    rows: Sequence[tuple[Any, Connectivity | None]],
    form: FormData | None,
) -> dict[str, str]:
    """Return what stands in each field: as it was typed, else what is known."""
    if form is not None:
        return {name: form.get(name) for name in form.fields}
    values = {
        "signal": entry.signal if entry else "",
        "fibre": _as_choice(entry.fibre if entry else None),
    }
    values["hall"] = _as_choice(entry.hall_wifi if entry else None)
    for household, known in rows:
        values[f"g{household.id}"] = known.signal if known else ""
        values[f"f{household.id}"] = _as_choice(known.fibre if known else None)
        phones = known.smartphones if known else None
        values[f"p{household.id}"] = "" if phones is None else str(phones)
    return values


def _as_choice(value: bool | None) -> str:
    return {None: "", True: "1", False: "0"}[value]


def _read_signal(written: str) -> Signal:
    return Signal(written) if written in set(Signal) else Signal.UNKNOWN


def _read_choice(written: str) -> bool | None:
    return {"1": True, "0": False}.get(written)


async def do_save_village(request: ConsoleRequest) -> web.Response:
    """Note what connects the village as a whole."""
    form, errors = await request.form(), FormErrors()
    noted_on = read_day(form.get("noted_on"), request.today)
    if noted_on is None:
        errors.add("noted_on", texts.OUTREACH_BAD_DAY)
        return await _render(request, form, errors, {})
    values = ConnectivityValues(
        _read_signal(form.get("signal")),
        _read_choice(form.get("fibre")),
        None,
        _read_choice(form.get("hall")),
    )

    def save(session: Session) -> None:
        unit = unit_choice.get_choice(session, request.id(), actor=request.actor)
        census.record_connectivity(
            session,
            unit,
            values,
            noted_on=noted_on,
            actor=request.actor,
            now=request.now,
            policy=request.policy,
        )

    try:
        await request.write(save)
    except NotFound:
        raise
    except UserError as error:
        errors.add("noted_on", str(error))
        return await _render(request, form, errors, {})
    flash = texts.CENSUS_VILLAGE_SAVED
    return request.redirect("outreach.census_village", id=request.id(), flash=flash)


def read_households(
    form: FormData,
) -> tuple[dict[int, ConnectivityValues], dict[int, str], int]:
    """Return the rows that were filled in, the faults, and how many were left empty."""
    rows: dict[int, ConnectivityValues] = {}
    faults: dict[int, str] = {}
    blank = 0
    for household_id in form.numbers("row"):
        written = form.get(f"p{household_id}")
        if written and not (written.isdecimal() and len(written) <= 3):
            faults[household_id] = texts.CENSUS_BAD_PHONES
            continue
        values = ConnectivityValues(
            _read_signal(form.get(f"g{household_id}")),
            _read_choice(form.get(f"f{household_id}")),
            int(written) if written else None,
        )
        if values.is_empty:
            blank += 1
        else:
            rows[household_id] = values
    return rows, faults, blank


async def do_save_households(request: ConsoleRequest) -> web.Response:
    """Note a page of households; with faults nothing is, and what was typed stays."""
    form, errors = await request.form(), FormErrors()
    rows, faults, blank = read_households(form)
    noted_on = read_day(form.get("noted_on"), request.today)
    if noted_on is None:
        errors.add("noted_on", texts.OUTREACH_BAD_DAY)
    if errors or faults or noted_on is None:
        return await _render(request, form, errors, faults)

    def save(session: Session) -> CensusReport:
        unit = unit_choice.get_choice(session, request.id(), actor=request.actor)
        return census_rows.enter_page(
            session,
            unit,
            rows,
            noted_on=noted_on,
            actor=request.actor,
            now=request.now,
            policy=request.policy,
        )

    try:
        report = await request.write(save)
    except GridFaults as error:
        return await _render(request, form, errors, error.faults)
    flash = texts.CENSUS_SAVED.format(count=report.saved, same=report.unchanged, blank=blank)
    following = form.number("next")
    return request.redirect(
        "outreach.census_village", id=request.id(), after=following or "", flash=flash
    )

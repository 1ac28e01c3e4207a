"""Indicators: a set in a period, and one indicator with everything it is made of."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web
from sqlmodel import Session, col, select

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.forms import FormData, FormErrors
from bot.console.pages import indicator_views as views
from bot.console.routes import OFFICERS, TEAM
from bot.console.tables import XLSX, wants_export
from bot.core.errors import NotFound, UserError
from bot.documents.list_files import write_xlsx
from bot.people.models import Person
from bot.people.units import Unit
from bot.reports.indicators import places, service
from bot.reports.indicators.definitions import IndicatorSet
from bot.reports.indicators.listing import get_set, make_list
from bot.reports.indicators.models import IndicatorValue
from bot.reports.indicators.results import (
    IndicatorResult,
    Meter,
    SetResult,
    load_meter,
    load_set_result,
)
from bot.reports.indicators.spans import Span, list_spans, read_span
from bot.reports.indicators.wording import (
    describe_gap,
    describe_sources,
    explain_formula,
    explain_points,
    format_amount,
    format_measure,
    format_value,
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The set and period of an address."""

    indicator_set: IndicatorSet
    span: Span
    unit_code: str


def read_chosen(request: ConsoleRequest, form: FormData | None = None) -> Chosen:
    """Return what an address or a form means. Raises NotFound for what there is not."""

    def get(name: str) -> str:
        return (form.get(name) if form else "") or request.query.get(name, "")

    key = request.http.match_info.get("set") or get("set")
    indicator_set = get_set(request.services.indicator_sets, key[:40])
    try:
        span = read_span(indicator_set.period, get("period")[:10], today=request.today)
    except UserError as error:
        raise NotFound(str(error)) from error
    return Chosen(indicator_set, span, get("unit")[:40])


async def show_indicators(request: ConsoleRequest) -> web.Response:
    """Show a set in a period, or give it as a file."""
    if not request.services.indicator_sets:
        return request.render("reports/no_indicators.html")
    key = request.query.get("set", "")
    indicator_set = get_set(request.services.indicator_sets, key[:40])
    written = request.query.get("period", "")[:10]
    try:
        span = read_span(indicator_set.period, written, today=request.today)
    except UserError:  # of another set: its own present period
        span = read_span(indicator_set.period, "", today=request.today)
    code = request.query.get("unit", "")[:40]

    def load(session: Session) -> tuple[SetResult, Sequence[Unit]]:
        unit = places.get_indicator_unit(session, code, actor=request.actor)
        units = places.list_near_units(session, unit, actor=request.actor)
        result = load_set_result(
            session, indicator_set, unit, span, actor=request.actor, today=request.today
        )
        return result, units

    result, units = await request.read(load)
    if wants_export(request):
        content = write_xlsx(make_list(result))
        name = texts.INDICATORS_FILE.format(set=indicator_set.key, period=span.key)
        return request.download(content, f"{name}.xlsx", XLSX)
    return _render_set(request, result, units)


def _render_set(request: ConsoleRequest, result: SetResult, units: Sequence[Unit]) -> web.Response:
    indicator_set, span, unit = result.indicator_set, result.span, result.unit
    kept = {"set": indicator_set.key, "period": span.key, "unit": unit.code}
    groups = [
        views.make_group_view(
            group,
            [
                views.make_row(
                    measured,
                    request.url("reports.indicator", **kept, code=measured.indicator.code),
                )
                for measured in group.results
            ],
        )
        for group in result.groups
    ]
    return request.render(
        "reports/indicators.html",
        result=result,
        groups=groups,
        missing=[row for group in groups for row in group.rows if row.is_missing],
        sets=[(known.key, known.name) for known in request.services.indicator_sets.values()],
        spans=_list_span_choices(result, request),
        units=[(near.code, near.name) for near in units],
        points=format_amount(result.points),
        most=format_amount(indicator_set.total),
        missing_points=format_amount(result.missing_points),
        self_score=format_amount(result.self_score),
        scored=sum(bool(row.self_score) for group in groups for row in group.rows),
        rank=views.describe_rank(result.rank) if result.rank else "",
        file_address=request.url("reports.indicators", **kept, xlsx=1),
        rank_address=request.url("reports.rank", **kept) if request.has(*OFFICERS) else "",
    )


def _list_span_choices(result: SetResult, request: ConsoleRequest) -> list[tuple[str, str]]:
    spans = list_spans(result.span.kind, request.today)
    if result.span not in spans:
        spans.append(result.span)
    return [(span.key, span.label) for span in spans]


@dataclass(frozen=True, slots=True)
class Loaded:
    """One indicator as it was read."""

    unit: Unit
    meter: Meter
    result: IndicatorResult
    below: Sequence[Unit]
    history: Sequence[IndicatorValue]
    names: dict[int, str]


async def show_indicator(request: ConsoleRequest) -> web.Response:
    """Show one indicator."""
    return await render_indicator(request, read_chosen(request), None, FormErrors())


async def render_indicator(
    request: ConsoleRequest, chosen: Chosen, form: FormData | None, errors: FormErrors
) -> web.Response:
    """Return the page of an indicator; what was typed into its form stays."""
    loaded = await request.read(_load_indicator, request, chosen)
    result, span = loaded.result, loaded.result.current.span
    indicator, current = result.indicator, result.current
    kept = {"set": chosen.indicator_set.key, "period": chosen.span.key, "unit": loaded.unit.code}
    link = views.link_count(request, loaded.unit, current)
    return request.render(
        "reports/indicator.html",
        status=400 if errors else 200,
        kept=kept,
        enter_address=request.url("reports.enter_indicator", **kept, code=indicator.code),
        span=span,
        days=current.days,
        unit=loaded.unit,
        indicator=indicator,
        indicator_set=chosen.indicator_set,
        row=views.make_row(result, ""),
        value=format_measure(indicator, current),
        gap=describe_gap(current),
        sources=describe_sources(current),
        formula=explain_formula(chosen.indicator_set, indicator),
        scoring=explain_points(indicator),
        parts=views.list_parts(current, link),
        numerator=format_amount(current.numerator),
        denominator=format_amount(current.denominator),
        unit_rows=views.list_unit_rows(loaded.meter, indicator, loaded.below),
        history=views.make_history(request, indicator, loaded.history, loaded.names),
        may_enter=request.has(*OFFICERS),
        current=current.entry,
        form=form or _fill_form(request, current.entry),
        errors=errors,
        most=format_amount(indicator.points),
        target=format_value(indicator, indicator.target),
    )


def _fill_form(request: ConsoleRequest, entry: IndicatorValue | None) -> FormData:
    """Return the form as it is filled in at first: with what counts, to be corrected."""
    if entry is None:
        return FormData({"measured_on": [request.today.isoformat()]})
    written = {
        "value": format_amount(entry.value),
        "self_score": format_amount(entry.self_score),
        "source": entry.source,
        "note": entry.note,
        "measured_on": entry.measured_on.isoformat(),
    }
    return FormData({name: [value] for name, value in written.items()})


def _load_indicator(session: Session, request: ConsoleRequest, chosen: Chosen) -> Loaded:
    place = load_place(session, request, chosen)
    indicator, unit, actor = place.indicator, place.unit, request.actor
    meter = load_meter(
        session, chosen.indicator_set, unit, chosen.span,
        actor=actor, today=request.today, by_unit=not indicator.is_entered,
    )  # fmt: skip
    history = service.list_history(session, place, actor=actor)
    below = [below for below in meter.bases.units if below.parent_id == unit.id]
    names = _load_names(session, history) if request.has(*TEAM) else {}
    return Loaded(
        unit,
        meter,
        meter.measure(indicator),
        [] if indicator.is_entered else below,
        history,
        names,
    )


def load_place(session: Session, request: ConsoleRequest, chosen: Chosen) -> service.Place:
    """Return which indicator of which unit and period is meant. Raises NotFound."""
    code = request.http.match_info["code"]
    indicator = chosen.indicator_set.indicators.get(code)
    if indicator is None:
        raise NotFound(texts.INDICATOR_NO_CODE.format(code=code[:20]))
    unit = places.get_indicator_unit(session, chosen.unit_code, actor=request.actor)
    span = chosen.span.enclose(indicator.period)
    return service.Place(unit, chosen.indicator_set, indicator, span)


def _load_names(session: Session, rows: Sequence[IndicatorValue]) -> dict[int, str]:
    ids = {number for row in rows for number in (row.person_id, row.ended_by_id)} - {None}
    if not ids:
        return {}
    query = select(Person.id, Person.name).where(col(Person.id).in_(ids))
    return {number: name for number, name in session.exec(query)}


async def show_evidence(request: ConsoleRequest) -> web.StreamResponse:
    """Give the evidence of a value that the actor may see; the address names no file."""
    stored = await request.read(service.get_evidence, request.id(), actor=request.actor)
    path = request.services.files.find(stored)
    if path is None:
        raise NotFound(texts.INDICATOR_NO_FILE)
    name = texts.EVIDENCE_FILE.format(number=request.id(), ending=stored.extension)
    return web.FileResponse(
        path,
        headers={
            "Content-Type": "application/octet-stream",
            "Content-Disposition": f'attachment; filename="{name}"',
        },
    )

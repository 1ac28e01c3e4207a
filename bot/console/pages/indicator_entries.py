"""Entering, correcting and withdrawing values of indicators, and ranks."""

import asyncio
from dataclasses import replace
from datetime import date, datetime

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.forms import FormData, FormErrors
from bot.console.pages.indicators import Chosen, load_place, read_chosen, render_indicator
from bot.core.errors import NotFound, UserError
from bot.people.units import Unit
from bot.reports.indicators import evidence, places, service
from bot.reports.indicators.listing import get_set
from bot.reports.indicators.models import IndicatorValue
from bot.reports.indicators.service import Evidence, RankEntry, ValueEntry
from bot.reports.indicators.spans import SpanKind, find_span, read_span
from bot.reports.indicators.wording import format_amount, format_value, read_amount


async def do_enter(request: ConsoleRequest) -> web.Response:
    """Enter a value, or put another in the place of the one that was seen."""
    form, errors = await request.form(), FormErrors()
    chosen = read_chosen(request, form)
    entry = _read_entry(form, errors)
    if entry is not None:
        try:
            kept = await _keep_evidence(request, form)
        except UserError as error:
            errors.add("evidence", str(error))
        else:
            if await _write_entry(request, chosen, form, entry, kept, errors):
                return _leave(request, chosen)
    return await render_indicator(request, chosen, form, errors)


def _leave(request: ConsoleRequest, chosen: Chosen) -> web.Response:
    code = request.http.match_info["code"]
    return request.redirect(
        "reports.indicator",
        set=chosen.indicator_set.key, code=code,
        period=chosen.span.key, unit=chosen.unit_code,
        flash=texts.VALUE_SAVED,
    )  # fmt: skip


def _read_entry(form: FormData, errors: FormErrors) -> ValueEntry | None:
    """Return what was typed; faults are added to `errors`."""
    amounts = {}
    for name, fault in (("value", texts.INDICATOR_VALUE_BAD), ("self_score", texts.SCORE_BAD)):
        written = form.get(name)
        amounts[name] = read_amount(written) if written else None
        if written and amounts[name] is None:
            errors.add(name, fault)
    day = _read_day(form.get("measured_on"))
    if day is None:
        errors.add("measured_on", texts.INDICATOR_DAY_BAD)
    if not form.get("source"):
        errors.add("source", texts.INDICATOR_NO_SOURCE)
    if form.has("value_id") and not form.get("reason"):
        errors.add("reason", texts.INDICATOR_NO_REASON)
    if errors or day is None:
        return None
    return ValueEntry(
        amounts["value"], form.get("source"), day, amounts["self_score"], form.get("note")
    )


def _read_day(written: str) -> date | None:
    """Return a day as a date field or a hand writes it, or None."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(written, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    return None


async def _keep_evidence(request: ConsoleRequest, form: FormData) -> Evidence | None:
    upload = form.file("evidence")
    if upload is None:
        return None
    files = request.services.files
    return await asyncio.to_thread(evidence.store_evidence, files, upload.name, upload.content)


async def _write_entry(
    request: ConsoleRequest,
    chosen: Chosen,
    form: FormData,
    entry: ValueEntry,
    kept: Evidence | None,
    errors: FormErrors,
) -> bool:
    """Write the value; a file that belongs to none in the end is taken away again."""
    whole = replace(entry, evidence=kept, keeps_evidence=not form.has("drop_evidence"))

    def write(session: Session) -> None:
        place = load_place(session, request, chosen)
        if not form.has("value_id"):
            service.enter_value(session, place, whole, actor=request.actor, now=request.now)
            return
        service.correct_value(
            session, place, whole,
            value_id=form.number("value_id") or 0, reason=form.get("reason"),
            actor=request.actor, now=request.now,
        )  # fmt: skip

    is_written = False
    try:
        await request.write(write)
        is_written = True
    except NotFound:
        raise
    except UserError as error:
        errors.add("", str(error))
    finally:
        if kept is not None and not is_written:
            evidence.discard_evidence(request.services.files, kept)
    return is_written


async def show_withdraw(request: ConsoleRequest) -> web.Response:
    """Say what withdrawing a value means, and ask why."""
    return await _render_withdraw(request, "", FormErrors())


async def _render_withdraw(
    request: ConsoleRequest, reason: str, errors: FormErrors
) -> web.Response:
    row, unit = await request.read(service.get_value, request.id(), actor=request.actor)
    indicator_set = request.services.indicator_sets.get(row.set_key)
    indicator = indicator_set.indicators.get(row.code) if indicator_set else None
    if indicator is None or row.ended_at is not None:
        raise NotFound(texts.INDICATOR_NO_VALUE)
    span = read_span(_kind_of(row.period), row.period, today=request.today)
    return request.render(
        "reports/withdraw.html",
        status=400 if errors else 200,
        row=row, unit=unit, indicator=indicator, span=span, reason=reason, errors=errors,
        value=format_value(indicator, row.value), self_score=format_amount(row.self_score),
        back=request.url("reports.indicator", **_locate(request, row, unit)),
    )  # fmt: skip


def _locate(request: ConsoleRequest, row: IndicatorValue, unit: Unit) -> dict[str, str]:
    """Return where a value's page is: of a period of the set, which may be shorter."""
    indicator_set = get_set(request.services.indicator_sets, row.set_key)
    last = read_span(_kind_of(row.period), row.period, today=request.today).days.last
    span = find_span(indicator_set.period, min(last, request.today))
    return {"set": row.set_key, "code": row.code, "period": span.key, "unit": unit.code}


def _kind_of(period: str) -> SpanKind:
    if "-q" in period:
        return SpanKind.QUARTER
    return SpanKind.MONTH if "-" in period else SpanKind.YEAR


async def do_withdraw(request: ConsoleRequest) -> web.Response:
    """Have a value no longer count."""
    reason = (await request.form()).get("reason")

    def withdraw(session: Session) -> tuple[IndicatorValue, Unit]:
        service.withdraw_value(
            session, request.id(), reason=reason, actor=request.actor, now=request.now
        )
        return service.get_value(session, request.id(), actor=request.actor)

    try:
        row, unit = await request.write(withdraw)
    except NotFound:
        raise
    except UserError as error:
        errors = FormErrors()
        errors.add("reason", str(error))
        return await _render_withdraw(request, reason, errors)
    address = request.url("reports.indicator", **_locate(request, row, unit))
    return request.redirect_to(address, flash=texts.VALUE_WITHDRAWN)


async def show_rank(request: ConsoleRequest) -> web.Response:
    """Show the form of a rank."""
    return await _render_rank(request, read_chosen(request), FormData(), FormErrors())


async def _render_rank(
    request: ConsoleRequest, chosen: Chosen, form: FormData, errors: FormErrors
) -> web.Response:
    unit = await request.read(places.get_indicator_unit, chosen.unit_code, actor=request.actor)
    groups = [("", texts.RANK_WHOLE)]
    groups += [(group.code, f"{group.code}. {group.name}") for group in chosen.indicator_set.groups]
    return request.render(
        "reports/rank.html",
        status=400 if errors else 200,
        indicator_set=chosen.indicator_set, span=chosen.span, unit=unit,
        groups=groups, form=form, errors=errors,
    )  # fmt: skip


async def do_enter_rank(request: ConsoleRequest) -> web.Response:
    """Enter a rank."""
    form, errors = await request.form(), FormErrors()
    chosen = read_chosen(request, form)
    place, places_count = form.number("place"), form.number("places")
    points = read_amount(form.get("points")) if form.get("points") else None
    if form.get("points") and points is None:
        errors.add("points", texts.SCORE_BAD)
    entry = RankEntry(
        form.get("group")[:20], place or 0, places_count or 0, form.get("source"), points
    )

    def write(session: Session) -> Unit:
        unit = places.get_indicator_unit(session, chosen.unit_code, actor=request.actor)
        service.enter_rank(
            session, unit, chosen.indicator_set, chosen.span, entry,
            actor=request.actor, now=request.now,
        )  # fmt: skip
        return unit

    try:
        if not errors:
            await request.write(write)
    except NotFound:
        raise
    except UserError as error:
        errors.add("", str(error))
    if errors:
        return await _render_rank(request, chosen, form, errors)
    return request.redirect(
        "reports.indicators",
        set=chosen.indicator_set.key, period=chosen.span.key, unit=chosen.unit_code,
        flash=texts.RANK_SAVED,
    )  # fmt: skip

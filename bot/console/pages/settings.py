"""Settings of a commune: what answers are filled with, hours and days off, trial or live."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.broadcasts import sandbox
from bot.console.context import ConsoleRequest
from bot.console.pages.settings_own import describe_setting, load_own_settings
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.duty import roster
from bot.duty.calendar import public_holidays
from bot.duty.models import UnitHours
from bot.faq import service as faq
from bot.faq.fact_usage import map_fact_usage
from bot.people.actor import Actor, get_own_unit
from bot.people.units import Unit

HOLIDAYS_AHEAD = timedelta(days=200)


@dataclass(frozen=True, slots=True)
class CommuneSettings:
    """What is set for one commune."""

    unit: Unit
    facts: Mapping[str, str]
    hours: str
    days_off: tuple[date, ...]
    days_worked: tuple[date, ...]
    is_trial: bool


def load_settings(session: Session, actor: Actor, *, policy: Policy) -> CommuneSettings:
    """Return the settings of the actor's own unit."""
    unit = get_own_unit(session, actor)
    row = session.get(UnitHours, unit.id)
    return CommuneSettings(
        unit,
        faq.load_facts(session, unit.id),
        roster.Calendars(session, unit, policy).for_unit(unit).hours.render(),
        tuple(date.fromisoformat(day) for day in row.days_off) if row else (),
        tuple(date.fromisoformat(day) for day in row.worked) if row else (),
        sandbox.is_trial(session, unit),
    )


async def show_settings(request: ConsoleRequest) -> web.Response:
    """Show everything that can be set, and where what can not be set here is set."""
    return await _render(request)


async def _render(
    request: ConsoleRequest, *, status: int = 200, hours: str | None = None, error: str = ""
) -> web.Response:
    settings = await request.read(load_settings, request.actor, policy=request.policy)
    _, own = await request.read(load_own_settings, request.actor, policy=request.policy)
    today = request.today
    holidays = [
        (day, name)
        for year in (today.year, today.year + 1)
        for day, name in sorted(public_holidays(year).items())
        if today <= day <= today + HOLIDAYS_AHEAD
    ]
    return request.render(
        "settings/show.html",
        status=status,
        settings=settings,
        usage=map_fact_usage(request.services.knowledge_base().knowledge.topics.values()),
        holidays=holidays,
        hours=settings.hours if hours is None else hours,
        hours_error=error,
        own=[describe_setting(request, row) for row in own],
        machine=[
            (label, _describe_value(getattr(request.services.settings, name)), variable)
            for name, label, variable in texts.MACHINE_SETTINGS
        ],
    )


def _describe_value(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value) or texts.PRICE_UNKNOWN


def save_facts(session: Session, values: Mapping[str, str], *, actor: Actor, now: datetime) -> int:
    """Set the facts that differ from what is stored. Returns how many did."""
    unit = get_own_unit(session, actor)
    stored = faq.load_facts(session, unit.id)
    changed = {name: value for name, value in values.items() if value != stored.get(name, "")}
    for name, value in changed.items():
        faq.set_fact(session, unit, name, value, actor=actor, now=now)
    return len(changed)


async def do_save_facts(request: ConsoleRequest) -> web.Response:
    """Save the facts of the form."""
    form = await request.form()
    names = [name for _, facts in texts.FACT_GROUPS for name, _ in facts if form.has(name)]
    values = {name: form.get(name) for name in names}
    count = await request.write(save_facts, values, actor=request.actor, now=request.now)
    flash = texts.FACTS_SAVED.format(count=count) if count else texts.FACTS_SAME
    return request.redirect("settings.show", flash=flash)


async def do_save_hours(request: ConsoleRequest) -> web.Response:
    """Save the weekly working hours; what was understood is said back."""
    form = await request.form()

    def save(session: Session) -> str:
        unit = get_own_unit(session, request.actor)
        return roster.set_hours(
            session, unit, form.get("hours"), actor=request.actor, now=request.now
        )

    try:
        hours = await request.write(save)
    except UserError as error:
        return await _render(request, status=400, hours=form.get("hours"), error=str(error))
    return request.redirect("settings.show", flash=texts.HOURS_SAVED.format(hours=hours))


async def do_save_day(request: ConsoleRequest) -> web.Response:
    """Mark a day as off or as worked."""
    form = await request.form()
    try:
        day = date.fromisoformat(form.get("day"))
    except ValueError:
        raise UserError(texts.DAY_NEEDED) from None

    def save(session: Session) -> None:
        unit = get_own_unit(session, request.actor)
        is_off = form.get("is") == "off"
        roster.set_day(session, unit, day, is_off=is_off, actor=request.actor, now=request.now)

    await request.write(save)
    return request.redirect("settings.show", flash=texts.DAY_SAVED.format(day=f"{day:%d/%m/%Y}"))


async def show_live(request: ConsoleRequest) -> web.Response:
    """Say what switching to live, or back to trial, will mean."""
    settings = await request.read(load_settings, request.actor, policy=request.policy)
    return request.render("settings/live.html", settings=settings)


async def do_switch_live(request: ConsoleRequest) -> web.Response:
    """Switch the commune to live, or back to trial."""
    form = await request.form()
    is_live = form.get("live") == "1"

    def switch(session: Session) -> str:
        unit = get_own_unit(session, request.actor)
        sandbox.set_live(session, unit, live=is_live, actor=request.actor, now=request.now)
        return unit.name

    name = await request.write(switch)
    template = texts.LIVE_SWITCHED_ON if is_live else texts.LIVE_SWITCHED_OFF
    return request.redirect("settings.show", flash=template.format(unit=name))

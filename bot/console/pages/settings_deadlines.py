"""Deadlines that residents may be told of: those of everybody, and a commune's own."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.forms import FormData, FormErrors
from bot.core.errors import NotFound, UserError
from bot.people.actor import Actor, get_own_unit
from bot.people.units import Unit
from bot.reminders import unit_deadlines
from bot.reminders.deadlines import load_deadlines
from bot.reminders.models import DeadlineRepeat, UnitDeadline
from bot.reminders.unit_deadlines import DeadlinePlan, ListedDeadline

FIELDS = ("title", "text", "day", "repeat", "basis")


def load_list(session: Session, actor: Actor, today: date) -> tuple[Unit, Sequence[ListedDeadline]]:
    """Return the actor's own unit and its deadlines."""
    unit = get_own_unit(session, actor)
    return unit, unit_deadlines.list_own(session, unit, actor=actor, today=today)


async def show_deadlines(request: ConsoleRequest) -> web.Response:
    """List the commune's own deadlines, and those of every commune, with their next days."""
    unit, own = await request.read(load_list, request.actor, request.today)
    shipped = [
        (deadline, deadline.find_next_day(request.today))
        for deadline in load_deadlines(request.services.settings.data_dir)
    ]
    return request.render("settings/deadlines.html", unit=unit, own=own, shipped=shipped)


async def show_new(request: ConsoleRequest) -> web.Response:
    """Show an empty form."""
    form: dict[str, Any] = dict.fromkeys(FIELDS, "")
    form |= {"repeat": DeadlineRepeat.ONCE.value, "before": ["7", "1"]}
    return _render_form(request, None, form)


async def show_edit(request: ConsoleRequest) -> web.Response:
    """Show a deadline in the form, and how many a new day will be told to."""
    row, count = await request.read(_load_own, request.id(), request.actor)
    form = {
        "title": row.title,
        "text": row.text,
        "day": row.day.isoformat(),
        "repeat": row.repeat,
        "basis": row.basis,
        "before": row.days_before.split(","),
    }
    return _render_form(request, row, form, told=count)


def _load_own(session: Session, deadline_id: int, actor: Actor) -> tuple[UnitDeadline, int]:
    row = unit_deadlines.get_own(session, deadline_id, actor=actor)
    return row, len(unit_deadlines.list_told(session, row))


def _render_form(
    request: ConsoleRequest,
    row: UnitDeadline | None,
    form: dict[str, Any],
    *,
    told: int = 0,
    error: str = "",
) -> web.Response:
    action = (
        request.url("settings.deadline_change", id=row.id)
        if row is not None
        else request.url("settings.deadline_add")
    )
    return request.render(
        "settings/deadline.html",
        status=400 if error else 200,
        row=row,
        form=form,
        action=action,
        told=told,
        errors=FormErrors({"": error} if error else {}),
    )


def _read_plan(form: FormData) -> DeadlinePlan:
    try:
        day = date.fromisoformat(form.get("day"))
    except ValueError:
        day = None
    return DeadlinePlan(
        title=form.get("title"),
        text=form.get("text"),
        day=day,
        repeat=form.get("repeat"),
        days_before=form.numbers("before"),
        basis=form.get("basis"),
    )


def _typed(form: FormData) -> dict[str, Any]:
    return {**{name: form.get(name) for name in FIELDS}, "before": form.values("before")}


async def do_add(request: ConsoleRequest) -> web.Response:
    """Add a deadline: residents of the commune see it in the list at once."""
    form = await request.form()

    def add(session: Session) -> str:
        unit = get_own_unit(session, request.actor)
        row = unit_deadlines.add_deadline(
            session,
            unit,
            _read_plan(form),
            actor=request.actor,
            now=request.now,
            policy=request.policy,
        )
        return row.title

    try:
        title = await request.write(add)
    except NotFound:
        raise
    except UserError as error:
        return _render_form(request, None, _typed(form), error=str(error))
    flash = texts.DEADLINE_ADDED.format(title=title)
    return request.redirect("settings.deadlines", flash=flash)


async def do_change(request: ConsoleRequest) -> web.Response:
    """Change a deadline; who asked for it is told of a new day."""
    form = await request.form()
    row, told = await request.read(_load_own, request.id(), request.actor)
    try:
        count = await request.write(
            unit_deadlines.change_deadline,
            request.id(),
            _read_plan(form),
            actor=request.actor,
            now=request.now,
            policy=request.policy,
        )
    except NotFound:
        raise
    except UserError as error:
        return _render_form(request, row, _typed(form), told=told, error=str(error))
    flash = texts.DEADLINE_CHANGED_TOLD.format(count=count) if count else texts.DEADLINE_CHANGED
    return request.redirect("settings.deadlines", flash=flash)


async def show_withdraw(request: ConsoleRequest) -> web.Response:
    """Say to how many a withdrawal is told, and ask."""
    row, count = await request.read(_load_own, request.id(), request.actor)
    return request.render("settings/deadline_withdraw.html", row=row, told=count)


async def do_withdraw(request: ConsoleRequest) -> web.Response:
    """Withdraw a deadline."""
    count = await request.write(
        unit_deadlines.withdraw_deadline, request.id(), actor=request.actor, now=request.now
    )
    flash = texts.DEADLINE_WITHDRAWN.format(count=count)
    return request.redirect("settings.deadlines", flash=flash)

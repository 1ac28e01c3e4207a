"""The week's duty of a village: who is on duty when, absences and shifts that are written down."""

from datetime import date, datetime, timedelta
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.forms import FormData, FormErrors
from bot.core.errors import NotFound, UserError
from bot.core.policy import Policy
from bot.documents.office_pdf import render_pdf
from bot.duty.hours import Span
from bot.people import members
from bot.people.actor import Actor
from bot.usecases import duty_week, office_lists, team_changes

WEEK = timedelta(days=7)
# What of a day a shift and an absence take, in minutes.
SHIFT_PARTS = {"morning": Span(7 * 60, 11 * 60 + 30), "afternoon": Span(13 * 60 + 30, 17 * 60 + 30)}
ABSENCE_PARTS = {"morning": Span(0, 12 * 60), "afternoon": Span(12 * 60, 18 * 60)}
FAR = timedelta(days=370)


def read_week(request: ConsoleRequest) -> date:
    """Return the day of the week that is shown; today's for what is no day or far away."""
    try:
        day = date.fromisoformat(request.query.get("day", ""))
    except ValueError:
        return request.today
    return day if abs(day - request.today) < FAR else request.today


def load_week(
    session: Session, unit_id: int, day: date, *, actor: Actor, policy: Policy, now: datetime
) -> dict[str, Any]:
    """Return what the page shows: the grid and what was written down."""
    unit = members.get_managed_unit(session, unit_id, actor=actor)
    week = duty_week.load_week(session, unit, day, policy=policy, today=policy.today(now))
    choices = [(row.person.id, row.person.name) for row in week.rows]
    return {"unit": unit, "week": week, "choices": choices}


async def show_duty(request: ConsoleRequest) -> web.Response:
    """Show a week: members by days."""
    return await _render(request, FormData(), FormErrors())


async def _render(
    request: ConsoleRequest, form: FormData, errors: FormErrors, *, status: int = 200
) -> web.Response:
    day = read_week(request)
    values = await request.read(
        load_week, request.id(), day, actor=request.actor, policy=request.policy, now=request.now
    )
    return request.render(
        "teams/duty.html",
        status=status,
        form=form,
        errors=errors,
        day=day,
        before=day - WEEK,
        after=day + WEEK,
        **values,
    )


async def do_add_duty(request: ConsoleRequest) -> web.Response:
    """Write down a shift or an absence of a member."""
    form, errors = await request.form(), FormErrors()
    is_absence = form.get("what") != "shift"
    try:
        first = date.fromisoformat(form.get("first"))
        last = date.fromisoformat(form.get("last") or form.get("first"))
    except ValueError:
        errors.add("first", texts.DUTY_DAYS_BAD)
    else:
        part = form.get("part")
        try:
            await request.write(
                team_changes.add_duty,
                form.number("person") or 0,
                first=first,
                last=last,
                span=(ABSENCE_PARTS if is_absence else SHIFT_PARTS).get(part),
                is_absence=is_absence,
                actor=request.actor,
                policy=request.policy,
                now=request.now,
            )
        except NotFound:
            raise
        except UserError as error:
            errors.add("first", str(error))
    if errors:
        return await _render(request, form, errors, status=400)
    day = {"day": first.isoformat()}
    return request.redirect("teams.duty", id=request.id(), **day, flash=texts.DUTY_SAVED)


async def do_remove_duty(request: ConsoleRequest) -> web.Response:
    """Take a shift or an absence back."""
    await request.write(
        team_changes.remove_duty, request.id("entry"), actor=request.actor, now=request.now
    )
    return request.redirect("teams.duty", id=request.id(), flash=texts.DUTY_REMOVED)


async def print_duty(request: ConsoleRequest) -> web.Response:
    """Give the week's duty as an official document."""

    def make(session: Session) -> Any:
        unit = members.get_managed_unit(session, request.id(), actor=request.actor)
        return office_lists.make_duty_roster(
            session,
            unit,
            read_week(request),
            policy=request.policy,
            actor=request.actor,
            on=request.today,
        )

    document = await request.read(make)
    return request.download(render_pdf(document), "lich-truc.pdf", "application/pdf")

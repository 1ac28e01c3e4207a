"""Villages and their teams: the tree, one unit with its people and figures, add and count."""

from datetime import date, datetime
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.forms import FormData, FormErrors
from bot.console.tables import Column, Kind, export_table, make_table, wants_export
from bot.core.errors import NotFound, UserError
from bot.people import members, role_rules, team_overview
from bot.people.actor import Actor
from bot.people.founding import check_person_name
from bot.people.list_values import parse_people_count, parse_phone, split_list
from bot.people.members import MemberForm
from bot.people.models import RoleKind
from bot.people.team_overview import UnitSummary
from bot.people.units import UnitKind

MAX_SKILLS = 20


async def show_teams(request: ConsoleRequest) -> web.Response:
    """List communes and villages with their teams and figures; the same as a file."""
    summaries = await request.read(team_overview.list_unit_summaries, request.actor)
    rows = [_make_row(summary) for summary in summaries]
    columns = [
        Column(
            "name",
            texts.TEAM_COLUMNS[0],
            link=lambda row: request.url("teams.unit", id=row["id"]),
        ),
        *(
            Column(key, label, kind)
            for key, label, kind in zip(
                ("leaders", "people", "waiting", "households", "persons", "counted_on"),
                texts.TEAM_COLUMNS[1:],
                (Kind.TEXT, Kind.NUMBER, Kind.NUMBER, Kind.NUMBER, Kind.NUMBER, Kind.DAY),
                strict=True,
            )
        ),
    ]
    table = make_table(request, columns, rows, empty=texts.UNITS_EMPTY)
    if wants_export(request):
        return export_table(request, table, title=texts.NAV_TEAMS, name="thon-to")
    waiting = sum(summary.people - summary.joined for summary in summaries)
    return request.render(
        "teams/list.html",
        table=table,
        waiting=waiting,
        own=summaries[0].unit if summaries else None,
    )


def _make_row(summary: UnitSummary) -> dict[str, Any]:
    unit = summary.unit
    return {
        "id": unit.id,
        "name": unit.name,
        "leaders": ", ".join(summary.leaders),
        "people": summary.people,
        "waiting": summary.people - summary.joined,
        "households": unit.households_count,
        "persons": unit.persons_count,
        "counted_on": unit.counted_on,
    }


async def show_unit(request: ConsoleRequest) -> web.Response:
    """Show a unit: its people, on which channels, and the form that adds one."""
    form = FormData({"role": [request.query.get("role", "")]})
    return await render_unit(request, request.id(), form, FormErrors())


def load_unit(session: Session, unit_id: int, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """Return what the page of a unit shows."""
    unit = members.get_managed_unit(session, unit_id, actor=actor)
    roles = role_rules.list_giveable_roles(session, actor, unit)
    return {
        "unit": unit,
        "entries": team_overview.list_members(session, unit, now=now),
        "roles": [(str(kind), texts.ROLE_TITLES[kind]) for kind in roles],
        "is_village": unit.kind == UnitKind.VILLAGE,
    }


async def render_unit(
    request: ConsoleRequest,
    unit_id: int,
    form: FormData,
    errors: FormErrors,
    *,
    status: int = 200,
) -> web.Response:
    """Return the page of a unit, with what was typed and what is wrong with it."""
    values = await request.read(load_unit, unit_id, actor=request.actor, now=request.now)
    return request.render("teams/unit.html", status=status, form=form, errors=errors, **values)


def read_member(form: FormData) -> tuple[MemberForm | None, FormErrors]:
    """Return the person a form describes, or what is wrong with it."""
    errors = FormErrors()
    try:
        check_person_name(form.get("name"))
    except UserError as error:
        errors.add("name", str(error))
    try:
        parse_phone(form.get("phone"))
    except UserError:
        errors.add("phone", texts.PHONE_BAD)
    if form.get("role") not in set(RoleKind):
        errors.add("role", texts.ROLE_NEEDED)
    if errors:
        return None, errors
    skills = tuple((split_list(form.get("skills")) or [])[:MAX_SKILLS])
    return MemberForm(
        form.get("name"), form.get("phone"), RoleKind(form.get("role")), skills
    ), errors


async def do_add_member(request: ConsoleRequest) -> web.Response:
    """Give somebody a role in the unit."""
    form = await request.form()
    member, errors = read_member(form)
    if member is not None:
        try:
            await request.write(
                members.add_member, request.id(), member, actor=request.actor, now=request.now
            )
        except NotFound:
            raise
        except UserError as error:
            errors.add("", str(error))
    if errors:
        return await render_unit(request, request.id(), form, errors, status=400)
    said = texts.MEMBER_ADDED.format(name=form.get("name"))
    return request.redirect("teams.unit", id=request.id(), flash=said)


async def do_set_counts(request: ConsoleRequest) -> web.Response:
    """Set the village's numbers and the day of their source."""
    form, errors = await request.form(), FormErrors()
    counts: dict[str, int | None] = {}
    for name in ("households", "persons"):
        try:
            counts[name] = parse_people_count(form.get(name))
        except UserError:
            errors.add(name, texts.VILLAGE_COUNT_BAD)
    try:
        day = date.fromisoformat(form.get("counted_on"))
    except ValueError:
        day = request.today
        errors.add("counted_on", texts.VILLAGE_DAY_BAD)
    if not errors:
        try:
            await request.write(
                members.set_village_counts,
                request.id(),
                **counts,
                counted_on=day,
                actor=request.actor,
                now=request.now,
            )
        except NotFound:
            raise
        except UserError as error:
            errors.add("counted_on", str(error))
    if errors:
        return await render_unit(request, request.id(), form, errors, status=400)
    return request.redirect("teams.unit", id=request.id(), flash=texts.VILLAGE_SAVED)

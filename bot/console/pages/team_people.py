"""One person of a team: correct, end, merge with another entry of the same person."""

from datetime import datetime
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.forms import FormData, FormErrors
from bot.console.pages.teams import read_member
from bot.core.errors import NotFound, UserError
from bot.people import members, merges, role_rules, team_overview
from bot.people.actor import Actor
from bot.people.merges import MergeKind
from bot.people.team_overview import MemberEntry
from bot.usecases import merge_members, team_changes


def load_person(session: Session, person_id: int, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """Return a person with roles and chats, and whether the actor may change them."""
    person, roles = members.get_managed_person(session, person_id, actor=actor)
    entry = MemberEntry(person, [role for role, _ in roles])
    team_overview.add_chats(session, {person.id: entry}, now=now)
    return {
        "entry": entry,
        "person": person,
        "roles": roles,
        "may_change": members.may_change_person(session, person_id, actor=actor),
        "is_self": person_id == actor.person_id,
    }


def load_person_page(
    session: Session, person_id: int, *, actor: Actor, now: datetime
) -> dict[str, Any]:
    """Return a person with what the actor may do: roles to give, an invitation, merges to undo.

    Of somebody they may not change nothing is asked that the page does not show.
    """
    values = load_person(session, person_id, actor=actor, now=now)
    may_invite = role_rules.may_invite(session, actor, person_id)
    if not values["may_change"]:
        return {**values, "may_invite": may_invite}
    units = {unit.id: unit for _, unit in values["roles"]}
    choices = {
        unit.id: [
            (str(kind), texts.ROLE_TITLES[kind])
            for kind in role_rules.list_giveable_roles(session, actor, unit)
        ]
        for unit in units.values()
    }
    return {
        **values,
        "may_invite": may_invite,
        "choices": choices,
        "merges": merges.list_undoable(session, MergeKind.MEMBER, person_id, actor=actor, now=now),
        "undo_days": merges.UNDO_WITHIN.days,
    }


async def show_person(request: ConsoleRequest) -> web.Response:
    """Show a person: their roles, chats, and the forms that change them."""
    return await _render_person(request, FormData(), FormErrors())


async def _render_person(
    request: ConsoleRequest, form: FormData, errors: FormErrors, *, status: int = 200
) -> web.Response:
    values = await request.read(
        load_person_page, request.id(), actor=request.actor, now=request.now
    )
    return request.render("teams/person.html", status=status, form=form, errors=errors, **values)


async def do_correct(request: ConsoleRequest) -> web.Response:
    """Correct name, phone, and one role's kind and skills."""
    form = await request.form()
    member, errors = read_member(form)
    if member is not None:
        try:
            await request.write(
                members.correct_member,
                form.number("role_id") or 0,
                member,
                person_id=request.id(),
                actor=request.actor,
                now=request.now,
            )
        except NotFound:
            raise
        except UserError as error:
            errors.add("", str(error))
    if errors:
        return await _render_person(request, form, errors, status=400)
    said = texts.MEMBER_SAVED.format(name=form.get("name"))
    return request.redirect("teams.person", id=request.id(), flash=said)


async def show_end(request: ConsoleRequest) -> web.Response:
    """Say what ending a person's work means: roles, chats, and where the tickets go."""
    values = await request.read(load_person, request.id(), actor=request.actor, now=request.now)
    held = await request.read(team_changes.count_held_tickets, request.id())
    return request.render("teams/end.html", held=held, **values)


async def do_end(request: ConsoleRequest) -> web.Response:
    """End a person's work."""
    values = await request.read(load_person, request.id(), actor=request.actor, now=request.now)
    await request.write(
        team_changes.end_member,
        request.id(),
        actor=request.actor,
        policy=request.policy,
        now=request.now,
    )
    said = texts.MEMBER_ENDED.format(name=values["person"].name)
    return request.redirect("teams.unit", id=values["roles"][0][1].id, flash=said)


async def show_merge(request: ConsoleRequest) -> web.Response:
    """Choose the other entry of the same person; then say what moves."""
    values = await request.read(load_person, request.id(), actor=request.actor, now=request.now)
    other_id = request.query.get("other", "")
    other: dict[str, Any] | None = None
    if other_id.isdecimal() and len(other_id) <= 15 and int(other_id) != request.id():
        other = await request.read(load_person, int(other_id), actor=request.actor, now=request.now)
        other["held"] = await request.read(team_changes.count_held_tickets, int(other_id))
    alike = await request.read(members.list_alike, request.id(), actor=request.actor)
    return request.render(
        "teams/merge.html",
        other=other,
        alike=alike,
        undo_days=merges.UNDO_WITHIN.days,
        **values,
    )


async def do_merge(request: ConsoleRequest) -> web.Response:
    """Make two entries one person."""
    form = await request.form()
    await request.write(
        merge_members.merge_members,
        request.id(),
        form.number("other") or 0,
        actor=request.actor,
        now=request.now,
    )
    values = await request.read(load_person, request.id(), actor=request.actor, now=request.now)
    said = texts.MEMBERS_MERGED.format(name=values["person"].name)
    return request.redirect("teams.person", id=request.id(), flash=said)


async def do_undo_merge(request: ConsoleRequest) -> web.Response:
    """Make two persons of one again."""
    other_id = await request.write(
        merge_members.undo_merge,
        request.id(),
        request.id("merge"),
        actor=request.actor,
        now=request.now,
    )
    return request.redirect("teams.person", id=other_id, flash=texts.MEMBERS_PARTED)

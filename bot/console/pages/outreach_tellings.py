"""Announcements told at the door: which households have not heard, one tap each, and the target."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.broadcasts.models import Broadcast
from bot.console.context import ConsoleRequest
from bot.console.forms import FormErrors
from bot.console.pages.outreach_form import list_tabs
from bot.console.pages.people import read_number
from bot.console.routes import OFFICERS, TEAM
from bot.console.tables import Column, Kind, Table, export_table, make_table, wants_export
from bot.core.errors import NotFound, UserError
from bot.people import unit_choice
from bot.people.models import Household
from bot.people.units import Unit
from bot.usecases import announcements_told, unreached_households
from bot.usecases.unreached_households import UnreachedPage, VillageTelling

PAGE, LISTED = 30, 20
_KEYS = ("unit", "households", "by_chat", "at_home", "left", "percent", "needed")
_KINDS = (Kind.TEXT, *(Kind.NUMBER,) * 6)


async def show_announcements(request: ConsoleRequest) -> web.Response:
    """List the announcements that the person's villages were to hear, the newest first."""
    before_id = read_number(request.query.get("after", ""))
    page, next_id = await request.read(
        announcements_told.list_announcements,
        actor=request.actor,
        before_id=before_id,
        limit=LISTED,
    )
    return request.render(
        "outreach/announcements.html",
        tabs=list_tabs(request),
        announcements=page,
        next_address=request.url("outreach.announcements", after=next_id) if next_id else "",
    )


async def show_announcement(request: ConsoleRequest) -> web.Response:
    """Show how far an announcement is in each village, and its target."""
    return await _render_announcement(request, "", FormErrors())


async def _render_announcement(
    request: ConsoleRequest, typed: str, errors: FormErrors
) -> web.Response:
    def load(session: Session) -> tuple[Broadcast, Sequence[VillageTelling], int]:
        number = request.id()
        villages = unreached_households.list_progress(session, number, actor=request.actor)
        return session.get_one(Broadcast, number), villages, villages[0].target

    broadcast, villages, target = await request.read(load)
    table = _make_village_table(request, broadcast.id, villages)
    if wants_export(request):
        return export_table(request, table, title=texts.UNREACHED_TITLE, name="bao-tan-nha")
    return request.render(
        "outreach/announcement.html",
        status=400 if errors else 200,
        tabs=list_tabs(request),
        broadcast=broadcast,
        table=table,
        heard=sum(village.by_chat + village.at_home for village in villages),
        households=sum(village.households for village in villages),
        target=typed or target,
        errors=errors,
        may_set=request.has(*OFFICERS),
    )


def _make_village_table(
    request: ConsoleRequest, number: int, villages: Sequence[VillageTelling]
) -> Table:
    may_tell = request.has(*TEAM)
    columns = [
        Column(
            key,
            label,
            kind,
            link=(lambda row: request.url("outreach.unreached", id=number, unit=row["id"]))
            if key == "unit" and may_tell
            else None,
        )
        for key, label, kind in zip(_KEYS, texts.TELLING_COLUMNS, _KINDS, strict=True)
    ]
    rows = [
        {"id": village.unit.id, "unit": village.unit.name}
        | {key: getattr(village, key) for key in _KEYS[1:]}
        for village in villages
    ]
    return make_table(request, columns, rows, empty=texts.TELLING_EMPTY)


async def do_set_target(request: ConsoleRequest) -> web.Response:
    """Set how many of a hundred households of each village have to hear it."""
    form, errors = await request.form(), FormErrors()
    percent = form.number("percent")
    try:
        await request.write(
            unreached_households.set_target,
            request.id(),
            percent or 0,
            actor=request.actor,
            now=request.now,
        )
    except NotFound:
        raise
    except UserError as error:
        errors.add("percent", str(error))
        return await _render_announcement(request, form.get("percent"), errors)
    flash = texts.TELLING_TARGET_SET.format(percent=percent)
    return request.redirect("outreach.announcement", id=request.id(), flash=flash)


async def show_unreached(request: ConsoleRequest) -> web.Response:
    """List the households of a village that have not heard it, with one button each."""
    exports = wants_export(request)

    def load(session: Session) -> tuple[Unit, UnreachedPage, Sequence[Any]]:
        unit = unit_choice.get_choice(session, request.id("unit"), actor=request.actor)
        page = unreached_households.list_unreached(
            session,
            request.id(),
            unit,
            actor=request.actor,
            after_id=read_number(request.query.get("after", "")),
            limit=100_000 if exports else PAGE,
        )
        latest = announcements_told.list_told_last(session, request.id(), unit, limit=5)
        return unit, page, latest

    unit, page, latest = await request.read(load)
    if exports:
        return _export(request, unit, page.rows)
    kept = {"id": request.id(), "unit": unit.id}
    return request.render(
        "outreach/unreached.html",
        tabs=list_tabs(request),
        unit=unit,
        page=page,
        latest=latest,
        export_address=request.url("outreach.unreached", **kept, xlsx="1"),
        next_address=request.url("outreach.unreached", **kept, after=page.next_id)
        if page.next_id
        else "",
    )


def _export(request: ConsoleRequest, unit: Unit, rows: Sequence[Household]) -> web.Response:
    columns = [Column("label", texts.TELLING_HOUSE), Column("address", texts.TELLING_ADDRESS)]
    values = [{"label": row.label, "address": row.address} for row in rows]
    table = make_table(request, columns, values, empty="", sorts=False)
    title = f"{texts.UNREACHED_TITLE}, {unit.name}"
    return export_table(request, table, title=title, name="ho-chua-biet-tin")


async def do_tell(request: ConsoleRequest) -> web.Response:
    """Note that a household was told at its door."""
    household_id = (await request.form()).number("household") or 0

    def tell(session: Session) -> tuple[bool, str]:
        is_new = unreached_households.tell_household(
            session, request.id(), household_id, actor=request.actor, now=request.now
        )
        return is_new, session.get_one(Household, household_id).label

    is_new, house = await request.write(tell)
    flash = texts.UNREACHED_TOLD.format(house=house) if is_new else texts.TELLING_TWICE
    return _back(request, flash)


async def do_untell(request: ConsoleRequest) -> web.Response:
    """Take back that a household was told."""
    household_id = (await request.form()).number("household") or 0
    await request.write(
        unreached_households.untell_household,
        request.id(),
        household_id,
        actor=request.actor,
        now=request.now,
    )
    return _back(request, texts.TELLING_UNDONE)


def _back(request: ConsoleRequest, flash: str) -> web.Response:
    unit = request.http.match_info["unit"]
    return request.redirect("outreach.unreached", id=request.id(), unit=unit, flash=flash)

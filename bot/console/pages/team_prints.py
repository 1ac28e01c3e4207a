"""What is printed for a team: slips that invite, posters of villages, the list of members."""

import asyncio
from functools import partial

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.broadcasts import poster
from bot.broadcasts.poster import VillagePoster
from bot.console import chat_addresses
from bot.console.context import ConsoleRequest
from bot.core.accounts import name_account
from bot.core.errors import UserError
from bot.core.events import emit
from bot.documents import slips
from bot.documents.office_pdf import render_pdf
from bot.people import members, units
from bot.people.events import PosterPrinted
from bot.people.units import Unit, UnitKind
from bot.usecases import link_slips, office_lists

PDF = "application/pdf"
MOST_POSTERS = 100  # of one file


async def do_print_slips(request: ConsoleRequest) -> web.Response:
    """Print a slip for everybody of the unit's subtree who has no chat, or for one person."""
    form = await request.form()
    unit = await request.read(members.get_managed_unit, request.id(), actor=request.actor)
    addresses = await chat_addresses.list_addresses(request.services, unit)
    groups = await request.write(
        link_slips.make_slips,
        request.id(),
        addresses,
        actor=request.actor,
        zone=request.policy.zone,
        now=request.now,
        person_id=form.number("person"),
    )
    if not groups:
        return request.redirect("teams.unit", id=request.id(), flash=texts.SLIPS_NOBODY)
    pairs = [(group.unit, group.slips) for group in groups]
    content = await asyncio.to_thread(slips.print_slips_of_units, pairs)
    return request.download(content, "phieu-moi.pdf", PDF)


async def do_print_posters(request: ConsoleRequest) -> web.Response:
    """Print the poster of a village, or those of all villages of a commune."""
    unit = await request.read(members.get_managed_unit, request.id(), actor=request.actor)
    addresses = await chat_addresses.list_addresses(request.services, unit)
    if not addresses:
        raise UserError(texts.POSTER_NO_LINK)
    main = next((at for at in addresses if at.account == "webchat"), addresses[0])
    others = [f"{name_account(at.kind)}: {at.written}" for at in addresses if at is not main]

    def collect(session: Session) -> list[VillagePoster]:
        unit = members.get_managed_unit(session, request.id(), actor=request.actor)
        villages = [
            village
            for village in units.list_subtree(session, unit)
            if village.kind == UnitKind.VILLAGE
        ] or [unit]
        posters = []
        for village in villages[:MOST_POSTERS]:
            commune = units.find_ancestor(session, village, UnitKind.COMMUNE)
            emit(session, PosterPrinted(village.id, request.actor, request.now))
            above, link = _name_above(village, commune), main.for_unit(village.code)
            posters.append(VillagePoster(village.name, above, link, others))
        return posters

    posters = await request.write(collect)
    content = await asyncio.to_thread(partial(poster.print_village_posters, posters))
    return request.download(content, "poster.pdf", PDF)


def _name_above(village: Unit, commune: Unit | None) -> str:
    return commune.name if commune is not None and commune.id != village.id else ""


async def print_members(request: ConsoleRequest) -> web.Response:
    """Give the team's list as an official document."""

    def make(session: Session) -> bytes:
        unit = members.get_managed_unit(session, request.id(), actor=request.actor)
        document = office_lists.make_team_list(session, unit, actor=request.actor, on=request.today)
        return render_pdf(document)

    return request.download(await request.read(make), "danh-sach-to.pdf", PDF)

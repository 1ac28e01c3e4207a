"""What is printed for a team: slips that invite, posters of villages, the list of members."""

import asyncio
from functools import partial

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.broadcasts import poster
from bot.console import chat_addresses
from bot.console.context import ConsoleRequest
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
    addresses = await chat_addresses.list_addresses(request.services)
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
    addresses = await chat_addresses.list_addresses(request.services)
    link = next((at.link for at in addresses if at.account == "webchat"), "")
    link = link or (addresses[0].link if addresses else "")
    if not link:
        raise UserError(texts.POSTER_NO_LINK)
    is_web = link == request.services.settings.public_url

    def collect(session: Session) -> list[tuple[str, str, str]]:
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
            posters.append((village.name, _name_above(village, commune),
                            f"{link}/?u={village.code}" if is_web else link))  # fmt: skip
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

"""Whether everybody may read how well the commune serves: what would be read, and the switch."""

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console.context import ConsoleRequest
from bot.people.units import Unit
from bot.reports.service_levels import (
    FEWEST_CASES,
    ServiceLevels,
    get_switchable_commune,
    load_service_levels,
    set_levels_public,
)

PUBLIC_PATH = "/muc-phuc-vu"


async def show_switch(request: ConsoleRequest) -> web.Response:
    """Show the figures of last month as everybody would read them, and the switch."""

    def read(session: Session) -> tuple[Unit, ServiceLevels]:
        commune = get_switchable_commune(session, request.actor, request.query.get("unit", "")[:40])
        return commune, load_service_levels(session, commune, today=request.today)

    commune, levels = await request.read(read)
    return request.render(
        "reports/service_levels.html",
        commune=commune,
        levels=levels,
        fewest=FEWEST_CASES,
        address=f"{request.policy.public_url}{PUBLIC_PATH}/{commune.code}",
    )


async def do_switch_page(request: ConsoleRequest) -> web.Response:
    """Show the commune's levels to everybody, or no longer."""
    form = await request.form()
    is_public = form.get("public") == "1"

    def switch(session: Session) -> str:
        commune = get_switchable_commune(session, request.actor, form.get("unit")[:40])
        set_levels_public(
            session, commune, is_public=is_public, actor=request.actor, now=request.now
        )
        return commune.code

    code = await request.write(switch)
    flash = texts.LEVELS_PUBLISHED if is_public else texts.LEVELS_HIDDEN
    return request.redirect("reports.service", flash=flash, unit=code)

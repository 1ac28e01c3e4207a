"""Keeping what is typed into a long form, and throwing it away."""

from aiohttp import web

from bot import texts
from bot.console import unsent
from bot.console.context import ConsoleRequest
from bot.console.pages.sign_in import read_next


async def do_keep(request: ConsoleRequest) -> web.Response:
    """Keep the form as it stands; the answer says when it was kept."""
    is_kept = await unsent.keep_unsent(request, await request.form())
    clock = request.now.astimezone(request.policy.zone)
    said = texts.UNSENT_KEPT.format(clock=f"{clock:%H:%M}") if is_kept else texts.UNSENT_LOST
    return web.Response(text=said)


async def do_drop(request: ConsoleRequest) -> web.Response:
    """Throw away what was left in a form, and show the form anew."""
    form = await request.form()
    await unsent.drop_unsent(request, form.get(unsent.FIELD))
    return request.redirect_to(read_next(request, form.get("back")), flash=texts.UNSENT_DROPPED)

"""Blocking a resident's chat for a while: a reason and an end, said back before it is done."""

from aiohttp import web

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.forms import FormData, FormErrors
from bot.core.errors import NotFound, UserError
from bot.people import contact_blocks
from bot.usecases import resident_directory
from bot.vietnamese.dates.formatting import format_moment

DAYS = (1, 3, 7, 14, 30, 90)


async def show_block(request: ConsoleRequest) -> web.Response:
    """Ask for a reason and an end."""
    return await _render(request, FormData(), FormErrors())


async def _render(
    request: ConsoleRequest, form: FormData, errors: FormErrors, *, sure: bool = False
) -> web.Response:
    details = await request.read(resident_directory.load_contact, request.id(), actor=request.actor)
    days = [(day, texts.BLOCK_FOR_DAYS.format(days=day)) for day in DAYS]
    return request.render(
        "people/block.html", status=400 if errors else 200, details=details, form=form,
        errors=errors, days=days, asks_sure=sure,
        limit=contact_blocks.MAX_REASON,
    )  # fmt: skip


async def do_block(request: ConsoleRequest) -> web.Response:
    """Say back what will happen; block when that is confirmed."""
    form, errors = await request.form(), FormErrors()
    reason, days = form.get("reason"), form.number("days") or 0
    try:
        contact_blocks.check_block(reason, days)
        if not form.has("sure"):
            return await _render(request, form, errors, sure=True)
        block = await request.write(
            contact_blocks.block_contact, request.id(), reason,
            days=days, actor=request.actor, now=request.now,
        )  # fmt: skip
    except NotFound:
        raise
    except UserError as error:
        errors.add("reason", str(error))
        return await _render(request, form, errors)
    time = format_moment(block.ends_at, now=request.now, zone=request.policy.zone)
    flash = texts.BLOCK_DONE.format(time=time)
    return request.redirect("people.show", id=request.id(), flash=flash)


async def do_unblock(request: ConsoleRequest) -> web.Response:
    """End the block."""
    await request.write(
        contact_blocks.unblock_contact, request.id(), actor=request.actor, now=request.now
    )
    return request.redirect("people.show", id=request.id(), flash=texts.BLOCK_ENDED)

"""Deciding over an announcement and its sending: approve, send back, pause, resume, cancel."""

from typing import Any

from aiohttp import web

from bot import texts
from bot.broadcasts import overview, reviewing, service, submission
from bot.broadcasts.models import BroadcastState
from bot.broadcasts.overview import Shelf
from bot.console.context import ConsoleRequest
from bot.console.forms import FormErrors
from bot.console.pages import broadcasts, sign_in
from bot.core.errors import NotAllowed, NotFound, UserError

RUNNING = overview.SHELVES[Shelf.RUNNING]


def _ask_to_confirm(request: ConsoleRequest) -> web.Response | None:
    return sign_in.ask_to_confirm(request, request.url("broadcasts.show", id=request.id()))


async def do_approve(request: ConsoleRequest) -> web.Response:
    """Approve an announcement as it was shown."""
    if (way := _ask_to_confirm(request)) is not None:
        return way
    form = await request.form()
    count = await request.write(
        reviewing.approve_shown,
        request.id(),
        request_number=form.get("asks"),
        actor=request.actor,
        now=request.now,
    )
    flash = texts.BROADCAST_DONE_APPROVE.format(count=count)
    return request.redirect("broadcasts.show", id=request.id(), flash=flash)


async def show_refuse(request: ConsoleRequest) -> web.Response:
    """Ask why it is sent back."""
    if (way := _ask_to_confirm(request)) is not None:
        return way
    return await _render_refuse(request, "", request.query.get("asks", ""), FormErrors())


async def _render_refuse(
    request: ConsoleRequest, reason: str, asks: str, errors: FormErrors
) -> web.Response:
    broadcast = await request.read(service.get_broadcast, request.id(), actor=request.actor)
    return request.render(
        "broadcasts/refuse.html",
        status=400 if errors else 200,
        broadcast=broadcast,
        reason=reason,
        asks=asks,
        reasons=texts.REFUSAL_REASONS,
        errors=errors,
    )


async def do_refuse(request: ConsoleRequest) -> web.Response:
    """Send it back to its drafter, with the reason."""
    if (way := _ask_to_confirm(request)) is not None:
        return way
    form = await request.form()
    reason = ". ".join(filter(None, (*form.values("common"), form.get("reason"))))
    try:
        await request.write(
            reviewing.refuse_shown,
            request.id(),
            reason,
            request_number=form.get("asks"),
            actor=request.actor,
            now=request.now,
        )
    except (NotFound, NotAllowed):
        raise
    except UserError as error:
        errors = FormErrors()
        errors.add("reason", str(error))
        return await _render_refuse(request, form.get("reason"), form.get("asks"), errors)
    return request.redirect("broadcasts.show", id=request.id(), flash=texts.BROADCAST_DONE_REFUSE)


async def do_unrefuse(request: ConsoleRequest) -> web.Response:
    """Take a refusal back: it waits again."""
    return await _change(request, submission.undo_refusal, texts.BROADCAST_DONE_UNREFUSE)


async def do_pause(request: ConsoleRequest) -> web.Response:
    """Stop the sending for now."""
    return await _change(request, service.pause_broadcast, texts.BROADCAST_DONE_PAUSE)


async def do_resume(request: ConsoleRequest) -> web.Response:
    """Send on."""
    return await _change(request, service.resume_broadcast, texts.BROADCAST_DONE_RESUME)


async def show_cancel(request: ConsoleRequest) -> web.Response:
    """Say to how many it went already and how many will not get it."""
    review, progress = await request.read(
        reviewing.load_progress, request.id(), actor=request.actor
    )
    if review.broadcast.state in (BroadcastState.DONE, BroadcastState.CANCELLED):
        return request.redirect("broadcasts.show", id=request.id())
    return request.render(
        "broadcasts/cancel.html",
        progress=progress,
        is_draft=review.broadcast.state not in RUNNING,
        **broadcasts.describe_review(review),
    )


async def do_cancel(request: ConsoleRequest) -> web.Response:
    """Send it to nobody else."""
    broadcast = await request.read(service.get_broadcast, request.id(), actor=request.actor)
    if broadcast.state in RUNNING:
        return await _change(request, service.cancel_broadcast, texts.BROADCAST_DONE_CANCEL)
    await _change(request, service.cancel_broadcast, "")
    return request.redirect("broadcasts", flash=texts.BROADCAST_DONE_DROP)


async def _change(request: ConsoleRequest, verb: Any, flash: str) -> web.Response:
    await request.write(
        reviewing.change_state, request.id(), verb, actor=request.actor, now=request.now
    )
    return request.redirect("broadcasts.show", id=request.id(), flash=flash)

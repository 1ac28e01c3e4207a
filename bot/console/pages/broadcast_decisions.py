"""Deciding over an announcement and its sending: approve, send back, pause, resume, cancel."""

from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.broadcasts import overview, reviewing, service, submission
from bot.broadcasts.models import BroadcastState
from bot.broadcasts.overview import Shelf
from bot.console.context import ConsoleRequest
from bot.console.pages import broadcasts
from bot.console.pages.four_eyes import RefusalPage, ShownDraft
from bot.people.actor import Actor

RUNNING = overview.SHELVES[Shelf.RUNNING]


async def do_approve(request: ConsoleRequest) -> web.Response:
    """Approve an announcement as it was shown."""
    if (way := REFUSAL.ask_to_confirm(request)) is not None:
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


def name_draft(session: Session, number: int, actor: Actor) -> ShownDraft:
    """Return what the page of sending back says of an announcement. Raises NotFound."""
    broadcast = service.get_broadcast(session, number, actor=actor)
    title = texts.BROADCAST_NUMBERED.format(number=broadcast.id)
    return ShownDraft(title, texts.BROADCAST_NOT_OUT)


REFUSAL = RefusalPage(
    show_route="broadcasts.show",
    do_route="broadcasts.do_refuse",
    done_route="broadcasts.show",
    load=name_draft,
    refuse=reviewing.refuse_shown,
    reasons=texts.REFUSAL_REASONS,
    done=texts.BROADCAST_DONE_REFUSE,
)


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

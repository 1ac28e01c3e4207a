"""Deciding over a poll: send for approval, approve, send back, remind, close, reopen, tell."""

from collections.abc import Callable
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.pages import polls
from bot.console.pages.four_eyes import RefusalPage, ShownDraft
from bot.core.errors import NotFound, UserError
from bot.people.actor import Actor
from bot.polls import approval, closing, overview, rounds, service
from bot.polls.models import Poll, PollState

DEEDS: dict[str, tuple[Callable[..., Any], str, PollState | None]] = {
    "remind": (service.send_reminder, texts.POLL_DONE_REMIND, PollState.OPEN),
    "close": (closing.close_poll_early, texts.POLL_DONE_CLOSE, PollState.OPEN),
    "tell": (rounds.send_results, texts.POLL_DONE_TELL, PollState.CLOSED),
    "withdraw": (approval.withdraw_poll, texts.POLL_DONE_WITHDRAW, None),
}
"""Deeds that cannot be undone, or tell people something: verb, what is said after, the state."""


async def _change(request: ConsoleRequest, verb: Callable[..., Any], **given: Any) -> Any:
    return await request.write(
        overview.change_poll, request.id(), verb, actor=request.actor, now=request.now, **given
    )


async def do_submit(request: ConsoleRequest) -> web.Response:
    """Send a draft to those who may approve it."""
    count = await _change(request, approval.submit_for_approval, policy=request.policy)
    told = texts.POLL_SENT_TO_APPROVERS.format(count=count)
    flash = told if count else texts.POLL_SENT_TO_NOBODY
    return request.redirect("polls.show", id=request.id(), flash=flash)


async def do_approve(request: ConsoleRequest) -> web.Response:
    """Approve a poll as it was shown: it opens now or at its time."""
    if (way := REFUSAL.ask_to_confirm(request)) is not None:
        return way
    form = await request.form()
    count = await request.write(
        overview.approve_shown,
        request.id(),
        request_number=form.get("asks"),
        actor=request.actor,
        now=request.now,
    )
    flash = texts.POLL_DONE_APPROVE.format(count=count) if count else texts.POLL_DONE_SCHEDULED
    return request.redirect("polls.show", id=request.id(), flash=flash)


def name_draft(session: Session, number: int, actor: Actor) -> ShownDraft:
    """Return what the page of sending back says of a poll. Raises NotFound."""
    poll = service.get_actor_poll(session, number, actor)
    title = texts.POLL_NUMBERED.format(number=poll.id)
    return ShownDraft(title, texts.POLL_NOT_OUT.format(title=poll.title))


REFUSAL = RefusalPage(
    show_route="polls.show",
    do_route="polls.do_refuse",
    done_route="polls.show",
    load=name_draft,
    refuse=overview.refuse_shown,
    reasons=texts.POLL_REFUSAL_REASONS,
    done=texts.POLL_DONE_REFUSE,
)


async def do_unrefuse(request: ConsoleRequest) -> web.Response:
    """Take a refusal back: it waits again."""
    await _change(request, approval.undo_refusal)
    return request.redirect("polls.show", id=request.id(), flash=texts.POLL_DONE_UNREFUSE)


async def do_reopen(request: ConsoleRequest) -> web.Response:
    """Open a poll again that was closed by a slip."""
    await _change(request, closing.reopen_poll)
    return request.redirect("polls.show", id=request.id(), flash=texts.POLL_DONE_REOPEN)


async def show_sure(request: ConsoleRequest) -> web.Response:
    """Say what a deed will do to how many, and ask."""
    deed = _read_deed(request)
    review = await request.read(overview.load_review, request.id(), actor=request.actor)
    standing = await request.read(overview.load_standing, request.id(), actor=request.actor)
    if not _is_possible(review.poll, deed):
        raise UserError(service.describe_state(review.poll))
    return request.render(
        "polls/sure.html",
        deed=deed,
        review=review,
        missing=max(review.poll.eligible - standing.answered, 0),
        **polls.describe_standing(request, standing),
    )


def _read_deed(request: ConsoleRequest) -> str:
    deed = request.http.match_info["deed"]
    if deed not in DEEDS:
        raise NotFound(texts.CONSOLE_NO_PAGE)
    return deed


def _is_possible(poll: Poll, deed: str) -> bool:
    state = DEEDS[deed][2]
    return poll.state not in polls.OPENED if state is None else poll.state == state


async def do_sure(request: ConsoleRequest) -> web.Response:
    """Do what was asked about."""
    verb, said, _ = DEEDS[_read_deed(request)]
    count = await _change(request, verb)
    if verb is approval.withdraw_poll:
        return request.redirect("polls", flash=said)
    return request.redirect("polls.show", id=request.id(), flash=said.format(count=count))

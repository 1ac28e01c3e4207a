"""Approval of announcements: the second person sees all, then approves or refuses."""

from collections.abc import Callable

from bot import texts
from bot.broadcasts import preview, print_layouts, results, service, submission, wording
from bot.broadcasts.models import Broadcast, BroadcastState
from bot.broadcasts.preview import SendingPolicy
from bot.handlers.officers import notice_answers, officer_drafts, refusals
from bot.handlers.officers.unreached import render_unreached
from bot.handlers.residents.menu import reject_old_button, show_menu
from bot.inbox.routing import Turn
from bot.messages.content import Reply


def decide_broadcast(
    turn: Turn, broadcast: Broadcast, verb: str, more: str, pace: SendingPolicy
) -> Reply:
    """Handle a button of an announcement that is no longer being drafted."""
    match verb:
        case "yes" | "no" if not submission.is_current_request(broadcast, more):
            shown = show_approval_request(turn, broadcast, pace)
            return Reply(f"{texts.NOTICE_OLD}\n{shown.text}", shown.choices, shown.attachments)
        case "no":
            service.refuse_broadcast(turn.session, broadcast, **refusals.actor_and_time(turn))
            return refusals.ask_reason(turn, "tb", broadcast)
        case "why":
            return refusals.record_reason(turn, broadcast, refusals.find_ready_reason(more))
        case "unno":
            submission.undo_refusal(turn.session, broadcast, **refusals.actor_and_time(turn))
            return refusals.undo_refusal(
                turn, "tb", broadcast, show_approval_request(turn, broadcast, pace)
            )
        case "see" if broadcast.state == BroadcastState.WAITING:
            return show_approval_request(turn, broadcast, pace)
        case "see" if broadcast.state in (BroadcastState.DRAFT, BroadcastState.REFUSED):
            return _render_draft(turn, broadcast, pace)
    return _run_decision(turn, broadcast, verb)


def _run_decision(turn: Turn, broadcast: Broadcast, verb: str) -> Reply:
    if verb == "paper" and broadcast.code:
        said = texts.BROADCAST_PAPER.format(number=broadcast.id)
        return Reply(said, attachments=print_layouts.make_attachments(broadcast))
    if verb == "left":
        return Reply(render_unreached(turn, broadcast, None))
    if verb in DECISIONS:
        DECISIONS[verb](turn.session, broadcast, **refusals.actor_and_time(turn))
    elif verb != "see":
        return reject_old_button(turn)
    if verb == "yes":
        text = texts.BROADCAST_APPROVED.format(number=broadcast.id, count=broadcast.reachable)
        key = f"broadcast:{broadcast.id}:yes"
        officer_drafts.notify_colleague(
            turn, broadcast.drafted_by, Reply(text, wording.list_actions(broadcast)), key
        )
    if broadcast.state == BroadcastState.CANCELLED and broadcast.total == 0:
        return Reply(texts.BROADCAST_DROPPED.format(number=broadcast.id), show_menu(turn).choices)
    answer = notice_answers.result_buttons(turn, broadcast)
    return Reply(
        results.render_result(turn.session, broadcast), (*answer, *wording.list_actions(broadcast))
    )


DECISIONS: dict[str, Callable[..., None]] = {
    "yes": service.approve_broadcast,
    "pause": service.pause_broadcast,
    "go": service.resume_broadcast,
    "stop": service.cancel_broadcast,
}


def show_approval_request(turn: Turn, broadcast: Broadcast, pace: SendingPolicy) -> Reply:
    """Return the approval request; the drafter instead sees the preview and what they can still
    do."""
    preview_text = _render_preview(turn, broadcast, pace)
    shown = submission.render_approval_request(
        turn.session, broadcast, preview_text, zone=pace.zone
    )
    if broadcast.drafted_by == turn.contact.person_id:
        waits = texts.BROADCAST_WAITS.format(number=broadcast.id)
        return Reply(f"{waits}\n{preview_text}", wording.list_actions(broadcast))
    return shown


def _render_preview(turn: Turn, broadcast: Broadcast, pace: SendingPolicy) -> str:
    broadcast_preview = preview.make_preview(turn.session, broadcast, policy=pace, now=turn.now)
    return wording.render_preview(broadcast, broadcast_preview, zone=pace.zone, price=pace.price)


def _render_draft(turn: Turn, broadcast: Broadcast, pace: SendingPolicy) -> Reply:
    """Render a draft, or a refused one with the reason; only its drafter gets buttons to edit
    it."""
    is_drafter = broadcast.drafted_by == turn.contact.person_id
    state = texts.BROADCAST_STATES[broadcast.state]
    lines = [texts.BROADCAST_STANDS.format(number=broadcast.id, state=state)]
    if broadcast.state == BroadcastState.REFUSED:
        lines = [refusals.refusal_text(turn, "tb", broadcast)]
    shown = _render_preview(turn, broadcast, pace) if broadcast.text else texts.BROADCAST_EMPTY
    return Reply("\n".join([*lines, shown]), wording.list_actions(broadcast) if is_drafter else ())

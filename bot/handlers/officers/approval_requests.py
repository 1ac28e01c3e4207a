"""Approval of announcements: the second person sees all, then approves or refuses."""

from collections.abc import Callable

from bot.broadcasts import preview, results, service, submission, wording
from bot.broadcasts.models import Broadcast, BroadcastState
from bot.broadcasts.preview import SendingPolicy
from bot.handlers.officers import notice_answers, refusals
from bot.handlers.officers.words import broadcasts as words
from bot.handlers.residents.menu import reject_old_button, show_menu
from bot.inbox.routing import Turn
from bot.messages.buttons import Action
from bot.messages.content import Reply
from bot.notices.broadcasts import render_approval_request, render_refusal
from bot.people import approvals


def decide_broadcast(
    turn: Turn, broadcast: Broadcast, verb: str, more: str, pace: SendingPolicy
) -> Reply:
    """Handle a button of an announcement that is no longer being drafted."""
    match verb:
        case "yes" | "no" if not approvals.is_current_request(broadcast, more):
            return words.render_outdated_request(show_approval_request(turn, broadcast, pace))
        case "no":
            return _refuse_broadcast(turn, broadcast)
        case "why":
            return refusals.record_reason(turn, broadcast, refusals.find_ready_reason(more))
        case "unno":
            return _undo_refusal(turn, broadcast, pace)
        case "see" if broadcast.state == BroadcastState.WAITING:
            return show_approval_request(turn, broadcast, pace)
        case "see" if broadcast.state in (BroadcastState.DRAFT, BroadcastState.REFUSED):
            return _render_draft(turn, broadcast, pace)
    return _run_decision(turn, broadcast, verb)


def _refuse_broadcast(turn: Turn, broadcast: Broadcast) -> Reply:
    actor = approvals.get_decider(turn.session, turn.contact.person_id)
    submission.refuse_broadcast(
        turn.session, broadcast, actor=actor, now=turn.now, message_id=turn.message.id
    )
    return refusals.render_reason_question(Action.BROADCAST, broadcast)


def _undo_refusal(turn: Turn, broadcast: Broadcast, pace: SendingPolicy) -> Reply:
    actor = approvals.get_decider(turn.session, turn.contact.person_id)
    submission.undo_refusal(
        turn.session, broadcast, actor=actor, now=turn.now, message_id=turn.message.id
    )
    return show_approval_request(turn, broadcast, pace)


def _run_decision(turn: Turn, broadcast: Broadcast, verb: str) -> Reply:
    if verb == "paper" and broadcast.code:
        return words.render_papers(broadcast)
    if verb == "left":
        unreached = results.list_unreached(turn.session, broadcast)
        return Reply(words.render_unreached(broadcast, unreached))
    if verb in DECISIONS:
        actor = approvals.get_decider(turn.session, turn.contact.person_id)
        DECISIONS[verb](turn.session, broadcast, actor=actor, now=turn.now)
    elif verb != "see":
        return reject_old_button(turn)
    if broadcast.state == BroadcastState.CANCELLED and broadcast.total == 0:
        return words.render_dropped(broadcast, show_menu(turn).choices)
    result = results.render_result(turn.session, broadcast)
    return words.render_result(broadcast, result, notice_answers.result_buttons(turn, broadcast))


DECISIONS: dict[str, Callable[..., None]] = {
    "yes": submission.approve_broadcast,
    "pause": service.pause_broadcast,
    "go": service.resume_broadcast,
    "stop": service.cancel_broadcast,
}


def show_approval_request(turn: Turn, broadcast: Broadcast, pace: SendingPolicy) -> Reply:
    """Return the approval request; the drafter instead sees the preview and what they can still
    do."""
    preview_text = _render_preview(turn, broadcast, pace)
    if broadcast.drafted_by == turn.contact.person_id:
        return words.render_waiting(broadcast, preview_text)
    return render_approval_request(
        turn.session,
        broadcast,
        preview_text,
        zone=pace.policy.zone,
        has_console=bool(pace.policy.public_url),
    )


def _render_preview(turn: Turn, broadcast: Broadcast, pace: SendingPolicy) -> str:
    broadcast_preview = preview.make_preview(turn.session, broadcast, policy=pace, now=turn.now)
    return wording.render_preview(broadcast, broadcast_preview, policy=pace)


def _render_draft(turn: Turn, broadcast: Broadcast, pace: SendingPolicy) -> Reply:
    """Render a draft, or a refused one with the reason; only its drafter gets buttons to edit
    it."""
    is_drafter = broadcast.drafted_by == turn.contact.person_id
    is_refused = broadcast.state == BroadcastState.REFUSED
    refusal = render_refusal(turn.session, broadcast) if is_refused else ""
    shown = _render_preview(turn, broadcast, pace) if broadcast.text else ""
    return words.render_draft(broadcast, refusal, shown, is_drafter=is_drafter)

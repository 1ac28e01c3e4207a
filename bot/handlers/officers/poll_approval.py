"""Approval of polls in a chat: the second person sees all, then approves or refuses."""

from bot.broadcasts.preview import SendingPolicy
from bot.handlers.officers import refusals
from bot.handlers.officers.words import polls as words
from bot.inbox.routing import Turn
from bot.messages.buttons import Action
from bot.messages.content import Reply
from bot.notices.polls import render_approval_request, render_refusal
from bot.people import approvals
from bot.polls import approval, wording
from bot.polls.models import Poll, PollState


def decide_poll(turn: Turn, poll: Poll, verb: str, more: str, pace: SendingPolicy) -> Reply | None:
    """Handle an approval button of a poll; return None if the verb belongs to the poll's own
    buttons."""
    match verb:
        case "yes" | "no" if not approvals.is_current_request(poll, more):
            return words.render_outdated_request(show_poll_approval_request(turn, poll, pace))
        case "no":
            return _refuse_poll(turn, poll)
        case "why":
            return refusals.record_reason(turn, poll, refusals.find_ready_reason(more))
        case "unno":
            return _undo_refusal(turn, poll, pace)
        case "see" if poll.state == PollState.WAITING:
            return show_poll_approval_request(turn, poll, pace)
        case "see" if poll.state == PollState.DRAFT or approval.is_refused(poll):
            return _render_poll_draft(turn, poll, pace)
    return None


def _refuse_poll(turn: Turn, poll: Poll) -> Reply:
    actor = approvals.get_decider(turn.session, turn.contact.person_id)
    approval.refuse_poll(turn.session, poll, actor=actor, message_id=turn.message.id, now=turn.now)
    return refusals.render_reason_question(Action.POLL, poll)


def _undo_refusal(turn: Turn, poll: Poll, pace: SendingPolicy) -> Reply:
    actor = approvals.get_decider(turn.session, turn.contact.person_id)
    approval.undo_refusal(turn.session, poll, actor=actor, message_id=turn.message.id, now=turn.now)
    return show_poll_approval_request(turn, poll, pace)


def show_poll_approval_request(turn: Turn, poll: Poll, pace: SendingPolicy) -> Reply:
    """Return a poll's approval request; the drafter sees the preview and what they can still do."""
    if poll.drafted_by != turn.contact.person_id:
        return render_approval_request(
            turn.session,
            poll,
            zone=pace.policy.zone,
            has_console=bool(pace.policy.public_url),
        )
    return words.render_waiting(
        poll, wording.render_preview(turn.session, poll, zone=pace.policy.zone)
    )


def _render_poll_draft(turn: Turn, poll: Poll, pace: SendingPolicy) -> Reply:
    lines = [wording.render_preview(turn.session, poll, zone=pace.policy.zone)]
    if refused := approval.is_refused(poll):
        lines.insert(0, render_refusal(turn.session, poll))
    is_drafter = poll.drafted_by == turn.contact.person_id
    return words.render_draft(poll, lines, refused=refused, is_drafter=is_drafter)

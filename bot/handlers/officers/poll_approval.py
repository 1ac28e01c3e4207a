"""Approval of polls in a chat: the second person sees all, then approves or refuses."""

from bot import texts
from bot.broadcasts.preview import SendingPolicy
from bot.handlers.officers import officer_drafts, refusals
from bot.inbox.routing import Turn
from bot.messages.content import Choice, Reply
from bot.messages.labels import shorten_label
from bot.polls import approval
from bot.polls import wording as poll_wording
from bot.polls.models import Poll, PollState


def decide_poll(turn: Turn, poll: Poll, verb: str, more: str, pace: SendingPolicy) -> Reply | None:
    """Handle an approval button of a poll; return None if the verb belongs to the poll's own
    buttons."""
    person_id = turn.contact.person_id or 0
    match verb:
        case "yes" | "no" if not approval.is_current_request(poll, more):
            shown = show_poll_approval_request(turn, poll, pace)
            return Reply(f"{texts.NOTICE_OLD}\n{shown.text}", shown.choices)
        case "no":
            approval.refuse_poll(turn.session, poll, person_id=person_id, now=turn.now)
            refusals.tell_poll_drafter(turn, poll)
            return refusals.render_reason_question("yk", poll)
        case "why":
            return refusals.record_reason(turn, poll, refusals.find_ready_reason(more))
        case "unno":
            approval.undo_refusal(turn.session, poll, person_id=person_id, now=turn.now)
            _tell_of_withdrawal(turn, poll)
            return show_poll_approval_request(turn, poll, pace)
        case "see" if poll.state == PollState.WAITING:
            return show_poll_approval_request(turn, poll, pace)
        case "see" if poll.state == PollState.DRAFT or approval.is_refused(poll):
            return _render_poll_draft(turn, poll, pace)
    return None


def show_poll_approval_request(turn: Turn, poll: Poll, pace: SendingPolicy) -> Reply:
    """Return a poll's approval request; the drafter sees the preview and what they can still do."""
    if poll.drafted_by != turn.contact.person_id:
        return approval.render_approval_request(turn.session, poll, zone=pace.zone)
    preview_text = poll_wording.render_preview(turn.session, poll, zone=pace.zone)
    edit = Choice(texts.BUTTON_BROADCAST_EDIT, f"yk:edit:{poll.id}")
    drop = Choice(texts.BUTTON_POLL_DROP, f"yk:drop:{poll.id}")
    return Reply(f"{texts.POLL_WAITS.format(number=poll.id)}\n{preview_text}", (edit, drop))


def _render_poll_draft(turn: Turn, poll: Poll, pace: SendingPolicy) -> Reply:
    preview_text = poll_wording.render_preview(turn.session, poll, zone=pace.zone)
    refused = approval.is_refused(poll)
    label = texts.BUTTON_BROADCAST_MEND if refused else texts.BUTTON_BROADCAST_GO_ON
    is_drafter = poll.drafted_by == turn.contact.person_id
    lines = [refusals.render_poll_refusal(turn, poll), preview_text] if refused else [preview_text]
    return Reply("\n".join(lines), (Choice(label, f"yk:edit:{poll.id}"),) if is_drafter else ())


def _tell_of_withdrawal(turn: Turn, poll: Poll) -> None:
    text = texts.REFUSAL_UNDONE.format(number=poll.id, title=shorten_label(poll.title))
    key = f"poll:{poll.id}:unno:{turn.message.id}"
    officer_drafts.notify_colleague(turn, poll.drafted_by, Reply(text), key)

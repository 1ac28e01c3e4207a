"""Approval of announcements and polls: the second person sees all, then approves or refuses."""

from collections.abc import Callable

from bot import texts
from bot.broadcasts import preview, print_layouts, results, service, submission, wording
from bot.broadcasts.models import Broadcast, State
from bot.broadcasts.preview import Pace
from bot.handlers.officers import notice_answers, office, refusing
from bot.handlers.officers.unreached import left_words
from bot.handlers.residents.menu import old_button, show_menu
from bot.inbox.routing import Turn
from bot.messages.content import Choice, Reply
from bot.polls import approval
from bot.polls import wording as poll_wording
from bot.polls.models import Poll, PollState


def decide(turn: Turn, one: Broadcast, verb: str, more: str, pace: Pace) -> Reply:
    """Handle a button of an announcement that is no longer being drafted."""
    match verb:
        case "yes" | "no" if not submission.is_current(one, more):
            shown = show_notice(turn, one, pace)
            return Reply(f"{texts.NOTICE_OLD}\n{shown.text}", shown.choices, shown.attachments)
        case "no":
            service.refuse(turn.session, one, **refusing.deed(turn))
            return refusing.ask_why(turn, "tb", one)
        case "why":
            return refusing.take_reason(turn, "tb", one, refusing.ready_reason(more))
        case "unno":
            submission.unrefuse(turn.session, one, **refusing.deed(turn))
            return refusing.undone(turn, "tb", one, show_notice(turn, one, pace))
        case "see" if one.state == State.WAITING:
            return show_notice(turn, one, pace)
        case "see" if one.state in (State.DRAFT, State.REFUSED):
            return _look_over(turn, one, pace)
    return _do(turn, one, verb)


def _do(turn: Turn, one: Broadcast, verb: str) -> Reply:
    if verb == "paper" and one.code:
        said = texts.BROADCAST_PAPER.format(number=one.id)
        return Reply(said, attachments=print_layouts.papers(one))
    if verb == "left":
        return Reply(left_words(turn, one, None))
    if verb in DECIDING:
        DECIDING[verb](turn.session, one, **refusing.deed(turn))
    elif verb != "see":
        return old_button(turn)
    if verb == "yes":
        told = texts.BROADCAST_APPROVED.format(number=one.id, count=one.reachable)
        key = f"broadcast:{one.id}:yes"
        office.tell(turn, one.drafted_by, Reply(told, wording.running(one)), key)
    if one.state == State.CANCELLED and one.total == 0:
        return Reply(texts.BROADCAST_DROPPED.format(number=one.id), show_menu(turn).choices)
    answer = notice_answers.result_buttons(turn, one)
    return Reply(results.words(turn.session, one), (*answer, *wording.running(one)))


DECIDING: dict[str, Callable[..., None]] = {
    "yes": service.approve,
    "pause": service.pause,
    "go": service.resume,
    "stop": service.cancel,
}


def show_notice(turn: Turn, one: Broadcast, pace: Pace) -> Reply:
    """Return the approval request; the drafter instead sees the preview and what they can still do."""
    look_over = _preview(turn, one, pace)
    shown = submission.notice(turn.session, one, look_over, zone=pace.zone)
    if one.drafted_by == turn.contact.person_id:
        waits = texts.BROADCAST_WAITS.format(number=one.id)
        return Reply(f"{waits}\n{look_over}", wording.running(one))
    return shown


def _preview(turn: Turn, one: Broadcast, pace: Pace) -> str:
    found = preview.look(turn.session, one, pace=pace, now=turn.now)
    return wording.preview(one, found, zone=pace.zone, price=pace.price)


def _look_over(turn: Turn, one: Broadcast, pace: Pace) -> Reply:
    """Render a draft, or a refused one with the reason; only its drafter gets buttons to edit it."""
    own = one.drafted_by == turn.contact.person_id
    state = texts.BROADCAST_STATES[one.state]
    lines = [texts.BROADCAST_STANDS.format(number=one.id, state=state)]
    if one.state == State.REFUSED:
        lines = [refusing.refused_words(turn, "tb", one)]
    shown = _preview(turn, one, pace) if one.text else texts.BROADCAST_EMPTY
    return Reply("\n".join([*lines, shown]), wording.running(one) if own else ())


def decide_poll(turn: Turn, poll: Poll, verb: str, more: str, pace: Pace) -> Reply | None:
    """Handle an approval button of a poll; return None if the verb belongs to the poll's own buttons."""
    match verb:
        case "yes" | "no" if not approval.is_current(poll, more):
            shown = show_poll(turn, poll, pace)
            return Reply(f"{texts.NOTICE_OLD}\n{shown.text}", shown.choices)
        case "no":
            approval.refuse(turn.session, poll, **refusing.deed(turn))
            return refusing.ask_why(turn, "yk", poll)
        case "why":
            return refusing.take_reason(turn, "yk", poll, refusing.ready_reason(more))
        case "unno":
            approval.unrefuse(turn.session, poll, **refusing.deed(turn))
            return refusing.undone(turn, "yk", poll, show_poll(turn, poll, pace))
        case "see" if poll.state == PollState.WAITING:
            return show_poll(turn, poll, pace)
        case "see" if poll.state == PollState.DRAFT or approval.is_refused(poll):
            return _look_over_poll(turn, poll, pace)
    return None


def show_poll(turn: Turn, poll: Poll, pace: Pace) -> Reply:
    """Return a poll's approval request; the drafter sees the preview and what they can still do."""
    if poll.drafted_by != turn.contact.person_id:
        return approval.notice(turn.session, poll, zone=pace.zone)
    words = poll_wording.preview(turn.session, poll, zone=pace.zone)
    edit = Choice(texts.BUTTON_BROADCAST_EDIT, f"yk:edit:{poll.id}")
    drop = Choice(texts.BUTTON_POLL_DROP, f"yk:drop:{poll.id}")
    return Reply(f"{texts.POLL_WAITS.format(number=poll.id)}\n{words}", (edit, drop))


def _look_over_poll(turn: Turn, poll: Poll, pace: Pace) -> Reply:
    words = poll_wording.preview(turn.session, poll, zone=pace.zone)
    refused = approval.is_refused(poll)
    label = texts.BUTTON_BROADCAST_MEND if refused else texts.BUTTON_BROADCAST_GO_ON
    own = poll.drafted_by == turn.contact.person_id
    lines = [refusing.refused_words(turn, "yk", poll), words] if refused else [words]
    return Reply("\n".join(lines), (Choice(label, f"yk:edit:{poll.id}"),) if own else ())

"""*/ykien* for an officer: draft a poll, submit, watch, remind, close, publish results."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bot import texts
from bot.broadcasts.preview import SendingPolicy
from bot.core.errors import UserError
from bot.handlers.button_labels import disambiguate_labels
from bot.handlers.officers import officer_drafts, poll_approval, poll_draft
from bot.handlers.residents.menu import reject_old_button
from bot.inbox.routing import SEPARATOR, Handler, Turn, any_of, command, exact_phrase
from bot.messages.content import Choice, Reply
from bot.people import approvals
from bot.polls import approval, closing, drafting, minutes, rounds, service, wording
from bot.polls.models import Poll, PollState

OPEN_FOR = timedelta(days=3)  # until the officer says otherwise
CLOSING_HOUR = 17  # o'clock
MAX_LISTED = 5
_ASKS = any_of(command("ykien"), exact_phrase(*texts.SAID_POLL_OFFICE))


def asks_poll_list(turn: Turn) -> bool:
    """Return whether the command or its phrase comes from somebody who may draft."""
    return _ASKS(turn) and approvals.find_scope(turn.session, turn.contact.person_id) is not None


def show_list(turn: Turn) -> Reply:
    """Show the unit's latest polls, with a button to draft a new one."""
    scope = approvals.get_scope(turn.session, turn.contact.person_id)
    polls = service.list_polls(turn.session, scope, limit=MAX_LISTED)
    numbers = [texts.NUMBERED.format(number=poll.id) for poll in polls]
    names = disambiguate_labels([poll.title for poll in polls], numbers)
    buttons = (Choice(name, f"yk:see:{poll.id}") for name, poll in zip(names, polls, strict=True))
    new = Choice(texts.BUTTON_POLL_NEW, "yk:new")
    text = texts.POLL_OFFICE if polls else texts.POLL_OFFICE_EMPTY
    return Reply(text.format(unit=scope.name), (new, *buttons))


def _begin_draft(turn: Turn, pace: SendingPolicy) -> Reply:
    scope = approvals.get_scope(turn.session, turn.contact.person_id)
    person_id = turn.contact.person_id or 0
    officer_drafts.leave_other_drafts(turn)
    last = (turn.now + OPEN_FOR).astimezone(pace.zone)
    closes_at = last.replace(hour=CLOSING_HOUR, minute=0, second=0, microsecond=0)
    poll = drafting.begin_draft(
        turn.session, scope, closes_at=closes_at, person_id=person_id, now=turn.now
    )
    return poll_draft.ask_form(turn, poll)


def is_writing_draft(turn: Turn) -> bool:
    """Return whether the turn is text that a step of the draft waits for."""
    if turn.choice or turn.text.startswith("/") or not turn.text or turn.attachments:
        return False
    poll = officer_drafts.find_open_poll(turn)
    return poll is not None and poll.step in poll_draft.STEPS


def take_draft_text(pace: SendingPolicy) -> Handler:
    """Return a handler for the text that a step waits for."""

    def taken(turn: Turn) -> Reply:
        poll = officer_drafts.find_open_poll(turn)
        if poll is None:
            raise UserError(texts.BUTTON_OLD)
        return poll_draft.take_step_text(turn, poll, pace)

    return taken


def press_poll_button(pace: SendingPolicy) -> Handler:
    """Return a handler for a button: "yk:<verb>[:<id>[:<more>]]"."""

    def pressed(turn: Turn) -> Reply:
        verb, number, more = (*turn.argument.split(SEPARATOR, 2), "", "")[:3]
        if verb == "new":
            return _begin_draft(turn, pace)
        if not number.isdecimal() or len(number) > 9:
            return reject_old_button(turn)
        scope = approvals.get_scope(turn.session, turn.contact.person_id)
        poll = service.get_poll_in_scope(turn.session, scope, int(number), lock=True)
        if verb in poll_draft.VERBS:
            return poll_draft.press_draft_button(turn, poll, verb, more, pace)
        if verb == "ask":
            return _submit_for_approval(turn, poll, pace)
        if verb == "edit":
            return poll_draft.reopen_draft(turn, poll, pace)
        decided = poll_approval.decide_poll(turn, poll, verb, more, pace)
        return decided or _act_on_poll(turn, poll, verb, pace)

    return pressed


def _submit_for_approval(turn: Turn, poll: Poll, pace: SendingPolicy) -> Reply:
    """Submit the poll for approval by a second person."""
    person_id = turn.contact.person_id
    approver_count = approval.submit_for_approval(
        turn.session, poll, person_id=person_id, zone=pace.zone, now=turn.now
    )
    edit = Choice(texts.BUTTON_BROADCAST_EDIT, f"yk:edit:{poll.id}")
    return Reply(
        approval.render_submission_result(poll, approver_count),
        (edit, poll_draft.drop_button(poll)),
    )


def _act_on_poll(turn: Turn, poll: Poll, verb: str, pace: SendingPolicy) -> Reply:
    if verb == "paper" and poll.state == PollState.CLOSED:
        return Reply(
            texts.POLL_PAPER.format(title=poll.title), attachments=minutes.make_attachments(poll)
        )
    if verb == "close":
        return _confirm_closing(turn, poll)
    lines = []
    if verb in ACTIONS:
        action = ACTIONS[verb]
        count = action(turn.session, poll, person_id=turn.contact.person_id, now=turn.now)
        lines = [DONE_TEXTS[verb].format(count=count)] if verb in DONE_TEXTS else []
    elif verb != "see":
        return reject_old_button(turn)
    if verb == "yes":
        _tell_drafter(turn, poll)
    lines.append(wording.render_status(turn.session, poll, zone=pace.zone))
    return Reply("\n".join(lines), _running_buttons(poll, turn.now))


def _tell_drafter(turn: Turn, poll: Poll) -> None:
    state = texts.POLL_STATES[poll.state]
    text = texts.POLL_APPROVED.format(number=poll.id, title=poll.title, state=state)
    key = f"poll:{poll.id}:yes"
    officer_drafts.notify_colleague(
        turn, poll.drafted_by, Reply(text, _running_buttons(poll, turn.now)), key
    )


ACTIONS: dict[str, Callable[..., Any]] = {
    "yes": approval.approve_poll,
    "drop": approval.withdraw_poll,
    "remind": service.send_reminder,
    "shut": closing.close_poll_early,
    "reopen": closing.reopen_poll,
    "tell": rounds.send_results,
}


def _confirm_closing(turn: Turn, poll: Poll) -> Reply:
    """Ask for confirmation before the poll is closed."""
    yes = Choice(texts.BUTTON_POLL_SHUT, f"yk:shut:{poll.id}")
    no = Choice(texts.BUTTON_POLL_NOT_SHUT, f"yk:see:{poll.id}")
    return Reply(closing.render_close_summary(turn.session, poll), (no, yes))


DONE_TEXTS = {
    "reopen": texts.POLL_REOPENED,
    "remind": texts.POLL_REMINDED_NOW,
    "tell": texts.POLL_TOLD,
}


def _running_buttons(poll: Poll, now: datetime) -> tuple[Choice, ...]:
    """Return the buttons for what can be done in the poll's state."""
    see = Choice(texts.BUTTON_BROADCAST_SEE, f"yk:see:{poll.id}")
    match poll.state:
        case PollState.WAITING | PollState.SCHEDULED:
            return (poll_draft.drop_button(poll),)
        case PollState.OPEN:
            policy = Choice(texts.BUTTON_POLL_REMIND, f"yk:remind:{poll.id}")
            return see, policy, Choice(texts.BUTTON_POLL_CLOSE, f"yk:close:{poll.id}")
        case PollState.CLOSED:
            paper = Choice(texts.BUTTON_POLL_PAPER, f"yk:paper:{poll.id}")
            tell = Choice(texts.BUTTON_POLL_TELL, f"yk:tell:{poll.id}")
            again = Choice(texts.BUTTON_POLL_REOPEN, f"yk:reopen:{poll.id}")
            more = (again,) if closing.can_reopen(poll, now=now) else ()
            return (paper, tell, *more) if poll.told_at is None else (paper,)
    return ()

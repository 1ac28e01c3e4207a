"""*/ykien* for an officer: draft a poll, submit, watch, remind, close, publish results."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bot import texts
from bot.broadcasts.preview import SendingPolicy
from bot.core.errors import UserError
from bot.handlers.officers import officer_drafts, poll_approval, poll_draft
from bot.handlers.officers.words import polls as words
from bot.handlers.residents.menu import reject_old_button
from bot.inbox.routing import SEPARATOR, Handler, Turn, any_of, command, exact_phrase
from bot.messages.content import Reply
from bot.people import approvals
from bot.people.actor import Actor
from bot.polls import approval, closing, drafting, rounds, service, wording
from bot.polls.models import Poll, PollState

OPEN_FOR = timedelta(days=3)  # until the officer says otherwise
CLOSING_HOUR = 17  # o'clock
MAX_LISTED = 5
_ASKS = any_of(command("ykien"), exact_phrase(*texts.SAID_POLL_OFFICE))


def asks_poll_list(turn: Turn) -> bool:
    """Return whether the command or its phrase comes from somebody who may draft."""
    return _ASKS(turn) and approvals.find_decider(turn.session, turn.contact.person_id) is not None


def show_list(turn: Turn) -> Reply:
    """Show the unit's latest polls, with a button to draft a new one."""
    actor = approvals.get_decider(turn.session, turn.contact.person_id)
    polls = service.list_polls(turn.session, actor.scope, limit=MAX_LISTED)
    return words.render_polls(approvals.get_scope_unit(turn.session, actor), polls)


def _begin_draft(turn: Turn, pace: SendingPolicy) -> Reply:
    actor = approvals.get_decider(turn.session, turn.contact.person_id)
    officer_drafts.leave_other_drafts(turn)
    last = (turn.now + OPEN_FOR).astimezone(pace.policy.zone)
    closes_at = last.replace(hour=CLOSING_HOUR, minute=0, second=0, microsecond=0)
    unit = approvals.get_scope_unit(turn.session, actor)
    poll = drafting.begin_draft(turn.session, unit, closes_at=closes_at, actor=actor, now=turn.now)
    return poll_draft.ask_form(turn, poll, actor)


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
        actor = approvals.get_decider(turn.session, turn.contact.person_id)
        poll = service.get_actor_poll(turn.session, int(number), actor, lock=True)
        if verb in poll_draft.VERBS:
            return poll_draft.press_draft_button(turn, poll, verb, more, actor, pace)
        if verb == "ask":
            return _submit_for_approval(turn, poll, actor, pace)
        if verb == "edit":
            return poll_draft.reopen_draft(turn, poll, actor, pace)
        decided = poll_approval.decide_poll(turn, poll, verb, more, pace)
        return decided or _act_on_poll(turn, poll, verb, actor, pace)

    return pressed


def _submit_for_approval(turn: Turn, poll: Poll, actor: Actor, pace: SendingPolicy) -> Reply:
    """Submit the poll for approval by a second person."""
    count = approval.submit_for_approval(
        turn.session, poll, actor=actor, policy=pace.policy, now=turn.now
    )
    return words.render_submission(poll, wording.render_submission(poll, count))


def _act_on_poll(turn: Turn, poll: Poll, verb: str, actor: Actor, pace: SendingPolicy) -> Reply:
    if verb == "paper" and poll.state == PollState.CLOSED:
        return words.render_minutes(poll)
    if verb == "close":
        summary = closing.summarize_closing(turn.session, poll)
        return words.render_closing_question(poll, summary)
    lines = []
    if verb in ACTIONS:
        count = ACTIONS[verb](turn.session, poll, actor=actor, now=turn.now)
        lines = [DONE_TEXTS[verb].format(count=count)] if verb in DONE_TEXTS else []
    elif verb != "see":
        return reject_old_button(turn)
    lines.append(wording.render_status(turn.session, poll, policy=pace.policy))
    return words.render_standing(poll, lines, now=turn.now)


ACTIONS: dict[str, Callable[..., Any]] = {
    "yes": approval.approve_poll,
    "drop": approval.withdraw_poll,
    "remind": service.send_reminder,
    "shut": closing.close_poll_early,
    "reopen": closing.reopen_poll,
    "tell": rounds.send_results,
}


DONE_TEXTS = {
    "reopen": texts.POLL_REOPENED,
    "remind": texts.POLL_REMINDED_NOW,
    "tell": texts.POLL_TOLD,
}

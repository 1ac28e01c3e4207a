"""Steps of drafting a poll in a chat: what each step accepts and shows."""

import re
from datetime import UTC, datetime

from bot import texts
from bot.broadcasts.preview import SendingPolicy
from bot.core.errors import UserError
from bot.handlers.officers import officer_drafts
from bot.handlers.officers.words import polls as words
from bot.inbox.routing import Turn
from bot.messages.content import Choice, Reply
from bot.people import approvals, units
from bot.people.actor import Actor
from bot.people.units import Unit
from bot.polls import approval, draft_parser, drafting, wording
from bot.polls.models import DraftStep, Poll, PollState
from bot.vietnamese.dates.moments import AmbiguousMoment, parse_single_moment

STEPS = (DraftStep.FORM, DraftStep.WHERE, DraftStep.WHEN)
VERBS = ("per", "where", "all", "team", "when", "form", "to", "at")
_UNTIL = re.compile(rf"[\s,;]*\b(?:{'|'.join(texts.SAID_UNTIL)})\b\s*", re.IGNORECASE)


def ask_form(turn: Turn, poll: Poll, actor: Actor) -> Reply:
    """Ask for all questions of the poll in one message."""
    return _ask_step(turn, poll, DraftStep.FORM, actor)


def _ask_step(turn: Turn, poll: Poll, step: DraftStep, actor: Actor) -> Reply:
    drafting.set_step(poll, step)
    scope = approvals.get_scope_unit(turn.session, actor)
    unit = turn.session.get_one(Unit, poll.unit_id)
    return words.render_step_question(poll, unit, words.list_step_buttons(poll, scope))


def take_step_text(turn: Turn, poll: Poll, pace: SendingPolicy) -> Reply:
    """Store the text for the draft's current step. Raises UserError if it cannot be read."""
    poll.made_at = turn.now
    match poll.step:
        case DraftStep.FORM:
            drafting.update_draft(turn.session, poll, *draft_parser.parse_draft(turn.text))
        case DraftStep.WHERE:
            return _take_place(turn, poll, pace)
        case _:
            return _take_times(turn, poll, pace)
    return show_preview(turn, poll, pace)


def _take_place(turn: Turn, poll: Poll, pace: SendingPolicy) -> Reply:
    """Set the unit by its name, without tones if that is unambiguous; else ask which one."""
    actor = approvals.get_decider(turn.session, turn.contact.person_id)
    scope = approvals.get_scope_unit(turn.session, actor)
    matching_units = units.match_units(turn.session, scope, turn.text)
    if not matching_units:
        raise UserError(texts.POLL_NO_PLACE.format(place=turn.text))
    if len(matching_units) > 1:
        names = units.label_units(turn.session, matching_units)
        buttons = words.list_step_buttons(poll, scope)
        return words.render_which_unit(poll, turn.text, matching_units, names, buttons)
    drafting.set_audience(turn.session, poll, matching_units[0], actor=actor)
    return show_preview(turn, poll, pace)


def _take_times(turn: Turn, poll: Poll, pace: SendingPolicy) -> Reply:
    """Set the times from "thứ bảy 17h" or "mai 7h đến thứ bảy 17h"."""
    try:
        opens, closes = _parse_times(turn, pace)
    except AmbiguousMoment as doubt:
        return words.render_which_moment(poll, doubt, policy=pace.policy)
    drafting.set_times(poll, opens, closes, now=turn.now)
    return show_preview(turn, poll, pace)


def _parse_times(turn: Turn, pace: SendingPolicy) -> tuple[datetime | None, datetime]:
    first, *rest = _UNTIL.split(turn.text, maxsplit=1)
    if rest:
        return officer_drafts.parse_span(first, rest[0], now=turn.now, policy=pace.policy)
    return None, parse_single_moment(first, now=turn.now, zone=pace.policy.zone)


def answers_step(turn: Turn, poll: Poll, pace: SendingPolicy) -> bool:
    """Return whether the text is an answer to the current step."""
    try:
        match poll.step:
            case DraftStep.FORM:
                return bool(draft_parser.parse_draft(turn.text)[1])
            case DraftStep.WHERE:
                return bool(units.match_units(turn.session, _get_scope(turn), turn.text))
            case DraftStep.WHEN:
                _parse_times(turn, pace)
    except AmbiguousMoment:
        return True
    except UserError:
        return False
    return True


def step_buttons(turn: Turn, poll: Poll) -> tuple[Choice, ...]:
    """Return the buttons that can be pressed instead of typing at the current step."""
    at_step = poll.step.removeprefix(officer_drafts.LEFT_PREFIX)
    scope = _get_scope(turn) if at_step == DraftStep.WHERE else None
    return words.list_step_buttons(poll, scope)


def _get_scope(turn: Turn) -> Unit:
    actor = approvals.get_decider(turn.session, turn.contact.person_id)
    return approvals.get_scope_unit(turn.session, actor)


def show_preview(turn: Turn, poll: Poll, pace: SendingPolicy) -> Reply:
    """Show the preview, with buttons to change it."""
    drafting.set_step(poll, DraftStep.READY)
    return words.render_preview(
        poll, wording.render_preview(turn.session, poll, zone=pace.policy.zone)
    )


def press_draft_button(
    turn: Turn, poll: Poll, verb: str, more: str, actor: Actor, pace: SendingPolicy
) -> Reply:
    """Run one of `VERBS` for the drafter. Raises UserError for anybody else or a submitted poll."""
    if poll.state != PollState.DRAFT or poll.drafted_by != actor.person_id:
        raise UserError(texts.BUTTON_OLD)
    poll.made_at = turn.now
    match verb:
        case DraftStep.FORM | DraftStep.WHERE | DraftStep.WHEN:
            return _ask_step(turn, poll, DraftStep(verb), actor)
        case "at":
            _set_closing_time(poll, more, turn.now)
        case "per":
            drafting.switch_voters(poll)
        case _:
            _set_audience(turn, poll, verb, more, actor)
    return show_preview(turn, poll, pace)


def _set_audience(turn: Turn, poll: Poll, verb: str, code: str, actor: Actor) -> None:
    """Set the audience: everybody of the unit, its team, or one unit below it."""
    scope = approvals.get_scope_unit(turn.session, actor)
    unit = units.find_unit(turn.session, code) if verb == "to" else scope
    if unit is None:
        raise UserError(texts.BUTTON_OLD)
    role = "team" if verb == "team" else ""
    drafting.set_audience(turn.session, poll, unit, actor=actor, role=role)


def _set_closing_time(poll: Poll, minutes: str, now: datetime) -> None:
    if not minutes.isdecimal() or len(minutes) > 9:
        raise UserError(texts.BUTTON_OLD)
    closes = datetime.fromtimestamp(int(minutes) * 60, UTC)
    drafting.set_times(poll, None, closes, now=now)


def reopen_draft(turn: Turn, poll: Poll, actor: Actor, pace: SendingPolicy) -> Reply:
    """Reopen the poll for its drafter, at the preview or the first step; nothing is retyped."""
    officer_drafts.leave_other_drafts(turn, keep=poll)
    approval.return_to_draft(turn.session, poll, actor=actor, now=turn.now)
    return show_preview(turn, poll, pace) if poll.title else ask_form(turn, poll, actor)

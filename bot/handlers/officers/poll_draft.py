"""Steps of drafting a poll in a chat: what each step accepts and shows."""

import re
from datetime import UTC, datetime

from bot import texts
from bot.broadcasts.preview import SendingPolicy
from bot.core.errors import UserError
from bot.handlers.officers import officer_drafts
from bot.inbox.routing import Turn
from bot.messages.content import Choice, Reply
from bot.people import approvals, units
from bot.people.units import Unit, is_within
from bot.polls import approval, draft_parser, drafting, wording
from bot.polls.models import Poll, PollState, VoterKind
from bot.vietnamese.dates.moments import AmbiguousMoment, parse_single_moment

STEPS = ("form", "where", "when")
VERBS = ("per", "where", "all", "team", "when", "form", "to", "at")
_UNTIL = re.compile(rf"[\s,;]*\b(?:{'|'.join(texts.SAID_UNTIL)})\b\s*", re.IGNORECASE)


def ask_form(turn: Turn, poll: Poll) -> Reply:
    """Ask for all questions of the poll in one message."""
    poll.step = "form"
    unit = turn.session.get_one(Unit, poll.unit_id)
    return Reply(texts.POLL_ASK_FORM.format(unit=unit.name), step_buttons(turn, poll))


def drop_button(poll: Poll) -> Choice:
    """Return the button that cancels the poll."""
    return Choice(texts.BUTTON_POLL_DROP, f"yk:drop:{poll.id}")


def take_step_text(turn: Turn, poll: Poll, pace: SendingPolicy) -> Reply:
    """Store the text for the draft's current step. Raises UserError if it cannot be read."""
    poll.made_at = turn.now
    match poll.step:
        case "form":
            drafting.update_draft(turn.session, poll, *draft_parser.parse_draft(turn.text))
        case "where":
            return _take_place(turn, poll, pace)
        case _:
            return _take_times(turn, poll, pace)
    return show_preview(turn, poll, pace)


def _take_place(turn: Turn, poll: Poll, pace: SendingPolicy) -> Reply:
    """Set the unit by its name, without tones if that is unambiguous; else ask which one."""
    scope = approvals.get_scope(turn.session, turn.contact.person_id)
    matching_units = units.match_units(turn.session, scope, turn.text)
    if not matching_units:
        raise UserError(texts.POLL_NO_PLACE.format(place=turn.text))
    if len(matching_units) > 1:
        names = units.label_units(turn.session, matching_units)
        which = officer_drafts.unit_buttons(f"yk:to:{poll.id}", matching_units, names)
        question = texts.AUDIENCE_WHICH.format(name=turn.text, units=", ".join(names))
        return Reply(question, (*which, *step_buttons(turn, poll)))
    poll.unit_id, poll.role = matching_units[0].id, ""
    return show_preview(turn, poll, pace)


def _take_times(turn: Turn, poll: Poll, pace: SendingPolicy) -> Reply:
    """Set the times from "thứ bảy 17h" or "mai 7h đến thứ bảy 17h"."""
    try:
        opens, closes = _parse_times(turn, pace)
    except AmbiguousMoment as doubt:
        which = officer_drafts.moment_buttons(f"yk:at:{poll.id}", doubt.moments, zone=pace.zone)
        return Reply(str(doubt), (*which, drop_button(poll)))
    drafting.set_times(poll, opens, closes, now=turn.now)
    return show_preview(turn, poll, pace)


def _parse_times(turn: Turn, pace: SendingPolicy) -> tuple[datetime | None, datetime]:
    first, *rest = _UNTIL.split(turn.text, maxsplit=1)
    if rest:
        return officer_drafts.parse_span(first, rest[0], now=turn.now, zone=pace.zone)
    return None, parse_single_moment(first, now=turn.now, zone=pace.zone)


def answers_step(turn: Turn, poll: Poll, pace: SendingPolicy) -> bool:
    """Return whether the text is an answer to the current step."""
    try:
        match poll.step:
            case "form":
                return bool(draft_parser.parse_draft(turn.text)[1])
            case "where":
                scope = approvals.get_scope(turn.session, turn.contact.person_id)
                return bool(units.match_units(turn.session, scope, turn.text))
            case "when":
                _parse_times(turn, pace)
    except AmbiguousMoment:
        return True
    except UserError:
        return False
    return True


def step_buttons(turn: Turn, poll: Poll) -> tuple[Choice, ...]:
    """Return the buttons that can be pressed instead of typing at the current step."""
    match poll.step.removeprefix(officer_drafts.LEFT_PREFIX):
        case "where":
            scope = approvals.get_scope(turn.session, turn.contact.person_id)
            everybody = texts.BUTTON_AUDIENCE_ALL.format(unit=scope.name)
            return (
                Choice(everybody, f"yk:all:{poll.id}"),
                Choice(texts.BUTTON_AUDIENCE_TEAM, f"yk:team:{poll.id}"),
                drop_button(poll),
            )
        case "ready":
            return _ready_buttons(poll)
    return (drop_button(poll),)


def _ready_buttons(poll: Poll) -> tuple[Choice, ...]:
    per = (
        texts.BUTTON_POLL_PERSONS
        if poll.per == VoterKind.HOUSEHOLD
        else texts.BUTTON_POLL_HOUSEHOLDS
    )
    return (
        Choice(texts.BUTTON_BROADCAST_ASK, f"yk:ask:{poll.id}"),
        Choice(per, f"yk:per:{poll.id}"),
        Choice(texts.BUTTON_POLL_WHERE, f"yk:where:{poll.id}"),
        Choice(texts.BUTTON_POLL_WHEN, f"yk:when:{poll.id}"),
        Choice(texts.BUTTON_POLL_FORM, f"yk:form:{poll.id}"),
        drop_button(poll),
    )


def show_preview(turn: Turn, poll: Poll, pace: SendingPolicy) -> Reply:
    """Show the preview, with buttons to change it."""
    poll.step = "ready"
    return Reply(wording.render_preview(turn.session, poll, zone=pace.zone), _ready_buttons(poll))


def press_draft_button(turn: Turn, poll: Poll, verb: str, more: str, pace: SendingPolicy) -> Reply:
    """Run one of `VERBS` for the drafter. Raises UserError for anybody else or a submitted poll."""
    if poll.state != PollState.DRAFT or poll.drafted_by != turn.contact.person_id:
        raise UserError(texts.BUTTON_OLD)
    poll.made_at = turn.now
    match verb:
        case "form":
            return ask_form(turn, poll)
        case "where" | "when":
            poll.step = verb
            question = texts.POLL_ASK_PLACE if verb == "where" else texts.POLL_ASK_WHEN
            return Reply(question, step_buttons(turn, poll))
        case "at":
            _set_closing_time(poll, more, turn.now)
        case "per":
            poll.per = VoterKind.PERSON if poll.per == VoterKind.HOUSEHOLD else VoterKind.HOUSEHOLD
            poll.role = ""
        case _:
            _set_audience(turn, poll, verb, more)
    return show_preview(turn, poll, pace)


def _set_audience(turn: Turn, poll: Poll, verb: str, code: str) -> None:
    """Set the audience: everybody of the unit, its team, or one unit below it."""
    scope = approvals.get_scope(turn.session, turn.contact.person_id)
    unit = units.find_unit(turn.session, code) if verb == "to" else scope
    if unit is None or not is_within(unit.path, scope.path):
        raise UserError(texts.BUTTON_OLD)
    poll.unit_id, poll.role = unit.id, "team" if verb == "team" else ""
    poll.per = VoterKind.PERSON if verb == "team" else poll.per


def _set_closing_time(poll: Poll, minutes: str, now: datetime) -> None:
    if not minutes.isdecimal() or len(minutes) > 9:
        raise UserError(texts.BUTTON_OLD)
    closes = datetime.fromtimestamp(int(minutes) * 60, UTC)
    drafting.set_times(poll, None, closes, now=now)


def reopen_draft(turn: Turn, poll: Poll, pace: SendingPolicy) -> Reply:
    """Reopen the poll for its drafter, at the preview or the first step; nothing is retyped."""
    officer_drafts.leave_other_drafts(turn, keep=poll)
    approval.return_to_draft(turn.session, poll, person_id=turn.contact.person_id, now=turn.now)
    return show_preview(turn, poll, pace) if poll.title else ask_form(turn, poll)

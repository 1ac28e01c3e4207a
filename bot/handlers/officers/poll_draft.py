"""Steps of drafting a poll in a chat: what each step accepts and shows."""

import re
from datetime import UTC, datetime

from bot import texts
from bot.broadcasts.preview import Pace
from bot.core.errors import UserError
from bot.handlers.officers import office
from bot.inbox.routing import Turn
from bot.messages.content import Choice, Reply
from bot.people import approvals, units
from bot.people.units import Unit
from bot.polls import approval, drafting, wording, written_drafts
from bot.polls.models import Per, Poll, PollState
from bot.vietnamese.dates.moments import WhichMoment, read_moment

STEPS = ("form", "where", "when")
VERBS = ("per", "where", "all", "team", "when", "form", "to", "at")
_UNTIL = re.compile(rf"[\s,;]*\b(?:{'|'.join(texts.SAID_UNTIL)})\b\s*", re.IGNORECASE)


def ask_form(turn: Turn, poll: Poll) -> Reply:
    """Ask for all questions of the poll in one message."""
    poll.step = "form"
    unit = turn.session.get_one(Unit, poll.unit_id)
    return Reply(texts.POLL_ASK_FORM.format(unit=unit.name), step_buttons(turn, poll))


def drop(poll: Poll) -> Choice:
    """Return the button that cancels the poll."""
    return Choice(texts.BUTTON_POLL_DROP, f"yk:drop:{poll.id}")


def take(turn: Turn, poll: Poll, pace: Pace) -> Reply:
    """Store the text for the draft's current step. Raises UserError if it cannot be read."""
    poll.made_at = turn.now
    match poll.step:
        case "form":
            drafting.write(turn.session, poll, *written_drafts.parse(turn.text))
        case "where":
            return _take_place(turn, poll, pace)
        case _:
            return _take_times(turn, poll, pace)
    return show(turn, poll, pace)


def _take_place(turn: Turn, poll: Poll, pace: Pace) -> Reply:
    """Set the unit by its name, without tones if that is unambiguous; else ask which one."""
    scope = approvals.must_have_scope(turn.session, turn.contact.person_id)
    found = units.match_named(turn.session, scope, turn.text)
    if not found:
        raise UserError(texts.POLL_NO_PLACE.format(place=turn.text))
    if len(found) > 1:
        names = units.labels(turn.session, found)
        which = office.name_buttons(f"yk:to:{poll.id}", found, names)
        asked = texts.AUDIENCE_WHICH.format(name=turn.text, units=", ".join(names))
        return Reply(asked, (*which, *step_buttons(turn, poll)))
    poll.unit_id, poll.role = found[0].id, ""
    return show(turn, poll, pace)


def _take_times(turn: Turn, poll: Poll, pace: Pace) -> Reply:
    """Set the times from "thứ bảy 17h" or "mai 7h đến thứ bảy 17h"."""
    try:
        opens, closes = _times(turn, pace)
    except WhichMoment as doubt:
        which = office.moment_buttons(f"yk:at:{poll.id}", doubt.moments, zone=pace.zone)
        return Reply(str(doubt), (*which, drop(poll)))
    drafting.set_times(poll, opens, closes, now=turn.now)
    return show(turn, poll, pace)


def _times(turn: Turn, pace: Pace) -> tuple[datetime | None, datetime]:
    first, *rest = _UNTIL.split(turn.text, maxsplit=1)
    if rest:
        return office.span(first, rest[0], now=turn.now, zone=pace.zone)
    return None, read_moment(first, now=turn.now, zone=pace.zone)


def understands(turn: Turn, poll: Poll, pace: Pace) -> bool:
    """Return whether the text is an answer to the current step."""
    try:
        match poll.step:
            case "form":
                return bool(written_drafts.parse(turn.text)[1])
            case "where":
                scope = approvals.must_have_scope(turn.session, turn.contact.person_id)
                return bool(units.match_named(turn.session, scope, turn.text))
            case "when":
                _times(turn, pace)
    except WhichMoment:
        return True
    except UserError:
        return False
    return True


def step_buttons(turn: Turn, poll: Poll) -> tuple[Choice, ...]:
    """Return the buttons that can be pressed instead of typing at the current step."""
    match poll.step.removeprefix(office.LEFT):
        case "where":
            scope = approvals.must_have_scope(turn.session, turn.contact.person_id)
            everybody = texts.BUTTON_AUDIENCE_ALL.format(unit=scope.name)
            return (
                Choice(everybody, f"yk:all:{poll.id}"),
                Choice(texts.BUTTON_AUDIENCE_TEAM, f"yk:team:{poll.id}"),
                drop(poll),
            )
        case "ready":
            return _ready_buttons(poll)
    return (drop(poll),)


def _ready_buttons(poll: Poll) -> tuple[Choice, ...]:
    per = texts.BUTTON_POLL_PERSONS if poll.per == Per.HOUSEHOLD else texts.BUTTON_POLL_HOUSEHOLDS
    return (
        Choice(texts.BUTTON_BROADCAST_ASK, f"yk:ask:{poll.id}"),
        Choice(per, f"yk:per:{poll.id}"),
        Choice(texts.BUTTON_POLL_WHERE, f"yk:where:{poll.id}"),
        Choice(texts.BUTTON_POLL_WHEN, f"yk:when:{poll.id}"),
        Choice(texts.BUTTON_POLL_FORM, f"yk:form:{poll.id}"),
        drop(poll),
    )


def show(turn: Turn, poll: Poll, pace: Pace) -> Reply:
    """Show the preview, with buttons to change it."""
    poll.step = "ready"
    return Reply(wording.preview(turn.session, poll, zone=pace.zone), _ready_buttons(poll))


def press(turn: Turn, poll: Poll, verb: str, more: str, pace: Pace) -> Reply:
    """Run one of `VERBS` for the drafter. Raises UserError for anybody else or a submitted poll."""
    if poll.state != PollState.DRAFT or poll.drafted_by != turn.contact.person_id:
        raise UserError(texts.BUTTON_OLD)
    poll.made_at = turn.now
    match verb:
        case "form":
            return ask_form(turn, poll)
        case "where" | "when":
            poll.step = verb
            asked = texts.POLL_ASK_PLACE if verb == "where" else texts.POLL_ASK_WHEN
            return Reply(asked, step_buttons(turn, poll))
        case "at":
            _close_at(poll, more, turn.now)
        case "per":
            poll.per = Per.PERSON if poll.per == Per.HOUSEHOLD else Per.HOUSEHOLD
            poll.role = ""
        case _:
            _settle(turn, poll, verb, more)
    return show(turn, poll, pace)


def _settle(turn: Turn, poll: Poll, verb: str, code: str) -> None:
    """Set the audience: everybody of the unit, its team, or one unit below it."""
    scope = approvals.must_have_scope(turn.session, turn.contact.person_id)
    unit = units.find_unit(turn.session, code) if verb == "to" else scope
    if unit is None or not unit.path.startswith(scope.path):
        raise UserError(texts.BUTTON_OLD)
    poll.unit_id, poll.role = unit.id, "team" if verb == "team" else ""
    poll.per = Per.PERSON if verb == "team" else poll.per


def _close_at(poll: Poll, minutes: str, now: datetime) -> None:
    if not minutes.isdecimal() or len(minutes) > 9:
        raise UserError(texts.BUTTON_OLD)
    closes = datetime.fromtimestamp(int(minutes) * 60, UTC)
    drafting.set_times(poll, None, closes, now=now)


def go_on(turn: Turn, poll: Poll, pace: Pace) -> Reply:
    """Reopen the poll for its drafter, at the preview or the first step; nothing is retyped."""
    office.let_go(turn, keep=poll)
    approval.take_back(turn.session, poll, person_id=turn.contact.person_id, now=turn.now)
    return show(turn, poll, pace) if poll.title else ask_form(turn, poll)

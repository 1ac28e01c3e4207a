"""*/diemdanh*: a member records attendance by taps, by a headcount, or by names without a phone."""

import re

from bot import texts
from bot.classes import attendance
from bot.classes.models import ClassSession
from bot.core.errors import UserError
from bot.handlers.members.words import classes as words
from bot.handlers.residents.menu import reject_old_button
from bot.inbox.routing import SEPARATOR, Turn, command
from bot.messages.buttons import Action
from bot.messages.content import Reply
from bot.people.actor import Actor, get_actor
from bot.people.linking import is_team_member
from bot.people.models import RoleKind

_SAID = re.compile(r"/\S+\s+(?P<id>\d{1,9})(?:\s+(?P<count>\d{1,4})|\s*\+\s*(?P<name>\S.*))?")
is_command = command("diemdanh")


def is_roll_call(turn: Turn) -> bool:
    """Return whether a team member sent the command or pressed one of its buttons."""
    pressed = turn.choice.partition(SEPARATOR)[0] == Action.ATTENDANCE
    return (pressed or is_command(turn)) and is_team_member(turn.session, turn.contact)


def get_member(turn: Turn) -> Actor:
    """Return the speaker as an actor. Raises NotAllowed without any role."""
    return get_actor(turn.session, turn.contact.person_id, roles=tuple(RoleKind))


def call_roll(turn: Turn) -> Reply:
    """Handle "attendance:<class>:<page>[:<enrolment>]", or the command: alone, with a count or a
    name."""
    if turn.choice:
        return _press_learner(turn)
    command_match = _SAID.fullmatch(turn.text.strip())
    if command_match is not None:
        return _run_command(turn, command_match)
    if len(turn.text.split()) > 1:
        raise UserError(texts.ROLL_UNREADABLE)
    class_sessions = attendance.list_open_classes(turn.session, get_member(turn), now=turn.now)
    if not class_sessions:
        raise UserError(texts.ROLL_NONE)
    if len(class_sessions) == 1:
        return _show_learners(turn, class_sessions[0], 0)
    return words.render_class_choice(class_sessions, Action.ATTENDANCE)


def _press_learner(turn: Turn) -> Reply:
    parts = turn.argument.split(SEPARATOR)
    if not all(part.isdecimal() for part in parts) or not 2 <= len(parts) <= 3:
        return reject_old_button(turn)
    actor = get_member(turn)
    class_session = attendance.get_open_class(
        turn.session, int(parts[0]), actor=actor, now=turn.now
    )
    if len(parts) == 3:
        attendance.toggle_attendance(
            turn.session, class_session, int(parts[2]), actor=actor, now=turn.now
        )
    return _show_learners(turn, class_session, int(parts[1]))


def _run_command(turn: Turn, command_match: re.Match[str]) -> Reply:
    actor, session, now = get_member(turn), turn.session, turn.now
    number, count, name = int(command_match["id"]), command_match["count"], command_match["name"]
    class_session = attendance.get_open_class(session, number, actor=actor, now=now)
    if count:
        things = [thing.as_json() for thing in turn.attachments]
        attendance.record_headcount(
            session, class_session, int(count), things, actor=actor, now=now
        )
        return words.render_headcount(class_session)
    if name:
        attendance.add_walk_in(session, class_session, name.strip(), actor=actor, now=now)
    return _show_learners(turn, class_session, 0)


def _show_learners(turn: Turn, class_session: ClassSession, page: int) -> Reply:
    learners = attendance.list_learners(turn.session, class_session)
    return words.render_roll(class_session, learners, page)

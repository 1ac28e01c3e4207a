"""*/diemdanh*: a member records attendance by taps, by a headcount, or by names without a phone."""

import re

from bot import texts
from bot.classes import attendance
from bot.classes.models import ClassSession
from bot.core.errors import UserError
from bot.handlers.button_labels import disambiguate_labels
from bot.handlers.residents.menu import reject_old_button
from bot.inbox.routing import SEPARATOR, Turn, command
from bot.messages.content import Choice, Reply
from bot.people.actor import Actor, get_actor
from bot.people.linking import is_team_member
from bot.people.models import RoleKind

PAGE_SIZE = 8
_SAID = re.compile(r"/\S+\s+(?P<id>\d{1,9})(?:\s+(?P<count>\d{1,4})|\s*\+\s*(?P<name>\S.*))?")
is_command = command("diemdanh")


def is_roll_call(turn: Turn) -> bool:
    """Return whether a team member sent the command or pressed one of its buttons."""
    pressed = turn.choice.partition(SEPARATOR)[0] == "dd"
    return (pressed or is_command(turn)) and is_team_member(turn.session, turn.contact)


def get_member(turn: Turn) -> Actor:
    """Return the speaker as an actor. Raises NotAllowed without any role."""
    return get_actor(turn.session, turn.contact.person_id, roles=tuple(RoleKind))


def call_roll(turn: Turn) -> Reply:
    """Handle "dd:<class>:<page>[:<enrolment>]", or the command: alone, with a count or a name."""
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
    shown = class_sessions[:PAGE_SIZE]
    numbers = [texts.NUMBERED.format(number=class_session.id) for class_session in shown]
    names = disambiguate_labels([class_session.topic for class_session in shown], numbers)
    buttons = (
        Choice(name, f"dd:{class_session.id}:0")
        for name, class_session in zip(names, shown, strict=True)
    )
    return Reply(texts.ROLL_WHICH, tuple(buttons))


def _press_learner(turn: Turn) -> Reply:
    parts = turn.argument.split(SEPARATOR)
    if not all(part.isdecimal() for part in parts) or not 2 <= len(parts) <= 3:
        return reject_old_button(turn)
    class_session = attendance.get_open_class(
        turn.session, int(parts[0]), actor=get_member(turn), now=turn.now
    )
    if len(parts) == 3:
        attendance.toggle_attendance(turn.session, class_session, int(parts[2]), now=turn.now)
    return _show_learners(turn, class_session, int(parts[1]))


def _run_command(turn: Turn, command_match: re.Match[str]) -> Reply:
    class_session = attendance.get_open_class(
        turn.session, int(command_match["id"]), actor=get_member(turn), now=turn.now
    )
    if command_match["count"]:
        things = [thing.as_json() for thing in turn.attachments]
        attendance.record_headcount(
            turn.session, class_session, int(command_match["count"]), things, now=turn.now
        )
        return Reply(
            texts.ROLL_COUNTED.format(topic=class_session.topic, count=class_session.headcount)
        )
    if command_match["name"]:
        attendance.add_walk_in(
            turn.session, class_session, command_match["name"].strip(), now=turn.now
        )
    return _show_learners(turn, class_session, 0)


def _show_learners(turn: Turn, class_session: ClassSession, page: int) -> Reply:
    learners = attendance.list_learners(turn.session, class_session)
    attended_count = sum(1 for enrolment, _ in learners if enrolment.attended_at)
    buttons = []
    places = [texts.NUMBERED.format(number=place) for place in range(1, len(learners) + 1)]
    names = disambiguate_labels([name for _, name in learners], places)
    shown = list(zip(learners, names, strict=True))[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    for (enrolment, _), name in shown:
        label = texts.ROLL_THERE.format(name=name) if enrolment.attended_at else name
        buttons.append(Choice(label, f"dd:{class_session.id}:{page}:{enrolment.id}"))
    if len(learners) > (page + 1) * PAGE_SIZE:
        buttons.append(Choice(texts.BUTTON_MORE, f"dd:{class_session.id}:{page + 1}"))
    if page:
        buttons.append(Choice(texts.BUTTON_BACK, f"dd:{class_session.id}:{page - 1}"))
    if attended_count:
        buttons.append(Choice(texts.ROLL_SKILLS, f"kn:{class_session.id}:0"))
    title = texts.ROLL_TITLE
    text = title.format(
        topic=class_session.topic, there=attended_count, all=len(learners), number=class_session.id
    )
    return Reply(text, tuple(buttons))

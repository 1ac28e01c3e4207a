"""*/diemdanh*: a member records attendance by taps, by a headcount, or by names without a phone."""

import re

from bot import texts
from bot.classes import attendance
from bot.classes.models import ClassSession
from bot.core.errors import UserError
from bot.handlers.labels import told_apart
from bot.handlers.residents.menu import old_button
from bot.inbox.routing import SEPARATOR, Turn, command
from bot.messages.content import Choice, Reply
from bot.people.linking import works

PAGE = 8
_SAID = re.compile(r"/\S+\s+(?P<id>\d{1,9})(?:\s+(?P<count>\d{1,4})|\s*\+\s*(?P<name>\S.*))?")
is_command = command("diemdanh")


def is_roll(turn: Turn) -> bool:
    """Return whether a team member sent the command or pressed one of its buttons."""
    pressed = turn.choice.partition(SEPARATOR)[0] == "dd"
    return (pressed or is_command(turn)) and works(turn.session, turn.contact)


def call(turn: Turn) -> Reply:
    """Handle "dd:<class>:<page>[:<enrolment>]", or the command: alone, with a count or a name."""
    if turn.choice:
        return _tap(turn)
    said = _SAID.fullmatch(turn.text.strip())
    if said is not None:
        return _said(turn, said)
    if len(turn.text.split()) > 1:
        raise UserError(texts.ROLL_UNREADABLE)
    found = attendance.list_open(turn.session, turn.contact.person_id or 0, now=turn.now)
    if not found:
        raise UserError(texts.ROLL_NONE)
    if len(found) == 1:
        return _list(turn, found[0], 0)
    shown = found[:PAGE]
    numbers = [texts.NUMBERED.format(number=one.id) for one in shown]
    names = told_apart([one.topic for one in shown], numbers)
    buttons = (Choice(name, f"dd:{one.id}:0") for name, one in zip(names, shown, strict=True))
    return Reply(texts.ROLL_WHICH, tuple(buttons))


def _tap(turn: Turn) -> Reply:
    parts = turn.argument.split(SEPARATOR)
    if not all(one.isdecimal() for one in parts) or not 2 <= len(parts) <= 3:
        return old_button(turn)
    one = attendance.get(turn.session, turn.contact.person_id or 0, int(parts[0]), now=turn.now)
    if len(parts) == 3:
        attendance.toggle(turn.session, one, int(parts[2]), now=turn.now)
    return _list(turn, one, int(parts[1]))


def _said(turn: Turn, said: re.Match[str]) -> Reply:
    one = attendance.get(turn.session, turn.contact.person_id or 0, int(said["id"]), now=turn.now)
    if said["count"]:
        things = [thing.as_json() for thing in turn.attachments]
        attendance.count(turn.session, one, int(said["count"]), things, now=turn.now)
        return Reply(texts.ROLL_COUNTED.format(topic=one.topic, count=one.headcount))
    if said["name"]:
        attendance.walk_in(turn.session, one, said["name"].strip(), now=turn.now)
    return _list(turn, one, 0)


def _list(turn: Turn, one: ClassSession, page: int) -> Reply:
    found = attendance.learners(turn.session, one)
    there = sum(1 for seat, _ in found if seat.attended_at)
    buttons = []
    places = [texts.NUMBERED.format(number=place) for place in range(1, len(found) + 1)]
    names = told_apart([name for _, name in found], places)
    shown = list(zip(found, names, strict=True))[page * PAGE : (page + 1) * PAGE]
    for (seat, _), name in shown:
        label = texts.ROLL_THERE.format(name=name) if seat.attended_at else name
        buttons.append(Choice(label, f"dd:{one.id}:{page}:{seat.id}"))
    if len(found) > (page + 1) * PAGE:
        buttons.append(Choice(texts.BUTTON_MORE, f"dd:{one.id}:{page + 1}"))
    if page:
        buttons.append(Choice(texts.BUTTON_BACK, f"dd:{one.id}:{page - 1}"))
    if there:
        buttons.append(Choice(texts.ROLL_SKILLS, f"kn:{one.id}:0"))
    title = texts.ROLL_TITLE
    text = title.format(topic=one.topic, there=there, all=len(found), number=one.id)
    return Reply(text, tuple(buttons))

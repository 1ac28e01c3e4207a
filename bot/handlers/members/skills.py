"""*/kynang*: a member records the skills each learner showed in a class."""

from bot import texts
from bot.classes import attendance, skills
from bot.classes.models import ClassSession, Enrolment
from bot.classes.skills import Skill
from bot.core.errors import UserError
from bot.handlers.labels import told_apart
from bot.handlers.residents.answering import short
from bot.handlers.residents.menu import old_button
from bot.inbox.routing import SEPARATOR, Handler, Turn, command
from bot.messages.content import Choice, Reply
from bot.people.linking import works

PAGE = 8
is_command = command("kynang")


def is_skills(turn: Turn) -> bool:
    """Return whether a team member sent the command or pressed one of its buttons."""
    pressed = turn.choice.partition(SEPARATOR)[0] == "kn"
    return (pressed or is_command(turn)) and works(turn.session, turn.contact)


def tick(known: tuple[Skill, ...]) -> Handler:
    """Return a handler for the command and "kn:<class>:<page>[:<enrolment>[:<skill index>]]"."""

    def ticked(turn: Turn) -> Reply:
        if not turn.choice:
            return _which(turn)
        parts = turn.argument.split(SEPARATOR)
        if not all(one.isdecimal() and len(one) < 10 for one in parts) or not 2 <= len(parts) <= 4:
            return old_button(turn)
        number, page, *rest = map(int, parts)
        one = attendance.get(turn.session, turn.contact.person_id or 0, number, now=turn.now)
        if not rest:
            return _learners(turn, one, page)
        seat = _seat(turn, one, rest[0])
        if len(rest) == 2:
            chosen = skills.ordered(known, one.topic)[rest[1] % len(known)]
            person = turn.contact.person_id or 0
            skills.toggle(turn.session, one, seat, chosen.id, person, now=turn.now)
        return _skills(turn, one, page, seat, skills.ordered(known, one.topic))

    return ticked


def _which(turn: Turn) -> Reply:
    found = attendance.list_open(turn.session, turn.contact.person_id or 0, now=turn.now)
    if not found:
        raise UserError(texts.ROLL_NONE)
    if len(found) == 1:
        return _learners(turn, found[0], 0)
    shown = found[:PAGE]
    numbers = [texts.NUMBERED.format(number=one.id) for one in shown]
    names = told_apart([one.topic for one in shown], numbers)
    buttons = (Choice(name, f"kn:{one.id}:0") for name, one in zip(names, shown, strict=True))
    return Reply(texts.ROLL_WHICH, tuple(buttons))


def _seat(turn: Turn, one: ClassSession, number: int) -> Enrolment:
    found = turn.session.get(Enrolment, number)
    if found is None or found.session_id != one.id:
        raise UserError(texts.BUTTON_OLD)
    return found


def _learners(turn: Turn, one: ClassSession, page: int) -> Reply:
    """Show the learners who attended."""
    found = [
        (seat, name) for seat, name in attendance.learners(turn.session, one) if seat.attended_at
    ]
    if not found:
        raise UserError(texts.SKILL_ROLL_FIRST)
    buttons = [
        Choice(short(name), f"kn:{one.id}:{page}:{seat.id}")
        for seat, name in found[page * PAGE : (page + 1) * PAGE]
    ]
    if len(found) > (page + 1) * PAGE:
        buttons.append(Choice(texts.BUTTON_MORE, f"kn:{one.id}:{page + 1}"))
    if page:
        buttons.append(Choice(texts.BUTTON_BACK, f"kn:{one.id}:{page - 1}"))
    return Reply(texts.SKILL_WHO.format(topic=one.topic), tuple(buttons))


def _skills(turn: Turn, one: ClassSession, page: int, seat: Enrolment, known: list[Skill]) -> Reply:
    seen = skills.seen_of(turn.session, skills.holder_of(seat, one.unit_id))
    name = next(name for each, name in attendance.learners(turn.session, one) if each.id == seat.id)
    buttons = []
    for place, skill in enumerate(known):
        label = texts.ROLL_THERE.format(name=skill.title) if skill.id in seen else skill.title
        buttons.append(Choice(short(label), f"kn:{one.id}:{page}:{seat.id}:{place}"))
    buttons.append(Choice(texts.BUTTON_NEXT_LEARNER, f"kn:{one.id}:{page}"))
    return Reply(texts.SKILL_WHAT.format(name=name), tuple(buttons))

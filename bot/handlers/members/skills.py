"""*/kynang*: a member records the skills each learner showed in a class."""

from bot import texts
from bot.classes import attendance, skills
from bot.classes.models import ClassSession, Enrolment
from bot.classes.skills import Skill
from bot.core.errors import UserError
from bot.handlers.members.attendance import get_member
from bot.handlers.members.words import classes as words
from bot.handlers.residents.menu import reject_old_button
from bot.inbox.routing import SEPARATOR, Handler, Turn, command
from bot.messages.buttons import Action
from bot.messages.content import Reply
from bot.people.linking import is_team_member

is_command = command("kynang")


def is_skills_command(turn: Turn) -> bool:
    """Return whether a team member sent the command or pressed one of its buttons."""
    pressed = turn.choice.partition(SEPARATOR)[0] == Action.SKILL
    return (pressed or is_command(turn)) and is_team_member(turn.session, turn.contact)


def tick_skill(all_skills: tuple[Skill, ...]) -> Handler:
    """Return a handler for the command and "skill:<class>:<page>[:<enrolment>[:<skill index>]]"."""

    def ticked(turn: Turn) -> Reply:
        if not turn.choice:
            return _ask_which_class(turn)
        parts = turn.argument.split(SEPARATOR)
        is_valid = all(part.isdecimal() and len(part) < 10 for part in parts)
        if not is_valid or not 2 <= len(parts) <= 4:
            return reject_old_button(turn)
        class_id, page, *rest = map(int, parts)
        class_session = attendance.get_open_class(
            turn.session, class_id, actor=get_member(turn), now=turn.now
        )
        if not rest:
            return _show_learners(turn, class_session, page)
        enrolment = _get_enrolment(turn, class_session, rest[0])
        if len(rest) == 2:
            _toggle_skill(turn, all_skills, class_session, enrolment, rest[1])
        return _show_skills(turn, all_skills, class_session, page, enrolment)

    return ticked


def _toggle_skill(
    turn: Turn,
    all_skills: tuple[Skill, ...],
    class_session: ClassSession,
    enrolment: Enrolment,
    place: int,
) -> None:
    ordered = skills.order_by_topic(all_skills, class_session.topic)
    skill_id, member = ordered[place % len(all_skills)].id, get_member(turn)
    skills.toggle_skill(
        turn.session, class_session, enrolment, skill_id, actor=member, now=turn.now
    )


def _ask_which_class(turn: Turn) -> Reply:
    class_sessions = attendance.list_open_classes(turn.session, get_member(turn), now=turn.now)
    if not class_sessions:
        raise UserError(texts.ROLL_NONE)
    if len(class_sessions) == 1:
        return _show_learners(turn, class_sessions[0], 0)
    return words.render_class_choice(class_sessions, Action.SKILL)


def _get_enrolment(turn: Turn, class_session: ClassSession, enrolment_id: int) -> Enrolment:
    enrolment = turn.session.get(Enrolment, enrolment_id)
    if enrolment is None or enrolment.session_id != class_session.id:
        raise UserError(texts.BUTTON_OLD)
    return enrolment


def _show_learners(turn: Turn, class_session: ClassSession, page: int) -> Reply:
    """Show the learners who attended."""
    learners = [
        (enrolment, name)
        for enrolment, name in attendance.list_learners(turn.session, class_session)
        if enrolment.attended_at
    ]
    if not learners:
        raise UserError(texts.SKILL_ROLL_FIRST)
    return words.render_attendees(class_session, learners, page)


def _show_skills(
    turn: Turn,
    all_skills: tuple[Skill, ...],
    class_session: ClassSession,
    page: int,
    enrolment: Enrolment,
) -> Reply:
    observed = skills.list_observed_skills(
        turn.session, skills.make_holder_key(enrolment, class_session.unit_id)
    )
    name = next(
        name
        for enrolled, name in attendance.list_learners(turn.session, class_session)
        if enrolled.id == enrolment.id
    )
    ordered = skills.order_by_topic(all_skills, class_session.topic)
    return words.render_skills(class_session, page, enrolment, name, ordered, set(observed))

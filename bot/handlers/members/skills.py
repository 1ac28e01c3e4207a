"""*/kynang*: a member records the skills each learner showed in a class."""

from bot import texts
from bot.classes import attendance, skills
from bot.classes.models import ClassSession, Enrolment
from bot.classes.skills import Skill
from bot.core.errors import UserError
from bot.handlers.button_labels import disambiguate_labels
from bot.handlers.residents.menu import reject_old_button
from bot.inbox.routing import SEPARATOR, Handler, Turn, command
from bot.messages.content import Choice, Reply
from bot.messages.labels import shorten_label
from bot.people.linking import is_team_member

PAGE_SIZE = 8
is_command = command("kynang")


def is_skills_command(turn: Turn) -> bool:
    """Return whether a team member sent the command or pressed one of its buttons."""
    pressed = turn.choice.partition(SEPARATOR)[0] == "kn"
    return (pressed or is_command(turn)) and is_team_member(turn.session, turn.contact)


def tick_skill(all_skills: tuple[Skill, ...]) -> Handler:
    """Return a handler for the command and "kn:<class>:<page>[:<enrolment>[:<skill index>]]"."""

    def ticked(turn: Turn) -> Reply:
        if not turn.choice:
            return _ask_which_class(turn)
        parts = turn.argument.split(SEPARATOR)
        if (
            not all(part.isdecimal() and len(part) < 10 for part in parts)
            or not 2 <= len(parts) <= 4
        ):
            return reject_old_button(turn)
        class_id, page, *rest = map(int, parts)
        class_session = attendance.get_open_class(
            turn.session, turn.contact.person_id or 0, class_id, now=turn.now
        )
        if not rest:
            return _show_learners(turn, class_session, page)
        enrolment = _get_enrolment(turn, class_session, rest[0])
        if len(rest) == 2:
            chosen = skills.order_by_topic(all_skills, class_session.topic)[
                rest[1] % len(all_skills)
            ]
            person_id = turn.contact.person_id or 0
            skills.toggle_skill(
                turn.session, class_session, enrolment, chosen.id, person_id, now=turn.now
            )
        return _show_skills(
            turn,
            class_session,
            page,
            enrolment,
            skills.order_by_topic(all_skills, class_session.topic),
        )

    return ticked


def _ask_which_class(turn: Turn) -> Reply:
    class_sessions = attendance.list_open_classes(
        turn.session, turn.contact.person_id or 0, now=turn.now
    )
    if not class_sessions:
        raise UserError(texts.ROLL_NONE)
    if len(class_sessions) == 1:
        return _show_learners(turn, class_sessions[0], 0)
    shown = class_sessions[:PAGE_SIZE]
    numbers = [texts.NUMBERED.format(number=class_session.id) for class_session in shown]
    names = disambiguate_labels([class_session.topic for class_session in shown], numbers)
    buttons = (
        Choice(name, f"kn:{class_session.id}:0")
        for name, class_session in zip(names, shown, strict=True)
    )
    return Reply(texts.ROLL_WHICH, tuple(buttons))


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
    buttons = [
        Choice(shorten_label(name), f"kn:{class_session.id}:{page}:{enrolment.id}")
        for enrolment, name in learners[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    ]
    if len(learners) > (page + 1) * PAGE_SIZE:
        buttons.append(Choice(texts.BUTTON_MORE, f"kn:{class_session.id}:{page + 1}"))
    if page:
        buttons.append(Choice(texts.BUTTON_BACK, f"kn:{class_session.id}:{page - 1}"))
    return Reply(texts.SKILL_WHO.format(topic=class_session.topic), tuple(buttons))


def _show_skills(
    turn: Turn,
    class_session: ClassSession,
    page: int,
    enrolment: Enrolment,
    ordered_skills: list[Skill],
) -> Reply:
    seen = skills.list_observed_skills(
        turn.session, skills.make_holder_key(enrolment, class_session.unit_id)
    )
    name = next(
        name
        for enrolled, name in attendance.list_learners(turn.session, class_session)
        if enrolled.id == enrolment.id
    )
    buttons = []
    for place, skill in enumerate(ordered_skills):
        label = texts.ROLL_THERE.format(name=skill.title) if skill.id in seen else skill.title
        buttons.append(
            Choice(shorten_label(label), f"kn:{class_session.id}:{page}:{enrolment.id}:{place}")
        )
    buttons.append(Choice(texts.BUTTON_NEXT_LEARNER, f"kn:{class_session.id}:{page}"))
    return Reply(texts.SKILL_WHAT.format(name=name), tuple(buttons))

"""What members are told of the attendance and the skills of a class."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from bot import texts
from bot.classes.models import ClassSession, Enrolment
from bot.classes.skills import Skill
from bot.handlers.button_labels import disambiguate_labels
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.messages.labels import shorten_label

PAGE_SIZE = 8
Learners = Sequence[tuple[Enrolment, str]]


def render_class_choice(class_sessions: Sequence[ClassSession], prefix: str) -> Reply:
    """Ask of which class it is, with a button each."""
    shown = class_sessions[:PAGE_SIZE]
    numbers = [texts.NUMBERED.format(number=class_session.id) for class_session in shown]
    names = disambiguate_labels([class_session.topic for class_session in shown], numbers)
    buttons = (
        Choice(name, f"{prefix}:{class_session.id}:0")
        for name, class_session in zip(names, shown, strict=True)
    )
    return Reply(texts.ROLL_WHICH, tuple(buttons))


def render_roll(class_session: ClassSession, learners: Learners, page: int) -> Reply:
    """Show a page of the learners, with a button each to mark them as present."""
    attended_count = sum(1 for enrolment, _ in learners if enrolment.attended_at)
    places = [texts.NUMBERED.format(number=place) for place in range(1, len(learners) + 1)]
    names = disambiguate_labels([name for _, name in learners], places)
    shown = list(zip(learners, names, strict=True))[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    buttons = []
    for (enrolment, _), name in shown:
        label = texts.ROLL_THERE.format(name=name) if enrolment.attended_at else name
        buttons.append(Choice(label, Action.ATTENDANCE.pack(class_session.id, page, enrolment.id)))
    buttons += _page_buttons(Action.ATTENDANCE, class_session, page, len(learners))
    if attended_count:
        buttons.append(Choice(texts.ROLL_SKILLS, Action.SKILL.pack(class_session.id, "0")))
    text = texts.ROLL_TITLE.format(
        topic=class_session.topic, there=attended_count, all=len(learners), number=class_session.id
    )
    return Reply(text, tuple(buttons))


def _page_buttons(prefix: str, class_session: ClassSession, page: int, count: int) -> list[Choice]:
    buttons = []
    if count > (page + 1) * PAGE_SIZE:
        buttons.append(Choice(texts.BUTTON_MORE, f"{prefix}:{class_session.id}:{page + 1}"))
    if page:
        buttons.append(Choice(texts.BUTTON_BACK, f"{prefix}:{class_session.id}:{page - 1}"))
    return buttons


def render_headcount(class_session: ClassSession) -> Reply:
    """Confirm the head count."""
    text = texts.ROLL_COUNTED.format(topic=class_session.topic, count=class_session.headcount)
    return Reply(text)


def render_attendees(class_session: ClassSession, attendees: Learners, page: int) -> Reply:
    """Show a page of those who attended, with a button each to record skills."""
    buttons = [
        Choice(shorten_label(name), Action.SKILL.pack(class_session.id, page, enrolment.id))
        for enrolment, name in attendees[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    ]
    buttons += _page_buttons(Action.SKILL, class_session, page, len(attendees))
    return Reply(texts.SKILL_WHO.format(topic=class_session.topic), tuple(buttons))


def render_skills(
    class_session: ClassSession,
    page: int,
    enrolment: Enrolment,
    name: str,
    skills: Sequence[Skill],
    observed: AbstractSet[str],
) -> Reply:
    """Show the skills, with a button each to record or to take back the observation."""
    buttons = []
    for place, skill in enumerate(skills):
        is_observed = skill.id in observed
        label = texts.ROLL_THERE.format(name=skill.title) if is_observed else skill.title
        value = Action.SKILL.pack(class_session.id, page, enrolment.id, place)
        buttons.append(Choice(shorten_label(label), value))
    buttons.append(Choice(texts.BUTTON_NEXT_LEARNER, Action.SKILL.pack(class_session.id, page)))
    return Reply(texts.SKILL_WHAT.format(name=name), tuple(buttons))

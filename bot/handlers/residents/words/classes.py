"""What residents are told of classes and of their enrolments."""

from collections.abc import Sequence
from datetime import datetime

from bot import texts
from bot.classes import wording as class_wording
from bot.classes.models import ClassSession, Enrolment, EnrolmentStatus
from bot.core.policy import Policy
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.messages.labels import shorten_label
from bot.reminders import wording

STATUS_LINES = {
    EnrolmentStatus.WAITING: texts.CLASS_LINE_WAITING,
    EnrolmentStatus.REQUESTED: texts.CLASS_LINE_ASKED,
}
Seats = Sequence[tuple[Enrolment, ClassSession]]


def render_class_list(
    class_sessions: Sequence[ClassSession], menu: tuple[Choice, ...], policy: Policy
) -> Reply:
    """List the coming classes, with a button each to open it."""
    if not class_sessions:
        return Reply(texts.CLASSES_NONE, menu)
    return Reply(texts.CLASSES_COMING, _class_buttons(class_sessions, "show", policy))


def render_classes_for_relative(
    class_sessions: Sequence[ClassSession], who: str, policy: Policy
) -> Reply:
    """List the coming classes, with a button each to enrol the relative."""
    text = texts.CLASSES_FOR.format(who=who)
    return Reply(text, _class_buttons(class_sessions, "kin", policy))


def _class_buttons(
    class_sessions: Sequence[ClassSession], verb: str, policy: Policy
) -> tuple[Choice, ...]:
    return (
        *(
            Choice(_class_label(class_session, policy), Action.CLASS.pack(verb, class_session.id))
            for class_session in class_sessions
        ),
        Choice(texts.BUTTON_MY_CLASSES, Action.CLASS.pack("mine")),
    )


def _class_label(class_session: ClassSession, policy: Policy) -> str:
    local = class_session.starts_at.astimezone(policy.zone)
    day = f"{local.day}/{local.month} {local:%H:%M}"
    return shorten_label(texts.CLASS_BUTTON.format(day=day, topic=class_session.topic))


def render_class(
    class_session: ClassSession, *, taken: int, may_cancel: bool, now: datetime, policy: Policy
) -> Reply:
    """Describe a class with its free seats and the buttons to join it."""
    if class_session.cancelled_at is not None:
        return _render_cancelled(class_session)
    left = texts.CLASS_SEATS_LEFT.format(count=class_session.seats - taken)
    text = class_wording.describe_class(class_session, now=now, zone=policy.zone)
    note = left if taken < class_session.seats else texts.CLASS_FULL
    join = (
        Choice(texts.BUTTON_JOIN, Action.CLASS.pack("join", class_session.id)),
        Choice(texts.BUTTON_JOIN_KIN, Action.CLASS.pack("kin", class_session.id)),
    )
    cancel = Choice(
        texts.BUTTON_CLASS_CANCEL, Action.CLASS_CANCELLATION.pack("ask", class_session.id)
    )
    office = (cancel,) if may_cancel else ()
    return Reply(f"{text}\n{note}", (*join, *_class_links(class_session, policy), *office))


def _render_cancelled(class_session: ClassSession) -> Reply:
    reason = class_session.cancel_reason
    why = texts.CLASS_REASON.format(reason=reason) if reason else ""
    return Reply(f"{texts.CLASS_IS_CANCELLED.format(topic=class_session.topic)}\n{why}".strip())


def _class_links(class_session: ClassSession, policy: Policy) -> Sequence[Choice]:
    links = [Choice(texts.BUTTON_MAP, url=class_session.map_url)] if class_session.map_url else []
    if policy.public_url:
        url = f"{policy.public_url}/classes/{class_session.id}.ics"
        links.append(Choice(texts.BUTTON_CALENDAR, url=url))
    return links


def render_joined(
    enrolment: Enrolment, class_session: ClassSession, who: str, *, now: datetime, policy: Policy
) -> Reply:
    """Confirm a seat."""
    details = class_wording.describe_class(class_session, now=now, zone=policy.zone)
    return Reply(
        texts.CLASS_JOINED.format(who=who, what=details),
        (*_enrolment_choices(enrolment), *_class_links(class_session, policy)),
    )


def render_waiting(enrolment: Enrolment, who: str, position: int) -> Reply:
    """Tell the learner's position on the waiting list."""
    text = texts.CLASS_IN_LINE.format(who=who[:1].upper() + who[1:], place=position)
    return Reply(text, _enrolment_choices(enrolment))


def render_requested(
    enrolment: Enrolment,
    class_session: ClassSession,
    who: str,
    proof_code: str,
    *,
    now: datetime,
    policy: Policy,
) -> Reply:
    """Tell how the contact proves who they are, so that the seat holds."""
    text = describe_proof_needed(class_session, who, proof_code, now=now, policy=policy)
    return Reply(text, _enrolment_choices(enrolment))


def describe_proof_needed(
    class_session: ClassSession, who: str, proof_code: str, *, now: datetime, policy: Policy
) -> str:
    """Say that the seat waits for a proof, and how to give it."""
    how = texts.PROOF_HOW.format(code=proof_code)
    details = class_wording.describe_class(class_session, now=now, zone=policy.zone)
    return texts.CLASS_ASKED.format(who=who, what=details, how=how)


def _enrolment_choices(enrolment: Enrolment) -> tuple[Choice, Choice]:
    """Return the buttons of an enrolment; leaving is never the first."""
    more = Choice(texts.BUTTON_JOIN_KIN, Action.CLASS.pack("kin", enrolment.session_id))
    return more, Choice(texts.BUTTON_LEAVE_CLASS, Action.CLASS.pack("leave", enrolment.id))


def render_enrolment(
    enrolment: Enrolment, class_session: ClassSession, *, now: datetime, policy: Policy
) -> Reply:
    """Show the class of an enrolment, who is enrolled, and how to leave."""
    details = class_wording.describe_class(class_session, now=now, zone=policy.zone)
    text = f"{details}\n{_enrolment_line(enrolment, class_session, now, policy)}"
    return Reply(text, (*_enrolment_choices(enrolment), *_class_links(class_session, policy)))


def _enrolment_line(
    enrolment: Enrolment, class_session: ClassSession, now: datetime, policy: Policy
) -> str:
    line = STATUS_LINES.get(EnrolmentStatus(enrolment.status), texts.CLASS_LINE)
    return line.format(
        topic=class_session.topic,
        time=wording.describe_moment(class_session.starts_at, now=now, zone=policy.zone),
        who=class_wording.join_learner_names([enrolment.learner]),
    )


def render_my_classes(seats: Seats, *, now: datetime, policy: Policy) -> Reply:
    """List the classes the contact is enrolled in, with a button each to open it."""
    if not seats:
        return Reply(texts.CLASSES_MINE_NONE, (Choice(texts.BUTTON_CLASSES, Action.CLASS.pack()),))
    lines, buttons = [texts.CLASSES_MINE], []
    for enrolment, class_session in seats:
        line = _enrolment_line(enrolment, class_session, now, policy)
        lines.append(texts.CLASS_LINE_PLACE.format(line=line, place=class_session.place))
        label = _seat_label(texts.BUTTON_SEAT, enrolment, class_session, policy)
        buttons.append(Choice(label, Action.CLASS.pack("seat", enrolment.id)))
    return Reply("\n".join(lines), tuple(buttons))


def render_classes_to_leave(seats: Seats, *, now: datetime, policy: Policy) -> Reply:
    """List classes with a button each to leave; the first button leaves none."""
    lines, buttons = [texts.CLASSES_LEAVE], [Choice(texts.BUTTON_HOLD, Action.CLASS.pack("no"))]
    for enrolment, class_session in seats:
        when = wording.describe_moment(class_session.starts_at, now=now, zone=policy.zone)
        who = class_wording.join_learner_names([enrolment.learner])
        lines.append(texts.CLASS_LINE.format(topic=class_session.topic, time=when, who=who))
        label = _seat_label(texts.BUTTON_LEAVE_ONE, enrolment, class_session, policy)
        buttons.append(Choice(label, Action.CLASS.pack("leave", enrolment.id)))
    return Reply("\n".join(lines), tuple(buttons))


def _seat_label(
    template: str, enrolment: Enrolment, class_session: ClassSession, policy: Policy
) -> str:
    local = class_session.starts_at.astimezone(policy.zone)
    who = class_wording.join_learner_names([enrolment.learner])
    day = f"{local.day}/{local.month}"
    return shorten_label(template.format(day=day, topic=class_session.topic, who=who))


def render_left(class_session: ClassSession, menu: tuple[Choice, ...]) -> Reply:
    """Confirm that the seat was given up."""
    return Reply(texts.CLASS_LEFT.format(topic=class_session.topic), menu)


def render_learner_question() -> Reply:
    """Ask for the relative's name."""
    return Reply(texts.CLASS_WHO_LEARNS, (Choice(texts.BUTTON_NOT_NOW, Action.CLASS.pack("no")),))


def render_check_in(class_session: ClassSession, count: int) -> Reply:
    """Confirm the presence of the contact's learners."""
    return Reply(texts.CLASS_CHECKED_IN.format(topic=class_session.topic, count=count))


def render_acknowledged() -> Reply:
    """Confirm that a change is known."""
    return Reply(texts.CLASS_KNOWN)


def render_reminders_stopped() -> Reply:
    """Confirm that class reminders are off."""
    return Reply(texts.CLASS_STOPPED)


def render_reminders_resumed() -> Reply:
    """Confirm that class reminders are on again."""
    return Reply(texts.CLASS_RESUMED)

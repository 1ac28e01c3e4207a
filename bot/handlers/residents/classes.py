"""Classes in the chat: list them, enrol oneself or a relative, leave, check in."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot import texts
from bot.classes import enrolments, service
from bot.classes import wording as class_wording
from bot.classes.models import ClassSession, EnrolmentStatus
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.handlers.officers import class_cancellation as class_office
from bot.handlers.residents.menu import ask_consent, reject_old_button, show_menu
from bot.inbox.routing import SEPARATOR, Answer, Handler, Turn
from bot.messages.content import Choice, Reply
from bot.messages.labels import shorten_label
from bot.people import proof
from bot.people.units import Unit
from bot.reminders import personal, wording
from bot.vietnamese.letters import normalize_for_match

CLASS_LINK_PREFIX = "class-"
CHECK_IN_LINK_PREFIX = "checkin-"
MAX_NAME_WORDS = 8  # words
STATUS_LINES = {
    EnrolmentStatus.WAITING: texts.CLASS_LINE_WAITING,
    EnrolmentStatus.REQUESTED: texts.CLASS_LINE_ASKED,
}


@dataclass(frozen=True)
class _ClassButton:
    """A parsed class button: "lh:<verb>:<id>:<version>"."""

    verb: str
    id: int
    version: int

    @classmethod
    def from_turn(cls, turn: Turn) -> "_ClassButton":
        verb, number, version = (*turn.argument.split(SEPARATOR), "", "")[:3]
        return cls(
            verb, *(int(digits) if digits.isdecimal() else 0 for digits in (number, version))
        )


def list_classes(policy: Policy) -> Handler:
    """List the coming classes of the village and its neighbours."""

    def show(turn: Turn) -> Reply:
        unit = turn.session.get(Unit, turn.contact.unit_id) if turn.contact.unit_id else None
        class_sessions = service.list_upcoming_classes(turn.session, unit, now=turn.now)
        mine = Choice(texts.BUTTON_MY_CLASSES, "lh:mine")
        if not class_sessions:
            return Reply(texts.CLASSES_NONE, show_menu(turn).choices)
        buttons = [
            Choice(_class_label(class_session, policy), f"lh:show:{class_session.id}")
            for class_session in class_sessions
        ]
        return Reply(texts.CLASSES_COMING, (*buttons, mine))

    return show


def _class_label(class_session: ClassSession, policy: Policy) -> str:
    local = class_session.starts_at.astimezone(policy.zone)
    day = f"{local.day}/{local.month} {local:%H:%M}"
    return shorten_label(texts.CLASS_BUTTON.format(day=day, topic=class_session.topic))


def press_class_button(policy: Policy) -> Handler:
    """Handle a class button: "lh:<verb>:<id>"."""

    def pressed(turn: Turn) -> Answer:
        button = _ClassButton.from_turn(turn)
        match button.verb:
            case "show":
                return _render_class(turn, service.get_class(turn.session, button.id), policy)
            case "join":
                return _join_class(turn, button.id, "", policy)
            case "kin":
                return _ask_learner_name(turn, button.id)
            case "leave":
                return _leave_class(turn, button.id, policy)
            case "known":
                service.acknowledge_change(turn.session, turn.contact, button.id, button.version)
                return Reply(texts.CLASS_KNOWN)
            case "mine":
                return show_my_classes(policy)(turn)
            case "seat":
                return _show_enrolment(turn, button.id, policy)
        personal.clear_pending_question(turn.session, turn.contact)
        return show_menu(turn) if button.verb == "no" else reject_old_button(turn)

    return pressed


def _render_class(turn: Turn, class_session: ClassSession, policy: Policy) -> Reply:
    if class_session.cancelled_at is not None:
        why = (
            texts.CLASS_REASON.format(reason=class_session.cancel_reason)
            if class_session.cancel_reason
            else ""
        )
        return Reply(f"{texts.CLASS_IS_CANCELLED.format(topic=class_session.topic)}\n{why}".strip())
    taken = enrolments.count_enrolments(turn.session, class_session.id, EnrolmentStatus.JOINED)
    left = texts.CLASS_SEATS_LEFT.format(count=class_session.seats - taken)
    text = class_wording.describe_class(class_session, now=turn.now, zone=policy.zone)
    join = (
        Choice(texts.BUTTON_JOIN, f"lh:join:{class_session.id}"),
        Choice(texts.BUTTON_JOIN_KIN, f"lh:kin:{class_session.id}"),
    )
    note = left if taken < class_session.seats else texts.CLASS_FULL
    off = Choice(texts.BUTTON_CLASS_CANCEL, f"hl:ask:{class_session.id}")
    office = (off,) if class_office.may_cancel_class(turn, class_session) else ()
    return Reply(f"{text}\n{note}", (*join, *_class_links(class_session, policy), *office))


def _class_links(class_session: ClassSession, policy: Policy) -> Sequence[Choice]:
    links = [Choice(texts.BUTTON_MAP, url=class_session.map_url)] if class_session.map_url else []
    if policy.public_url:
        url = f"{policy.public_url}/classes/{class_session.id}.ics"
        links.append(Choice(texts.BUTTON_CALENDAR, url=url))
    return links


def _join_class(turn: Turn, class_id: int, learner: str, policy: Policy) -> Reply:
    class_session = service.get_class(turn.session, class_id, lock=True)
    enrolment = enrolments.enrol_learner(
        turn.session, class_session, turn.contact, learner=learner, now=turn.now, policy=policy
    )
    who = class_wording.join_learner_names([learner])
    more, leave = _enrolment_choices(enrolment.id, class_session.id)
    if enrolment.status == EnrolmentStatus.REQUESTED:
        return Reply(_proof_needed_text(turn, class_session, who, policy), (more, leave))
    if enrolment.status == EnrolmentStatus.WAITING:
        place = enrolments.get_waiting_position(turn.session, enrolment)
        text = texts.CLASS_IN_LINE.format(who=who[:1].upper() + who[1:], place=place)
        return Reply(text, (more, leave))
    details = class_wording.describe_class(class_session, now=turn.now, zone=policy.zone)
    return Reply(
        texts.CLASS_JOINED.format(who=who, what=details),
        (more, leave, *_class_links(class_session, policy)),
    )


def _enrolment_choices(enrolment_id: int, class_id: int) -> tuple[Choice, Choice]:
    """Return the buttons of an enrolment; leaving is never the first."""
    more = Choice(texts.BUTTON_JOIN_KIN, f"lh:kin:{class_id}")
    return more, Choice(texts.BUTTON_LEAVE_CLASS, f"lh:leave:{enrolment_id}")


def _show_enrolment(turn: Turn, enrolment_id: int, policy: Policy) -> Reply:
    """Show the class of an enrolment, who is enrolled, and how to leave."""
    coming = enrolments.list_upcoming_enrolments(turn.session, turn.contact.id, now=turn.now)
    for enrolment, lesson in coming:
        if enrolment.id == enrolment_id:
            line = STATUS_LINES.get(EnrolmentStatus(enrolment.status), texts.CLASS_LINE)
            when = wording.describe_moment(lesson.starts_at, now=turn.now, zone=policy.zone)
            who = class_wording.join_learner_names([enrolment.learner])
            whose = line.format(topic=lesson.topic, time=when, who=who)
            text = (
                f"{class_wording.describe_class(lesson, now=turn.now, zone=policy.zone)}\n{whose}"
            )
            buttons = (*_enrolment_choices(enrolment.id, lesson.id), *_class_links(lesson, policy))
            return Reply(text, buttons)
    return reject_old_button(turn)


def _proof_needed_text(turn: Turn, class_session: ClassSession, who: str, policy: Policy) -> str:
    how = texts.PROOF_HOW.format(code=proof.ensure_vouch_code(turn.session, turn.contact))
    details = class_wording.describe_class(class_session, now=turn.now, zone=policy.zone)
    return texts.CLASS_ASKED.format(who=who, what=details, how=how)


def _leave_class(turn: Turn, enrolment_id: int, policy: Policy) -> Reply:
    class_session = enrolments.leave_class(
        turn.session, enrolment_id, turn.contact, now=turn.now, policy=policy
    )
    return Reply(texts.CLASS_LEFT.format(topic=class_session.topic), show_menu(turn).choices)


def _ask_learner_name(turn: Turn, class_id: int) -> Reply:
    """Ask for the relative's name; it is stored only for a contact who gave consent."""
    if turn.contact.consented_at is None:
        return ask_consent(texts.CLASS_CONSENT_FIRST)
    service.get_class(turn.session, class_id)
    personal.set_pending_question(
        turn.session, turn.contact, "learner", class_id=class_id, now=turn.now
    )
    return Reply(texts.CLASS_WHO_LEARNS, (Choice(texts.BUTTON_NOT_NOW, "lh:no"),))


def names_learner(turn: Turn) -> bool:
    """Return whether the text answers the open question for the learner's name."""
    asked = any(button["value"] == "lh:no" for button in turn.contact.offered)
    return asked and not turn.choice and not turn.attachments and bool(turn.normalized_text)


def take_learner_name(policy: Policy) -> Handler:
    """Enrol the relative who was named."""

    def take(turn: Turn) -> Answer:
        pending = personal.find_pending_question(turn.session, turn.contact, now=turn.now)
        if pending is None or pending.session_id is None:
            return list_classes(policy)(turn)
        class_id, name = pending.session_id, " ".join(turn.text.split())
        if len(name.split()) > MAX_NAME_WORDS or any(
            letter.isdigit() for letter in normalize_for_match(name)
        ):
            raise UserError(texts.CLASS_NAME_ODD)
        personal.clear_pending_question(turn.session, turn.contact)
        return _join_class(turn, class_id, name, policy)

    return take


def show_my_classes(policy: Policy) -> Handler:
    """List the classes the contact is enrolled in, with a button each to open it."""

    def show(turn: Turn) -> Reply:
        upcoming = enrolments.list_upcoming_enrolments(turn.session, turn.contact.id, now=turn.now)
        if not upcoming:
            return Reply(texts.CLASSES_MINE_NONE, (Choice(texts.BUTTON_CLASSES, "lh"),))
        lines, buttons = [texts.CLASSES_MINE], []
        for enrolment, class_session in upcoming:
            line = STATUS_LINES.get(EnrolmentStatus(enrolment.status), texts.CLASS_LINE)
            who = class_wording.join_learner_names([enrolment.learner])
            when = wording.describe_moment(class_session.starts_at, now=turn.now, zone=policy.zone)
            line = line.format(topic=class_session.topic, time=when, who=who)
            lines.append(texts.CLASS_LINE_PLACE.format(line=line, place=class_session.place))
            buttons.append(
                Choice(_enrolment_label(class_session, who, policy), f"lh:seat:{enrolment.id}")
            )
        return Reply("\n".join(lines), tuple(buttons))

    return show


def _enrolment_label(lesson: ClassSession, who: str, policy: Policy) -> str:
    local = lesson.starts_at.astimezone(policy.zone)
    return shorten_label(
        texts.BUTTON_SEAT.format(day=f"{local.day}/{local.month}", topic=lesson.topic, who=who)
    )


def is_class_link(turn: Turn) -> bool:
    """Return whether the chat was opened by the deep link of a class or of its check-in code."""
    return turn.start.startswith((CLASS_LINK_PREFIX, CHECK_IN_LINK_PREFIX))


def follow_class_link(policy: Policy) -> Handler:
    """Handle *class-<id>* (enrol) and *checkin-<code>* (check in); greet a new contact first."""

    def follow(turn: Turn) -> tuple[Reply, ...]:
        is_newcomer, turn.contact.greeted_at = turn.contact.greeted_at is None, turn.now
        hello = (ask_consent(texts.WELCOME),) if is_newcomer else ()
        if turn.start.startswith(CHECK_IN_LINK_PREFIX):
            return *hello, _check_in_at_door(turn, turn.start.removeprefix(CHECK_IN_LINK_PREFIX))
        number = turn.start.removeprefix(CLASS_LINK_PREFIX)
        if not number.isdecimal() or len(number) > 9:
            raise UserError(texts.CLASS_UNKNOWN)
        return *hello, _join_class(turn, int(number), "", policy)

    return follow


def _check_in_at_door(turn: Turn, code: str) -> Reply:
    class_session = service.find_by_door_code(turn.session, code)
    if class_session is None:
        raise UserError(texts.CLASS_UNKNOWN)
    count = enrolments.check_in(turn.session, class_session, turn.contact, now=turn.now)
    return Reply(texts.CLASS_CHECKED_IN.format(topic=class_session.topic, count=count))


def stop_class_reminders(turn: Turn) -> Reply:
    """*Dừng nhắc lớp*: stop class reminders only."""
    personal.stop_class_reminders(turn.session, turn.contact, now=turn.now)
    return Reply(texts.CLASS_STOPPED)


def resume_class_reminders(turn: Turn) -> Reply:
    """*Bật nhắc lớp*: resume class reminders."""
    personal.stop_class_reminders(turn.session, turn.contact, now=None)
    return Reply(texts.CLASS_RESUMED)

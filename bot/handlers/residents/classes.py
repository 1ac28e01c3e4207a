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
from bot.handlers.residents.menu import ask_consent, greet, reject_old_button, show_menu
from bot.handlers.residents.words import classes as words
from bot.inbox.routing import SEPARATOR, Answer, Handler, Turn
from bot.messages.buttons import Action
from bot.messages.content import Reply
from bot.people import proof
from bot.people.units import Unit
from bot.reminders import personal
from bot.reminders.models import QuestionKind
from bot.vietnamese.letters import normalize_for_match

CLASS_LINK_PREFIX = "class-"
CHECK_IN_LINK_PREFIX = "checkin-"
MAX_NAME_WORDS = 8  # words


@dataclass(frozen=True)
class _ClassButton:
    """A parsed class button: "class:<verb>:<id>:<version>"."""

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
    return lambda turn: words.render_class_list(
        list_village_classes(turn), show_menu(turn).choices, policy
    )


def list_village_classes(turn: Turn) -> Sequence[ClassSession]:
    """Return the coming classes of the speaker's village and its neighbours."""
    unit = turn.session.get(Unit, turn.contact.place_id) if turn.contact.place_id else None
    return service.list_upcoming_classes(turn.session, unit, now=turn.now)


def press_class_button(policy: Policy) -> Handler:
    """Handle a class button: "class:<verb>:<id>"."""

    def pressed(turn: Turn) -> Answer:
        button = _ClassButton.from_turn(turn)
        match button.verb:
            case "show":
                return _show_class(turn, button.id, policy)
            case "join":
                return _join_class(turn, button.id, "", policy)
            case "kin":
                return _ask_learner_name(turn, button.id)
            case "leave":
                return _leave_class(turn, button.id, policy)
            case "known":
                service.acknowledge_change(turn.session, turn.contact, button.id, button.version)
                return words.render_acknowledged()
            case "mine":
                return show_my_classes(policy)(turn)
            case "seat":
                return _show_enrolment(turn, button.id, policy)
        personal.clear_pending_question(turn.session, turn.contact)
        return show_menu(turn) if button.verb == "no" else reject_old_button(turn)

    return pressed


def _show_class(turn: Turn, class_id: int, policy: Policy) -> Reply:
    class_session = service.get_class(turn.session, class_id)
    return words.render_class(
        class_session,
        taken=enrolments.count_enrolments(turn.session, class_id, EnrolmentStatus.JOINED),
        may_cancel=class_office.may_cancel_class(turn, class_session),
        now=turn.now,
        policy=policy,
    )


def _join_class(turn: Turn, class_id: int, learner: str, policy: Policy) -> Reply:
    class_session = service.get_class(turn.session, class_id, lock=True)
    enrolment = enrolments.enrol_learner(
        turn.session, class_session, turn.contact, learner=learner, now=turn.now, policy=policy
    )
    who = class_wording.join_learner_names([learner])
    match enrolment.status:
        case EnrolmentStatus.REQUESTED:
            code = proof.ensure_vouch_code(turn.session, turn.contact)
            return words.render_requested(
                enrolment, class_session, who, code, now=turn.now, policy=policy
            )
        case EnrolmentStatus.WAITING:
            position = enrolments.get_waiting_position(turn.session, enrolment)
            return words.render_waiting(enrolment, who, position)
    return words.render_joined(enrolment, class_session, who, now=turn.now, policy=policy)


def _show_enrolment(turn: Turn, enrolment_id: int, policy: Policy) -> Reply:
    """Show the class of an enrolment, who is enrolled, and how to leave."""
    upcoming = enrolments.list_upcoming_enrolments(turn.session, turn.contact.id, now=turn.now)
    for enrolment, class_session in upcoming:
        if enrolment.id == enrolment_id:
            return words.render_enrolment(enrolment, class_session, now=turn.now, policy=policy)
    return reject_old_button(turn)


def _leave_class(turn: Turn, enrolment_id: int, policy: Policy) -> Reply:
    class_session = enrolments.leave_class(
        turn.session, enrolment_id, turn.contact, now=turn.now, policy=policy
    )
    return words.render_left(class_session, show_menu(turn).choices)


def _ask_learner_name(turn: Turn, class_id: int) -> Reply:
    """Ask for the relative's name; it is stored only for a contact who gave consent."""
    if turn.contact.consented_at is None:
        return ask_consent(texts.CLASS_CONSENT_FIRST)
    service.get_class(turn.session, class_id)
    personal.set_pending_question(
        turn.session, turn.contact, QuestionKind.LEARNER, class_id=class_id, now=turn.now
    )
    return words.render_learner_question()


def names_learner(turn: Turn) -> bool:
    """Return whether the text answers the open question for the learner's name."""
    asked = any(button["value"] == Action.CLASS.pack("no") for button in turn.contact.offered)
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
        return words.render_my_classes(upcoming, now=turn.now, policy=policy)

    return show


def is_class_link(turn: Turn) -> bool:
    """Return whether the chat was opened by the deep link of a class or of its check-in code."""
    return turn.start.startswith((CLASS_LINK_PREFIX, CHECK_IN_LINK_PREFIX))


def follow_class_link(policy: Policy) -> Handler:
    """Handle *class-<id>* (enrol) and *checkin-<code>* (check in); greet a new contact first."""

    def follow(turn: Turn) -> tuple[Reply, ...]:
        is_newcomer, turn.contact.greeted_at = turn.contact.greeted_at is None, turn.now
        hello = (ask_consent(greet(turn, policy)),) if is_newcomer else ()
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
    return words.render_check_in(class_session, count)


def stop_class_reminders(turn: Turn) -> Reply:
    """*Dừng nhắc lớp*: stop class reminders only."""
    personal.stop_class_reminders(turn.session, turn.contact, now=turn.now)
    return words.render_reminders_stopped()


def resume_class_reminders(turn: Turn) -> Reply:
    """*Bật nhắc lớp*: resume class reminders."""
    personal.stop_class_reminders(turn.session, turn.contact, now=None)
    return words.render_reminders_resumed()

"""Cancelling a class: the officer gives a reason, sees who is notified, then confirms."""

from bot import texts
from bot.classes import service
from bot.classes.models import ClassSession
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.handlers.officers.words import classes as words
from bot.handlers.residents.menu import reject_old_button, show_menu
from bot.inbox.routing import SEPARATOR, Answer, Handler, Turn
from bot.messages.content import Reply
from bot.people import approvals
from bot.people.actor import Actor, find_actor, get_actor
from bot.people.units import Unit, is_within
from bot.reminders import personal
from bot.reminders.models import QuestionKind
from bot.vietnamese.letters import normalize_for_match

_LEAVE_PHRASES = frozenset(
    map(normalize_for_match, (*texts.SAID_STOP, texts.SAID_CANCEL, *texts.SAID_LEAVE_DRAFT))
)


def may_cancel_class(turn: Turn, lesson: ClassSession) -> bool:
    """Return whether the speaker is an officer of the class's unit or of a unit above it."""
    officer = find_actor(turn.session, turn.contact.person_id, roles=approvals.DECIDING_ROLES)
    unit = turn.session.get_one(Unit, lesson.unit_id)
    return officer is not None and is_within(unit.path, officer.scope)


def press_cancel_button(policy: Policy) -> Handler:
    """Handle a cancellation button: "hl:<verb>:<class>"."""

    def pressed(turn: Turn) -> Answer:
        verb, _, number = turn.argument.partition(SEPARATOR)
        if verb == "no":
            return _leave_cancellation(turn)
        if verb not in ("ask", "yes") or not number.isdecimal() or len(number) > 9:
            return reject_old_button(turn)
        lesson = _get_cancellable_class(turn, int(number))
        return (
            _ask_cancellation_reason(turn, lesson, policy)
            if verb == "ask"
            else _cancel_class(turn, lesson, policy)
        )

    return pressed


def _get_officer(turn: Turn) -> Actor:
    return get_actor(turn.session, turn.contact.person_id, roles=approvals.DECIDING_ROLES)


def _get_cancellable_class(turn: Turn, class_id: int) -> ClassSession:
    lesson = service.get_managed_class(turn.session, class_id, actor=_get_officer(turn))
    if lesson.cancelled_at is not None:
        raise UserError(texts.CLASS_IS_CANCELLED.format(topic=lesson.topic))
    return lesson


def _ask_cancellation_reason(turn: Turn, lesson: ClassSession, policy: Policy) -> Reply:
    personal.set_pending_question(
        turn.session, turn.contact, QuestionKind.CANCEL_REASON, class_id=lesson.id, now=turn.now
    )
    count = service.count_recipients(turn.session, lesson.id)
    return words.render_reason_question(lesson, count, now=turn.now, policy=policy)


def writes_reason(turn: Turn) -> bool:
    """Return whether the text is the awaited reason; menu and person keep their usual meaning."""
    asked = any(offer["value"] == words.NOT_NOW_VALUE for offer in turn.contact.offered)
    elsewhere = (*texts.SAID_MENU, *texts.SAID_PERSON)
    if not asked or turn.choice or turn.text.startswith("/") or not turn.normalized_text:
        return False
    return turn.normalized_text not in map(normalize_for_match, elsewhere)


def take_reason(policy: Policy) -> Handler:
    """Store the reason and ask to confirm, with the number of learners who will read it."""

    def take(turn: Turn) -> Answer:
        pending = personal.find_pending_question(turn.session, turn.contact, now=turn.now)
        if turn.normalized_text in _LEAVE_PHRASES or pending is None or pending.session_id is None:
            return _leave_cancellation(turn)
        lesson = _get_cancellable_class(turn, pending.session_id)
        reason = " ".join(turn.text.split())
        service.check_reason(reason)
        personal.set_pending_question(
            turn.session,
            turn.contact,
            QuestionKind.CANCEL_REASON,
            text=reason,
            class_id=lesson.id,
            now=turn.now,
        )
        count = service.count_recipients(turn.session, lesson.id)
        return words.render_cancel_question(lesson, reason, count, now=turn.now, policy=policy)

    return take


def _cancel_class(turn: Turn, lesson: ClassSession, policy: Policy) -> Answer:
    pending = personal.find_pending_question(turn.session, turn.contact, now=turn.now)
    if (
        pending is None
        or pending.kind != QuestionKind.CANCEL_REASON
        or pending.session_id != lesson.id
        or not pending.text
    ):
        return _ask_cancellation_reason(turn, lesson, policy)
    count = service.count_recipients(turn.session, lesson.id)
    service.cancel_class(
        turn.session, lesson.id, actor=_get_officer(turn), reason=pending.text,
        now=turn.now, policy=policy,
    )  # fmt: skip
    personal.clear_pending_question(turn.session, turn.contact)
    return words.render_cancelled(lesson, count)


def _leave_cancellation(turn: Turn) -> Reply:
    personal.clear_pending_question(turn.session, turn.contact)
    return words.render_not_cancelled(show_menu(turn).choices)

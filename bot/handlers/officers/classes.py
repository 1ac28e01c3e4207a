"""Cancelling a class: the officer gives a reason, sees who is notified, then confirms."""

from bot import texts
from bot.classes import service
from bot.classes.models import ClassSession
from bot.core.errors import NotAllowed, UserError
from bot.core.policy import Policy
from bot.handlers.residents.menu import old_button, show_menu
from bot.inbox.routing import SEPARATOR, Answer, Handler, Turn
from bot.messages.content import Choice, Reply
from bot.people import approvals, units
from bot.people.units import Unit
from bot.reminders import personal, wording
from bot.vietnamese.letters import bare

NOT_NOW = "hl:no"
_LEAVES = frozenset(map(bare, (*texts.SAID_STOP, texts.SAID_CANCEL, *texts.SAID_LEAVE_DRAFT)))


def may_call_off(turn: Turn, lesson: ClassSession) -> bool:
    """Return whether the speaker is an officer of the class's unit or of a unit above it."""
    scope = approvals.scope_of(turn.session, turn.contact.person_id)
    unit = turn.session.get_one(Unit, lesson.unit_id)
    return scope is not None and scope.id in units.line_of(unit)


def press(policy: Policy) -> Handler:
    """Handle a cancellation button: "hl:<verb>:<class>"."""

    def pressed(turn: Turn) -> Answer:
        verb, _, number = turn.argument.partition(SEPARATOR)
        if verb == "no":
            return _leave(turn)
        if verb not in ("ask", "yes") or not number.isdecimal() or len(number) > 9:
            return old_button(turn)
        lesson = _own_class(turn, int(number))
        return (
            _ask_reason(turn, lesson, policy) if verb == "ask" else _call_off(turn, lesson, policy)
        )

    return pressed


def _own_class(turn: Turn, class_id: int) -> ClassSession:
    lesson = service.get(turn.session, class_id)
    if not may_call_off(turn, lesson):
        raise NotAllowed(texts.NOT_AN_OFFICER)
    if lesson.cancelled_at is not None:
        raise UserError(texts.CLASS_IS_CANCELLED.format(topic=lesson.topic))
    return lesson


def _ask_reason(turn: Turn, lesson: ClassSession, policy: Policy) -> Reply:
    personal.ask(turn.session, turn.contact, "cancel", class_id=lesson.id, now=turn.now)
    words = texts.CLASS_CANCEL_WHY.format(
        topic=lesson.topic,
        time=wording.moment(lesson.starts_at, now=turn.now, zone=policy.zone),
        count=service.count_told(turn.session, lesson.id),
    )
    return Reply(words, (Choice(texts.BUTTON_NOT_NOW, NOT_NOW),))


def writes_reason(turn: Turn) -> bool:
    """Return whether the text is the awaited reason; menu and person keep their usual meaning."""
    asked = any(offer["value"] == NOT_NOW for offer in turn.contact.offered)
    elsewhere = (*texts.SAID_MENU, *texts.SAID_PERSON)
    if not asked or turn.choice or turn.text.startswith("/") or not turn.bare:
        return False
    return turn.bare not in map(bare, elsewhere)


def take_reason(policy: Policy) -> Handler:
    """Store the reason and ask to confirm, with the number of learners who will read it."""

    def take(turn: Turn) -> Answer:
        asked = personal.asked(turn.session, turn.contact, now=turn.now)
        if turn.bare in _LEAVES or asked is None or asked.session_id is None:
            return _leave(turn)
        lesson = _own_class(turn, asked.session_id)
        reason = " ".join(turn.text.split())
        service.check_reason(reason)
        personal.ask(
            turn.session, turn.contact, "cancel", text=reason, class_id=lesson.id, now=turn.now
        )
        words = texts.CLASS_CANCEL_ASK.format(
            topic=lesson.topic,
            time=wording.moment(lesson.starts_at, now=turn.now, zone=policy.zone),
            count=service.count_told(turn.session, lesson.id),
            reason=reason,
        )
        yes = Choice(texts.BUTTON_CLASS_CANCEL_YES, f"hl:yes:{lesson.id}")
        return Reply(words, (Choice(texts.BUTTON_NOT_NOW, NOT_NOW), yes))

    return take


def _call_off(turn: Turn, lesson: ClassSession, policy: Policy) -> Answer:
    asked = personal.asked(turn.session, turn.contact, now=turn.now)
    if asked is None or asked.kind != "cancel" or asked.session_id != lesson.id or not asked.text:
        return _ask_reason(turn, lesson, policy)
    count = service.count_told(turn.session, lesson.id)
    service.cancel(
        turn.session, lesson.id, reason=asked.text, person_id=turn.contact.person_id,
        now=turn.now, policy=policy,
    )  # fmt: skip
    personal.answered(turn.session, turn.contact)
    return Reply(texts.CLASS_CANCEL_DONE.format(topic=lesson.topic, count=count))


def _leave(turn: Turn) -> Reply:
    personal.answered(turn.session, turn.contact)
    return Reply(texts.CLASS_NOT_CANCELLED, show_menu(turn).choices)

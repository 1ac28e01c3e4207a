"""Classes in the chat: list them, enrol oneself or a relative, leave, check in."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot import texts
from bot.classes import enrolments, service
from bot.classes import wording as class_wording
from bot.classes.models import ClassSession, Seat
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.handlers.officers import classes as class_office
from bot.handlers.residents.answering import short
from bot.handlers.residents.menu import ask_consent, old_button, show_menu
from bot.inbox.routing import SEPARATOR, Answer, Handler, Turn
from bot.messages.content import Choice, Reply
from bot.people import proof
from bot.people.units import Unit
from bot.reminders import personal, wording
from bot.vietnamese.letters import bare

CLASS_LINK = "class-"
DOOR_LINK = "checkin-"
LONGEST_NAME = 8  # words
LINES = {Seat.WAITING: texts.CLASS_LINE_WAITING, Seat.ASKED: texts.CLASS_LINE_ASKED}


@dataclass(frozen=True)
class _Press:
    """A parsed class button: "lh:<verb>:<id>:<version>"."""

    verb: str
    id: int
    version: int

    @classmethod
    def of(cls, turn: Turn) -> "_Press":
        verb, number, version = (*turn.argument.split(SEPARATOR), "", "")[:3]
        return cls(verb, *(int(one) if one.isdecimal() else 0 for one in (number, version)))


def show_list(policy: Policy) -> Handler:
    """List the coming classes of the village and its neighbours."""

    def show(turn: Turn) -> Reply:
        unit = turn.session.get(Unit, turn.contact.unit_id) if turn.contact.unit_id else None
        found = service.upcoming(turn.session, unit, now=turn.now)
        mine = Choice(texts.BUTTON_MY_CLASSES, "lh:mine")
        if not found:
            return Reply(texts.CLASSES_NONE, show_menu(turn).choices)
        buttons = [Choice(_button(one, policy), f"lh:show:{one.id}") for one in found]
        return Reply(texts.CLASSES_COMING, (*buttons, mine))

    return show


def _button(one: ClassSession, policy: Policy) -> str:
    local = one.starts_at.astimezone(policy.zone)
    day = f"{local.day}/{local.month} {local:%H:%M}"
    return short(texts.CLASS_BUTTON.format(day=day, topic=one.topic))


def press(policy: Policy) -> Handler:
    """Handle a class button: "lh:<verb>:<id>"."""

    def pressed(turn: Turn) -> Answer:
        one = _Press.of(turn)
        match one.verb:
            case "show":
                return _show(turn, service.get(turn.session, one.id), policy)
            case "join":
                return _join(turn, one.id, "", policy)
            case "kin":
                return _ask_name(turn, one.id)
            case "leave":
                return _leave(turn, one.id, policy)
            case "known":
                service.know(turn.session, turn.contact, one.id, one.version)
                return Reply(texts.CLASS_KNOWN)
            case "mine":
                return show_mine(policy)(turn)
            case "seat":
                return _show_seat(turn, one.id, policy)
        personal.answered(turn.session, turn.contact)
        return show_menu(turn) if one.verb == "no" else old_button(turn)

    return pressed


def _show(turn: Turn, one: ClassSession, policy: Policy) -> Reply:
    if one.cancelled_at is not None:
        why = texts.CLASS_REASON.format(reason=one.cancel_reason) if one.cancel_reason else ""
        return Reply(f"{texts.CLASS_IS_CANCELLED.format(topic=one.topic)}\n{why}".strip())
    taken = enrolments.count(turn.session, one.id, Seat.JOINED)
    left = texts.CLASS_SEATS_LEFT.format(count=one.seats - taken)
    text = class_wording.full(one, now=turn.now, zone=policy.zone)
    join = (
        Choice(texts.BUTTON_JOIN, f"lh:join:{one.id}"),
        Choice(texts.BUTTON_JOIN_KIN, f"lh:kin:{one.id}"),
    )
    note = left if taken < one.seats else texts.CLASS_FULL
    off = Choice(texts.BUTTON_CLASS_CANCEL, f"hl:ask:{one.id}")
    office = (off,) if class_office.may_call_off(turn, one) else ()
    return Reply(f"{text}\n{note}", (*join, *_links(one, policy), *office))


def _links(one: ClassSession, policy: Policy) -> Sequence[Choice]:
    links = [Choice(texts.BUTTON_MAP, url=one.map_url)] if one.map_url else []
    if policy.public_url:
        url = f"{policy.public_url}/classes/{one.id}.ics"
        links.append(Choice(texts.BUTTON_CALENDAR, url=url))
    return links


def _join(turn: Turn, class_id: int, learner: str, policy: Policy) -> Reply:
    one = service.get(turn.session, class_id, lock=True)
    seat = enrolments.join(
        turn.session, one, turn.contact, learner=learner, now=turn.now, policy=policy
    )
    who = class_wording.names([learner])
    more, leave = _seat_buttons(seat.id, one.id)
    if seat.seat == Seat.ASKED:
        return Reply(_asked(turn, one, who, policy), (more, leave))
    if seat.seat == Seat.WAITING:
        place = enrolments.place_in_line(turn.session, seat)
        text = texts.CLASS_IN_LINE.format(who=who[:1].upper() + who[1:], place=place)
        return Reply(text, (more, leave))
    what = class_wording.full(one, now=turn.now, zone=policy.zone)
    return Reply(texts.CLASS_JOINED.format(who=who, what=what), (more, leave, *_links(one, policy)))


def _seat_buttons(enrolment_id: int, class_id: int) -> tuple[Choice, Choice]:
    """Return the buttons of an enrolment; leaving is never the first."""
    more = Choice(texts.BUTTON_JOIN_KIN, f"lh:kin:{class_id}")
    return more, Choice(texts.BUTTON_LEAVE_CLASS, f"lh:leave:{enrolment_id}")


def _show_seat(turn: Turn, enrolment_id: int, policy: Policy) -> Reply:
    """Show the class of an enrolment, who is enrolled, and how to leave."""
    coming = enrolments.coming_of(turn.session, turn.contact.id, now=turn.now)
    for seat, lesson in coming:
        if seat.id == enrolment_id:
            line = LINES.get(Seat(seat.seat), texts.CLASS_LINE)
            when = wording.moment(lesson.starts_at, now=turn.now, zone=policy.zone)
            who = class_wording.names([seat.learner])
            whose = line.format(topic=lesson.topic, time=when, who=who)
            text = f"{class_wording.full(lesson, now=turn.now, zone=policy.zone)}\n{whose}"
            buttons = (*_seat_buttons(seat.id, lesson.id), *_links(lesson, policy))
            return Reply(text, buttons)
    return old_button(turn)


def _asked(turn: Turn, one: ClassSession, who: str, policy: Policy) -> str:
    how = texts.PROOF_HOW.format(code=proof.code_for(turn.session, turn.contact))
    what = class_wording.full(one, now=turn.now, zone=policy.zone)
    return texts.CLASS_ASKED.format(who=who, what=what, how=how)


def _leave(turn: Turn, enrolment_id: int, policy: Policy) -> Reply:
    left = enrolments.leave(turn.session, enrolment_id, turn.contact, now=turn.now, policy=policy)
    return Reply(texts.CLASS_LEFT.format(topic=left.topic), show_menu(turn).choices)


def _ask_name(turn: Turn, class_id: int) -> Reply:
    """Ask for the relative's name; it is stored only for a contact who gave consent."""
    if turn.contact.consented_at is None:
        return ask_consent(texts.CLASS_CONSENT_FIRST)
    service.get(turn.session, class_id)
    personal.ask(turn.session, turn.contact, "learner", class_id=class_id, now=turn.now)
    return Reply(texts.CLASS_WHO_LEARNS, (Choice(texts.BUTTON_NOT_NOW, "lh:no"),))


def names_learner(turn: Turn) -> bool:
    """Return whether the text answers the open question for the learner's name."""
    asked = any(one["value"] == "lh:no" for one in turn.contact.offered)
    return asked and not turn.choice and not turn.attachments and bool(turn.bare)


def take_name(policy: Policy) -> Handler:
    """Enrol the relative who was named."""

    def take(turn: Turn) -> Answer:
        asked = personal.asked(turn.session, turn.contact, now=turn.now)
        if asked is None or asked.session_id is None:
            return show_list(policy)(turn)
        class_id, name = asked.session_id, " ".join(turn.text.split())
        if len(name.split()) > LONGEST_NAME or any(letter.isdigit() for letter in bare(name)):
            raise UserError(texts.CLASS_NAME_ODD)
        personal.answered(turn.session, turn.contact)
        return _join(turn, class_id, name, policy)

    return take


def show_mine(policy: Policy) -> Handler:
    """List the classes the contact is enrolled in, with a button each to open it."""

    def show(turn: Turn) -> Reply:
        found = enrolments.coming_of(turn.session, turn.contact.id, now=turn.now)
        if not found:
            return Reply(texts.CLASSES_MINE_NONE, (Choice(texts.BUTTON_CLASSES, "lh"),))
        lines, buttons = [texts.CLASSES_MINE], []
        for seat, one in found:
            line = LINES.get(Seat(seat.seat), texts.CLASS_LINE)
            who = class_wording.names([seat.learner])
            when = wording.moment(one.starts_at, now=turn.now, zone=policy.zone)
            line = line.format(topic=one.topic, time=when, who=who)
            lines.append(texts.CLASS_LINE_PLACE.format(line=line, place=one.place))
            buttons.append(Choice(_seat_label(one, who, policy), f"lh:seat:{seat.id}"))
        return Reply("\n".join(lines), tuple(buttons))

    return show


def _seat_label(lesson: ClassSession, who: str, policy: Policy) -> str:
    local = lesson.starts_at.astimezone(policy.zone)
    return short(
        texts.BUTTON_SEAT.format(day=f"{local.day}/{local.month}", topic=lesson.topic, who=who)
    )


def is_link(turn: Turn) -> bool:
    """Return whether the chat was opened by the deep link of a class or of its check-in code."""
    return turn.start.startswith((CLASS_LINK, DOOR_LINK))


def follow_link(policy: Policy) -> Handler:
    """Handle *class-<id>* (enrol) and *checkin-<code>* (check in); greet a new contact first."""

    def follow(turn: Turn) -> tuple[Reply, ...]:
        fresh, turn.contact.greeted_at = turn.contact.greeted_at is None, turn.now
        hello = (ask_consent(texts.WELCOME),) if fresh else ()
        if turn.start.startswith(DOOR_LINK):
            return *hello, _check_in(turn, turn.start.removeprefix(DOOR_LINK))
        number = turn.start.removeprefix(CLASS_LINK)
        if not number.isdecimal() or len(number) > 9:
            raise UserError(texts.CLASS_UNKNOWN)
        return *hello, _join(turn, int(number), "", policy)

    return follow


def _check_in(turn: Turn, code: str) -> Reply:
    one = service.by_door_code(turn.session, code)
    if one is None:
        raise UserError(texts.CLASS_UNKNOWN)
    count = enrolments.check_in(turn.session, one, turn.contact, now=turn.now)
    return Reply(texts.CLASS_CHECKED_IN.format(topic=one.topic, count=count))


def stop(turn: Turn) -> Reply:
    """*Dừng nhắc lớp*: stop class reminders only."""
    personal.stop_classes(turn.session, turn.contact, now=turn.now)
    return Reply(texts.CLASS_STOPPED)


def resume(turn: Turn) -> Reply:
    """*Bật nhắc lớp*: resume class reminders."""
    personal.stop_classes(turn.session, turn.contact, now=None)
    return Reply(texts.CLASS_RESUMED)

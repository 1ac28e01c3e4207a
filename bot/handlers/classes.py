"""Classes by chat: look, join for oneself or a relative, leave, be there."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot import texts
from bot.errors import UserError
from bot.handlers import class_office
from bot.handlers.answering import short
from bot.handlers.menu import ask_consent, old_button, show_menu
from bot.messages import Choice, Reply
from bot.people import proof
from bot.reminders import classes, enrolments, own, wording
from bot.reminders.models import ClassSession, Seat
from bot.reminders.rules import Rules
from bot.routing import SEPARATOR, Answer, Handler, Turn
from bot.units import Unit
from bot.vietnamese import bare

CLASS_LINK = "class-"
DOOR_LINK = "checkin-"
LONGEST_NAME = 8  # words
LINES = {Seat.WAITING: texts.CLASS_LINE_WAITING, Seat.ASKED: texts.CLASS_LINE_ASKED}


@dataclass(frozen=True)
class _Press:
    """A class button taken apart: "lh:<verb>:<id>:<version>"."""

    verb: str
    id: int
    version: int

    @classmethod
    def of(cls, turn: Turn) -> "_Press":
        verb, number, version = (*turn.argument.split(SEPARATOR), "", "")[:3]
        return cls(verb, *(int(one) if one.isdecimal() else 0 for one in (number, version)))


def show_list(rules: Rules) -> Handler:
    """The next classes of the village and its neighbours."""

    def show(turn: Turn) -> Reply:
        unit = turn.session.get(Unit, turn.contact.unit_id) if turn.contact.unit_id else None
        found = classes.upcoming(turn.session, unit, now=turn.now)
        mine = Choice(texts.BUTTON_MY_CLASSES, "lh:mine")
        if not found:
            return Reply(texts.CLASSES_NONE, show_menu(turn).choices)
        buttons = [Choice(_button(one, rules), f"lh:show:{one.id}") for one in found]
        return Reply(texts.CLASSES_COMING, (*buttons, mine))

    return show


def _button(one: ClassSession, rules: Rules) -> str:
    local = one.starts_at.astimezone(rules.zone)
    day = f"{local.day}/{local.month} {local:%H:%M}"
    return short(texts.CLASS_BUTTON.format(day=day, topic=one.topic))


def press(rules: Rules) -> Handler:
    """A button: "lh:<verb>:<id>"."""

    def pressed(turn: Turn) -> Answer:
        one = _Press.of(turn)
        match one.verb:
            case "show":
                return _show(turn, classes.get(turn.session, one.id), rules)
            case "join":
                return _join(turn, one.id, "", rules)
            case "kin":
                return _ask_name(turn, one.id)
            case "leave":
                return _leave(turn, one.id, rules)
            case "known":
                classes.know(turn.session, turn.contact, one.id, one.version)
                return Reply(texts.CLASS_KNOWN)
            case "mine":
                return show_mine(rules)(turn)
            case "seat":
                return _show_seat(turn, one.id, rules)
        own.answered(turn.session, turn.contact)
        return show_menu(turn) if one.verb == "no" else old_button(turn)

    return pressed


def _show(turn: Turn, one: ClassSession, rules: Rules) -> Reply:
    if one.cancelled_at is not None:
        why = texts.CLASS_REASON.format(reason=one.cancel_reason) if one.cancel_reason else ""
        return Reply(f"{texts.CLASS_IS_CANCELLED.format(topic=one.topic)}\n{why}".strip())
    taken = enrolments.count(turn.session, one.id, Seat.JOINED)
    left = texts.CLASS_SEATS_LEFT.format(count=one.seats - taken)
    text = wording.full(one, now=turn.now, zone=rules.zone)
    join = (
        Choice(texts.BUTTON_JOIN, f"lh:join:{one.id}"),
        Choice(texts.BUTTON_JOIN_KIN, f"lh:kin:{one.id}"),
    )
    note = left if taken < one.seats else texts.CLASS_FULL
    off = Choice(texts.BUTTON_CLASS_CANCEL, f"hl:ask:{one.id}")
    office = (off,) if class_office.may_call_off(turn, one) else ()
    return Reply(f"{text}\n{note}", (*join, *_links(one, rules), *office))


def _links(one: ClassSession, rules: Rules) -> Sequence[Choice]:
    links = [Choice(texts.BUTTON_MAP, url=one.map_url)] if one.map_url else []
    if rules.public_url:
        url = f"{rules.public_url}/classes/{one.id}.ics"
        links.append(Choice(texts.BUTTON_CALENDAR, url=url))
    return links


def _join(turn: Turn, class_id: int, learner: str, rules: Rules) -> Reply:
    one = classes.get(turn.session, class_id, lock=True)
    seat = enrolments.join(
        turn.session, one, turn.contact, learner=learner, now=turn.now, rules=rules
    )
    who = wording.names([learner])
    more, leave = _seat_buttons(seat.id, one.id)
    if seat.seat == Seat.ASKED:
        return Reply(_asked(turn, one, who, rules), (more, leave))
    if seat.seat == Seat.WAITING:
        place = enrolments.place_in_line(turn.session, seat)
        text = texts.CLASS_IN_LINE.format(who=who[:1].upper() + who[1:], place=place)
        return Reply(text, (more, leave))
    what = wording.full(one, now=turn.now, zone=rules.zone)
    return Reply(texts.CLASS_JOINED.format(who=who, what=what), (more, leave, *_links(one, rules)))


def _seat_buttons(enrolment_id: int, class_id: int) -> tuple[Choice, Choice]:
    """What can be done with a seat; giving it back is never the first."""
    more = Choice(texts.BUTTON_JOIN_KIN, f"lh:kin:{class_id}")
    return more, Choice(texts.BUTTON_LEAVE_CLASS, f"lh:leave:{enrolment_id}")


def _show_seat(turn: Turn, enrolment_id: int, rules: Rules) -> Reply:
    """A class that was joined, whose seat it is, and how to give it back."""
    coming = enrolments.coming_of(turn.session, turn.contact.id, now=turn.now)
    for seat, lesson in coming:
        if seat.id == enrolment_id:
            line = LINES.get(Seat(seat.seat), texts.CLASS_LINE)
            when = wording.moment(lesson.starts_at, now=turn.now, zone=rules.zone)
            who = wording.names([seat.learner])
            whose = line.format(topic=lesson.topic, time=when, who=who)
            text = f"{wording.full(lesson, now=turn.now, zone=rules.zone)}\n{whose}"
            buttons = (*_seat_buttons(seat.id, lesson.id), *_links(lesson, rules))
            return Reply(text, buttons)
    return old_button(turn)


def _asked(turn: Turn, one: ClassSession, who: str, rules: Rules) -> str:
    how = texts.PROOF_HOW.format(code=proof.code_for(turn.session, turn.contact))
    what = wording.full(one, now=turn.now, zone=rules.zone)
    return texts.CLASS_ASKED.format(who=who, what=what, how=how)


def _leave(turn: Turn, enrolment_id: int, rules: Rules) -> Reply:
    left = enrolments.leave(turn.session, enrolment_id, turn.contact, now=turn.now, rules=rules)
    return Reply(texts.CLASS_LEFT.format(topic=left.topic), show_menu(turn).choices)


def _ask_name(turn: Turn, class_id: int) -> Reply:
    """A relative's name is kept only for somebody who agreed."""
    if turn.contact.consented_at is None:
        return ask_consent(texts.CLASS_CONSENT_FIRST)
    classes.get(turn.session, class_id)
    own.ask(turn.session, turn.contact, "learner", class_id=class_id, now=turn.now)
    return Reply(texts.CLASS_WHO_LEARNS, (Choice(texts.BUTTON_NOT_NOW, "lh:no"),))


def names_learner(turn: Turn) -> bool:
    """Words while the name of a learner is waited for."""
    asked = any(one["value"] == "lh:no" for one in turn.contact.offered)
    return asked and not turn.choice and not turn.attachments and bool(turn.bare)


def take_name(rules: Rules) -> Handler:
    """The relative has a seat."""

    def take(turn: Turn) -> Answer:
        asked = own.asked(turn.session, turn.contact, now=turn.now)
        if asked is None or asked.session_id is None:
            return show_list(rules)(turn)
        class_id, name = asked.session_id, " ".join(turn.text.split())
        if len(name.split()) > LONGEST_NAME or any(letter.isdigit() for letter in bare(name)):
            raise UserError(texts.CLASS_NAME_ODD)
        own.answered(turn.session, turn.contact)
        return _join(turn, class_id, name, rules)

    return take


def show_mine(rules: Rules) -> Handler:
    """What one has joined; a button each that opens it."""

    def show(turn: Turn) -> Reply:
        found = enrolments.coming_of(turn.session, turn.contact.id, now=turn.now)
        if not found:
            return Reply(texts.CLASSES_MINE_NONE, (Choice(texts.BUTTON_CLASSES, "lh"),))
        lines, buttons = [texts.CLASSES_MINE], []
        for seat, one in found:
            line = LINES.get(Seat(seat.seat), texts.CLASS_LINE)
            who = wording.names([seat.learner])
            when = wording.moment(one.starts_at, now=turn.now, zone=rules.zone)
            line = line.format(topic=one.topic, time=when, who=who)
            lines.append(texts.CLASS_LINE_PLACE.format(line=line, place=one.place))
            buttons.append(Choice(_seat_label(one, who, rules), f"lh:seat:{seat.id}"))
        return Reply("\n".join(lines), tuple(buttons))

    return show


def _seat_label(lesson: ClassSession, who: str, rules: Rules) -> str:
    local = lesson.starts_at.astimezone(rules.zone)
    return short(
        texts.BUTTON_SEAT.format(day=f"{local.day}/{local.month}", topic=lesson.topic, who=who)
    )


def is_link(turn: Turn) -> bool:
    """A class's or a door's deep link."""
    return turn.start.startswith((CLASS_LINK, DOOR_LINK))


def follow_link(rules: Rules) -> Handler:
    """*class-<id>* joins, *checkin-<code>* checks in; a newcomer is told first who speaks."""

    def follow(turn: Turn) -> tuple[Reply, ...]:
        fresh, turn.contact.greeted_at = turn.contact.greeted_at is None, turn.now
        hello = (ask_consent(texts.WELCOME),) if fresh else ()
        if turn.start.startswith(DOOR_LINK):
            return *hello, _check_in(turn, turn.start.removeprefix(DOOR_LINK))
        number = turn.start.removeprefix(CLASS_LINK)
        if not number.isdecimal() or len(number) > 9:
            raise UserError(texts.CLASS_UNKNOWN)
        return *hello, _join(turn, int(number), "", rules)

    return follow


def _check_in(turn: Turn, code: str) -> Reply:
    one = classes.by_door_code(turn.session, code)
    if one is None:
        raise UserError(texts.CLASS_UNKNOWN)
    count = enrolments.check_in(turn.session, one, turn.contact, now=turn.now)
    return Reply(texts.CLASS_CHECKED_IN.format(topic=one.topic, count=count))


def stop(turn: Turn) -> Reply:
    """*Dừng nhắc lớp*: just that."""
    own.stop_classes(turn.session, turn.contact, now=turn.now)
    return Reply(texts.CLASS_STOPPED)


def resume(turn: Turn) -> Reply:
    """*Bật nhắc lớp*."""
    own.stop_classes(turn.session, turn.contact, now=None)
    return Reply(texts.CLASS_RESUMED)

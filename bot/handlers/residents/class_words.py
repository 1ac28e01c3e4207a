"""Classes in free text: "đăng ký lớp cho mẹ", "hủy lớp của mẹ", "mai tôi bận không đi học được"."""

import re
from collections.abc import Sequence

from bot import texts
from bot.classes import enrolments
from bot.classes import wording as class_wording
from bot.classes.models import ClassSession, Enrolment
from bot.core.policy import Policy
from bot.handlers.residents import classes
from bot.handlers.residents.answering import short
from bot.handlers.understanding import Intents, means
from bot.inbox.routing import Answer, Handler, Question, Turn
from bot.messages.content import Choice, Reply
from bot.reminders import wording
from bot.vietnamese.letters import bare, fold

LONGEST = 14  # words
_KIN = (
    r"(?:bo me|ba me|me|bo|ma|ba noi|ba ngoai|ong noi|ong ngoai|ong|ba|vo|chong|con gai|con trai"
    r"|con dau|con re|con|chau|anh trai|chi gai|em trai|em gai|anh|chi|em|co|chu|bac|di|cau"
    r"|nguoi nha|hang xom)"
)
_FOR = re.compile(rf"\b(?:cho|ho|giup|cua|lop) (?P<who>{_KIN})(?: (?:toi|tui|em|minh|chau|con))?\b")
_JOINS = re.compile(
    r"\b(?:dang k[iy]|ghi ten|dky|dk|xin) (?:\w+ ){0,3}?(?:lop|hoc)\b"
    r"|\bcho \w+(?: \w+){0,2} (?:di )?hoc\b"
)


def _relative(turn: Turn) -> str:
    """Return the relative that is named, as it was written ("mẹ"), or "" if none is."""
    said = turn.text.split()
    found = _FOR.search(turn.bare)
    if found is None:
        return ""
    names = found["who"].split()
    folded = [fold(word).strip(".,!?") for word in said]
    for start in range(len(folded)):
        if folded[start : start + len(names)] == names and start and folded[start - 1] in _BEFORE:
            return " ".join(said[start : start + len(names)]).strip(".,!?")
    return found["who"]


_BEFORE = ("cho", "ho", "giup", "cua", "lop")


def joins_for(intents: Intents) -> Question:
    """Return a predicate: whether a relative is to be enrolled: "Đăng ký lớp cho mẹ"."""
    wants = means(intents, "classes")

    def asks(turn: Turn) -> bool:
        if turn.choice or turn.attachments or len(turn.bare.split()) > LONGEST:
            return False
        return bool(_relative(turn)) and _JOINS.search(turn.bare) is not None and wants(turn)

    return asks


def list_for(policy: Policy) -> Handler:
    """List the coming classes; each button asks for the relative's name."""

    def show(turn: Turn) -> Answer:
        listed = classes.show_list(policy)(turn)
        if not isinstance(listed, Reply) or listed.text != texts.CLASSES_COMING:
            return listed
        buttons = tuple(
            Choice(button.label, button.value.replace("lh:show:", "lh:kin:"))
            for button in listed.choices
        )
        return Reply(texts.CLASSES_FOR.format(who=_relative(turn)), buttons)

    return show


def leaves(intents: Intents) -> Question:
    """Return a predicate: whether a seat is given up: "mai tôi bận không đi học được"."""
    return means(intents, "leave-class")


def show_leaving(policy: Policy) -> Handler:
    """List the speaker's classes, or those of the relative named, with a button each to leave."""

    def show(turn: Turn) -> Answer:
        seats = enrolments.coming_of(turn.session, turn.contact.id, now=turn.now)
        if not seats:
            return classes.show_mine(policy)(turn)
        fitting = _fitting(turn, seats)
        lines = [texts.CLASSES_LEAVE]
        buttons = []
        for seat, lesson in fitting:
            who = class_wording.names([seat.learner])
            when = wording.moment(lesson.starts_at, now=turn.now, zone=policy.zone)
            lines.append(texts.CLASS_LINE.format(topic=lesson.topic, time=when, who=who))
            local = lesson.starts_at.astimezone(policy.zone)
            label = texts.BUTTON_LEAVE_ONE.format(
                day=f"{local.day}/{local.month}", topic=lesson.topic, who=who
            )
            buttons.append(Choice(short(label), f"lh:leave:{seat.id}"))
        return Reply("\n".join(lines), (Choice(texts.BUTTON_HOLD, "lh:no"), *buttons))

    return show


def _fitting(
    turn: Turn, seats: Sequence[tuple[Enrolment, ClassSession]]
) -> Sequence[tuple[Enrolment, ClassSession]]:
    """Return the enrolments of the learner named, else those of relatives, else all."""
    named = [seat for seat in seats if seat[0].learner and bare(seat[0].learner) in turn.bare]
    relatives = [seat for seat in seats if seat[0].learner] if _relative(turn) else []
    return named or relatives or seats

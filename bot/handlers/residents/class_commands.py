"""Classes in free text: "đăng ký lớp cho mẹ", "hủy lớp của mẹ", "mai tôi bận không đi học được"."""

import re
from collections.abc import Sequence

from bot import texts
from bot.classes import enrolments
from bot.classes import wording as class_wording
from bot.classes.models import ClassSession, Enrolment
from bot.core.policy import Policy
from bot.handlers.recognition import Intents, means
from bot.handlers.residents import classes
from bot.inbox.routing import Answer, Condition, Handler, Turn
from bot.messages.content import Choice, Reply
from bot.messages.labels import shorten_label
from bot.reminders import wording
from bot.vietnamese.letters import normalize_for_match, strip_tones

MAX_WORDS = 14  # words
_RELATIVES = (
    r"(?:bo me|ba me|me|bo|ma|ba noi|ba ngoai|ong noi|ong ngoai|ong|ba|vo|chong|con gai|con trai"
    r"|con dau|con re|con|chau|anh trai|chi gai|em trai|em gai|anh|chi|em|co|chu|bac|di|cau"
    r"|nguoi nha|hang xom)"
)
_FOR_RELATIVE = re.compile(
    rf"\b(?:cho|ho|giup|cua|lop) (?P<who>{_RELATIVES})(?: (?:toi|tui|em|minh|chau|con))?\b"
)
_JOIN_PATTERN = re.compile(
    r"\b(?:dang k[iy]|ghi ten|dky|dk|xin) (?:\w+ ){0,3}?(?:lop|hoc)\b"
    r"|\bcho \w+(?: \w+){0,2} (?:di )?hoc\b"
)


def _find_relative(turn: Turn) -> str:
    """Return the relative that is named, as it was written ("mẹ"), or "" if none is."""
    said = turn.text.split()
    relative_match = _FOR_RELATIVE.search(turn.normalized_text)
    if relative_match is None:
        return ""
    names = relative_match["who"].split()
    folded = [strip_tones(word).strip(".,!?") for word in said]
    for start in range(len(folded)):
        if (
            folded[start : start + len(names)] == names
            and start
            and folded[start - 1] in _PREPOSITIONS
        ):
            return " ".join(said[start : start + len(names)]).strip(".,!?")
    return relative_match["who"]


_PREPOSITIONS = ("cho", "ho", "giup", "cua", "lop")


def joins_class_for_relative(intents: Intents) -> Condition:
    """Return a predicate: whether a relative is to be enrolled: "Đăng ký lớp cho mẹ"."""
    wants = means(intents, "classes")

    def asks(turn: Turn) -> bool:
        if turn.choice or turn.attachments or len(turn.normalized_text.split()) > MAX_WORDS:
            return False
        return (
            bool(_find_relative(turn))
            and _JOIN_PATTERN.search(turn.normalized_text) is not None
            and wants(turn)
        )

    return asks


def list_classes_for_relative(policy: Policy) -> Handler:
    """List the coming classes; each button asks for the relative's name."""

    def show(turn: Turn) -> Answer:
        listed = classes.list_classes(policy)(turn)
        if not isinstance(listed, Reply) or listed.text != texts.CLASSES_COMING:
            return listed
        buttons = tuple(
            Choice(button.label, button.value.replace("lh:show:", "lh:kin:"))
            for button in listed.choices
        )
        return Reply(texts.CLASSES_FOR.format(who=_find_relative(turn)), buttons)

    return show


def leaves_class(intents: Intents) -> Condition:
    """Return a predicate: whether a seat is given up: "mai tôi bận không đi học được"."""
    return means(intents, "leave-class")


def show_classes_to_leave(policy: Policy) -> Handler:
    """List the speaker's classes, or those of the relative named, with a button each to leave."""

    def show(turn: Turn) -> Answer:
        seats = enrolments.list_upcoming_enrolments(turn.session, turn.contact.id, now=turn.now)
        if not seats:
            return classes.show_my_classes(policy)(turn)
        fitting = _matching_enrolments(turn, seats)
        lines = [texts.CLASSES_LEAVE]
        buttons = []
        for seat, lesson in fitting:
            who = class_wording.join_learner_names([seat.learner])
            when = wording.describe_moment(lesson.starts_at, now=turn.now, zone=policy.zone)
            lines.append(texts.CLASS_LINE.format(topic=lesson.topic, time=when, who=who))
            local = lesson.starts_at.astimezone(policy.zone)
            label = texts.BUTTON_LEAVE_ONE.format(
                day=f"{local.day}/{local.month}", topic=lesson.topic, who=who
            )
            buttons.append(Choice(shorten_label(label), f"lh:leave:{seat.id}"))
        return Reply("\n".join(lines), (Choice(texts.BUTTON_HOLD, "lh:no"), *buttons))

    return show


def _matching_enrolments(
    turn: Turn, seats: Sequence[tuple[Enrolment, ClassSession]]
) -> Sequence[tuple[Enrolment, ClassSession]]:
    """Return the enrolments of the learner named, else those of relatives, else all."""
    named = [
        seat
        for seat in seats
        if seat[0].learner and normalize_for_match(seat[0].learner) in turn.normalized_text
    ]
    relatives = [seat for seat in seats if seat[0].learner] if _find_relative(turn) else []
    return named or relatives or seats

"""Numbered buttons: a channel may show no buttons, so each can be chosen by typing its number."""

import re
from collections.abc import Sequence

from bot import texts
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.vietnamese.letters import is_typed_form_of, match_names, normalize_for_match

_NUMBER_PREFIX = re.compile(r"^\d+\. ")
_TYPED_POSITION = re.compile(r"(?:(?:so|bam|chon) )?(\d{1,2})")
# A member's ticket is chosen by its own number, which no place in a list may compete with.
_TICKET_LABEL = re.compile(rf"(?:{'|'.join(texts.TICKET_BUTTONS)}) (\d+)\b")
_TYPED_TICKET = re.compile(
    r"(?:(?:nhan |gui |cho )*(?:phieu|so|yeu cau)(?: so)? |bam |chon )?(\d{1,7})"
)
MAX_TYPED_LABEL = 80  # characters of a label; a longer text is no press
# What a slip of the finger must not do: leave a class, erase, withdraw, cancel, call off.
_DESTRUCTIVE = re.compile(
    r"class:leave:.*|erase(?::yes|:here)?|withdraw|own-ticket:\d+:cancel"
    r"|reminder:(?:stop|end|clear):.*|class-cancel:yes:.*|poll:(?:drop|shut|close):.*|ticket:0:drop"
    r"|home-visit:drop:.*|told:undo:.*"
)
# Alone under a question that waits for words: a number is such words, never the way out.
_EXITS = (
    Action.REMINDER.pack("no"),
    Action.CLASS.pack("no"),
    Action.CLASS_CANCELLATION.pack("no"),
    Action.CALL_BACK.pack("no"),
    Action.FIELD_REPORT.pack("stop"),
    Action.NOTICE_ANSWER.pack("stop"),
    Action.HOME_VISIT.pack("no"),
)
_ASKS_SENDER = Action.NOTICE_QUESTION.prefix("no")  # and the announcement's number
# Under words that went to a person: a number typed next is meant for that person.
_RECALL_BUTTON = re.compile(r"(?:own-)?ticket:\d+:back(?::\d+)?")
# Buttons that bear names: a tone makes another village, another candidate.
_NAMES = (
    Action.PLACE,
    Action.PLACES,
    Action.BALLOT,
    Action.HOME_VISIT,
    Action.HOME_TELLING,
)


def is_destructive(value: str) -> bool:
    """Return whether the button deletes, cancels or leaves something."""
    return _DESTRUCTIVE.fullmatch(value) is not None


def sort_safe_first(reply: Reply) -> Reply:
    """Return the reply with no destructive button at number 1 or alone: safe ones come first."""
    first_choice = next((choice for choice in reply.choices if choice.value), None)
    if first_choice is None or not is_destructive(first_choice.value):
        return reply
    choices = reply.choices
    if all(not choice.value or is_destructive(choice.value) for choice in choices):
        choices = (Choice(texts.BUTTON_MENU, "menu"), *choices)
    safe_first = sorted(choices, key=lambda choice: is_destructive(choice.value))
    return Reply(reply.text, tuple(safe_first), reply.attachments)


def number_buttons(reply: Reply) -> Reply:
    """Return the reply with its buttons numbered, so that a person may press or type the number."""
    reply = sort_safe_first(reply)
    if len(reply.choices) < 2 or any(map(_choice_ticket_number, reply.choices)):
        return reply
    numbers = iter(range(1, len(reply.choices) + 1))
    return Reply(
        reply.text,
        tuple(
            Choice(f"{next(numbers)}. {choice.label}", choice.value, choice.url)
            if choice.value
            else choice
            for choice in reply.choices
        ),
        reply.attachments,
    )


def strip_number(label: str) -> str:
    """Return the label without its number, as a person types it."""
    return _NUMBER_PREFIX.sub("", label)


def list_pressable(reply: Reply) -> list[dict[str, str]]:
    """Return the buttons (label and value) that a typed number or label may refer to next."""
    shown = sort_safe_first(reply).choices
    return [
        {"label": strip_number(choice.label), "value": choice.value}
        for choice in shown
        if choice.value
    ]


def match_buttons(offered: Sequence[dict[str, str]], text: str) -> list[dict[str, str]]:
    """Return the buttons a typed text may stand for: "2", "số 2", "Đồng ý", "2. đồng ý".

    One match is a press; with several the caller must ask which one is meant. A label is compared
    as it is written first, then with its number before it.
    """
    typed = normalize_for_match(text) if offered and len(text) <= MAX_TYPED_LABEL else ""
    if not typed:
        return []
    tickets = {_parse_ticket_number(offer["label"], offer["value"]): offer for offer in offered}
    if tickets.keys() - {""} and (ticket := _TYPED_TICKET.fullmatch(typed)):
        return [tickets[ticket[1]]] if ticket[1] in tickets else []
    is_ticket_number = "#" in text or _has_raised_digits(
        text
    )  # "#2" is a ticket, no place in a list
    if (position := _TYPED_POSITION.fullmatch(typed)) and not is_ticket_number:
        if len(offered) == 1 and _awaits_text(offered[0]["value"]):
            return []
        place = int(position[1]) - 1
        return [offered[place]] if 0 <= place < len(offered) else []
    numbered_labels = [f"{place} {button['label']}" for place, button in enumerate(offered, 1)]
    for labels in ([button["label"] for button in offered], numbered_labels):
        places = match_names(text, range(len(offered)), labels.__getitem__)
        if matching := [
            index for index in places if not _contradicts_tone(text, labels[index], offered[index])
        ]:
            return list({offered[index]["value"]: offered[index] for index in matching}.values())
    return []


def _awaits_text(value: str) -> bool:
    exits = value in _EXITS or value.startswith(_ASKS_SENDER)
    return exits or _RECALL_BUTTON.fullmatch(value) is not None


def _choice_ticket_number(choice: Choice) -> str:
    return _parse_ticket_number(choice.label, choice.value)


def _parse_ticket_number(label: str, value: str) -> str:
    """Return the number of the ticket that the button chooses, or "" if it chooses none."""
    match = _TICKET_LABEL.match(label) if value.startswith(Action.TICKET.prefix()) else None
    return match[1] if match else ""


def _has_raised_digits(text: str) -> bool:
    """Return whether the text has a digit that is not decimal, such as the exponent "²"."""
    return any(letter.isdigit() and not letter.isdecimal() for letter in text)


def _contradicts_tone(text: str, label: str, button: dict[str, str]) -> bool:
    """Return whether a typed tone contradicts a label that is a name."""
    return button["value"].partition(":")[0] in _NAMES and not is_typed_form_of(text, label)

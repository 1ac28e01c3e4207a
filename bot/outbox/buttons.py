"""Numbered buttons: a channel may show no buttons, so each can be chosen by typing its number."""

import re
from collections.abc import Sequence

from bot import texts
from bot.messages.content import Choice, Reply
from bot.vietnamese.letters import agrees, bare, match_names

_NUMBER = re.compile(r"^\d+\. ")
_PLACE = re.compile(r"(?:(?:so|bam|chon) )?(\d{1,2})")
# A member's ticket is chosen by its own number, which no place in a list may compete with.
_TICKET = re.compile(rf"(?:{'|'.join(texts.TICKET_BUTTONS)}) (\d+)\b")
_TICKET_SAID = re.compile(
    r"(?:(?:nhan |gui |cho )*(?:phieu|so|yeu cau)(?: so)? |bam |chon )?(\d{1,7})"
)
LONGEST = 80  # characters of a label; a longer text is no press
# What a slip of the finger must not do: leave a class, erase, withdraw, cancel, call off.
_DESTRUCTIVE = re.compile(
    r"lh:leave:.*|erase(?::yes|:here)?|withdraw|my:\d+:cancel|nh:(?:stop|end|clear):.*|hl:yes:.*|yk:drop:.*"
    r"|yk:shut:.*|yk:close:.*|tk:0:drop"
)
# Alone under a question that waits for words: a number is such words, never the way out.
_EXITS = ("nh:no", "lh:no", "hl:no", "gl:no", "pa:stop", "tl:stop")
_ASKS_SENDER = "ht:no:"  # and the announcement's number
# Under words that went to a person: a number typed next is meant for that person.
_TAKES_BACK = re.compile(r"(?:tk|my):\d+:back(?::\d+)?")
# Buttons that bear names: a tone makes another village, another candidate.
_NAMES = ("place", "places", "bp")


def is_destructive(value: str) -> bool:
    """Return whether the button deletes, cancels or leaves something."""
    return _DESTRUCTIVE.fullmatch(value) is not None


def arranged(reply: Reply) -> Reply:
    """Return the reply with no destructive button at number 1 or alone: safe ones come first."""
    pressed_first = next((choice for choice in reply.choices if choice.value), None)
    if pressed_first is None or not is_destructive(pressed_first.value):
        return reply
    choices = reply.choices
    if all(not choice.value or is_destructive(choice.value) for choice in choices):
        choices = (Choice(texts.BUTTON_MENU, "menu"), *choices)
    safe_first = sorted(choices, key=lambda choice: is_destructive(choice.value))
    return Reply(reply.text, tuple(safe_first), reply.attachments)


def numbered(reply: Reply) -> Reply:
    """Return the reply with its buttons numbered, so that a person may press or type the number."""
    reply = arranged(reply)
    if len(reply.choices) < 2 or any(map(_ticket_of, reply.choices)):
        return reply
    numbers = iter(range(1, len(reply.choices) + 1))
    return Reply(
        reply.text,
        tuple(
            Choice(f"{next(numbers)}. {one.label}", one.value, one.url) if one.value else one
            for one in reply.choices
        ),
        reply.attachments,
    )


def plain(label: str) -> str:
    """Return the label without its number, as a person types it."""
    return _NUMBER.sub("", label)


def pressable(reply: Reply) -> list[dict[str, str]]:
    """Return the buttons (label and value) that a typed number or label may refer to next."""
    shown = arranged(reply).choices
    return [{"label": plain(one.label), "value": one.value} for one in shown if one.value]


def pressed(offered: Sequence[dict[str, str]], text: str) -> list[dict[str, str]]:
    """Return the buttons a typed text may stand for: "2", "số 2", "Đồng ý", "2. đồng ý".

    One match is a press; with several the caller must ask which one is meant. A label is compared
    as it is written first, then with its number before it.
    """
    said = bare(text) if offered and len(text) <= LONGEST else ""
    if not said:
        return []
    tickets = {_ticket_in(one["label"], one["value"]): one for one in offered}
    if tickets.keys() - {""} and (ticket := _TICKET_SAID.fullmatch(said)):
        return [tickets[ticket[1]]] if ticket[1] in tickets else []
    named = "#" in text or _has_raised_digits(text)  # "#2" is a ticket, no place in a list
    if (number := _PLACE.fullmatch(said)) and not named:
        if len(offered) == 1 and _waits_for_words(offered[0]["value"]):
            return []
        place = int(number[1]) - 1
        return [offered[place]] if 0 <= place < len(offered) else []
    numbered_too = [f"{place} {button['label']}" for place, button in enumerate(offered, 1)]
    for labels in ([button["label"] for button in offered], numbered_too):
        places = match_names(text, range(len(offered)), labels.__getitem__)
        if fitting := [at for at in places if not _is_another(text, labels[at], offered[at])]:
            return list({offered[at]["value"]: offered[at] for at in fitting}.values())
    return []


def _waits_for_words(value: str) -> bool:
    exits = value in _EXITS or value.startswith(_ASKS_SENDER)
    return exits or _TAKES_BACK.fullmatch(value) is not None


def _ticket_of(choice: Choice) -> str:
    return _ticket_in(choice.label, choice.value)


def _ticket_in(label: str, value: str) -> str:
    """Return the number of the ticket that the button chooses, or "" if it chooses none."""
    named = _TICKET.match(label) if value.startswith("tk:") else None
    return named[1] if named else ""


def _has_raised_digits(text: str) -> bool:
    """Return whether the text has a digit that is not decimal, such as the exponent "²"."""
    return any(letter.isdigit() and not letter.isdecimal() for letter in text)


def _is_another(text: str, label: str, button: dict[str, str]) -> bool:
    """Return whether a typed tone contradicts a label that is a name."""
    return button["value"].partition(":")[0] in _NAMES and not agrees(text, label)

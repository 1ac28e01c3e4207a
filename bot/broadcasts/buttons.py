"""Parser for the buttons of an announcement, written as "Ghi tên = lớp 12". Pure.

A target is a link (https://…), a class to join (lớp 12, class:12) or a topic (topic:ID, the id of a
shipped topic).
"""

import re

from bot import texts
from bot.core.errors import UserError
from bot.messages.buttons import Action
from bot.messages.content import Choice
from bot.vietnamese.letters import nfc, normalize_for_match

MAX_LABEL_LENGTH = 40  # characters: more is cut off on a small phone
_CLASS = re.compile(r"(?:class:|lop )\s*(?P<number>\d{1,9})")
_TOPIC = re.compile(r"topic:(?P<topic>[a-z0-9_-]{1,50})")
_LINK = re.compile(r"https://[^\s/]+\.[^\s/]+(?:/\S*)?")


def parse_button(written: str) -> Choice:
    """Parse one button. Raises UserError that shows the expected form."""
    label, _, target = (part.strip() for part in nfc(written).partition("="))
    if not label or len(label) > MAX_LABEL_LENGTH:
        raise UserError(texts.BROADCAST_BAD_BUTTON.format(button=written))
    if _LINK.fullmatch(target):
        return Choice(label, url=target)
    if match := _TOPIC.fullmatch(target):
        return Choice(label, f"topic:{match['topic']}")
    if match := _CLASS.fullmatch(normalize_for_match(target)) or _CLASS.fullmatch(target):
        return Choice(label, Action.CLASS.pack("show", match["number"]))
    raise UserError(texts.BROADCAST_BAD_BUTTON.format(button=written))


def write_button(button: Choice) -> str:
    """Return a button as `parse_button` reads it."""
    target = button.url or button.value
    show = Action.CLASS.prefix("show")
    if button.value.startswith(show):
        target = texts.BROADCAST_BUTTON_CLASS.format(number=button.value.removeprefix(show))
    return f"{button.label} = {target}"


def split_buttons(text: str) -> tuple[str, tuple[Choice, ...]]:
    """Split a text into its body and the buttons declared by lines that start with "nút:"."""
    lines = text.splitlines()
    button_specs = [line.partition(":")[2].strip() for line in lines if _is_button_line(line)]
    text_lines = [line for line in lines if not _is_button_line(line)]
    return "\n".join(text_lines).strip(), tuple(map(parse_button, button_specs))


def _is_button_line(line: str) -> bool:
    head, colon, rest = line.partition(":")
    return bool(colon and rest.strip()) and normalize_for_match(head) == normalize_for_match(
        texts.SAID_BUTTON
    )

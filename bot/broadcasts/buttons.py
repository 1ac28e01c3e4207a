"""Parser for the buttons of an announcement, written as "Ghi tên = lớp 12". Pure.

A target is a link (https://…), a class to join (lớp 12, class:12) or a topic (topic:ID, the id of a
shipped topic).
"""

import re

from bot import texts
from bot.core.errors import UserError
from bot.messages.content import Choice
from bot.vietnamese.letters import bare, nfc

LONGEST_LABEL = 40  # characters: more is cut off on a small phone
_CLASS = re.compile(r"(?:class:|lop )\s*(?P<number>\d{1,9})")
_TOPIC = re.compile(r"topic:(?P<topic>[a-z0-9_-]{1,50})")
_LINK = re.compile(r"https://[^\s/]+\.[^\s/]+(?:/\S*)?")


def parse(written: str) -> Choice:
    """Parse one button. Raises UserError that shows the expected form."""
    label, _, target = (part.strip() for part in nfc(written).partition("="))
    if not label or len(label) > LONGEST_LABEL:
        raise UserError(texts.BROADCAST_BAD_BUTTON.format(button=written))
    if _LINK.fullmatch(target):
        return Choice(label, url=target)
    if found := _TOPIC.fullmatch(target):
        return Choice(label, f"topic:{found['topic']}")
    if found := _CLASS.fullmatch(bare(target)) or _CLASS.fullmatch(target):
        return Choice(label, f"lh:show:{found['number']}")
    raise UserError(texts.BROADCAST_BAD_BUTTON.format(button=written))


def split(text: str) -> tuple[str, tuple[Choice, ...]]:
    """Split a text into its body and the buttons declared by lines that start with "nút:"."""
    lines = text.splitlines()
    asked = [line.partition(":")[2].strip() for line in lines if _asks(line)]
    words = [line for line in lines if not _asks(line)]
    return "\n".join(words).strip(), tuple(map(parse, asked))


def _asks(line: str) -> bool:
    head, colon, rest = line.partition(":")
    return bool(colon and rest.strip()) and bare(head) == bare(texts.SAID_BUTTON)

"""Buttons as numbers: a channel may show none, so each has a number to type."""

import re

from bot.messages import Choice, Reply

_NUMBER = re.compile(r"^\d+\. ")


def numbered(reply: Reply) -> Reply:
    """The reply with its buttons numbered, so that a person may press or type the number."""
    if len(reply.choices) < 2:
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
    """The label without its number: what a person types who does not press."""
    return _NUMBER.sub("", label)


def pressable(reply: Reply) -> list[dict[str, str]]:
    """What a number pressed next, or a label typed, may stand for."""
    return [{"label": plain(one.label), "value": one.value} for one in reply.choices if one.value]

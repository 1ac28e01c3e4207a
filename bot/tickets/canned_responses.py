"""Canned responses: sentences a member sends by a button."""

from bot import texts
from bot.messages.content import Choice, Reply


def render_list() -> Reply:
    """Render all canned responses, each with its button."""
    lines = [f"{number}. {sentence}" for number, sentence in enumerate(texts.CANNED, 1)]
    labels = enumerate(texts.CANNED_LABELS, 1)
    buttons = (Choice(label, f"mau:{number}") for number, label in labels)
    return Reply("\n".join((texts.CANNED_TITLE, *lines)), tuple(buttons))


def find_response(number: str) -> str:
    """Return the sentence of a button's number; "" when there is none."""
    if number.isdecimal() and 1 <= int(number) <= len(texts.CANNED):
        return texts.CANNED[int(number) - 1]
    return ""

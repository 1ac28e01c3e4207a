"""Canned responses: sentences a member sends by a button."""

from bot import texts


def find_response(number: str) -> str:
    """Return the sentence of a button's number; "" when there is none."""
    if number.isdecimal() and 1 <= int(number) <= len(texts.CANNED):
        return texts.CANNED[int(number) - 1]
    return ""

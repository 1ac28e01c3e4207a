"""The route names that code asks for; every other name stands only in the route table.

`message.route` holds the name of the route that answered ("faq.question"), or, when no route of
the table did, what became of the message instead: those names have no dot.
"""

from enum import StrEnum


class RouteName(StrEnum):
    """A value of `message.route` that is compared with somewhere."""

    # No reply of its own: it waits for what follows, belongs to what was before, was replaced.
    HELD = "held"
    BESIDE = "beside"
    EDITED = "edited"
    BY_HAND = "by_hand"  # a colleague answers in this chat
    REFUSED = "explain"  # a UserError was answered with its text
    FAILED = "apologise"  # a handler failed

    EMERGENCY = "emergency.answer"
    MEMBER_SPEAKS = "member.speak"
    TICKET_CARRY = "tickets.carry"
    TICKET_ADD = "tickets.add"


RELAYED = frozenset((RouteName.MEMBER_SPEAKS, RouteName.TICKET_CARRY, RouteName.TICKET_ADD))
"""The routes that pass a message on to a person."""

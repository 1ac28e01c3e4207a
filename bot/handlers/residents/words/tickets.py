"""What a resident is told about their own ticket."""

from collections.abc import Sequence

from bot import texts
from bot.core.policy import Policy
from bot.inbox.routing import Turn
from bot.messages.content import Choice, Reply
from bot.tickets.assignment import Placement
from bot.tickets.wording import describe_placement


def render_placement(turn: Turn, placement: Placement, policy: Policy) -> Reply:
    """Tell where the ticket is: who was asked and until when, or why nobody was."""
    return Reply(describe_placement(turn.session, placement, zone=policy.zone, now=turn.now))


def render_rating_question(ticket_id: int) -> Reply:
    """Ask for the rating of a ticket."""
    choices = tuple(
        Choice(word, f"my:{ticket_id}:rate:{stars}") for stars, word in texts.RATINGS.items()
    )
    return Reply(texts.RATE_ASK, choices)


def render_cancelled(ticket_id: int, menu: Sequence[Choice]) -> Reply:
    """Confirm that the request is cancelled."""
    return Reply(texts.TICKET_CANCELLED.format(number=ticket_id), tuple(menu))


def render_call_time(call_time: str) -> Reply:
    """Confirm the time at which the resident wants to be answered, or ask for it."""
    return Reply(texts.CALL_TIME_SET.format(time=call_time) if call_time else texts.CALL_TIME_ASK)


def cancel_choice(ticket_id: int) -> Choice:
    """Return the button that cancels the request."""
    return Choice(texts.BUTTON_CANCEL_REQUEST, f"my:{ticket_id}:cancel")


def render_added(ticket_id: int) -> Reply:
    """Confirm that what the resident wrote stands on the ticket."""
    choices = (cancel_choice(ticket_id), Choice(texts.BUTTON_MENU, "menu"))
    return Reply(texts.TICKET_WORDS_ADDED, choices)


def render_no_request() -> Reply:
    """Say that no request waits, and how to make one."""
    choices = (Choice(texts.BUTTON_PERSON, "person"), Choice(texts.BUTTON_MENU, "menu"))
    return Reply(texts.REQUEST_NONE, choices)
